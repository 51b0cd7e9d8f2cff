"""What was known before the session: the report beside the document, turned into states."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.document.model import Document
from intent_lsp.lsp.state import RoundRecord, WorkState
from intent_lsp.transpile.events import Work

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session
    from intent_lsp.lsp.views import View
    from intent_lsp.output.report import Entry


async def restore(session: Session, view: View) -> None:
    """Fill in what the document's report knows and this session does not."""
    path = view.path
    if path is None:
        return
    root = session.root_of(path)
    entries = await asyncio.to_thread(_entries, root, path)
    fresh = False
    for entry in entries:
        if session.states.get(path, entry.intent, entry.target) is None:
            session.states.put(_state(root, path, entry, view.document))
            fresh = True
    if fresh and view.uri in session.views:
        session.refresh_soon(view.uri)
        session.notices.redraw()


def _entries(root: Path, path: Path) -> list[Entry]:
    from intent_lsp.errors import OutputError
    from intent_lsp.output.reports import load_report
    from intent_lsp.output.workspace import Workspace

    try:
        return list(load_report(Workspace(root), path).entries.values())
    except OutputError:
        return []


def _state(root: Path, path: Path, entry: Entry, document: Document) -> WorkState:
    verdict = entry.verdict
    last = next((item.verdict for item in reversed(entry.history) if item.verdict is not None), None)
    state = WorkState(
        Work(path, entry.intent, entry.target),
        entry.digest,
        "verified" if entry.status == "verified" else "failed",
        round=entry.round,
        rounds=entry.rounds,
        provider=entry.provider,
        model=entry.model,
        question=entry.question,
        note=entry.note,
        history=[
            RoundRecord(item.number, item.provider, item.model, False, item.verdict, item.reason, item.detours)
            for item in entry.history
        ],
    )
    counted = verdict or last
    if counted is not None:
        state.passed, state.total = counted.passed_examples, len(counted.examples)
    if entry.file:
        place = root / entry.file
        state.file, state.candidate = (place, None) if entry.status == "verified" else (None, place)
    intent = document.intent(entry.intent)
    if intent is not None and intent.digest == entry.digest:
        state.sources = {example.number: example.source for example in intent.examples}
    elif entry.status != "verified":
        # The document has changed since: nobody knows which example is which any more.
        state.history = [
            RoundRecord(item.number, item.provider, item.model, False, None, item.reason, item.detours)
            for item in state.history
        ]
    return state
