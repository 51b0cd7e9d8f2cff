"""How an intent stands for a target, at a glance: verified, stale, failed, edited by hand, running, or not yet done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from intent_lsp.document.model import Intent
from intent_lsp.lsp.runs.work_state import WorkState
from intent_lsp.status import Phase, Status, status_of
from intent_lsp.values import Target

if TYPE_CHECKING:
    from intent_lsp.lsp.documents.open_document import View
    from intent_lsp.lsp.session import Session

Kind: TypeAlias = Status | Phase | Literal["none"]
"""``none``: nothing is known yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One intent for one target."""

    target: Target
    kind: Kind
    text: str
    """Without the target: ``✓ 6/6 · round 2 · qwen2.5-coder:14b``."""
    file: Path | None = None
    """The generated file, if it exists, or the kept candidate."""
    state: WorkState | None = None


def standings(session: Session, view: View, intent: Intent) -> list[Standing]:
    """All targets of an intent, in the order of the document."""
    return [standing(session, view, intent, target) for target in view.document.targets(intent)]


def standing(session: Session, view: View, intent: Intent, target: Target) -> Standing:
    """Look at what is known and, for what is verified, at the file itself."""
    state = session.states.get(view.path, intent.name, target) if view.path is not None else None
    if state is None:
        return Standing(target, "none", "not transpiled")
    if state.running:
        return Standing(target, Phase.RUNNING, state.message() or "waiting", None, state)
    changed = state.digest != intent.digest
    match state.status:
        case Status.VERIFIED | Status.UNCERTAIN | Phase.FRESH:
            return _good(session, view, intent, target, state, changed=changed)
        case Status.FAILED | Status.DISAGREE:
            return _bad(session, view, intent, target, state, changed=changed)
        case Phase.CONFLICT:
            return _conflict(session, view, intent, target, state)
        case Phase.CANCELLED:
            return Standing(target, Phase.CANCELLED, state.reason, None, state)
        case _:
            text = f"{Phase.ERROR.sign} {state.reason}".splitlines()[0][:80]
            return Standing(target, Phase.ERROR, text, None, state)


def _bad(session: Session, view: View, intent: Intent, target: Target, state: WorkState, *, changed: bool) -> Standing:
    status = Status.DISAGREE if state.status is Status.DISAGREE else Status.FAILED
    told = f"{status.sign} {state.failed or 'failed'}"
    file = file_of(session, view, intent, target)
    if file is not None and state.candidate == file and file_kind(session, view, file) == "edited":
        return Standing(target, Status.EDITED, f"edited by hand · {told}", file, state)
    return Standing(target, status, told + " · changed since" * changed, state.candidate, state)


def _good(session: Session, view: View, intent: Intent, target: Target, state: WorkState, *, changed: bool) -> Standing:
    file = file_of(session, view, intent, target)
    kind = file_kind(session, view, file)
    status = status_of(state.doubts)
    told = f"{status.sign} {state.passed}/{state.total}"
    if kind == "edited":
        return Standing(target, Status.EDITED, "edited by hand" + f" · {told}" * state.checked, file, state)
    if not changed and kind != "generated":
        return _gone(target, file if kind else None, state)
    if changed:
        return Standing(target, Status.STALE, "stale" + f" · {told}" * state.checked, file if kind else None, state)
    from intent_lsp.lsp.runs.editor_writer import unsaved

    if file is not None and unsaved(session, file):
        return Standing(target, Status.STALE, f"{told} · not saved", file, state)
    round_ = f"round {state.round}" if state.round else "by hand" if state.provider == "hand" else "checked again"
    who = "" if state.provider == "hand" else state.model or state.provider
    parts = (told, round_, who, "; ".join(state.doubts))
    return Standing(target, status, " · ".join(part for part in parts if part), file, state)


def _gone(target: Target, file: Path | None, state: WorkState) -> Standing:
    """Nothing of ours is there any more; ``file``: what is there instead."""
    return Standing(target, Status.STALE if file else Status.MISSING, "file missing", file, state)


def file_of(session: Session, view: View, intent: Intent, target: Target) -> Path | None:
    """Where the generated file belongs, whether it exists or not; ``None`` where it cannot be."""
    from intent_lsp.errors import OutputError
    from intent_lsp.output.workspace import Workspace

    if view.path is None:
        return None
    try:
        workspace = Workspace(session.root_of(view.path))
        return workspace.target_path(view.path, intent, target, session.config_of(view.path))
    except OutputError:
        return None


def _conflict(session: Session, view: View, intent: Intent, target: Target, state: WorkState) -> Standing:
    file = file_of(session, view, intent, target) or state.file
    kind = file_kind(session, view, file)
    if kind in ("", "generated"):
        return Standing(target, Status.STALE, "stale", file, state) if kind else _gone(target, None, state)
    return Standing(target, Status.EDITED, "edited by hand" if kind == "edited" else "not generated", file, state)


def file_kind(session: Session, view: View, file: Path | None) -> str:
    """``generated``, ``edited``, ``foreign``, or empty where there is nothing (or nothing readable). Looks at the
    editor's buffer first, and reads a file again only when it has changed."""
    from intent_lsp.errors import OutputError
    from intent_lsp.lsp.runs.editor_writer import file_state

    if file is None or view.path is None:
        return ""
    stamp = None
    if session.generated_view(file) is None:
        try:
            status = file.stat()
        except OSError:
            return ""
        stamp = status.st_mtime_ns, status.st_size, status.st_ino
        known = session.file_kinds.get(file)
        if known is not None and known[0] == stamp:
            return known[1]
    try:
        kind: str = file_state(session, session.root_of(view.path), file).kind
    except OutputError:
        return ""
    kind = "" if kind == "absent" else kind
    if stamp is not None:
        session.file_kinds[file] = stamp, kind
    return kind
