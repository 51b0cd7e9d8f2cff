"""JSON values, and the values that are none: what examples hold and what generated code returns.

A JSON value is ``None``, ``bool``, ``int``, ``float`` (NaN and the infinities included), ``str``, ``list`` or ``dict``
with string keys. Anything else that generated code returns arrives as an :class:`Opaque`, which says what came back.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Target: TypeAlias = Literal["js", "py"]
TARGETS: tuple[Target, ...] = ("js", "py")
LANGUAGES: dict[Target, str] = {"js": "JavaScript", "py": "Python"}
"""What people call the targets."""

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_MOST_BITS = 13_000
"""A longer integer has more digits than CPython turns into text (4,300)."""

JsonValue: TypeAlias = Any
"""``None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]`` (mypy has no cheap recursive form)."""
Json: TypeAlias = dict[str, Any]
"""A JSON object."""


def is_number(value: JsonValue | Opaque) -> bool:
    """Whether it is one to JSON: a boolean is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def other_target(target: Target) -> Target:
    """The language that this one is not."""
    return "py" if target == "js" else "js"


@dataclass(frozen=True, slots=True)
class Opaque:
    """A returned value that is not a JSON value.

    ``kind`` is a short noun such as ``undefined``, ``function``, ``set``, ``Map``, ``generator``, ``pending promise``,
    ``bigint``, ``cycle``, ``too large``, or a class name; ``text`` is a short rendering, possibly empty.
    """

    kind: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.text}".rstrip()


AN_ERROR = Opaque("error")
"""The answer to a question that says: the call fails, as an example with ``error: true`` does."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """An input the last candidate got wrong (never from a hidden example), for prompts and for the synthesiser."""

    args: tuple[JsonValue, ...]
    expected: JsonValue
    got: str
    """What came back, rendered on one line, or the error's message."""


@dataclass(frozen=True, slots=True)
class Question:
    """What would settle a doubt: which output is right for this input?

    The built-in provider asks it where several programs fit, the engine where the targets differ.
    """

    args: tuple[JsonValue, ...]
    answers: tuple[JsonValue, ...]
    """The candidates' outputs, likeliest first, at most four; :data:`AN_ERROR` where the call fails."""
    givers: tuple[str, ...] = ()
    """Who gave each answer, in the order of ``answers`` (``JavaScript``); empty where it says nothing."""


def texts_in(value: JsonValue) -> Iterator[str]:
    """The texts in a value, keys of objects aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value if isinstance(value, list) else value.values():
            yield from texts_in(item)


def show(value: JsonValue | Opaque, limit: int = 200) -> str:
    """Render a value on one line as compact JSON, cut to ``limit`` characters; NaN and Infinity as in JSON5.

    Opaque values (also nested ones) render as ``<kind text>``. Never raises. Costs what is shown, however large the
    value is.
    """
    pieces: list[str] = []
    _render(value, 0, limit, pieces)
    text = "".join(pieces)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def is_larger(value: JsonValue | Opaque, most: int) -> bool:
    """Whether a value has more than about ``most`` parts (items, keys; a string counts one per 64 characters).

    Costs at most ``most`` steps, so that asking is cheap for any value.
    """
    left, stack = most, [value]
    while stack:
        item = stack.pop()
        left -= 1
        if isinstance(item, str):
            left -= len(item) >> 6
        elif isinstance(item, (list, tuple, dict)):
            left -= len(item)
            if left >= 0:
                stack.extend(item.values() if isinstance(item, dict) else item)
        if left < 0:
            return True
    return False


def _render(value: object, depth: int, left: int, pieces: list[str]) -> int:
    """Append the text of ``value`` to ``pieces`` until more than ``left`` characters came; returns what is left."""
    opening, closing = ("[", "]") if isinstance(value, (list, tuple)) else ("{", "}")
    if depth > 100 or not isinstance(value, (list, tuple, dict)):
        text = _scalar(value, left) if depth <= 100 or isinstance(value, Opaque) else "…"
        pieces.append(text)
        return left - len(text)
    pieces.append(opening)
    left -= 1
    for index, item in enumerate(value.items() if isinstance(value, dict) else value):
        if left < 0:
            return left
        if index:
            pieces.append(", ")
            left -= 2
        if isinstance(value, dict):
            key, item = item
            text = _quoted(str(key), left) + ": "
            pieces.append(text)
            left -= len(text)
        left = _render(item, depth + 1, left, pieces)
    pieces.append(closing)
    return left - 1


def _scalar(value: object, left: int) -> str:
    if isinstance(value, Opaque):
        return f"<{value}>"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, str):
        return _quoted(value, left)
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"<int of {value.bit_length()} bits>"
    if value is None or isinstance(value, (bool, int)):
        return _ENCODE(value)
    return f"<{type(value).__name__}>"


def _quoted(text: str, left: int) -> str:
    """The text as JSON; of a long one only as much as is looked at (every character becomes at least one)."""
    return _ENCODE(text if len(text) <= left else text[: max(left, 0) + 1])
