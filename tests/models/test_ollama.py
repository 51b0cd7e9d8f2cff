"""What is Ollama's own: context sized to the prompt, thinking, local models only, preloading, pulling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.errors import (
    BadReply,
    ContextOverflow,
    EndpointRefused,
    ModelMissing,
    ProviderBusy,
    ProviderDown,
    RequestRejected,
)
from intent_lsp.models.inspect_servers import inspect
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.pull_model import pull
from tests.models.asking import prompt, provider
from tests.servers.dialects import CODE, DIALECTS, MODEL
from tests.servers.fake import Behaviour, Fake, Request, Wire, fake, free_port

OLLAMA = DIALECTS[0]


def quiet(text: str) -> None:
    """Tokens are of no interest here."""


async def say(request: Request, wire: Wire) -> None:
    if request.body["messages"]:
        await OLLAMA.say(wire, [CODE])
    else:
        await wire.whole(200, {"model": MODEL, "done": True, "done_reason": "load"})


@asynccontextmanager
async def served(behaviour: Behaviour, **more: Any) -> AsyncIterator[tuple[ServerProvider, Fake]]:
    async with fake(behaviour) as server:
        made = provider(OLLAMA.config(server.root, **{"lock": "none", **more}))
        try:
            yield made, server
        finally:
            await made.close()


def shown(chat: Behaviour, **show: Any) -> Behaviour:
    usual = OLLAMA.serving(chat)

    async def behave(request: Request, wire: Wire) -> None:
        if request.path == "/api/show":
            await wire.whole(200, show)
        else:
            await usual(request, wire)

    return behave


async def test_the_context_fits_the_prompt_and_only_grows() -> None:
    async with served(OLLAMA.serving(say)) as (made, server):
        for size in (100, 40_000, 100):
            # The count that comes back must be plausible for the prompt, or the prompt counts as cut.
            text = "x" * size

            async def chat(request: Request, wire: Wire, tokens: int = size // 4 + 20) -> None:
                await OLLAMA.begin(wire)
                await wire.chunk(OLLAMA.piece(CODE) + OLLAMA.closing(prompt_tokens=tokens))
                await wire.end()

            server.behaviour = OLLAMA.serving(chat)
            await made.generate(prompt(text), on_token=quiet)
        contexts = [call.body["options"]["num_ctx"] for call in server.calls]
        assert contexts == [8192, 16384, 16384], "another value would load the model again"
        assert all(call.body["truncate"] is False for call in server.calls)


async def test_the_same_runner_options_on_preload_and_calls() -> None:
    options = {"num_gpu": 20, "num_ctx": 12_000, "temperature": 0.3}
    async with served(OLLAMA.serving(say), options=options, keep_alive="30m") as (made, server):
        await made.warm("You write code.")
        await made.generate(prompt(), on_token=quiet)
        runner = [{name: call.body["options"].get(name) for name in ("num_gpu", "num_ctx")} for call in server.calls]
        assert runner == [{"num_gpu": 20, "num_ctx": 12_000}] * 2
        assert [call.body["keep_alive"] for call in server.calls] == ["30m", "30m"]
        assert server.calls[0].body["messages"] == []
        assert server.calls[1].body["options"]["temperature"] == 0.3


@pytest.mark.parametrize(("written", "sent"), [("-1", -1), ("600", 600), ("24h", "24h")])
async def test_keep_alive_as_seconds_or_duration(written: str, sent: object) -> None:
    async with served(OLLAMA.serving(say), keep_alive=written) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        assert server.calls[0].body["keep_alive"] == sent


async def cut_to(request: Request, wire: Wire, counted: int) -> None:
    await OLLAMA.begin(wire)
    await wire.chunk(OLLAMA.piece(CODE) + OLLAMA.closing(prompt_tokens=counted))
    await wire.end()


@pytest.mark.parametrize("part", [1.0, 0.5, 0.05])
async def test_a_prompt_that_is_always_cut_silently_is_refused(part: float) -> None:
    """To the whole context (older servers), to half of it and a few tokens (newer ones), or to next to nothing."""

    async def chat(request: Request, wire: Wire) -> None:
        await cut_to(request, wire, int(request.body["options"]["num_ctx"] * part) + 2 * (part == 0.5))

    async with served(OLLAMA.serving(chat)) as (made, server):
        with pytest.raises(ContextOverflow, match="cut") as error:
            await made.generate(prompt("1 2 " * 10_000), on_token=quiet)
        assert "num_ctx" in error.value.hint
        contexts = [call.body["options"]["num_ctx"] for call in server.calls]
        assert contexts == [16384, 32768], "more room, as far as the model goes"


@pytest.mark.parametrize("counted", [0, 7, 60])
async def test_a_server_that_counts_only_what_was_not_cached_is_believed(counted: int) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await cut_to(request, wire, counted)

    async with served(OLLAMA.serving(chat)) as (made, server):
        assert (await made.generate(prompt("word " * 2_000), on_token=quiet)).text == CODE
        assert len(server.calls) == 1


@pytest.mark.parametrize("how", ["cut to half", "cut to the context", "refused"])
async def test_a_prompt_that_was_cut_is_asked_again_with_more_room(how: str) -> None:
    """Text of digits has far more tokens than its bytes suggest: 12,000 of them do not fit what was sized for it."""
    tokens = 12_000

    async def chat(request: Request, wire: Wire) -> None:
        room = request.body["options"]["num_ctx"]
        if room > tokens:
            await cut_to(request, wire, tokens)
        elif how == "refused":
            await wire.whole(400, {"error": "the input length exceeds the context length"})
        else:
            await cut_to(request, wire, room // 2 + 2 if how == "cut to half" else room)

    async with served(OLLAMA.serving(chat)) as (made, server):
        for _ in range(2):
            reply = await made.generate(prompt("1 2 " * 3_500), on_token=quiet)
            assert reply.prompt_tokens == tokens
        assert [call.body["options"]["num_ctx"] for call in server.calls] == [8192, 16384, 16384]


@pytest.mark.parametrize(("counted", "bytes_sent", "fits"), [(4098, 30_000, False), (4098, 14_000, True)])
async def test_a_context_that_the_user_fixed_is_kept(counted: int, bytes_sent: int, fits: bool) -> None:
    """What was cut is told from a prompt that happens to have that length by how much text there was."""

    async def chat(request: Request, wire: Wire) -> None:
        await cut_to(request, wire, counted)

    async with served(OLLAMA.serving(chat), options={"num_ctx": 8192}) as (made, server):
        if fits:
            assert (await made.generate(prompt("word " * (bytes_sent // 5)), on_token=quiet)).text == CODE
        else:
            with pytest.raises(ContextOverflow, match="cut"):
                await made.generate(prompt("word " * (bytes_sent // 5)), on_token=quiet)
        assert [call.body["options"]["num_ctx"] for call in server.calls] == [8192]


async def test_a_prompt_larger_than_the_model_is_not_even_sent() -> None:
    async with served(shown(say, model_info={"llama.context_length": 2048})) as (made, server):
        with pytest.raises(ContextOverflow):
            await made.generate(prompt("word " * 10_000), on_token=quiet)
        assert not server.calls


@pytest.mark.parametrize(
    ("capabilities", "model", "sent"),
    [(["completion"], MODEL, None), (["completion", "thinking"], "qwen3:8b", False),
     (["completion", "thinking"], "gpt-oss:20b", "low")],
)  # fmt: skip
async def test_thinking_is_turned_off_where_it_can_be(capabilities: list[str], model: str, sent: object) -> None:
    async with served(shown(say, capabilities=capabilities), model=model) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        assert server.calls[0].body.get("think") == sent


async def test_a_model_that_cannot_think_after_all() -> None:
    async def chat(request: Request, wire: Wire) -> None:
        if "think" in request.body:
            await wire.whole(400, {"error": f'"{MODEL}" does not support thinking'})
        else:
            await OLLAMA.say(wire, [CODE])

    async with served(shown(chat, capabilities=["thinking"])) as (made, server):
        for _ in range(2):
            assert (await made.generate(prompt(), on_token=quiet)).text == CODE
        assert len(server.calls) == 3


@pytest.mark.parametrize("model", ["gpt-oss:120b-cloud", "qwen3-coder:cloud"])
async def test_cloud_models_are_refused_by_name(model: str) -> None:
    async with served(OLLAMA.serving(say), model=model) as (made, server):
        with pytest.raises(EndpointRefused):
            await made.generate(prompt(), on_token=quiet)
        assert not server.requests


async def test_remote_models_are_refused_whatever_they_are_called() -> None:
    behaviour = shown(say, remote_host="https://ollama.com:443", remote_model="gpt-oss:120b")
    async with served(behaviour) as (made, server):
        with pytest.raises(EndpointRefused, match="not run on this machine"):
            await made.generate(prompt(), on_token=quiet)
        assert not server.calls


@pytest.mark.parametrize("model", ["my-cloud", "host:5000/my-cloud", "clouds:7b", "cloud"])
async def test_a_local_model_may_have_a_cloudy_name(model: str) -> None:
    async with served(OLLAMA.serving(say), model=model) as (made, _):
        assert (await made.generate(prompt(), on_token=quiet)).text == CODE


@pytest.mark.parametrize("status", [500, 503])
async def test_nothing_is_sent_before_it_is_known_where_the_model_runs(status: int) -> None:
    usual = OLLAMA.serving(say)

    async def behave(request: Request, wire: Wire) -> None:
        if request.path == "/api/show":
            await wire.whole(status, {"error": "not now"})
        else:
            await usual(request, wire)

    async with served(behave) as (made, server):
        with pytest.raises(RequestRejected if status == 500 else ProviderBusy):
            await made.generate(prompt(), on_token=quiet)
        assert not server.calls
        server.behaviour = usual
        assert (await made.generate(prompt(), on_token=quiet)).text == CODE


@pytest.mark.parametrize("reason", ["load", "unload"])
async def test_a_reason_that_ends_no_answer(reason: str) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [CODE], reason)

    async with served(OLLAMA.serving(chat)) as (made, _):
        with pytest.raises(BadReply, match=f"ended with '{reason}'") as error:
            await made.generate(prompt(), on_token=quiet)
        assert error.value.hint


async def test_models_that_leave_the_machine_are_not_listed() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.whole(200, {"models": [
            {"name": "gpt-oss:20b-cloud"}, {"name": "mine:latest", "remote_host": "https://ollama.com"},
            {"name": "llama3.2:3b", "details": {"parameter_size": "3.2B"}},
        ]})  # fmt: skip

    async with served(behave) as (made, _):
        assert [(model.name, model.size) for model in await made.models()] == [("llama3.2:3b", 3.2)]


async def test_a_loop_that_ends_without_done_is_a_failure() -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.begin(wire)
        await wire.chunk(OLLAMA.piece("ha") * 31)
        await wire.end()

    async with served(OLLAMA.serving(chat)) as (made, _):
        with pytest.raises(BadReply, match="broke off"):
            await made.generate(prompt(), on_token=quiet)


async def test_doctor_sees_where_the_model_runs_and_how_much_it_takes(tmp_path: Path) -> None:
    usual = shown(say, model_info={"qwen2.context_length": 32768})

    async def behave(request: Request, wire: Wire) -> None:
        if request.path == "/api/ps":
            await wire.whole(200, {"models": [{"name": MODEL, "model": MODEL, "context_length": 8192}]})
        else:
            await usual(request, wire)

    async with fake(behave) as server:
        cloud = OLLAMA.config(server.root, name="cloud", model="gpt-oss:120b-cloud")
        found = await inspect(Config(providers=(OLLAMA.config(server.root), cloud)), tmp_path)
        here, away = found.providers
        assert (here.state, here.context, here.note) == ("ready", 32768, "loaded with 8,192 tokens of context")
        assert away.state == "refused"
        assert "does not run on this machine" in away.problem
        assert "pull" not in away.fix
        assert not server.calls


# --- pulling ---------------------------------------------------------------------------------------------------------


def pulling(*lines: bytes, status: int = 200) -> Behaviour:
    async def behave(request: Request, wire: Wire) -> None:
        assert request.path == "/api/pull"
        await wire.head(status, "application/x-ndjson")
        for line in lines:
            await wire.chunk(line + b"\n")
        await wire.end()

    return behave


async def test_pulling_reports_progress() -> None:
    told: list[tuple[str, int, int]] = []
    lines = (b'{"status": "pulling manifest"}', b'{"status": "pulling a", "total": 100, "completed": 40}',
             b'{"status": "pulling a", "total": 100, "completed": 100}', b'{"status": "success"}')  # fmt: skip
    async with fake(pulling(*lines)) as server:
        await pull(OLLAMA.config(server.root), on_progress=lambda *step: told.append(step))
        assert server.requests[0].body == {"model": MODEL, "stream": True}
    assert told == [("pulling manifest", 0, 0), ("pulling a", 40, 100), ("pulling a", 100, 100), ("success", 0, 0)]


async def test_pulling_can_fail() -> None:
    def ignore(status: str, done: int, total: int) -> None: ...

    async with fake(pulling(b'{"status": "pulling manifest"}')) as server:
        with pytest.raises(BadReply, match="broke off"):
            await pull(OLLAMA.config(server.root), on_progress=ignore)
    async with fake(pulling(b'{"error": "pull model manifest: file does not exist: model not found"}')) as server:
        with pytest.raises(ModelMissing):
            await pull(OLLAMA.config(server.root), on_progress=ignore)
    with pytest.raises(EndpointRefused):
        await pull(ProviderConfig("ollama", "o"), "gpt-oss:120b-cloud", on_progress=ignore)
    with pytest.raises(ProviderDown):
        await pull(OLLAMA.config(f"http://127.0.0.1:{free_port()}"), on_progress=ignore)


async def test_pulling_goes_where_ollama_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an address in the settings that is where ``OLLAMA_HOST`` says."""
    told: list[str] = []
    async with fake(pulling(b'{"status": "success"}')) as server:
        monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.port}")
        await pull(ProviderConfig("ollama", "ollama"), MODEL, on_progress=lambda status, *_: told.append(status))
        assert [request.path for request in server.requests] == ["/api/pull"]
    assert told == ["success"]


async def test_cancelling_a_pull_closes_the_stream() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.head(200, "application/x-ndjson")
        await wire.chunk(b'{"status": "pulling a", "total": 9, "completed": 1}\n')
        await wire.gone.wait()

    began = asyncio.Event()
    async with fake(behave) as server:
        task = asyncio.create_task(pull(OLLAMA.config(server.root), on_progress=lambda *_: began.set()))
        await began.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.wait_for(server.gone[-1].wait(), 2)
