"""Nothing is configured, and what is there is not ready: no model, a model that loads, another program on the port."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import Config
from intent_lsp.errors import ModelMissing, NoProvider
from intent_lsp.models.choose_model import Candidate
from intent_lsp.models.discovery import ServerPlace, discover, plan, probe_places, usual_places
from intent_lsp.models.found_server import Server
from intent_lsp.models.inspect_servers import inspect
from intent_lsp.synthesis.contract import Progress, Synthesis, Task
from tests.models.asking import asking, prompt
from tests.servers import dialects
from tests.servers.dialects import CODE, DIALECTS, MODEL
from tests.servers.fake import Behaviour, Request, Wire, black_hole, fake, free_port

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS


class Nothing:
    """The search finds no program; it stands where the child process stands."""

    async def solve(self, task: Task, on_progress: Progress, on_fit: object = None) -> Synthesis:
        return Synthesis("none", {}, "tried in vain")

    async def close(self) -> None: ...


def having(names: Sequence[str]) -> Behaviour:
    """An Ollama with these models; more may be pulled while it runs."""

    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [CODE])

    return dialects.having(names, OLLAMA.serving(chat))


@pytest.mark.parametrize("names", [[], ["nomic-embed-text:latest", "bge-m3"], ["gpt-oss:120b-cloud"]], ids=str)
async def test_an_ollama_without_a_model_for_code_says_what_to_pull(tmp_path: Path, names: list[str]) -> None:
    pulled = list(names)
    async with fake(having(pulled)) as server:
        places = [ServerPlace("ollama", server.root)]
        found = await inspect(Config(), tmp_path, places)
        ollama, builtin = found.providers
        assert (ollama.name, ollama.state, builtin.state) == ("ollama", "no model", "ready")
        assert ollama.fix == "run: ollama pull qwen2.5-coder:7b"
        if names and "cloud" not in names[0]:
            assert names[0] in ollama.problem, "what is there, so that nobody wonders"
        assert found.draft == ("builtin",)
        assert "install" not in found.advice, "it is there"
        async with asking(tmp_path, places=places, synthesiser=Nothing()) as ask:
            with pytest.raises(NoProvider) as error:
                await ask()
            assert isinstance(error.value.causes[0], ModelMissing)
            assert error.value.hint == "run: ollama pull qwen2.5-coder:7b"
            pulled.append("qwen2.5-coder:7b")
            assert (await ask(prompt("after the pull"))).provider == "ollama", "without looking for servers again"


async def test_an_lm_studio_without_a_model_says_what_to_load(tmp_path: Path) -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.whole(200, {"data": []})

    async with fake(behave) as server:
        places = [ServerPlace("lmstudio", f"{server.root}/v1")]
        found = await inspect(Config(), tmp_path, places)
        assert found.providers[0].state == "no model"
        assert "LM Studio" in found.providers[0].fix
        async with asking(tmp_path, places=places, synthesiser=Nothing()) as ask:
            with pytest.raises(NoProvider) as error:
                await ask()
            assert "LM Studio" in error.value.hint


async def test_a_llama_cpp_that_loads_is_found_and_waited_for(tmp_path: Path) -> None:
    ready = asyncio.Event()

    async def chat(request: Request, wire: Wire) -> None:
        await LLAMACPP.say(wire, [CODE])

    usual = LLAMACPP.serving(chat)

    async def behave(request: Request, wire: Wire) -> None:
        if ready.is_set():
            await usual(request, wire)
        else:
            await wire.whole(*LLAMACPP.loading())

    async with fake(behave) as server:
        places = [ServerPlace("vllm", f"{server.root}/v1")]  # on another's usual port
        assert await discover(places) == (Server("llamacpp", f"{server.root}/v1", (), loading=True),)
        found = await inspect(Config(), tmp_path, places)
        assert (found.providers[0].name, found.providers[0].state) == ("llamacpp", "loading")
        assert "wait" in found.providers[0].fix
        async with asking(tmp_path, places=places, synthesiser=Nothing()) as ask:
            asyncio.get_running_loop().call_later(0.2, ready.set)
            reply = await ask()
            assert (reply.provider, reply.model) == ("llamacpp", MODEL)
            assert "loading its model" in ask.reasons


async def test_other_programs_and_silence_are_told_from_nothing(tmp_path: Path) -> None:
    async def page(request: Request, wire: Wire) -> None:
        await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<hi>")

    async def mute(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    async with fake(page) as web, fake(mute) as silent:
        places = [ServerPlace("llamacpp", f"{web.root}/v1"), ServerPlace("ollama", silent.root),
                  ServerPlace("vllm", f"http://127.0.0.1:{free_port()}/v1")]  # fmt: skip
        found = await inspect(Config(), tmp_path, places)
        state = {checkup.kind: checkup for checkup in found.providers}
        assert {kind: checkup.state for kind, checkup in state.items()} == {
            "builtin": "ready", "llamacpp": "trouble", "ollama": "trouble", "vllm": "down",
        }  # fmt: skip
        assert "web page" in state["llamacpp"].problem
        assert state["ollama"].fix
        assert "nothing answers" in state["vllm"].problem
        assert "install Ollama" in found.advice


async def test_holes_and_mutes_are_looked_at_together(tmp_path: Path) -> None:
    """Ports that take no connection, and ports that take it and never answer, end the search at its limit."""

    async def mute(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    async with fake(mute) as silent, fake(having([MODEL])) as good:
        with ExitStack() as stack:
            holes = [ServerPlace("vllm", f"http://127.0.0.1:{stack.enter_context(black_hole())}/v1") for _ in range(4)]
            places = [*holes, ServerPlace("tgi", f"{silent.root}/v1"), ServerPlace("ollama", good.root)]
            found = await probe_places(places)
    assert [one.place for one in found] == places
    assert [one.server.kind for one in found if one.server] == ["ollama"], "and cost the good one nothing"


async def test_tgi_is_known_by_calling_a_model_its_own_owner() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.whole(200, {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": MODEL}]})

    async with fake(behave) as server:
        (found,) = await discover([ServerPlace("tgi", f"{server.root}/v1")])
        assert found.kind == "tgi"
        assert plan([found]).providers[0].preset == "tgi"


def test_servers_without_a_model_come_after_all_that_have_one() -> None:
    empty = Server("ollama", "http://127.0.0.1:11434", ())
    full = Server("lmstudio", "http://127.0.0.1:1234/v1", (Candidate("phi3:3b"), Candidate("phi3:14b")))
    unknown = Server("", "http://127.0.0.1:8000/v1", ())
    made = plan([empty, full, unknown])
    models: dict[str, Any] = {config.name: config.model for config in made.providers}
    assert [models[name] for name in made.draft] == ["phi3:3b", "", ""]
    assert [models[name] for name in made.repair] == ["phi3:14b", "phi3:3b", "", ""]
    assert made.draft[-2:] == made.repair[-2:] == ("ollama", "builtin")


def test_one_server_under_two_names_is_one_place() -> None:
    for host in ("localhost", "localhost:11434", "http://localhost:11434", "0.0.0.0", "[::ffff:127.0.0.1]:11434"):
        places = [place for place in usual_places({"OLLAMA_HOST": host}) if place.kind == "ollama"]
        assert len(places) == 1, host
