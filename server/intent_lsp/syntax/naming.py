"""Names in the two languages' cases, and which of several functions was asked for under another name."""

from __future__ import annotations

from collections.abc import Mapping, Set


def snake_case(name: str) -> str:
    """``isLeapYear`` as ``is_leap_year``, ``parseHTML2`` as ``parse_html2``; a name with no capitals as it is."""
    made = ""
    for index, character in enumerate(name):
        before, after = name[index - 1 : index], name[index + 1 : index + 2]
        ends_a_run = before.isupper() and after.islower()
        starts = character.isupper() and (before.islower() or before.isdigit() or ends_a_run)
        made += f"_{character}" if starts else character
    return made.lower()


def camel_case(name: str) -> str:
    """``is_leap_year`` as ``isLeapYear``; underscores at either end stay."""
    bare = name.strip("_")
    head, *tail = [part for part in bare.split("_") if part] or [""]
    made = head + "".join(part[:1].upper() + part[1:] for part in tail)
    return name.replace(bare, made) if bare else name


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
