"""Generated files that are open in the editor: updated through it, and never over what a person typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.e2e.lsp.buffers import NOISE, Buffers, editor, generated
from tests.e2e.lsp.conftest import Start
from tests.e2e.lsp.two_models import configure, fenced
from tests.support.chat_server import chat_server
from tests.support.intents import CLAMP_JS
from tests.support.wire import Wire

OTHER_JS = CLAMP_JS.replace("Math.min(Math.max(x, lo), hi)", "x < lo ? lo : x > hi ? hi : x")


@pytest.mark.parametrize("name", ["visual-studio-code", "neovim", "emacs"])
async def test_an_open_file_is_updated_in_its_buffer(launch: Start, tmp_path: Path, name: str) -> None:
    async with chat_server([fenced(CLAMP_JS), fenced(OTHER_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor(name))
        buffers = Buffers(client)
        document, path = await generated(client, tmp_path)
        buffers.open(path)
        before = path.read_text(encoding="utf-8")
        answer = await client.command("intent.transpile", uri=document.as_uri(), regenerate=True)
        assert [item["status"] for item in answer["results"]] == ["verified"]
        assert buffers.applied == 1
        assert OTHER_JS in buffers.texts[path.as_uri()]
        assert path.read_text(encoding="utf-8") == before  # the editor saves, nobody else
        await client.take(types.WORKSPACE_APPLY_EDIT)
        again = await client.command("intent.transpile", uri=document.as_uri())
        assert [item["status"] for item in again["results"]] == ["fresh"]
        client.drop(*NOISE)


async def test_an_editor_that_saves_refactorings_is_told_that_it_is_one(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS), fenced(OTHER_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor(saves=True))
        buffers = Buffers(client, saves=True)
        document, path = await generated(client, tmp_path)
        buffers.open(path)
        await client.command("intent.transpile", uri=document.as_uri(), regenerate=True)
        assert OTHER_JS in path.read_text(encoding="utf-8")
        await client.take(types.WORKSPACE_APPLY_EDIT)
        client.drop(*NOISE)


async def test_a_refused_edit_of_a_clean_buffer_goes_to_the_disk(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS), fenced(OTHER_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        buffers = Buffers(client, refuse="not now")
        document, path = await generated(client, tmp_path)
        buffers.open(path)
        answer = await client.command("intent.transpile", uri=document.as_uri(), regenerate=True)
        assert [item["status"] for item in answer["results"]] == ["verified"]
        assert OTHER_JS in path.read_text(encoding="utf-8")
        await client.take(types.WORKSPACE_APPLY_EDIT)
        client.drop(*NOISE)


async def test_unsaved_typing_is_an_edit_by_hand(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS), fenced(OTHER_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        buffers = Buffers(client)
        document, path = await generated(client, tmp_path)
        buffers.open(path)
        buffers.type(path, buffers.texts[path.as_uri()] + "// mine\n")
        answer = await client.command("intent.transpile", uri=document.as_uri(), regenerate=True)
        assert [item["status"] for item in answer["results"]] == ["conflict"]
        assert len(server.prompts) == 1  # found before any model was asked
        assert buffers.texts[path.as_uri()].endswith("// mine\n")
        forced = await client.command("intent.transpile", uri=document.as_uri(), force=True)
        assert [item["status"] for item in forced["results"]] == ["verified"]
        assert "// mine" not in buffers.texts[path.as_uri()]
        await client.take(types.WORKSPACE_APPLY_EDIT)
        client.drop(*NOISE)


async def test_generated_files_are_asked_for_where_the_editor_can(tmp_path: Path) -> None:
    able = {
        "textDocument": {"synchronization": {"dynamicRegistration": True}},
        "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
    }
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=able)
        asked = (await wire.take("client/registerCapability"))["registrations"][1:]
        watched, *synced = asked
        assert [item["method"].rpartition("/")[2] for item in synced] == ["didOpen", "didChange", "didSave", "didClose"]
        assert [item["globPattern"] for item in watched["registerOptions"]["watchers"]] == [
            "**/src/js/auto/*.js", "**/src/py/auto/*.py",
        ]  # fmt: skip
        selector = synced[0]["registerOptions"]["documentSelector"]
        assert [item["pattern"] for item in selector] == ["**/src/js/auto/*.js", "**/src/py/auto/*.py"]
        configured = tmp_path / ".promirror" / "intent.config.json"
        configured.parent.mkdir()
        configured.write_text('{"targets": {"jsDir": "lib"}}', encoding="utf-8")
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": configured.as_uri(), "type": 1}]})
        gone = (await wire.take("client/unregisterCapability"))["unregisterations"]
        assert [item["id"] for item in gone] == [item["id"] for item in asked]
        again = (await wire.take("client/registerCapability"))["registrations"]
        assert again[1]["registerOptions"]["documentSelector"][0]["pattern"] == "**/lib/*.js"
        assert await wire.finish() == 0
