"""What is told of an adoption: how far the examples reach, what was noticed, and why a function was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from intent_lsp.adoption.proposal import Proposal
from intent_lsp.cli.terminal.terminal_text import complain
from intent_lsp.errors import AdoptionError

_ORIGIN = {"docstring": "from the documentation", "test": "from tests", "made": "from runs"}


def coverage_text(proposal: Proposal) -> str:
    """``6 examples (2 from the documentation, 4 from runs), 5 of 5 branches``."""
    count = len(proposal.examples)
    origins = Counter(_ORIGIN[one.call.origin] for one in proposal.examples)
    where = ", ".join(f"{number} {origin}" for origin, number in origins.items())
    branches = f"{proposal.reached} of {proposal.branches} branch{'es' * (proposal.branches != 1)}"
    return f"{count} example{'s' * (count != 1)} ({where}), {branches}"


def tell_remarks(proposal: Proposal, file: str, tell: Callable[[str], None]) -> None:
    """The remarks with their places."""
    for note in proposal.remarks:
        tell(f"remark   {file}:{note.line}: {note.message}")


def complain_of(error: AdoptionError, file: str) -> None:
    """The reasons line by line."""
    complain(f"intent: {error}")
    for line, message in error.reasons:
        complain(f"  {file}:{line}: {message}" if line else f"  {message}")


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned lines, two spaces apart; cells are cut at 40 characters."""
    cut = [[cell if len(cell) <= _WIDEST else cell[: _WIDEST - 1] + "…" for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return [
        "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in cut
    ]


_WIDEST = 40
