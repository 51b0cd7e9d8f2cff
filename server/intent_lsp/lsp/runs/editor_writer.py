"""Generated files that are open in the editor: read from its buffers, and updated through it.

An edit by ``workspace/applyEdit`` keeps the cursor, can be undone, and never leaves a buffer that differs from the disk
unasked: clients that know edits as refactorings (LSP 3.18, ``metadata``) save what they changed, in others the buffer
stays unsaved, and the lens says so. A buffer that somebody typed into counts as edited by hand, saved or not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from intent_lsp.errors import HandEdited, WriteFailed
from intent_lsp.lsp.client.editor import Editor
from intent_lsp.lsp.documents.generated_files import GeneratedFiles, normalized, text_on_disk
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.documents.workspace_edits import workspace_edit
from intent_lsp.lsp.wire.errors import JsonRpcException
from intent_lsp.lsp.wire.text_buffer import split_lines
from intent_lsp.output.provenance import Provenance, render
from intent_lsp.output.workspace import FileState, Workspace, state_of
from intent_lsp.text.span import Span

logger = logging.getLogger(__name__)

ARRIVE_SECONDS = 2.0
"""How long the changed text may take to come back after an edit was applied."""
SAVE_SECONDS = 1.0
"""How long an editor that saves refactorings may take to do it."""


class EditorWriter:
    """Writes generated files of one folder: open ones through the editor, others to the disk."""

    def __init__(self, editor: Editor, documents: OpenDocuments, files: GeneratedFiles, root: Path) -> None:
        self._editor = editor
        self._documents = documents
        self._files = files
        self._workspace = Workspace(root)

    def inspect(self, path: Path) -> FileState:
        """See :meth:`intent_lsp.transpile.publishing.writer.Writer.inspect`."""
        return self._files.state(self._workspace.root, path)

    async def write(self, path: Path, code: str, provenance: Provenance, *, force: bool) -> bool:
        """See :meth:`intent_lsp.transpile.publishing.writer.Writer.write`."""
        await asyncio.sleep(0)  # a cancellation must find the write either done or not begun
        view = self._documents.generated_view(path)
        if view is None:
            return self._workspace.write_generated(path, code, provenance, force=force)
        buffer = view.text.source
        clean = normalized(buffer) == text_on_disk(path)
        if not force:
            self._workspace.may_replace(path, state_of(buffer), provenance)
            if not clean:
                self._workspace.may_replace(path, self._workspace.inspect(path), provenance)
        text = render(code, provenance)
        if normalized(buffer) == text:
            # The buffer is right already, but the file may have been changed outside of the editor.
            return not clean and self._workspace.write_generated(path, code, provenance, force=force)
        refusal = await self._through_editor(view, text)
        if not refusal:
            return True
        if clean and normalized(view.text.source) == text_on_disk(path):
            logger.info("the editor refused an edit of %s (%s): written to the disk", path.name, refusal)
            return self._workspace.write_generated(path, code, provenance, force=force)
        shown = self._workspace.relative(path)
        raise HandEdited(
            f"{shown} has unsaved changes, and the editor did not take the new code: {refusal}",
            hint="save or close the file, then transpile again",
        )

    def read(self, path: Path) -> bytes | None:
        """See :meth:`intent_lsp.transpile.publishing.writer.Writer.read`."""
        view = self._documents.generated_view(path)
        return self._workspace.read_bytes(path) if view is None else view.text.source.encode("utf-8", "surrogatepass")

    async def put_back(self, path: Path, before: bytes | None) -> None:
        """See :meth:`intent_lsp.transpile.publishing.writer.Writer.put_back`."""
        view = self._documents.generated_view(path)
        text = normalized(before.decode("utf-8", "surrogatepass")) if before is not None else None
        if view is None or text is None or await self._through_editor(view, text):
            self._workspace.put_back(path, before)

    async def _through_editor(self, view: View, text: str) -> str:
        """Let the editor change the buffer; the reason if it does not. Raises ``WriteFailed`` if it did but differs."""
        flags = self._editor.flags
        if not flags.apply_edit:
            return "it cannot apply edits"
        params: dict[str, Any] = {
            "label": "Update generated code",
            "edit": workspace_edit([(view, [_difference(view.text.lines, split_lines(text))])], flags),
        }
        if flags.edit_metadata:
            params["metadata"] = {"isRefactoring": True}
        try:
            answer = await self._editor.client.ask("workspace/applyEdit", params)
        except JsonRpcException as error:
            return str(error)
        if not isinstance(answer, dict) or answer.get("applied") is not True:
            return str((isinstance(answer, dict) and answer.get("failureReason")) or "it gave no reason")
        if not await _becomes(lambda: normalized(view.text.source) == text, ARRIVE_SECONDS):
            raise WriteFailed(
                f"the editor applied an edit of {view.uri.rpartition('/')[2]}, but its text is not what was sent",
                hint="look at the file in the editor, undo what is wrong, and transpile again",
            )
        path = view.path
        if flags.edit_metadata and path is not None:
            await _becomes(lambda: text_on_disk(path) == text, SAVE_SECONDS)
        return ""


def _difference(old: Sequence[str], new: Sequence[str]) -> tuple[Span, str]:
    """One change of whole lines that turns ``old`` into ``new``; lines carry their ends."""
    most = min(len(old), len(new)) - 1
    first = 0
    while first < most and normalized(old[first]) == new[first]:
        first += 1
    last = 0
    while last < most - first and normalized(old[-1 - last]) == new[-1 - last]:
        last += 1
    end = len(old) - last
    span = Span(first, 0, end, 0) if last else Span(first, 0, end - 1, len(old[-1]))
    return span, "".join(new[first : len(new) - last])


async def _becomes(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for something that the editor or the disk does."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while not condition():
        if loop.time() > until:
            return False
        await asyncio.sleep(0.02)
    return True
