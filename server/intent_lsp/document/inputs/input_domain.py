"""What the examples' inputs have in common: the domain they hint at.

A spec seldom states its preconditions, but its examples keep them: no list is empty, ``lo`` never exceeds ``hi``, every
number is a whole one. Inputs made up by the program keep what all examples keep. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intent_lsp.document.inputs.described_inputs import Described
from intent_lsp.document.inputs.input_formats import Format
from intent_lsp.document.inputs.input_sizes import Pair, equal_size_pairs, keeps_sizes
from intent_lsp.values import JsonValue

Path = tuple[str | int, ...]
"""Where a value stands: the parameter's index, then field names, and ``[]`` for any item of a list."""


@dataclass(slots=True)
class Facts:
    """What holds of all values at one path."""

    integral: bool = True
    lowest: float = math.inf
    highest: float = -math.inf
    shortest: float = math.inf
    spaced: bool = False
    """Some text holds white space; ``padded``: at its beginning or end; ``lower``, ``upper``: letters of that case."""
    padded: bool = False
    lower: bool = False
    upper: bool = False
    format: Format = field(default_factory=Format)

    def learn(self, value: JsonValue) -> None:
        if isinstance(value, bool):
            return
        if isinstance(value, (int, float)):
            self.integral = self.integral and float(value).is_integer()
            self.lowest = min(self.lowest, value)
            self.highest = max(self.highest, value)
        elif isinstance(value, (str, list)):
            self.shortest = min(self.shortest, len(value))
        if isinstance(value, str):
            self.spaced = self.spaced or any(map(str.isspace, value))
            self.padded = self.padded or value != value.strip()
            self.lower = self.lower or any(map(str.islower, value))
            self.upper = self.upper or any(map(str.isupper, value))
            self.format.learn(value)

    def widen(self, described: Described, *, alone: bool) -> None:
        """Take what the text mentions for shown. ``alone``: the value is a whole argument; words of a sentence are
        not also words in the texts of a list."""
        if described.spaced and alone:
            self.spaced = True
            self.format.join(" ")
        if described.empty:
            self.shortest = 0
        if described.negative:
            self.lowest = min(self.lowest, -1)
        if described.zero:
            self.lowest = min(self.lowest, 0)
            self.highest = max(self.highest, 0)
        self.integral = self.integral and not described.fractional
        self.lower, self.upper = self.lower or described.cases, self.upper or described.cases

    def suggest(self, value: JsonValue) -> bool:
        """Whether the white space, the letter case and the format of a text are such as some example has."""
        if not isinstance(value, str):
            return True
        return (
            (self.spaced or not any(map(str.isspace, value)))
            and (self.padded or value == value.strip())
            and (self.lower or not any(map(str.islower, value)))
            and (self.upper or not any(map(str.isupper, value)))
            and self.format.matches(value)
        )

    def allow(self, value: JsonValue) -> bool:
        """Whether a made-up value keeps: whole numbers, no sign or zero that no example has, no emptiness."""
        if isinstance(value, bool):
            return True
        if isinstance(value, (int, float)):
            if self.integral and not float(value).is_integer():
                return False
            return self._known_sign(value)
        if isinstance(value, (str, list)):
            return self.shortest == 0 or len(value) > 0
        return True

    def _known_sign(self, value: float) -> bool:
        above = value > 0 if self.lowest > 0 else value >= 0 if self.lowest >= 0 else True
        below = value < 0 if self.highest < 0 else value <= 0 if self.highest <= 0 < -self.lowest else True
        return above and below


@dataclass(slots=True)
class Domain:
    """The facts of every path, which parameters never exceed which, and which have one size."""

    facts: dict[Path, Facts] = field(default_factory=dict)
    ordered: tuple[tuple[int, int], ...] = ()
    equal_sizes: tuple[Pair, ...] = ()

    def allow(self, args: Sequence[JsonValue]) -> bool:
        """Whether an argument list keeps what all examples keep."""
        for index, value in enumerate(args):
            for path, part in _walk(value, (index,)):
                if path in self.facts and not self.facts[path].allow(part):
                    return False
        return all(_at_most(args, low, high) for low, high in self.ordered)

    def widen(self, described: Described) -> None:
        """Take what the text mentions for shown, wherever it may stand."""
        for path, facts in self.facts.items():
            facts.widen(described, alone=len(path) == 1)

    def suggest(self, args: Sequence[JsonValue]) -> bool:
        """Whether sizes are tied as in all examples, and texts are in white space, case and format as in some."""
        return keeps_sizes(args, self.equal_sizes) and all(
            path not in self.facts or self.facts[path].suggest(part)
            for index, value in enumerate(args)
            for path, part in _walk(value, (index,))
        )


def learn_domain(inputs: Sequence[Sequence[JsonValue]]) -> Domain:
    """The domain of the examples' argument lists."""
    domain = Domain(equal_sizes=equal_size_pairs(inputs))
    for args in inputs:
        for index, value in enumerate(args):
            for path, part in _walk(value, (index,)):
                domain.facts.setdefault(path, Facts()).learn(part)
    width = min((len(args) for args in inputs), default=0)
    domain.ordered = tuple(
        (low, high)
        for low in range(width)
        for high in range(width)
        if low != high and all(_numbers(args, low, high) and _at_most(args, low, high) for args in inputs)
    )
    return domain


def _walk(value: JsonValue, path: Path) -> Iterator[tuple[Path, JsonValue]]:
    yield path, value
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, (*path, "[]"))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*path, key))


def _numbers(args: Sequence[JsonValue], *indexes: int) -> bool:
    return all(isinstance(args[i], (int, float)) and not isinstance(args[i], bool) for i in indexes)


def _at_most(args: Sequence[JsonValue], low: int, high: int) -> bool:
    if max(low, high) >= len(args) or not _numbers(args, low, high):
        return True
    return bool(args[low] <= args[high])
