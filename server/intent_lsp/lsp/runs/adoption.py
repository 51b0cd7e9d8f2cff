"""A document made from an existing function, as it stands in the editor: read, run in the sandbox, written, shown."""

from __future__ import annotations

import asyncio
from pathlib import Path

from intent_lsp.adoption import sources
from intent_lsp.adoption.contract import ExistingFunction, Note
from intent_lsp.adoption.coverage_text import coverage_text
from intent_lsp.adoption.proposal import Proposal, propose
from intent_lsp.errors import AdoptionError, IntentError, sentence
from intent_lsp.existing_code.modules import module_text
from intent_lsp.existing_code.project_tests import calls_in_tests
from intent_lsp.lsp.client.editor import Editor
from intent_lsp.lsp.client.progress import Progress, finish_or_cancel
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.runs.workbenches import Workbenches
from intent_lsp.lsp.scope import Scope
from intent_lsp.lsp.wire.refusal import refused
from intent_lsp.output.workspace import Workspace, state_of
from intent_lsp.search import SUFFIX
from intent_lsp.values import Json

_MOST_REMARKS = 3
"""That are shown in a message; the answer has all of them."""


class Adoption:
    """What it takes to adopt functions of open files, and of files on disk."""

    def __init__(self, editor: Editor, scope: Scope, documents: OpenDocuments, workbenches: Workbenches) -> None:
        self._editor = editor
        self._scope = scope
        self._documents = documents
        self._workbenches = workbenches

    async def run(self, path: Path, name: str, token: str | int | None) -> Json:
        """Adopt the function of that name. Raises ``JsonRpcException`` with why it cannot be done."""
        workspace = Workspace(self._scope.root_of(path))
        document = path.parent / f"{name}{SUFFIX}"
        supported = self._editor.flags.work_done_progress
        with Progress(self._editor.client, f"Adopting {name}", supported=supported, token=token) as bar:
            bar.show("running it")
            work = asyncio.create_task(self._made(workspace, path, name, document), name=f"adopt {name}")
            if not await finish_or_cancel(bar, work):
                bar.outcome = "cancelled"
                return {"document": None, "cancelled": True}
            try:
                proposal = work.result()
            except IntentError as error:
                raise refused(_refusal(error, name, path.name)) from error
            bar.outcome = coverage_text(proposal)
        await self._shown(document, path.name, proposal)
        return _answer(document, proposal)

    async def _made(self, workspace: Workspace, path: Path, name: str, document: Path) -> Proposal:
        """Raises ``IntentError`` where it cannot be read, run or written."""
        text = await self._text(path)
        existing = await asyncio.to_thread(_read, workspace, path, text, name)
        if await asyncio.to_thread(document.exists):
            raise _occupied(document, path)
        calls = await asyncio.to_thread(calls_in_tests, workspace, existing)
        async with self._workbenches.use(workspace.root, self._scope.config_in(workspace.root)) as bench:
            proposal = await propose(existing, calls, bench.sandbox)
        if not await asyncio.to_thread(workspace.create, document, proposal.text.encode()):
            raise _occupied(document, path)  # meanwhile
        return proposal

    async def _text(self, path: Path) -> str:
        """As it stands in the editor, else as it is on disk."""
        view = self._documents.view_of(path)
        if view is not None:
            return view.text.source
        try:
            return (await self._documents.read(path)).text.source
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise AdoptionError(f"{path.name} cannot be read: {reason}") from error

    async def _shown(self, document: Path, file: str, proposal: Proposal) -> None:
        """Show the document, and say what nobody sees there: what contradicts it, and what no example reaches."""
        await self._editor.show_file(document)
        notes = [*proposal.contradictions, *proposal.remarks]
        if notes:
            told = [f"{file}:{note.line}: {note.message}" for note in notes[:_MOST_REMARKS]]
            more = len(notes) - len(told)
            told += [f"{more} more: intent adopt shows them in a terminal"] if more else []
            self._editor.show("warning" if proposal.contradictions else "info", "\n".join(told))


def _read(workspace: Workspace, path: Path, text: str, name: str) -> ExistingFunction:
    file = workspace.relative(path)
    if (header := state_of(text).header) is not None and header.provenance is not None:
        raise AdoptionError(f"{path.name} is generated", hint=f"change {header.provenance.document} instead")
    found = sources.read(file, text, name, lambda other: module_text(workspace, other))
    if found is None:
        problem = sources.parse_problem(file, text) or f"has no function named {name} at its top level"
        raise AdoptionError(f"{path.name} {problem}")
    return found


def _occupied(document: Path, file: Path) -> AdoptionError:
    name = document.name.removesuffix(SUFFIX)
    compare = f"to compare it with the function, run `intent adopt {file.name}:{name}` in a terminal"
    return AdoptionError(f"{document.name} is there already", hint=f"{compare}; to adopt it anew, rename the document")


def _refusal(error: IntentError, name: str, file: str) -> str:
    if not isinstance(error, AdoptionError) or not error.reasons:
        return error.sentence
    reasons = "; ".join(f"{file}:{line}: {message}" if line else message for line, message in error.reasons)
    return sentence(f"{name} cannot be adopted: {reasons}", error.hint)


def _answer(document: Path, proposal: Proposal) -> Json:
    return {
        "document": document.as_uri(),
        "examples": len(proposal.examples),
        "branches": {"reached": proposal.reached, "total": proposal.branches},
        "remarks": [_line_and_message(note) for note in (*proposal.contradictions, *proposal.remarks)],
        "cancelled": False,
    }


def _line_and_message(note: Note) -> Json:
    return {"line": note.line, "message": note.message}
