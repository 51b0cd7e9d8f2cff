"""Models that are loaded ahead of need, and fetched when they are missing."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.conftest import DOUBLE
from tests.servers.fake import Fake, Request, fake
from tests.servers.fake import Wire as Answer
from tests.support.editor import CAPABILITIES, Editor
from tests.support.wire import Json, Wire

MODEL = "tiny-coder:1b"


def configure(root: Path, url: str, **more: Any) -> None:
    (root / ".promirror").mkdir()
    config = {"providers": [{"type": "ollama", "host": url, "model": MODEL}], **more}
    (root / ".promirror" / "intent.config.json").write_text(json.dumps(config), encoding="utf-8")


class Ollama:
    """As much of it as loading and fetching need. ``lasts``: the download goes on until the client leaves."""

    def __init__(self, *, lasts: bool = False) -> None:
        self.lasts = lasts
        self.left = asyncio.Event()

    async def __call__(self, request: Request, answer: Answer) -> None:
        if request.path == "/api/pull":
            await answer.head(kind="application/x-ndjson")
            await answer.chunk(b'{"status": "pulling a", "total": 2000000000, "completed": 500000000}\n')
            if self.lasts:
                await answer.gone.wait()
                self.left.set()
                return
            await answer.chunk(b'{"status": "success"}\n')
            await answer.end()
        elif request.path == "/api/chat" and request.body["messages"]:
            await answer.whole(404, {"error": f"model '{MODEL}' not found"})
        elif request.path == "/api/tags":
            await answer.whole(200, {"models": []})
        else:
            await answer.whole(200, {"model": MODEL, "done": True})


async def opened(wire: Wire, root: Path, **options: Any) -> Editor:
    editor = Editor(wire, root, DOUBLE)
    editor.path.write_text(DOUBLE, encoding="utf-8")
    window: Json = {"window": {"workDoneProgress": True}}
    await wire.initialize(root, capabilities=CAPABILITIES | window, initializationOptions=options)
    wire.open(editor.uri, DOUBLE)
    assert await wire.diagnostics(editor.uri) == []
    return editor


async def loaded(server: Fake) -> None:
    """Wait until a model is loaded."""
    async with asyncio.timeout(20):
        while not server.calls:  # noqa: ASYNC110  the server is another task
            await asyncio.sleep(0.05)
    assert server.calls[0].body["messages"] == []


async def test_a_model_is_loaded_while_somebody_writes(tmp_path: Path) -> None:
    async with fake(Ollama()) as server, Wire() as wire:
        configure(tmp_path, server.root)
        await opened(wire, tmp_path)
        await loaded(server)
        assert await wire.finish() == 0


async def look_in(wire: Wire, root: Path, url: str, *, stays: bool) -> None:
    """Open a document, and another one that is closed again; ``stays``: the first one remains."""
    root.mkdir()
    configure(root, url)
    editor = await opened(wire, root)
    other = (root / "other.intent.md").as_uri()
    wire.open(other, DOUBLE.replace("double", "other"))
    for uri in [other] if stays else [other, editor.uri]:
        wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert "result" in await wire.command("intent.debugInfo")


@pytest.mark.slow
async def test_whoever_only_looks_in_wakes_nothing_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Models are loaded for the document beside the one that was closed again, if that is still open.

    When the session that began later has loaded one, the earlier one would have, too.
    """
    async with fake(Ollama()) as nobody, fake(Ollama()) as somebody, Wire() as closing:
        await look_in(closing, tmp_path / "closed", nobody.root, stays=False)
        async with Wire() as staying:
            await look_in(staying, tmp_path / "open", somebody.root, stays=True)
            await loaded(somebody)
            assert nobody.requests == []
            assert await staying.finish() == 0
        assert await closing.finish() == 0


@pytest.mark.slow
@pytest.mark.parametrize("options", [{"trusted": False}, {"warmUp": False}, {"offline": True}], ids=str)
async def test_nothing_is_loaded_where_it_may_not_be(tmp_path: Path, options: Json) -> None:
    """When a session that began later and may has loaded a model, this one would have, too."""
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    async with fake(Ollama()) as server, fake(Ollama()) as other, Wire() as wire:
        for root, url in ((here, server.root), (elsewhere, other.root)):
            root.mkdir()
            configure(root, url)
        await opened(wire, here, **options)
        async with Wire() as later:
            await opened(later, elsewhere)
            await loaded(other)
        assert server.requests == []
        assert (await wire.command("intent.debugInfo"))["result"]["engines"] == []


async def test_a_missing_model_is_fetched_with_progress(tmp_path: Path) -> None:
    async with fake(Ollama()) as server, Wire() as wire:
        configure(tmp_path, server.root)
        editor = await opened(wire, tmp_path, warmUp=False)
        await wire.command("intent.transpile", uri=editor.uri)
        action = (await editor.actions(0))[f"Fetch the model {MODEL} with Ollama"]
        answer = await wire.request("workspace/executeCommand", action["command"])
        assert answer["result"] == {"pulled": True, "cancelled": False}
        assert [r.body["model"] for r in server.requests if r.path == "/api/pull"] == [MODEL]


async def test_fetching_can_be_cancelled(tmp_path: Path) -> None:
    ollama = Ollama(lasts=True)
    async with fake(ollama) as server, Wire() as wire:
        configure(tmp_path, server.root)
        editor = await opened(wire, tmp_path, warmUp=False)
        request = wire.start(
            "workspace/executeCommand",
            {"command": "intent.pull", "arguments": [{"uri": editor.uri, "model": MODEL}]},
        )
        begun = await wire.take("$/progress", lambda p: p["value"]["kind"] == "begin")
        await wire.take("$/progress", lambda p: "0.5 of 2.0 GB" in p["value"].get("message", ""))
        wire.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
        assert (await wire.reply(request))["result"] == {"pulled": False, "cancelled": True}
        async with asyncio.timeout(10):
            await ollama.left.wait()
        assert await wire.finish() == 0


async def test_who_stood_in_for_whom_is_in_the_hover_now_and_in_the_next_session(tmp_path: Path) -> None:
    async with fake(Ollama()) as server:
        (tmp_path / ".promirror").mkdir()
        providers = [{"name": "desk", "type": "ollama", "host": server.root, "model": MODEL}, {"type": "builtin"}]
        (tmp_path / ".promirror" / "intent.config.json").write_text(
            json.dumps({"providers": providers, "schedule": {"draft": ["desk", "builtin"]}})
        )
        for session in ("the one that transpiled", "the next"):
            async with Wire() as wire:
                editor = await opened(wire, tmp_path, warmUp=False)
                if session != "the next":
                    await wire.command("intent.transpile", uri=editor.uri)
                hover = ""
                async with asyncio.timeout(20):
                    while "round 1" not in hover:  # the next session reads the report after it has answered
                        hover = (await editor.ask("hover", position=editor.at("double")))["contents"]["value"]
                assert "- round 1 · builtin (desk does not have the model)" in hover, session
                assert await wire.finish() == 0
