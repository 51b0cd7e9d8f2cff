"""Finding servers, choosing models, and what doctor says."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.models.choose_model import Candidate, best_model, rank_models, size_of
from intent_lsp.models.discovery import ServerPlace, discover, plan, usual_places
from intent_lsp.models.found_server import Server
from intent_lsp.models.inspect_servers import inspect
from tests.servers.dialects import DIALECTS, MODEL
from tests.servers.fake import Behaviour, Request, Wire, black_hole, fake, free_port


async def nothing(request: Request, wire: Wire) -> None:
    await wire.whole(404, b"<html>a development server</html>")


def listing(*models: str) -> Behaviour:
    async def behave(request: Request, wire: Wire) -> None:
        if request.path == "/api/tags":
            await wire.whole(200, {"models": [{"name": name} for name in models]})
        else:
            data = [{"id": name, "owned_by": "vllm", "max_model_len": 9000} for name in models]
            await wire.whole(200, {"data": data})

    return behave


async def test_every_kind_is_found_and_told_apart() -> None:
    async with AsyncExitStack() as stack:
        places = []
        for dialect in DIALECTS:
            server = await stack.enter_async_context(fake(dialect.serving(nothing)))
            places.append(ServerPlace(dialect.name, server.root if dialect.ollama else f"{server.root}/v1"))
        other = await stack.enter_async_context(fake(nothing))
        hole = stack.enter_context(black_hole())
        places += [
            ServerPlace("vllm", f"{other.root}/v1"),
            ServerPlace("tgi", f"http://127.0.0.1:{hole}/v1"),
            ServerPlace("llamacpp", f"http://127.0.0.1:{free_port()}/v1"),
        ]
        found = await discover(places, limit=1.0)
    assert [server.kind for server in found] == ["ollama", "lmstudio", "llamacpp", "vllm", ""]
    assert {server.models[0].name for server in found} == {MODEL}


async def test_mute_servers_cost_the_limit_once_and_not_each() -> None:
    async def mute(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        places = [ServerPlace("vllm", (await stack.enter_async_context(fake(mute))).root) for _ in range(8)]
        before = loop.time()
        assert await discover(places, limit=0.3) == ()
        assert loop.time() - before < 8 * 0.3, "at the same time, not one after the other"


async def test_a_plan_over_two_servers() -> None:
    ollama = Server(
        "ollama",
        "http://127.0.0.1:11434",
        tuple(
            Candidate(n)
            for n in ("llama3.1:70b", "qwen2.5-coder:1.5b", "qwen2.5-coder:7b", "qwen2.5-coder:14b", "nomic-embed-text")
        ),
    )
    studio = Server("lmstudio", "http://127.0.0.1:1234/v1", (Candidate("qwen3-coder-30b"),))
    empty = Server("vllm", "http://127.0.0.1:8000/v1", ())
    made = plan([ollama, studio, empty])
    models = {config.name: config.model for config in made.providers}
    assert [models[name] for name in made.draft] == ["qwen3-coder-30b", "qwen2.5-coder:7b", ""]
    assert [models[name] for name in made.repair] == ["qwen3-coder-30b", "qwen2.5-coder:14b", "qwen2.5-coder:7b", ""]
    assert made.draft[-1] == made.repair[-1] == "builtin"
    assert len({config.name for config in made.providers}) == len(made.providers)
    assert plan([]).draft == ("builtin",)


@pytest.mark.parametrize(
    ("name", "size"),
    [("qwen2.5-coder:7b", 7), ("qwen2.5-coder-14b-instruct-q4_K_M", 14), ("Qwen3-Coder-30B-A3B", 30),
     ("mixtral:8x7b", 56),
     ("phi3.5", 0), ("3.2B", 3.2), ("devstral-small", 0), ("7.6B", 7.6)],
)  # fmt: skip
def test_sizes_are_read_from_names(name: str, size: float) -> None:
    assert size_of(name) == size


def test_code_models_come_first_and_embeddings_never() -> None:
    names = ["llama3.3:70b", "nomic-embed-text", "codellama:13b", "whisper", "qwen2.5-coder:32b", "qwen2.5-coder:7b"]
    assert best_model(names, "draft") == "qwen2.5-coder:7b"
    assert best_model(names, "repair") == "qwen2.5-coder:32b"
    assert [model.name for model in rank_models(map(Candidate, names), "draft")][-1] == "llama3.3:70b"
    assert best_model(["bge-m3"]) == ""


def test_the_environment_may_name_ollamas_place_but_not_another_machines() -> None:
    assert ServerPlace("ollama", "http://127.0.0.1:9999") in usual_places({"OLLAMA_HOST": "0.0.0.0:9999"})
    assert ServerPlace("ollama", "http://127.0.0.1:11434") in usual_places({"OLLAMA_HOST": "127.0.0.1"})
    assert usual_places({"OLLAMA_HOST": "example.org:11434"}) == usual_places({})


# --- doctor ----------------------------------------------------------------------------------------------------------


async def test_doctor_tells_what_is_wrong_with_each(tmp_path: Path) -> None:
    async with fake(DIALECTS[0].serving(nothing)) as ollama, fake(listing("m")) as vllm:
        providers: tuple[ProviderConfig, ...] = (
            ProviderConfig("ollama", "good", url=ollama.root, model=MODEL),
            ProviderConfig("ollama", "missing", url=ollama.root, model="qwen3-coder:30b"),
            ProviderConfig("ollama", "gone", url=f"http://127.0.0.1:{free_port()}", model="m"),
            ProviderConfig("openai_compat", "chosen", url=f"{vllm.root}/v1", preset="vllm"),
            ProviderConfig("openai_compat", "away", url="http://10.1.2.3/v1", model="m"),
            ProviderConfig("builtin", "builtin"),
        )
        found = await inspect(Config(providers=providers, repair=("missing", "chosen")), tmp_path)
    assert {c.name: c.state for c in found.providers} == {
        "good": "ready",
        "missing": "no model",
        "gone": "down",
        "chosen": "ready",
        "away": "refused",
        "builtin": "ready",
    }
    by_name = {c.name: c for c in found.providers}
    assert by_name["missing"].fix == "run: ollama pull qwen3-coder:30b"
    assert "ollama serve" in by_name["gone"].fix
    assert "allowHosts" in by_name["away"].fix
    assert (by_name["chosen"].model, by_name["chosen"].context) == ("m", 9000)
    assert found.draft == (f"good · {MODEL}", "chosen · m", "builtin")
    assert found.repair == ("chosen · m",)
    assert found.advice == ""
    assert found.cache.entries == 0


async def test_doctor_without_configuration(tmp_path: Path) -> None:
    down = f"http://127.0.0.1:{free_port()}"
    found = await inspect(Config(), tmp_path, [ServerPlace("ollama", down)])
    assert [(c.name, c.state) for c in found.providers] == [("builtin", "ready"), ("ollama", "down")]
    assert not found.configured
    assert found.draft == ("builtin",)
    assert "ollama pull" in found.advice
    async with fake(DIALECTS[0].serving(nothing)) as server:
        found = await inspect(Config(), tmp_path, [ServerPlace("ollama", server.root)])
    assert found.draft == (f"ollama · {MODEL}", "builtin")


async def test_doctor_survives_strange_servers(tmp_path: Path) -> None:
    async def strange(request: Request, wire: Wire) -> None:
        answers: dict[str, Any] = {"/api/tags": {"models": "many"}, "/v1/models": [1, 2]}
        await wire.whole(200, answers.get(request.path, {}))

    async with fake(strange) as server:
        providers = (
            ProviderConfig("ollama", "a", url=server.root, model="m"),
            ProviderConfig("openai_compat", "b", url=f"{server.root}/v1", model="m"),
        )
        found = await inspect(Config(providers=providers), tmp_path)
    assert [c.state for c in found.providers] == ["trouble", "trouble"]
    assert all(c.fix for c in found.providers)
