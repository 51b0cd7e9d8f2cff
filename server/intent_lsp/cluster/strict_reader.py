"""Plain data from the other side, read strictly: whatever does not fit is an error, never a guess."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from intent_lsp.values import TARGETS, Target

_T = TypeVar("_T")

MOST_BYTES = 32 << 20
"""Of one message; a larger one is not read."""


class Unreadable(ValueError):
    """A message is not what it should be."""


def loads(data: object, most: int = MOST_BYTES) -> dict[str, Any]:
    """The object in a message. Raises :class:`Unreadable`."""
    if not isinstance(data, bytes) or len(data) > most:
        raise Unreadable("not bytes, or too many")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from None
    return mapping(found)


def dumps(data: Mapping[str, Any]) -> bytes:
    """A message."""
    return json.dumps(data, allow_nan=False).encode("ascii")


def strictly(read: Callable[[], _T]) -> _T:
    """What ``read`` gives; any of the errors that data of a wrong shape causes is :class:`Unreadable`."""
    try:
        return read()
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from None


def text(value: object) -> str:
    """A string."""
    if not isinstance(value, str):
        raise Unreadable("not a string")
    return value


def flag(value: object) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise Unreadable("not a boolean")
    return value


def natural_number(value: object, most: int = 1 << 40) -> int:
    """A whole number from 0 to ``most``."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Unreadable("not a whole number, or out of range")
    return value


def mapping(value: object) -> dict[str, Any]:
    """An object."""
    if not isinstance(value, dict):
        raise Unreadable("not an object")
    return value


def items(value: object, most: int = 10_000) -> list[Any]:
    """A list."""
    if not isinstance(value, list) or len(value) > most:
        raise Unreadable("not a list, or too long")
    return value


def texts(value: object) -> tuple[str, ...]:
    """A list of strings."""
    return tuple(map(text, items(value)))


def by_target(value: object, read: Callable[[Any], _T]) -> dict[Target, _T]:
    """An object with a target for each key."""
    return {target(key): read(item) for key, item in mapping(value).items()}


def target(value: object) -> Target:
    """The name of a target."""
    for known in TARGETS:
        if value == known:
            return known
    raise Unreadable("not a target")


def sources(value: object) -> dict[str, str]:
    """Code by name."""
    return {name: text(code) for name, code in mapping(value).items()}


def optional(value: Any, read: Callable[[Any], _T]) -> _T | None:
    """``None`` as it is."""
    return None if value is None else read(value)


def each(value: object, read: Callable[[Any], _T]) -> tuple[_T, ...]:
    """A list, item by item."""
    found: Iterable[Any] = items(value)
    return tuple(read(item) for item in found)
