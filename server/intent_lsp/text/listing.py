"""Names and lines of code as a sentence lists them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_LINES, _WIDEST = 3, 60
"""Lines that are quoted, and characters of each."""


def some(names: Sequence[str], most: int) -> str:
    """``a, b and c``; where there are more than ``most``: ``a, b and 7 more``."""
    shown = [*names[:most], f"{len(names) - most} more"] if len(names) > most else [*names]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def quoted_lines(lines: Sequence[str]) -> str:
    """The lines as a person sees them in the file, each once, a few."""
    each = dict.fromkeys(lines)
    return some([f"`{one[:_WIDEST]}…`" if len(one) > _WIDEST else f"`{one}`" for one in each], _MOST_LINES)
