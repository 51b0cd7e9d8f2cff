"""The state of everything as one plain object: the answer of ``intent.status`` and the body of ``intent/state``."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.wire.uris import path_of
from intent_lsp.status import Status
from intent_lsp.text.inert import label
from intent_lsp.transpile.progress import WorkState


def overview(context: Context, uri: str | None = None) -> dict[str, Any]:
    """``{"trusted", "running", "work": [...]}``, of one document or of all; of an open document with ``intents``."""
    path = path_of(uri) if uri else None
    states = context.states.of(path) if path is not None else context.states.all()
    answer: dict[str, Any] = {
        "trusted": context.trusted,
        "running": sum(state.running for state in states),
        "work": [of_work(state) for state in states],
    }
    view = context.documents.view(uri) if uri else None
    if view is not None:
        from intent_lsp.lsp.features.overview import intents

        answer["intents"] = intents(context, view)
    return answer


def of_work(state: WorkState) -> dict[str, Any]:
    """One intent and target; what is said of it is inert, as clients show it right away."""
    return {
        "uri": state.work.document.as_uri(),
        "intent": state.work.intent,
        "target": state.work.target,
        "status": state.status.value,
        "step": label(state.step) if state.running else "",
        "round": state.round,
        "rounds": state.rounds,
        "provider": label(state.provider),
        "model": label(state.model),
        "tokens": state.tokens,
        "passed": state.passed,
        "total": state.total,
        "cached": state.cached,
        "reason": label(state.reason),
        "failed": label(state.failed) if state.status in (Status.FAILED, Status.DISAGREE) else "",
        "doubts": [label(doubt) for doubt in state.told_doubts],
        "file": state.file.as_uri() if state.file else None,
        "candidate": state.candidate.as_uri() if state.candidate else None,
    }
