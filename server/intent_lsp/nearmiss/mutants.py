"""Small changes of a function that a person might have made by mistake: what good examples tell it from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from intent_lsp.nearmiss.contract import TIES, Change, Hints
from intent_lsp.nearmiss.languages import LANGUAGES
from intent_lsp.syntax.edits import apply_edits
from intent_lsp.values import Target

_MOST_COST = 2
_ALSO = frozenset(
    ("negated a condition", "left out a condition", "left out a step", "left out an argument", "left the order alone",
     "left out a statement", "left the loop at the first hit", "went on after a hit", "swapped arguments",
     TIES)
)  # fmt: skip
"""Dearer changes of the kinds that people make as well."""
_MOST_AT_ONE_PLACE = 3


def mutants(target: Target, code: str, name: str, entry: str, most: int) -> list[str]:
    """Up to ``most`` programs that differ in one place from ``code``, whose ``name`` is mutated, then its helpers.

    All places come before a second change of the same one; nearer changes come first. ``entry`` only calls the
    function, and how an error is worded is left alone.
    """
    language = LANGUAGES[target]
    spans = language.functions(code)
    own = [spans.pop(name)] if name in spans else []
    spans.pop(entry, None)
    raising = language.raising(code)
    found = [
        change
        for change in language.changes(code, name, Hints((), ()), [])
        if _is_likely(change) and not _within(change, raising)
    ]
    made: dict[str, None] = {}
    for places in (own, list(spans.values())):
        for change in _spread([change for change in found if _within(change, places)]):
            if len(made) == most:
                break
            text = apply_edits(code, change.edits)
            if text != code and language.parses(text):
                made.setdefault(text)
    return list(made)


def _is_likely(change: Change) -> bool:
    spans = sorted((edit.start, edit.end) for edit in change.edits)
    apart = all(one[1] <= two[0] for one, two in pairwise(spans))
    return apart and (change.cost <= _MOST_COST or change.kind in _ALSO)


def _within(change: Change, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < change.edits[0].end <= end and start <= change.edits[0].start for start, end in spans)


def _spread(changes: Iterable[Change]) -> Iterator[Change]:
    """The first change of each place, then the second ones."""
    places: dict[int, list[Change]] = {}
    for change in sorted(changes, key=lambda change: change.cost):
        places.setdefault(change.edits[0].start, []).append(change)
    for number in range(_MOST_AT_ONE_PLACE):
        for _, at_one in sorted(places.items()):
            yield from at_one[number : number + 1]
