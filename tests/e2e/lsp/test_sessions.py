"""Whole sessions: every editor's capabilities, symlinked folders, several folders, a world that changes meanwhile."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from lsprotocol import types

from tests.e2e.lsp.buffers import NOISE, TEXT, Buffers
from tests.e2e.lsp.conftest import Start
from tests.e2e.lsp.two_models import configure, fenced
from tests.lsp.scripted import SHOWING
from tests.support.chat_server import chat_server
from tests.support.intents import CLAMP_JS, CLAMP_JS_WRONG
from tests.support.recording_client import profile
from tests.support.wire import Wire


async def test_a_repair_is_seen_in_every_editor(
    launch: Start, capabilities: types.ClientCapabilities, tmp_path: Path
) -> None:
    path = tmp_path / "clamp.intent.md"
    path.write_text(TEXT, encoding="utf-8")
    async with chat_server([fenced(CLAMP_JS_WRONG), fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(capabilities)
        client.open(path.as_uri(), TEXT)
        assert (await client.settled(path.as_uri())).diagnostics == ()
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(path.as_uri())))
        marked = await client.settled(path.as_uri(), lambda p: len(p.diagnostics) > 0)
        assert marked.diagnostics[0].message == "js, round 1/3: got 42, want 10"
        await client.settled(path.as_uri(), lambda p: len(p.diagnostics) == 0)
        if capabilities.window and capabilities.window.work_done_progress:
            end = await client.take(types.PROGRESS, lambda p: p.value["kind"] == "end")
            assert end.value["message"] == "1 verified"
        written = tmp_path / "src" / "js" / "auto" / "clamp.js"
        async with asyncio.timeout(20):
            while not written.exists():  # noqa: ASYNC110  another process writes it
                await asyncio.sleep(0.01)
        assert CLAMP_JS in written.read_text(encoding="utf-8")
        client.drop(*NOISE)


async def test_a_folder_behind_a_symlink(launch: Start, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "link"
    link.symlink_to(real, target_is_directory=True)
    document = link / "clamp.intent.md"
    document.write_text(TEXT, encoding="utf-8")
    async with chat_server([fenced(CLAMP_JS), fenced(CLAMP_JS.replace("Math.min", "Math . min"))]) as server:
        configure(link, server.url)
        client = await launch(profile("visual-studio-code"), folder=link)
        client.open(document.as_uri(), TEXT)
        first = await client.command("intent.transpile", uri=document.as_uri())
        assert [item["status"] for item in first["results"]] == ["verified"]
        path = link / "src" / "js" / "auto" / "clamp.js"
        assert path.exists()
        buffers = Buffers(client)
        buffers.open(path)  # by the link's name, as the editor knows it
        again = await client.command("intent.transpile", uri=document.as_uri(), regenerate=True)
        assert [item["status"] for item in again["results"]] == ["verified"]
        assert "Math . min" in buffers.texts[path.as_uri()]
        await client.take(types.WORKSPACE_APPLY_EDIT)
        client.drop(*NOISE)


async def test_each_folder_has_its_own_configuration(tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS)]) as one, chat_server([fenced(CLAMP_JS)]) as two, Wire() as wire:
        folders = []
        for name, server, place in (("one", one, "lib"), ("two", two, "out")):
            folder = tmp_path / name
            folder.mkdir()
            configure(folder, server.url)
            file = folder / ".promirror" / "intent.config.json"
            config = json.loads(file.read_text(encoding="utf-8")) | {"targets": {"jsDir": place}}
            file.write_text(json.dumps(config), encoding="utf-8")
            (folder / "clamp.intent.md").write_text(TEXT, encoding="utf-8")
            folders.append(folder)
        await wire.initialize(
            None, workspaceFolders=[{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
        )
        results = (await wire.command("intent.transpileWorkspace"))["result"]["results"]
        assert [item["file"] for item in results] == [
            str(folders[0] / "lib" / "clamp.js"), str(folders[1] / "out" / "clamp.js"),
        ]  # fmt: skip
        assert (len(one.requests), len(two.requests)) == (1, 1)
        assert await wire.finish() == 0


async def test_a_configuration_changed_live_counts_at_once(tmp_path: Path) -> None:
    document = tmp_path / "clamp.intent.md"
    document.write_text(TEXT, encoding="utf-8")
    async with chat_server([fenced(CLAMP_JS)]) as server, Wire() as wire:
        await wire.initialize(tmp_path, initializationOptions={"offline": True, "providers": [{"type": "builtin"}]})
        wire.open(document.as_uri(), TEXT.replace("# target: js\n", ""))
        await wire.diagnostics(document.as_uri())
        configure(tmp_path, server.url)
        file = tmp_path / ".promirror" / "intent.config.json"
        config = json.loads(file.read_text(encoding="utf-8")) | {"targets": {"default": ["py"]}}
        file.write_text(json.dumps(config), encoding="utf-8")
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": file.as_uri(), "type": 1}]})
        intent = (await wire.command("intent.status", uri=document.as_uri()))["result"]["intents"][0]
        assert [item["target"] for item in intent["targets"]] == ["py"]
        assert await wire.finish() == 0


async def test_files_changed_on_the_disk_are_seen(tmp_path: Path) -> None:
    document = tmp_path / "clamp.intent.md"
    document.write_text(TEXT, encoding="utf-8")
    user = TEXT.replace("clamp", "user") + "# uses: clamp from ./clamp.intent.md\n"
    uri = (tmp_path / "user.intent.md").as_uri()
    async with chat_server([fenced(CLAMP_JS)]) as server, Wire() as wire:
        configure(tmp_path, server.url)
        await wire.initialize(tmp_path, capabilities=SHOWING)
        wire.open(document.as_uri(), TEXT)
        wire.open(uri, user)
        assert (await wire.command("intent.transpile", uri=document.as_uri()))["result"]["results"][0]["file"]
        wire.notify("textDocument/didClose", {"textDocument": {"uri": document.as_uri()}})
        await wire.diagnostics(uri)
        document.write_text(TEXT.replace("# name: clamp", "# name: limit"), encoding="utf-8")
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": document.as_uri(), "type": 2}]})
        found = await wire.diagnostics(uri, lambda p: bool(p["diagnostics"]))
        assert [item["code"] for item in found] == ["unresolved-use"]
        document.write_text(TEXT, encoding="utf-8")
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": document.as_uri(), "type": 2}]})
        assert await wire.diagnostics(uri, lambda p: not p["diagnostics"]) == []
        wire.open(document.as_uri(), TEXT, 2)
        file = tmp_path / "src" / "js" / "auto" / "clamp.js"
        for change, text in (("edit", "edited by hand"), ("remove", "file missing")):
            if change == "edit":
                file.write_text(file.read_text(encoding="utf-8") + "// mine\n", encoding="utf-8")
            else:
                file.unlink()
            wire.messages.clear()
            wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": file.as_uri(), "type": 2}]})
            await wire.take("workspace/codeLens/refresh")
            intent = (await wire.command("intent.status", uri=document.as_uri()))["result"]["intents"][0]
            assert intent["targets"][0]["text"] == text
        assert await wire.finish() == 0
