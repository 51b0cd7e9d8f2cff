"""What is told of an adoption: what was noticed, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from intent_lsp.adoption.proposal import Proposal
from intent_lsp.text.listing import some

_MOST_CLASSES = 3


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
