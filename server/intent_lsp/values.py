"""JSON values, and the values that are none: what examples hold and what generated code returns.

A JSON value is ``None``, ``bool``, ``int``, ``float`` (NaN and the infinities included), ``str``, ``list`` or ``dict``
with string keys. Anything else that generated code returns arrives as an :class:`Opaque`, which says what came back.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Target: TypeAlias = Literal["js", "py"]
TARGETS: tuple[Target, ...] = ("js", "py")

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode

JsonValue: TypeAlias = Any
"""``None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]`` (mypy has no cheap recursive form)."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """A returned value that is no JSON value.

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


def show(value: JsonValue | Opaque, limit: int = 200) -> str:
    """Render a value on one line as compact JSON, cut to ``limit`` characters; NaN and Infinity as in JSON5.

    Opaque values (also nested ones) render as ``<kind text>``. Never raises.
    """
    text = _render(value, 0)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _render(value: object, depth: int) -> str:
    if isinstance(value, Opaque):
        return f"<{value}>"
    if depth > 100:
        return "…"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_render(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_ENCODE(str(k))}: {_render(v, depth + 1)}" for k, v in value.items()) + "}"
    if value is None or isinstance(value, (bool, int, str)):
        return _ENCODE(value)
    return f"<{type(value).__name__}>"
