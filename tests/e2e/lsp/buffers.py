"""An editor that holds generated files in its buffers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types

from tests.support.intents import CLAMP
from tests.support.recording_client import RecordingClient, profile

TEXT = CLAMP.lstrip("\n").replace("# target: js,py", "# target: js")
NOISE = (
    types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.PROGRESS, types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
    types.CLIENT_REGISTER_CAPABILITY,
)  # fmt: skip


def editor(name: str = "visual-studio-code", *, saves: bool = False) -> types.ClientCapabilities:
    """What an editor can do; ``saves``: it saves the files that a refactoring has changed."""
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


async def lenses(client: RecordingClient, uri: str) -> list[str]:
    """The titles of all lenses."""
    found = await client.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))
    resolved = [await client.code_lens_resolve_async(lens) for lens in found or ()]
    return [lens.command.title for lens in resolved if lens.command is not None]
