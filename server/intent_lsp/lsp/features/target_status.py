"""How an intent stands for a target, at a glance: verified, stale, failed, edited by hand, running, or not yet done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from intent_lsp.document.model import Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.context import Context
from intent_lsp.status import NOT_CHECKED, Phase, Status, status_of
from intent_lsp.transpile.progress import WorkState
from intent_lsp.values import Target

Kind: TypeAlias = Status | Phase | Literal["none"]
"""``none``: nothing is known yet."""


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """One intent for one target."""

    target: Target
    kind: Kind
    text: str
    """Without the target: ``✓ 6/6 · round 2 · qwen2.5-coder:14b``."""
    file: Path | None = None
    """The generated file, if it exists, or the kept candidate."""
    state: WorkState | None = None


def target_statuses(context: Context, view: View, intent: Intent) -> list[TargetStatus]:
    """All targets of an intent, in the order of the document."""
    return [target_status(context, view, intent, target) for target in view.document.targets(intent)]


def target_status(context: Context, view: View, intent: Intent, target: Target) -> TargetStatus:
    """Look at what is known and, for what is verified, at the file itself."""
    state = context.states.get(view.path, intent.name, target) if view.path is not None else None
    if state is None:
        return TargetStatus(target, "none", "not transpiled")
    if state.running:
        return TargetStatus(target, Phase.RUNNING, state.message() or "waiting", None, state)
    changed = state.digest != intent.digest
    match state.status:
        case Status.VERIFIED | Status.UNCERTAIN | Status.UNCHECKED | Phase.FRESH:
            return _good(context, view, intent, target, state, changed=changed)
        case Status.FAILED | Status.DISAGREE:
            return _bad(context, view, intent, target, state, changed=changed)
        case Phase.CONFLICT:
            return _conflict(context, view, intent, target, state)
        case Phase.CANCELLED:
            return TargetStatus(target, Phase.CANCELLED, state.reason, None, state)
        case _:
            text = f"{Phase.ERROR.sign} {state.reason}".splitlines()[0][:80]
            return TargetStatus(target, Phase.ERROR, text, None, state)


def _bad(
    context: Context, view: View, intent: Intent, target: Target, state: WorkState, *, changed: bool
) -> TargetStatus:
    status = Status.DISAGREE if state.status is Status.DISAGREE else Status.FAILED
    told = f"{status.sign} {state.failed or 'failed'}"
    file = context.files.place(view, intent, target)
    if file is not None and state.candidate == file and context.files.kind(view, file) == "edited":
        return TargetStatus(target, Status.EDITED, f"edited by hand · {told}", file, state)
    return TargetStatus(target, status, told + " · changed since" * changed, state.candidate, state)


def _good(
    context: Context, view: View, intent: Intent, target: Target, state: WorkState, *, changed: bool
) -> TargetStatus:
    file = context.files.place(view, intent, target)
    kind = context.files.kind(view, file)
    status = status_of(state.doubts)
    told = f"{status.sign} {state.passed}/{state.total}"
    if kind == "edited":
        return TargetStatus(target, Status.EDITED, "edited by hand" + f" · {told}" * state.checked, file, state)
    if not changed and kind != "generated":
        return _file_missing(target, file if kind else None, state)
    if changed:
        return TargetStatus(target, Status.STALE, "stale" + f" · {told}" * state.checked, file if kind else None, state)
    if context.files.code_digest(view, file) != state.code_digest:
        return TargetStatus(target, Status.UNCHECKED, f"{Status.UNCHECKED.sign} {NOT_CHECKED}", file, state)
    if file is not None and context.files.unsaved(file):
        return TargetStatus(target, Status.STALE, f"{told} · not saved", file, state)
    round_ = f"round {state.round}" if state.round else "by hand" if state.provider == "hand" else "checked again"
    who = "" if state.provider == "hand" else state.model or state.provider
    parts = (told, round_, who, "; ".join(state.told_doubts))
    return TargetStatus(target, status, " · ".join(part for part in parts if part), file, state)


def _file_missing(target: Target, file: Path | None, state: WorkState) -> TargetStatus:
    """Nothing of ours is left; ``file``: what is there instead."""
    return TargetStatus(target, Status.STALE if file else Status.MISSING, "file missing", file, state)


def _conflict(context: Context, view: View, intent: Intent, target: Target, state: WorkState) -> TargetStatus:
    file = context.files.place(view, intent, target) or state.file
    kind = context.files.kind(view, file)
    if kind in ("", "generated"):
        return TargetStatus(target, Status.STALE, "stale", file, state) if kind else _file_missing(target, None, state)
    return TargetStatus(target, Status.EDITED, "edited by hand" if kind == "edited" else "not generated", file, state)
