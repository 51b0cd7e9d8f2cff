"""Which of several functions is the one that was asked for under another name."""

from __future__ import annotations

from collections.abc import Mapping, Set


def fold_case(name: str) -> str:
    """A name without what camelCase and snake_case differ in."""
    return name.replace("_", "").replace("$", "").lower()


def best_match(name: str, uses: Mapping[str, Set[str]]) -> str | None:
    """The one that is alike but for its case, else the only one that none of the others uses; ``None`` without one.

    ``uses``: what each function mentions, itself left out.
    """
    alike = [other for other in uses if fold_case(other) == fold_case(name)]
    if len(alike) == 1:
        return alike[0]
    mentioned = {one for other, names in uses.items() for one in names if one != other}
    free = [other for other in uses if other not in mentioned]
    return free[0] if len(free) == 1 else None
