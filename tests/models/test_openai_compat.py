"""What is one server's own among those that speak OpenAI's protocol: LM Studio's loading, locks beside parameters."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.configuration.load import load
from intent_lsp.models.inspect_servers import inspect
from intent_lsp.models.providers.server import ServerProvider
from tests.models.asking import EAGER, asking, prompt, provider
from tests.servers.dialects import CODE, DIALECTS, MODEL, Dialect
from tests.servers.fake import Behaviour, Fake, Request, Wire, fake

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS
LOCKED = json.dumps({"code": "export const f = 1;"})


def quiet(text: str) -> None:
    """Tokens are of no interest here."""


def saying(dialect: Dialect, text: str = CODE) -> Behaviour:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, [text])

    return dialect.serving(chat)


@asynccontextmanager
async def served(
    dialect: Dialect, behaviour: Behaviour | None = None, **more: Any
) -> AsyncIterator[tuple[ServerProvider, Fake]]:
    async with fake(behaviour or saying(dialect)) as server:
        made = provider(dialect.config(server.root, **{"lock": "none", **more}))
        try:
            yield made, server
        finally:
            await made.close()


# --- LM Studio -------------------------------------------------------------------------------------------------------


async def test_warming_up_makes_lm_studio_load_the_model() -> None:
    """It loads a model when it is first asked for a token, and not when it lists it."""
    async with served(LMSTUDIO, keep_alive="30m") as (made, server):
        await made.warm("You write code.")
        (call,) = server.calls
        assert (call.body["model"], call.body["max_tokens"], call.body["ttl"]) == (MODEL, 1, 1800)
        assert call.body["messages"] == [{"role": "system", "content": "You write code."}]


@pytest.mark.parametrize(
    ("written", "sent"),
    [("600", 600), ("10m", 600), ("1h30m", 5400), ("1.5h", 5400), ("90s", 90), ("-1", 31_536_000), ("", None)],
)
async def test_keep_alive_is_lm_studios_time_to_live(written: str, sent: int | None) -> None:
    async with served(LMSTUDIO, keep_alive=written) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        assert server.calls[0].body.get("ttl") == sent
    async with served(VLLM, keep_alive=written) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        assert "ttl" not in server.calls[0].body


def test_keep_alive_can_be_written_for_it() -> None:
    def loaded(keep: Any) -> Any:
        entry = {"type": "openai_compat", "preset": "lmstudio", "keepAlive": keep}
        return load(Path("/nowhere"), env={}, text=json.dumps({"providers": [entry]}))

    assert loaded("30m").config.providers[0].keep_alive == "30m"
    assert loaded(600).config.providers[0].keep_alive == "600"
    (problem,) = loaded("for ever").problems
    assert "keepAlive" in problem.message
    assert '"10m"' in problem.message


@pytest.mark.parametrize("loaded", [True, False])
async def test_doctor_shows_what_lm_studio_has_loaded(tmp_path: Path, loaded: bool) -> None:
    usual = saying(LMSTUDIO)
    instances = [{"id": MODEL, "config": {"context_length": 8000}}] if loaded else []

    async def behave(request: Request, wire: Wire) -> None:
        if request.path == "/api/v1/models":
            entry = {"type": "llm", "key": MODEL, "max_context_length": 32768, "loaded_instances": instances}
            await wire.whole(200, {"models": [{"type": "embedding", "key": "e"}, entry]})
        else:
            await usual(request, wire)

    async with fake(behave) as server:
        found = await inspect(Config(providers=(LMSTUDIO.config(server.root),)), tmp_path)
        (checkup,) = found.providers
        assert checkup.state == "ready"
        assert checkup.context == (8000 if loaded else 32768)
        assert checkup.note == ("loaded" if loaded else "loaded when it is first asked")
        assert not server.calls, "no model is asked"


# --- what users may write into params --------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", ["grammar", "json"])
async def test_two_locks_are_never_sent(lock: Any) -> None:
    """llama.cpp drops the grammar when a response format is there too, and says nothing."""
    params = {"response_format": {"type": "json_object"}, "grammar": "root ::= x", "json_schema": {}, "stop": ["}"],
              "top_p": 0.8}  # fmt: skip
    text = CODE if lock == "grammar" else LOCKED
    async with served(LLAMACPP, saying(LLAMACPP, text), lock=lock, options=params) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        body = server.calls[0].body
        assert len({"response_format", "grammar", "json_schema", "stop"} & set(body)) == 1
        assert body["top_p"] == 0.8
        if lock == "grammar":
            assert "javascript" in body["grammar"]
        else:
            assert body["response_format"]["json_schema"]["schema"]["required"] == ["code"]


async def test_without_a_lock_they_are_the_users_business() -> None:
    params = {"response_format": {"type": "json_object"}}
    async with served(VLLM, options=params) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        assert server.calls[0].body["response_format"] == {"type": "json_object"}


async def test_always_streaming_always_one_answer_whatever_the_params() -> None:
    params = {"stream": False, "messages": [], "model": "other", "n": 3, "max_tokens": -1}
    async with served(VLLM, options=params) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        body = server.calls[0].body
        assert (body["stream"], body["model"], len(body["messages"])) == (True, MODEL, 2)
        assert "n" not in body
        assert body["max_tokens"] > 0


@pytest.mark.parametrize("dialect", DIALECTS[1:], ids=lambda dialect: dialect.name)
async def test_thinking_and_llama_cpps_own_defaults_are_turned_off(dialect: Dialect) -> None:
    """It cuts unlikely tokens by default; and a server that knows no template arguments is sent none."""
    async with served(dialect) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        body = server.calls[0].body
        thinks = {"enable_thinking": False} if dialect in {LLAMACPP, VLLM} else None
        assert body.get("chat_template_kwargs") == thinks
        assert (body.get("min_p"), body.get("cache_prompt")) == ((0, True) if dialect is LLAMACPP else (None, None))
    async with served(dialect, options={"min_p": 0.1}) as (made, server):
        await made.generate(prompt(), on_token=quiet)
        assert server.calls[0].body["min_p"] == 0.1, "what the user wrote counts"


async def test_further_choices_are_not_mixed_in() -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await VLLM.begin(wire)
        for text in (CODE[:9], CODE[9:]):
            await wire.chunk(VLLM.piece("something else").replace(b'"index": 0', b'"index": 1'))
            await wire.chunk(VLLM.piece(text))
        await wire.chunk(VLLM.closing())
        await wire.end()

    async with served(VLLM, VLLM.serving(chat)) as (made, _):
        assert (await made.generate(prompt(), on_token=quiet)).text == CODE


# --- the endpoint's memory -------------------------------------------------------------------------------------------


async def test_a_refused_lock_is_remembered_for_all_of_an_endpoints_providers(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        if "response_format" in request.body:
            await wire.whole(400, VLLM.error("structured output is not supported"))
        else:
            await VLLM.say(wire, [CODE])

    async with fake(VLLM.serving(chat)) as server:
        small = VLLM.config(server.root, name="small", model="small", lock="json")
        large = VLLM.config(server.root, name="large", model="large", lock="json")
        async with asking(tmp_path, small, large, draft=("small",), repair=("large",)) as ask:
            await ask()
            await ask(prompt("again"), "repair")
        locked = [(call.body["model"], "response_format" in call.body) for call in server.calls]
    assert locked == [("small", True), ("small", False), ("large", False)]


async def test_an_ignored_lock_is_one_models_doing(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await VLLM.say(wire, [CODE if request.body["model"] == "small" else LOCKED])

    async with fake(VLLM.serving(chat)) as server:
        small = VLLM.config(server.root, name="small", model="small", lock="json")
        large = VLLM.config(server.root, name="large", model="large", lock="json")
        async with asking(tmp_path, small, large, draft=("small",), repair=("large",)) as ask:
            await ask()
            await ask(prompt("again"))
            await ask(prompt("again"), "repair")
        locked = [(call.body["model"], "response_format" in call.body) for call in server.calls]
    assert locked == [("small", True), ("small", False), ("large", True)]


async def test_the_largest_number_of_calls_at_once_counts_for_an_endpoint(tmp_path: Path) -> None:
    one, two = (VLLM.config("http://127.0.0.1:9", name=name, concurrency=calls) for name, calls in (("a", 1), ("b", 3)))
    for order in ((one, two), (two, one)):
        async with asking(tmp_path, *order) as ask:
            made = [p for p in await ask.router.providers("draft") if isinstance(p, ServerProvider)]
            assert len({id(p.health) for p in made}) == 1
            for _ in range(3):
                assert not made[0].health.limit.locked()
                await made[0].health.limit.acquire()
            assert made[0].health.limit.locked()


async def test_several_servers_of_one_kind(tmp_path: Path) -> None:
    """Two Ollamas at two addresses: each has its own health, the second answers when the first does not."""

    async def broken(request: Request, wire: Wire) -> None:
        wire.drop()

    async with fake(OLLAMA.serving(broken)) as bad, fake(saying(OLLAMA)) as good:
        entries = [{"type": "ollama", "host": root, "model": MODEL, "lock": "none"} for root in (bad.root, good.root)]
        config = load(tmp_path, env={}, text=json.dumps({"providers": entries})).config
        assert [entry.name for entry in config.providers] == ["ollama", "ollama-2"]
        never = replace(EAGER, probe_first=600.0)  # it would answer a probe, and be asked again
        async with asking(tmp_path, *config.providers, pace=never) as ask:
            assert (await ask()).provider == "ollama-2"
            assert (await ask(prompt("second"))).provider == "ollama-2"
        assert len(bad.calls) == 2, "once, once more, and then it was skipped"
        assert len(good.calls) == 2


# --- doctor ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dialect", "state"), [(VLLM, "no model"), (LMSTUDIO, "no model"), (LLAMACPP, "ready")])
async def test_doctor_knows_who_minds_a_wrong_model(tmp_path: Path, dialect: Dialect, state: str) -> None:
    """llama.cpp serves its one model whatever it is called."""
    async with fake(saying(dialect)) as server:
        config = dialect.config(server.root, model="something-else")
        (checkup,) = (await inspect(Config(providers=(config,)), tmp_path)).providers
    assert checkup.state == state
    assert ("something-else" in checkup.fix) is (state == "no model")


async def test_doctor_says_what_to_load_where_nothing_is(tmp_path: Path) -> None:
    async def nothing(request: Request, wire: Wire) -> None:
        await wire.whole(200, {"data": [], "models": []})

    wanted = {"ollama": "ollama pull qwen2.5-coder:7b", "lmstudio": "lms get", "vllm": "vllm serve Qwen/",
              "tgi": "--model-id Qwen/", "llamacpp": "--model FILE.gguf"}  # fmt: skip
    async with fake(nothing) as server:
        for dialect in DIALECTS:
            found = await inspect(Config(providers=(dialect.config(server.root, model=""),)), tmp_path)
            (checkup,) = found.providers
            assert checkup.state == "no model"
            assert wanted[dialect.name] in checkup.fix
            assert "see above" in found.advice


def test_an_unknown_server_has_a_fix_too() -> None:
    made = provider(ProviderConfig("openai_compat", "x", url="http://127.0.0.1:9/v1"))
    assert made.fix("")
    assert "m7" in made.fix("m7")
