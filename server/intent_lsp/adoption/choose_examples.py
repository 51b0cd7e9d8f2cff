"""Which calls become examples: few, readable, and together on every branch that any of them takes.

After the branches come the results and the sizes that no other example has.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

from intent_lsp.adoption.contract import Arguments, Call, ExistingFunction, Tried
from intent_lsp.document.canonical import canonical
from intent_lsp.sandbox.contract import CodeError, Outcome, Raised, Returned
from intent_lsp.values import AN_ERROR, JsonValue, Opaque, show

Shows: TypeAlias = Callable[[Tried], frozenset[int]]
"""What a call shows, as numbers: its branches, say."""
MOST = 8
_LEAST = 4
_WIDEST = 160
"""Characters of an example that a person still reads."""
_TYPICAL = 24
"""Characters of an input and a result: more are harder to read."""
_LARGE = 1e6
"""Of numbers with as many digits the smaller ones read better."""
_MOST_MESSAGE = 80


def is_usable(tried: Tried, existing: ExistingFunction) -> bool:
    """Whether a call makes an example: a JSON value came back, or an error that somebody meant."""
    match tried.outcome:
        case Returned(value=value):
            return is_json(value) and _is_legible(tried)
        case Raised(error=error):
            said = tried.call.origin != "made" and tried.call.claimed is None
            return (said or is_deliberate(error, existing)) and _is_legible(tried)
        case _:
            return False


def _is_legible(tried: Tried) -> bool:
    """Whether a call fits on a line that can be saved: half a surrogate pair cannot."""
    text = json.dumps(tried.call.args, ensure_ascii=False) + outcome_key(tried.outcome)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return len(text) <= _WIDEST


def is_deliberate(error: CodeError, existing: ExistingFunction) -> bool:
    """Whether the function raised the error on purpose."""
    return error.line in existing.throws


def is_json(value: JsonValue | Opaque) -> bool:
    """Whether nothing in a value is opaque."""
    if isinstance(value, list):
        return all(map(is_json, value))
    if isinstance(value, dict):
        return all(map(is_json, value.values()))
    return not isinstance(value, Opaque)


def choose(tried: Sequence[Tried], existing: ExistingFunction, most: int = MOST) -> list[Tried]:
    """The examples: what people wrote first, then what reaches more branches, then what shows other results."""
    return completed(covering(tried, existing, most), tried, existing, most)


def covering(tried: Sequence[Tried], existing: ExistingFunction, most: int = MOST) -> list[Tried]:
    """Examples that reach as many branches as the calls do, those that people wrote first."""
    shows = Effects(tried, existing)
    ready = [one for one in tried if is_usable(one, existing)]
    written = [one for one in ready if one.call.origin != "made"]
    found = add_best(ready, add_best(written, [], shows, most), shows, most)
    return found + _further(written, found, most - 2 - len(found))


def completed(
    found: Sequence[Tried], tried: Sequence[Tried], existing: ExistingFunction, most: int = MOST
) -> list[Tried]:
    """The examples in their order, with others where they are very few."""
    ready = [one for one in tried if is_usable(one, existing)]
    found = [*found, *_further(ready, found, min(_LEAST, most) - len(found))]
    order = {"docstring": 0, "test": 1, "made": 2}
    return sorted(found, key=lambda one: (order[one.call.origin], one.call.place, isinstance(one.outcome, Raised)))


class Effects:
    """What a call shows: branches from zero on, and below zero the optional parameters that matter to its result."""

    def __init__(self, tried: Sequence[Tried], existing: ExistingFunction) -> None:
        self._defaults = [item.default for item in existing.inputs if not item.rest]
        self._optional = [n for n, item in enumerate(existing.inputs) if item.optional or item.has_default]
        self._results = {self._whole(one.call.args): outcome_key(one.outcome) for one in tried}

    def __call__(self, one: Tried) -> frozenset[int]:
        args = one.call.args
        result = outcome_key(one.outcome)
        matters = set()
        for index in self._optional:
            if index < len(args) and args[index] != self._defaults[index]:
                plain = self._results.get(
                    self._whole((*args[:index], self._defaults[index], *args[index + 1 :])), result
                )
                if plain != result:
                    matters.add(-1 - index)
        return one.branches | matters

    def _whole(self, args: Arguments) -> str:
        """A key of the arguments with those that are left out."""
        return input_key((*args, *self._defaults[len(args) :]))


def covered_branches(tried: Sequence[Tried]) -> frozenset[int]:
    """The branches that some calls take together."""
    return frozenset().union(*(one.branches for one in tried))


def add_best(
    ready: Sequence[Tried],
    found: Sequence[Tried],
    shows: Shows,
    most: int,
    *,
    typical: bool = False,
) -> list[Tried]:
    """``found`` with the calls that show most for what they cost to read, until nothing is added.

    ``typical``: as :func:`reading_cost` has it.
    """
    found = list(found)
    shown = frozenset[int]().union(*map(shows, found))
    news = {id(one): shows(one) for one in ready}
    while len(found) < most:
        best = max(ready, key=lambda one: _worth(one, news[id(one)] - shown, typical=typical), default=None)
        if best is None or not news[id(best)] - shown:
            break
        found.append(best)
        shown |= news[id(best)]
    return found


def _worth(one: Tried, added: frozenset[int], *, typical: bool) -> tuple[float, float]:
    """What a call adds, beside how hard it is to read: two plain examples are better than one that does everything."""
    cost = reading_cost(one, typical=typical)
    return len(added) / (_TYPICAL + cost), -cost


def _further(ready: Sequence[Tried], found: Sequence[Tried], count: int) -> list[Tried]:
    """More calls, with results and then with paths that none of the others has."""
    more: list[Tried] = []
    while len(more) < count:
        have = [*found, *more]
        inputs = {_key(one.call) for one in have}
        results = {outcome_key(one.outcome) for one in have}
        shapes = {_shape(one.outcome) for one in have}
        left = [one for one in ready if _key(one.call) not in inputs]
        if not left:
            break
        more.append(min(left, key=lambda one: _novelty(one, results, shapes)))
    return more


def _novelty(one: Tried, results: set[str], shapes: set[tuple[str, int]]) -> tuple[bool, bool, float]:
    """The smaller, the more a call shows that the others do not."""
    return outcome_key(one.outcome) in results, _shape(one.outcome) in shapes, reading_cost(one, typical=True)


def _shape(outcome: Outcome) -> tuple[str, int]:
    """The kind of what comes back, and the size of a list or an object."""
    value = expected(outcome)
    return type(value).__name__, len(value) if isinstance(value, (list, dict)) else 0


def reading_cost(one: Tried, *, typical: bool = False) -> float:
    """How hard a call is to read. ``typical``: inputs that are empty or tiny show too little."""
    text = json.dumps(one.call.args, ensure_ascii=False)
    numbers = [value for value in one.call.args if isinstance(value, (int, float)) and math.isfinite(value)]
    large = sum(map(abs, numbers)) + _LARGE * sum(not float(value).is_integer() for value in numbers)
    odd: float = sum(not char.isascii() for char in text) + 8 * text.count("null") + 20 * _strange(one.outcome)
    odd += min(3, large / _LARGE)
    empty = sum(value in ("", [], {}, 0) for value in one.call.args) + text.count('""')
    if not typical:
        return odd + 4 * empty + _width(one)
    tiny = sum(len(value) < 3 for value in one.call.args if isinstance(value, (str, list, dict)))
    return odd + 12 * empty + 6 * tiny + max(0, _width(one) - _TYPICAL)


def _strange(outcome: Outcome) -> bool:
    """Whether a result is not a number, or one with many digits."""
    if not isinstance(outcome, Returned) or not isinstance(outcome.value, float):
        return False
    return not math.isfinite(outcome.value) or len(repr(outcome.value)) > 8


def _width(one: Tried) -> int:
    return len(json.dumps(one.call.args, ensure_ascii=False)) + len(outcome_key(one.outcome))


def input_key(args: Arguments) -> str:
    """A text that is the same for equal arguments."""
    return canonical(list(args))


def _key(call: Call) -> str:
    return input_key(call.args)


def outcome_key(outcome: Outcome) -> str:
    """A text that is the same for equal outcomes."""
    return show(expected(outcome), 10_000)


def expected(outcome: Outcome) -> JsonValue:
    """What an example of this outcome says: the value, or :data:`AN_ERROR`."""
    return outcome.value if isinstance(outcome, Returned) else AN_ERROR


def message(outcome: Outcome) -> str:
    """The text that an example of an error names: the first line of its message, if that is short; empty: any error."""
    if not isinstance(outcome, Raised):
        return ""
    lines = outcome.error.message.splitlines()
    return lines[0] if lines and len(lines[0]) <= _MOST_MESSAGE and lines[0].isprintable() else ""
