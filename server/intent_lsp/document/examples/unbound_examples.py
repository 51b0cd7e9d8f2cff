"""Examples as read, before their input is bound to the parameters: free of their place, so that they can be kept.

Examples are read in *units*: a list item, a table row, a line, a fenced block. A unit starts where a line does, and
whatever is said about it counts from there; it means the same wherever it is moved, and is read once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from intent_lsp.text.source import Source
from intent_lsp.text.span import Span
from intent_lsp.values import JsonValue

LONG = 2000
"""Characters of a unit whose line starts are worth keeping."""

Range: TypeAlias = tuple[int, int]
"""Offsets in the unit's text, half-open."""

Form: TypeAlias = Literal["in-out", "call", "table", "fenced"]


class Finding(NamedTuple):
    """A problem of a unit."""

    code: str
    start: int
    end: int
    message: str
    data: Mapping[str, JsonValue]
    in_header: bool = False
    """The offsets count in the header of the row's table."""


class Bound(NamedTuple):
    """What became of an example when it met a signature."""

    binder: object
    """Who bound it: the same signature and types."""
    args: tuple[JsonValue, ...]
    key: str
    """Equal for equal arguments; empty when the example is not valid."""
    findings: tuple[Finding, ...]


class UnboundExample:
    """One example. ``named`` or ``positional`` holds the input (a call may have both). Only ``bound`` changes."""

    __slots__ = (
        "bound",
        "expected",
        "form",
        "full_range",
        "header",
        "input_range",
        "keys",
        "named",
        "out",
        "positional",
        "raises",
        "ranges",
        "single",
        "text",
    )

    def __init__(
        self,
        form: Form,
        text: str,
        full_range: Range,
        input_range: Range,
        out: Range,
        expected: JsonValue,
        raises: bool = False,
        *,
        named: Mapping[str, JsonValue] | None = None,
        positional: list[JsonValue] | tuple[()] = (),
        single: bool = False,
        ranges: Mapping[str | int, Range] | None = None,
        keys: Mapping[str, Range] | None = None,
        header: str = "",
    ) -> None:
        self.form: Form = form
        self.text = text
        """The unit."""
        self.full_range = full_range
        self.input_range = input_range
        """The input's text."""
        self.out = out
        """The text of the outcome."""
        self.expected = expected
        self.raises = raises
        self.named = named
        self.positional = positional
        self.single = single
        """One bare value stood in place of an object or a list."""
        self.ranges = ranges
        """Where the values stand, by name or position; ``None``: ``input_range`` is one JSON5 text that tells."""
        self.keys = keys
        """Where the names stand (of a table: in the header); ``None``: as above."""
        self.header = header
        self.bound: Bound | None = None


def with_input(
    form: Form,
    text: str,
    full_range: Range,
    *,
    input_range: Range,
    out: Range,
    expected: JsonValue,
    raises: bool,
    value: JsonValue,
) -> UnboundExample:
    """An example whose input is one value: an object binds by name, a list by position, and one value stands alone."""
    if isinstance(value, dict):
        return UnboundExample(form, text, full_range, input_range, out, expected, raises, named=value)
    if isinstance(value, list):
        return UnboundExample(form, text, full_range, input_range, out, expected, raises, positional=value)
    return UnboundExample(form, text, full_range, input_range, out, expected, raises, positional=[value], single=True)


class Unit(NamedTuple):
    """What one unit holds."""

    examples: tuple[UnboundExample, ...]
    findings: tuple[Finding, ...] = ()


Placed: TypeAlias = tuple[UnboundExample, int, int, int, int]
"""An example, the line and column in the intent at which its unit starts, and the same of its table's header.

A plain tuple, because an intent of hundreds of examples makes that many at each keystroke.
"""


def span_of(placed: Placed, start: int, end: int, in_header: bool = False) -> Span:
    """The span of the intent that belongs to a range of the unit, or of the header of the row's table."""
    raw, line, column, header_line, header_column = placed
    if in_header:
        return span_in(raw.header, header_line, header_column, start, end)
    return span_in(raw.text, line, column, start, end)


def span_in(text: str, line: int, column: int, start: int, end: int) -> Span:
    """The span of a range of offsets in a text that stands at ``line`` and ``column``."""
    end = max(start, end)
    if text.find("\n", 0, end) < 0:
        return Span(line, column + start, line, column + end)
    if len(text) > LONG:
        source = _long(text)
        (first, first_column), (last, last_column) = source.place(start), source.place(end)
        columns = (first_column + (0 if first else column), last_column + (0 if last else column))
        return Span(line + first, columns[0], line + last, columns[1])
    first, first_column = _place(text, column, start)
    last, last_column = _place(text, column, end)
    return Span(line + first, first_column, line + last, last_column)


@lru_cache(4)
def _long(text: str) -> Source:
    """The lines of a unit that holds many examples, each of which has several places."""
    return Source(text)


def _place(text: str, column: int, offset: int) -> tuple[int, int]:
    newline = text.rfind("\n", 0, offset)
    return (0, column + offset) if newline < 0 else (text.count("\n", 0, newline + 1), offset - newline - 1)
