"""One entry of a report as the state of a piece of work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from intent_lsp.checks.failure_summary import shortfall
from intent_lsp.checks.verdict import Verdict
from intent_lsp.config import Config
from intent_lsp.document.model import Document, Intent
from intent_lsp.errors import OutputError
from intent_lsp.output.report import Entry, Round
from intent_lsp.status import Status, status_of
from intent_lsp.transpile.events import Work
from intent_lsp.transpile.progress import WorkState


def restored_state(
    root: Path, path: Path, entry: Entry, document: Document, config: Config, checked: tuple[str, ...] | None
) -> WorkState:
    """The state of one entry of the report of the document at ``path``.

    ``checked``: the doubts with which this machine checked the code that the entry calls verified; ``None``: it has
    not checked it, and what the report says of its examples is left out.
    """
    believed = checked is not None or not entry.passed
    verdict = entry.verdict
    last = next((item.verdict for item in reversed(entry.history) if item.verdict is not None), None)
    state = WorkState(
        Work(path, entry.intent, entry.target),
        entry.digest,
        entry.status,
        round=entry.round,
        rounds=entry.rounds,
        provider=entry.provider,
        model=entry.model,
        question=entry.question,
        note=entry.note,
        doubts=entry.doubts if entry.passed else (),
        history=_history(entry, believed=believed),
    )
    counted = verdict or last
    if counted is not None and believed:
        state.passed, state.total = counted.passed_examples, len(counted.examples)
        state.failed = shortfall(counted, entry.target) or entry.withheld
        state.reason = entry.withheld
    intent = document.intent(entry.intent)
    if entry.passed and checked is None:
        state.status = Status.UNCHECKED
    elif entry.passed and checked is not None:
        state.code_digest = entry.code_digest
        state.doubts = tuple(dict.fromkeys((*entry.doubts, *checked)))
        state.status = status_of(state.doubts)
    state.file, state.candidate = _places(root, path, entry, intent, config)
    spared = entry.contradicted(intent.digest) if intent is not None else None
    if intent is not None and spared is not None:
        _contradicted(state, intent, spared)
    elif intent is not None and intent.digest == entry.digest:
        state.sources = {example.number: example.source for example in intent.examples}
    elif not entry.passed:
        # The document has changed since: which example is which is no longer known.
        state.history = _history(entry, believed=False)
    return state


def _history(entry: Entry, *, believed: bool) -> list[Round]:
    return [item if believed else replace(item, verdict=None) for item in entry.history]


def _places(
    root: Path, path: Path, entry: Entry, intent: Intent | None, config: Config
) -> tuple[Path | None, Path | None]:
    """The generated file and the kept candidate, as the entry names them; one that names any other file names none."""
    from intent_lsp.output.workspace import Workspace

    if not entry.file or intent is None:
        return None, None
    workspace = Workspace(root)
    try:
        if entry.passed:
            place = workspace.target_path(path, intent, entry.target, config)
        else:
            place = workspace.candidate_path(path, entry.intent, entry.target)
        if workspace.relative(place) != entry.file:
            return None, None
    except OutputError:
        return None, None
    return (place, None) if entry.passed else (None, place)


def _contradicted(state: WorkState, intent: Intent, verdict: Verdict) -> None:
    """One of the intent's examples contradicts the verified file, as the run before has found out."""
    state.status, state.digest, state.doubts = Status.FAILED, intent.digest, ()
    state.history = [Round(0, verdict=verdict)]
    state.reason = verdict.failures[0].message if verdict.failures else ""
    state.passed, state.total = verdict.passed_examples, len(verdict.examples)
    state.failed = shortfall(verdict, state.work.target)
    state.sources = {example.number: example.source for example in intent.examples}
