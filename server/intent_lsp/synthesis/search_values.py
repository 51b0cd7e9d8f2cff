"""The values programs compute with while they are searched for: immutable, hashable, normalised.

A JSON list becomes a tuple, a JSON object a :class:`Record`; numbers that are whole become ``int``. Outside the range
in which JavaScript and Python agree about a number the value is undefined: operators raise :class:`Undefined`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from intent_lsp.values import JsonValue

Value: TypeAlias = Any
"""``None | bool | int | float | str | tuple[Value, ...] | Record`` (mypy has no cheap recursive form)."""

LARGEST = 10**15
"""Whole numbers up to here are exact in both languages, with room for one more operation."""


class Undefined(Exception):
    """The operator has no value here, or one on which the two languages would differ."""


UNDEFINED_ERRORS = (Undefined, ArithmeticError, LookupError, TypeError, ValueError, AttributeError)
"""What evaluating a term on an unsuitable input may raise."""


class _Failed:
    """The value of a term that is undefined on an input (kept in result vectors)."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "FAILED"


FAILED: Final = _Failed()


class Record:
    """An immutable mapping from strings to values, hashable, equal regardless of the order of its keys."""

    __slots__ = ("_hash", "items")

    def __init__(self, items: dict[str, Value]) -> None:
        self.items = items
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.items.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.items == other.items

    def __repr__(self) -> str:
        return repr(self.items)


def number(value: int | float) -> int | float:
    """Normalise a number: whole ones to ``int``, others to 14 significant digits.

    Raises :class:`Undefined` for NaN, infinities and numbers beyond :data:`LARGEST`.
    """
    if isinstance(value, float):
        if not abs(value) < LARGEST:
            raise Undefined
        if value.is_integer():
            return int(value)
        value = float(f"{value:.14g}")
        return int(value) if value.is_integer() else value
    if abs(value) > LARGEST:
        raise Undefined
    return value


def need(condition: bool) -> None:
    """Raise :class:`Undefined` unless the condition holds."""
    if not condition:
        raise Undefined


def need_whole(*values: object) -> None:
    """Raise :class:`Undefined` unless every value is a whole number."""
    for value in values:
        if type(value) is not int:
            raise Undefined


def same(left: Value, right: Value) -> bool:
    """Equality as docs/format.md defines it: numbers within a relative tolerance of 1e-9, booleans are not numbers."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right or abs(left - right) <= 1e-9 * max(1.0, abs(left), abs(right))
    if isinstance(left, tuple):
        return isinstance(right, tuple) and len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, Record):
        return (
            isinstance(right, Record)
            and left.items.keys() == right.items.keys()
            and all(same(value, right.items[key]) for key, value in left.items.items())
        )
    return type(left) is type(right) and bool(left == right)


def freeze(value: JsonValue) -> Value:
    """A JSON value as a value of the search. Raises :class:`Undefined` for NaN and infinities."""
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    if isinstance(value, dict):
        return Record({key: freeze(item) for key, item in value.items()})
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return value


def thaw(value: Value) -> JsonValue:
    """The inverse of :func:`freeze`."""
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    if isinstance(value, Record):
        return {key: thaw(item) for key, item in value.items.items()}
    return value


def leaves(value: Value) -> Iterator[Value]:
    """Every scalar inside a value, in order."""
    if isinstance(value, tuple):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, Record):
        for item in value.items.values():
            yield from leaves(item)
    else:
        yield value
