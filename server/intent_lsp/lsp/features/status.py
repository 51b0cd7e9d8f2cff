"""The state of everything as one plain object: the answer of ``intent.status`` and the body of ``intent/state``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intent_lsp.lsp.wire.uris import path_of
from intent_lsp.status import Status

if TYPE_CHECKING:
    from intent_lsp.lsp.runs.work_state import WorkState
    from intent_lsp.lsp.session import Session


def overview(session: Session, uri: str | None = None) -> dict[str, Any]:
    """``{"trusted", "running", "work": [...]}``, of one document or of all; of an open document with ``intents``."""
    path = path_of(uri) if uri else None
    states = session.states.of(path) if path is not None else session.states.all()
    answer: dict[str, Any] = {
        "trusted": session.trusted,
        "running": sum(state.running for state in states),
        "work": [of_work(state) for state in states],
    }
    view = session.view(uri) if uri else None
    if view is not None:
        from intent_lsp.lsp.features.overview import intents

        answer["intents"] = intents(session, view)
    return answer


def of_work(state: WorkState) -> dict[str, Any]:
    """One intent and target."""
    return {
        "uri": state.work.document.as_uri(),
        "intent": state.work.intent,
        "target": state.work.target,
        "status": state.status.value,
        "step": state.step if state.running else "",
        "round": state.round,
        "rounds": state.rounds,
        "provider": state.provider,
        "model": state.model,
        "tokens": state.tokens,
        "passed": state.passed,
        "total": state.total,
        "cached": state.cached,
        "reason": state.reason,
        "failed": state.failed if state.status in (Status.FAILED, Status.DISAGREE) else "",
        "doubts": list(state.doubts),
        "file": state.file.as_uri() if state.file else None,
        "candidate": state.candidate.as_uri() if state.candidate else None,
    }
