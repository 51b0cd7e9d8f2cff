"""About how many bits the results of examples hold: what a wrong program would have to guess.

A change that was found among 2ⁿ others needs more than n bits to be no accident.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intent_lsp.values import JsonValue

_PIECE = 3.0
"""Bits of choosing a piece that is at hand: in the arguments, or in what came back before."""
_CHARACTER = 2.0
_LENGTH = 2.0
_MOST_TEXT = 24.0
_MOST = 40.0


@dataclass(frozen=True, slots=True)
class FixedExample:
    """An example that a change makes pass."""

    args: tuple[JsonValue, ...]
    expected: JsonValue
    got: JsonValue = None
    """What the unchanged code returned; ``None`` where that was not a value."""


def information(fixed: Sequence[FixedExample], code: str) -> float:
    """The bits of all results together. The same result in several examples counts once, a text that stands in
    ``code`` as one bit: it need only be chosen."""
    total = 0.0
    for index, example in enumerate(fixed):
        if any(_same(example.expected, other.expected) for other in fixed[:index]):
            continue
        known = [piece for piece in _leaves([example.args, example.got]) if isinstance(piece, str) and len(piece) > 1]
        numbers = {leaf for leaf in _leaves(example.args) if isinstance(leaf, (int, float))}
        total += _Bits(code, sorted(set(known), key=lambda text: (-len(text), text)), numbers).of(
            example.expected, example.got
        )
    return total


def all_alike(values: Sequence[JsonValue]) -> bool:
    """Whether all results are one and the same."""
    return all(_same(values[0], value) for value in values)


def _same(one: JsonValue, other: JsonValue) -> bool:
    return type(one) is type(other) and one == other


def _leaves(value: JsonValue) -> Iterator[JsonValue]:
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        yield from _leaves([*value, *value.values()])
    else:
        yield value


def _common(one: str, other: str) -> int:
    """How many characters both start with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


@dataclass(frozen=True, slots=True)
class _Bits:
    code: str
    pieces: Sequence[str]
    numbers: set[int | float]

    def of(self, value: JsonValue, got: JsonValue = None) -> float:
        if value is None or isinstance(value, bool):
            return 1
        if isinstance(value, (int, float)):
            return self._number(value)
        if isinstance(value, str):
            before = got if isinstance(got, str) else ""
            return 1 if value in self.code else 1 + min(self._text(value, before), _MOST_TEXT)
        parts = list(value.values()) if isinstance(value, dict) else value
        old = got if isinstance(got, list) else []
        bits = _LENGTH * (len(old) != len(parts)) + sum(
            0.5 if index < len(old) and _same(part, old[index]) else self.of(part) for index, part in enumerate(parts)
        )
        return 1 + min(bits, _MOST)

    def _number(self, value: int | float) -> float:
        if value in self.numbers or not math.isfinite(value):
            return 2
        return 2 + math.log2(1 + abs(value)) + 4 * (value % 1 != 0)

    def _text(self, value: str, got: str) -> float:
        """What is not as before: pieces that are at hand, and single characters."""
        front = _common(value, got)
        behind = _common(value[front:][::-1], got[front:][::-1])
        text, bits = value[front : len(value) - behind], 0.0
        while text:
            piece = next((piece for piece in self.pieces if text.startswith(piece)), "")
            bits += _PIECE if piece else _CHARACTER
            text = text[len(piece) or 1 :]
        return bits
