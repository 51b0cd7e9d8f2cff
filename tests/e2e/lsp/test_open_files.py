"""Generated files that are open in the editor: updated through it, and never over what a person typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.e2e.lsp.conftest import Start
from tests.e2e.lsp.test_repair import configure, fenced
from tests.support.chat_server import chat_server
from tests.support.intents import CLAMP, CLAMP_JS
from tests.support.recording_client import RecordingClient, profile
from tests.support.wire import Wire

TEXT = CLAMP.lstrip("\n").replace("# target: js,py", "# target: js")
OTHER_JS = CLAMP_JS.replace("Math.min(Math.max(x, lo), hi)", "x < lo ? lo : x > hi ? hi : x")
NOISE = (
    types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.PROGRESS, types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
    types.CLIENT_REGISTER_CAPABILITY,
)  # fmt: skip


def editor(name: str = "visual-studio-code", *, saves: bool = False) -> types.ClientCapabilities:
    capabilities = profile(name)
    if saves:
        assert capabilities.workspace is not None
        assert capabilities.workspace.workspace_edit is not None
        capabilities.workspace.workspace_edit.metadata_support = True
    return capabilities


class Buffers:
    """Applies edits as an editor does: in its buffers, and saved only if the edit is a refactoring."""

    def __init__(self, client: RecordingClient, *, refuse: str = "", saves: bool = False) -> None:
        self.client, self.refuse, self.saves = client, refuse, saves
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.applied = 0
        client.apply = self.apply

    def open(self, path: Path) -> None:
        self.texts[path.as_uri()] = path.read_text(encoding="utf-8")
        self.versions[path.as_uri()] = 1
        self.client.open(path.as_uri(), self.texts[path.as_uri()])

    def type(self, path: Path, text: str) -> None:
        uri = path.as_uri()
        self.texts[uri], self.versions[uri] = text, self.versions[uri] + 1
        self.client.edit(uri, self.versions[uri], [types.TextDocumentContentChangeWholeDocument(text)])

    def apply(self, params: Any) -> types.ApplyWorkspaceEditResult:
        if self.refuse:
            return types.ApplyWorkspaceEditResult(applied=False, failure_reason=self.refuse)
        changes = params.edit.document_changes
        groups = (
            [(item.text_document.uri, item.edits) for item in changes] if changes else list(params.edit.changes.items())
        )
        for item in changes or ():
            assert item.text_document.version == self.versions[item.text_document.uri]
        for uri, edits in groups:
            (edit,) = edits
            lines = self.texts[uri].splitlines(keepends=True)
            start, end = edit.range.start, edit.range.end
            before = "".join(lines[: start.line]) + ("".join(lines[start.line : start.line + 1])[: start.character])
            after = "".join(lines[end.line : end.line + 1])[end.character :] + "".join(lines[end.line + 1 :])
            self.texts[uri], self.versions[uri] = before + edit.new_text + after, self.versions[uri] + 1
            self.client.edit(
                uri, self.versions[uri], [types.TextDocumentContentChangePartial(edit.range, edit.new_text)]
            )
            if self.saves and params.metadata is not None and params.metadata.is_refactoring:
                path = Path(uri.removeprefix("file://"))
                path.write_text(self.texts[uri], encoding="utf-8")
                self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        self.applied += 1
        return types.ApplyWorkspaceEditResult(applied=True)


async def generated(client: RecordingClient, folder: Path) -> tuple[Path, Path]:
    """The document and its file, generated on the disk."""
    document = folder / "clamp.intent.md"
    document.write_text(TEXT, encoding="utf-8")
    client.open(document.as_uri(), TEXT)
    await client.settled(document.as_uri())
    answer = await client.command("intent.transpile", uri=document.as_uri())
    assert [item["status"] for item in answer["results"]] == ["verified"]
    return document, folder / "src" / "js" / "auto" / "clamp.js"


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
