"""How a generated file stands to its intent: one word and one sign, the same in every front, report and header."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias


class Status(StrEnum):
    """The states of one intent for one target. The value is the word that people read, but for ``UNCHECKED``."""

    VERIFIED = "verified"
    """Every gate passed, and the program can name no doubt."""
    UNCERTAIN = "uncertain"
    """Everything passes, but something named is open: other programs fit as well, or one rule rests on one example."""
    DISAGREE = "disagree"
    """The targets differ on an input that is shown, and the evidence does not settle it: nothing was written."""
    FAILED = "failed"
    STALE = "stale"
    """The file was made for an earlier text of the intent."""
    EDITED = "edited"
    """The file was changed by hand since it was made."""
    MISSING = "missing"
    UNCHECKED = "unchecked"
    """A report calls the file verified, but this machine has not checked it; people read :data:`NOT_CHECKED`."""

    @property
    def sign(self) -> str:
        """The sign that stands for the word where there is little room."""
        return _SIGNS[self]

    @property
    def good(self) -> bool:
        """Whether the file passes everything; ``--strict`` asks for more (:attr:`VERIFIED` only)."""
        return self in (Status.VERIFIED, Status.UNCERTAIN)


class Phase(StrEnum):
    """Where a piece of work is, or how it ended, when that says nothing about the file's status."""

    QUEUED = "queued"
    RUNNING = "running"
    FRESH = "fresh"
    """It is verified already, so that nothing was done."""
    CONFLICT = "conflict"
    """The file is not ours to replace."""
    ERROR = "error"
    """It could not be tried: no provider, no sandbox, an error in the document."""
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def sign(self) -> str:
        """The sign that stands for the word where there is little room."""
        return _PHASE_SIGNS[self]


NOT_CHECKED: Final = "not checked here"
"""What people read for :attr:`Status.UNCHECKED`."""
State: TypeAlias = Status | Phase
"""What can be said of a piece of work at any moment."""
ENDED: Final = frozenset((*Status, *Phase)) - {Phase.QUEUED, Phase.RUNNING}
"""The states in which nothing more happens by itself."""
GOOD: Final = frozenset((Status.VERIFIED, Status.UNCERTAIN, Phase.FRESH))
"""The states of a file that passes everything."""
STRICT: Final = GOOD - {Status.UNCERTAIN}
"""Those of a file about which the program can name no doubt."""


WARNED: Final = frozenset((Status.UNCERTAIN, Status.UNCHECKED))
"""The states that are told as a warning."""


def status_of(doubts: tuple[str, ...]) -> Status:
    """The status of code that passes everything."""
    return Status.UNCERTAIN if doubts else Status.VERIFIED


_SIGNS = {
    Status.VERIFIED: "✓",
    Status.UNCERTAIN: "?",
    Status.DISAGREE: "≠",
    Status.FAILED: "✗",
    Status.STALE: "~",
    Status.EDITED: "✎",
    Status.MISSING: "–",
    Status.UNCHECKED: "◌",
}
_PHASE_SIGNS = {
    Phase.QUEUED: "○",
    Phase.RUNNING: "↻",
    Phase.FRESH: _SIGNS[Status.VERIFIED],
    Phase.CONFLICT: "!",
    Phase.ERROR: "⚠",
    Phase.SKIPPED: "-",
    Phase.CANCELLED: "-",
}
