"""An example as read, before its input is bound to the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from intent_lsp.values import JsonValue

Range: TypeAlias = tuple[int, int]
"""Offsets, half-open."""

Form: TypeAlias = Literal["in-out", "call", "table", "fenced"]


@dataclass(slots=True)
class Raw:
    """One example. ``named`` or ``positional`` holds the input (a call may have both)."""

    form: Form
    whole: Range
    into: Range
    """The input's text."""
    out: Range
    """The text of the outcome."""
    expected: JsonValue
    raises: bool = False
    hidden: bool = False
    named: Mapping[str, JsonValue] | None = None
    positional: list[JsonValue] = field(default_factory=list)
    single: bool = False
    """One bare value stood in place of an object or a list."""
    ranges: dict[str | int, Range] | None = None
    """Where the values stand, by name or position; ``None``: ``into`` is one JSON5 text that tells."""
    keys: Mapping[str, Range] | None = None
    """Where the names stand; ``None``: as above."""
