"""How a generated file stands to its intent: one word and one sign, the same in every front, report and header."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The seven states of one intent for one target. The value is the word that people read."""

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

    @property
    def sign(self) -> str:
        """The sign that stands for the word where there is little room."""
        return _SIGNS[self]

    @property
    def good(self) -> bool:
        """Whether the file passes everything; ``--strict`` asks for more (:attr:`VERIFIED` only)."""
        return self in (Status.VERIFIED, Status.UNCERTAIN)


_SIGNS = {
    Status.VERIFIED: "✓",
    Status.UNCERTAIN: "?",
    Status.DISAGREE: "≠",
    Status.FAILED: "✗",
    Status.STALE: "~",
    Status.EDITED: "✎",
    Status.MISSING: "–",
}
