"""What is told of an adoption: how far the examples reach, what was noticed, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from intent_lsp.adoption.proposal import Proposal
from intent_lsp.text.listing import some

_ORIGIN = {"docstring": "docs", "test": "tests", "made": "runs"}
_MOST_CLASSES = 3


def coverage_text(proposal: Proposal) -> str:
    """``6 examples (docs 2, runs 4), 5 of 5 branches``."""
    count = len(proposal.examples)
    origins = Counter(_ORIGIN[one.call.origin] for one in proposal.examples)
    where = ", ".join(f"{origin} {number}" for origin, number in origins.items())
    branches = f"{proposal.reached} of {proposal.branches} branch{'es' * (proposal.branches != 1)}"
    return f"{count} example{'s' * (count != 1)} ({where}), {branches}"


def tell_remarks(proposal: Proposal, file: str, tell: Callable[[str], None]) -> None:
    """The remarks with their places."""
    for note in (*proposal.contradictions, *proposal.remarks):
        tell(f"remark   {file}:{note.line}: {note.message}")


def left_out_text(methods: Mapping[str, int]) -> str:
    """Which methods of a file are not adopted, and why. ``methods``: how many each class has."""
    count = sum(methods.values())
    which = f"{count} methods" if count > 1 else "a method"
    return f"left out {which} of {some([*methods], _MOST_CLASSES)}: methods depend on an object"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned lines, two spaces apart; cells are cut at 40 characters."""
    cut = [[cell if len(cell) <= _WIDEST else cell[: _WIDEST - 1] + "…" for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return [
        "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in cut
    ]


_WIDEST = 40
