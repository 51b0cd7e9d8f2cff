"""How an intent stands for a target, at a glance: verified, stale, failed, edited by hand, running, or not yet done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from intent_lsp.document.model import Intent
from intent_lsp.lsp.state import WorkState
from intent_lsp.status import Status
from intent_lsp.values import Target

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session
    from intent_lsp.lsp.views import View

Kind: TypeAlias = Literal["none", "running", "verified", "uncertain", "stale", "failed", "edited", "error", "cancelled"]


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
    counts = f"{state.passed}/{state.total}"
    if state.running:
        return Standing(target, "running", state.message() or "waiting", None, state)
    changed = state.digest != intent.digest
    match state.status:
        case "verified" | "uncertain" | "fresh":
            return _verified(session, view, intent, target, state, counts, changed=changed)
        case "failed":
            file = file_of(session, view, intent, target)
            if file is not None and state.candidate == file and file_kind(session, view, file) == "edited":
                return Standing(target, "edited", f"edited by hand · ✗ {counts}", file, state)
            text = f"✗ {counts}" + (" · changed since" if changed else "")
            return Standing(target, "failed", text, state.candidate, state)
        case "disagree":
            text = f"{Status.DISAGREE.sign} the targets differ" + (" · changed since" if changed else "")
            return Standing(target, "failed", text, state.candidate, state)
        case "conflict":
            return _conflict(session, view, intent, target, state)
        case "cancelled":
            return Standing(target, "cancelled", state.reason, None, state)
        case _:
            return Standing(target, "error", f"⚠ {state.reason}".splitlines()[0][:80], None, state)


def _verified(
    session: Session, view: View, intent: Intent, target: Target, state: WorkState, counts: str, *, changed: bool
) -> Standing:
    file = file_of(session, view, intent, target)
    kind = file_kind(session, view, file)
    if kind == "edited":
        passes = f" · ✓ {counts}" if state.checked else ""
        return Standing(target, "edited", f"edited by hand{passes}", file, state)
    if changed or kind != "generated":
        text = f"stale · ✓ {counts}" if changed and state.checked else "stale" if changed else "file missing"
        return Standing(target, "stale", text, file if kind else None, state)
    from intent_lsp.lsp.writing import unsaved

    if file is not None and unsaved(session, file):
        return Standing(target, "stale", f"✓ {counts} · not saved", file, state)
    round_ = f"round {state.round}" if state.round else "by hand" if state.provider == "hand" else "checked again"
    who = "" if state.provider == "hand" else state.model or state.provider
    status = Status.UNCERTAIN if state.doubts else Status.VERIFIED
    parts = (f"{status.sign} {counts}", round_, who, "; ".join(state.doubts))
    text = " · ".join(part for part in parts if part)
    return Standing(target, "uncertain" if state.doubts else "verified", text, file, state)


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
        return Standing(target, "stale", "stale" if kind else "file missing", file if kind else None, state)
    return Standing(target, "edited", "edited by hand" if kind == "edited" else "not generated", file, state)


def file_kind(session: Session, view: View, file: Path | None) -> str:
    """``generated``, ``edited``, ``foreign``, or empty where there is nothing (or nothing readable). Looks at the
    editor's buffer first, and reads a file again only when it has changed."""
    from intent_lsp.errors import OutputError
    from intent_lsp.lsp.writing import file_state

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
