"""Examples written as list items: ``in: … out: …`` and ``call(…) → …`` (FORMAT.md, "Examples").

Most are plain: one line, and values that read as JSON. :mod:`~intent_lsp.document.fast_path.plain_examples` reads
these; what it does not understand is read here, where everything that FORMAT.md allows is known, and every mistake has
its message.
"""

from __future__ import annotations

import re

from intent_lsp.document.fast_path.plain_examples import read_plain
from intent_lsp.document.unbound_examples import Range, Raw, with_input
from intent_lsp.text import json5
from intent_lsp.text.json5 import Json5Error
from intent_lsp.values import JsonValue

_WRAP = r"[*_`]*+"
_IN = re.compile(rf"\s*+{_WRAP}(?:input|in){_WRAP}[ \t]*+:{_WRAP}", re.IGNORECASE)
_CALL = re.compile(rf"\s*+{_WRAP}(?P<name>[^\W\d][\w$.]*+)\(")
_OUT = re.compile(
    rf"{_WRAP}(?:(?P<out>output|out|expected|returns|result)|(?P<error>error|throws|raises)){_WRAP}[ \t]*+:{_WRAP}"
    r"|(?P<arrow>→|⇒|->|=>|={2,3}|returns\b)(?:[\s`]*+(?:error|throws|raises)[ \t]*+:(?P<throws>))?"
    r"|(?P<verb>throws|raises)\b",
    re.IGNORECASE,
)
# What may stand between the parts of an example: blanks, marks of emphasis and code, fences, list markers, comments.
_BETWEEN = re.compile(
    r"(?:\s++|[,;*_]|`{3,}+[^\n`]*+(?=\n)|~{3,}+[^\n]*+|`++|(?<=[ \t])[-+](?=[ \t])"
    r"|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
)
_BEFORE_VALUE = re.compile(r"(?:[\s*_]++|`{3,}+[^\n`]*+(?=\n)|~{3,}+[^\n]*+|`++)*+")
_REMARK = re.compile(r"—|–|#|//|/\*|<!--|\(")
_NAMED = re.compile(r"([^\W\d][\w$]*+)[ \t]*+[=:](?!=)")


class ExampleSyntaxError(ValueError):
    """The item is no example. ``replacement``, if any, may stand in place of the range."""

    def __init__(self, message: str, start: int, end: int, replacement: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(start, end)
        self.replacement = replacement


def looks_like_example(text: str, start: int, end: int) -> bool:
    """Whether a line without a list marker is meant as an example (it is prose otherwise)."""
    return _IN.match(text, start, end) is not None or (
        (call := _CALL.match(text, start, end)) is not None and _OUT.search(text, call.end(), end) is not None
    )


def read_item(text: str, start: int, end: int, name: str) -> Raw:
    """Read one item between two offsets of its unit. Raises :class:`ExampleSyntaxError`."""
    plain = read_plain(text, start, end, name)
    if plain is not None:
        return plain
    match = _IN.match(text, start, end)
    if match is not None:
        return _in_out(text, start, match.end(), end)
    call = _CALL.match(text, start, end)
    if call is not None:
        return _call(text, start, call, end, name)
    stop = text.find("\n", start, end)
    raise ExampleSyntaxError(
        "this is no example: write `in: {…} out: …` or `name(…) → …`", start, end if stop < 0 else stop
    )


def _in_out(text: str, start: int, position: int, end: int) -> Raw:
    value, into = _value(text, position, end, "in:")
    expected, out, raises = _outcome(text, into[1], end)
    return with_input("in-out", text, (start, end), into, out, expected, raises, value)


def _call(text: str, start: int, call: re.Match[str], end: int, name: str) -> Raw:
    called = call["name"]
    if name and called != name:
        raise ExampleSyntaxError(
            f"this calls {called[:40]}, but the intent is named {name}", call.start("name"), call.end("name"), name
        )
    opening = call.end() - 1
    positional: list[JsonValue] = []
    named: dict[str, JsonValue] = {}
    ranges: dict[str | int, Range] = {}
    keys: dict[str, Range] = {}
    position = _space(text, opening + 1, end)
    while not text.startswith(")", position, end):
        if position >= end:
            raise ExampleSyntaxError("this call is never closed: add )", opening, opening + 1)
        argument = _NAMED.match(text, position, end)
        if argument is not None:
            position = argument.end()
            keys[argument[1]] = argument.span(1)
        value, stop = _read(text, position, end)
        place = (_space(text, position, end), stop)
        if argument is not None:
            named[argument[1]], ranges[argument[1]] = value, place
        elif named:
            raise ExampleSyntaxError("values by position come before values by name", *place)
        else:
            ranges[len(positional)] = place
            positional.append(value)
        position = _space(text, stop, end)
        if text.startswith(",", position, end):
            position = _space(text, position + 1, end)
        elif position < end and not text.startswith(")", position, end):
            raise ExampleSyntaxError("expected , or ) here", position, position + 1)
    expected, out, raises = _outcome(text, position + 1, end)
    return Raw(
        "call",
        text,
        (start, end),
        (call.start("name"), position + 1),
        out,
        expected,
        raises,
        named=named or None,
        positional=positional,
        ranges=ranges,
        keys=keys,
    )


def _outcome(text: str, position: int, end: int) -> tuple[JsonValue, Range, bool]:
    """What follows the input: ``out: value``, ``→ value``, ``error: "text"`` or ``error: true``, and nothing else."""
    between = _BETWEEN.match(text, position, end)
    at = between.end() if between else position
    match = _OUT.match(text, at, end)
    if match is None:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if at >= end:
            raise ExampleSyntaxError("the outcome is missing: add out: and the expected value", position, position)
        raise ExampleSyntaxError("expected out: (or error:) after the input", at, stop)
    raises = match["error"] is not None or match["throws"] is not None or match["verb"] is not None
    value, out = _value(text, match.end(), end, "error:" if raises else "out:")
    if raises and not (isinstance(value, str) or value is True):
        raise ExampleSyntaxError("error: wants a text that the message contains, or true for any error", *out)
    rest = _BETWEEN.match(text, out[1], end)
    at = rest.end() if rest else out[1]
    if at < end and _REMARK.match(text, at, end) is None:
        raise ExampleSyntaxError(
            "nothing may follow the value; put a remark behind //", at, at + len(text[at:end].rstrip())
        )
    return value, out, raises


def _value(text: str, position: int, end: int, after: str) -> tuple[JsonValue, Range]:
    before = _BEFORE_VALUE.match(text, position, end)
    start = _space(text, before.end() if before else position, end)
    if start >= end or _OUT.match(text, start, end) is not None:
        raise ExampleSyntaxError(f"a value is missing after {after}", position, position)
    value, stop = _read(text, start, end)
    return value, (start, stop)


def _read(text: str, position: int, end: int) -> tuple[JsonValue, int]:
    try:
        return json5.read(text, position, end)
    except Json5Error as error:
        raise ExampleSyntaxError(error.message, error.start, error.end, error.suggestion) from None


def _space(text: str, position: int, end: int) -> int:
    if position < end and text[position] > "/":  # no blank, and no comment
        return position
    try:
        return json5.skip(text, position, end)
    except Json5Error as error:
        raise ExampleSyntaxError(error.message, error.start, error.end) from None
