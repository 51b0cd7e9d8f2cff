"""Examples written as list items: ``in: … out: …`` and ``call(…) → …`` (docs/format.md, "Examples").

Most are plain: one line, and values that read as JSON. :mod:`~intent_lsp.document.examples.plain_examples` reads
these; what it does not understand is read here, where everything that docs/format.md allows is known, and every
mistake has its message.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from intent_lsp.document.examples.plain_examples import read_plain
from intent_lsp.document.examples.unbound_examples import Range, UnboundExample, with_input
from intent_lsp.text import json5
from intent_lsp.text.json5 import Json5Error
from intent_lsp.values import JsonValue

_WRAP = r"[*_`]*+"
_IN = re.compile(rf"\s*+{_WRAP}(?:input|in){_WRAP}[ \t]*+:{_WRAP}", re.IGNORECASE)
_MAY_BE_INPUT = re.compile(
    r"\bin(?:put)?[*_`\"']*+[ \t]*+:"
    r"|[|][ \t*_`]*+(?:out(?:put)?|expected|returns?|result|→|[-=]>|error|throws|raises)[ \t*_`]*+[|]?[ \t]*+"
    r"\n[ \t|:]*+-",
    re.IGNORECASE,
)
"""``in:`` and ``"in":``, and the last column of a table."""
_CALL = re.compile(rf"\s*+{_WRAP}(?P<name>[^\W\d][\w$.]*+)\(")
_OUT = re.compile(
    rf"{_WRAP}(?:(?P<out>output|out|expected|returns|result)|(?P<error>error|throws|raises)){_WRAP}[ \t]*+:{_WRAP}"
    r"|(?P<arrow>→|⇒|->|=>|={2,3}(?!>)|returns\b)(?:[\s`]*+(?:error|throws|raises)[ \t]*+:(?P<throws>))?"
    r"|(?P<verb>throws|raises)\b",
    re.IGNORECASE,
)
# What may stand between the parts of an example: blanks, marks of emphasis and code, fences, list markers, comments.
_BETWEEN = re.compile(
    r"(?:\s++|[,;*_]|`{3,}+[^\n`]*+(?=\n)|~{3,}+[^\n]*+|`++|(?<=[ \t])[-+](?=[ \t])"
    r"|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
)
_BEFORE_VALUE = re.compile(r"(?:[\s*_]++|`{3,}+[^\n`]*+(?=\n)|~{3,}+[^\n]*+|`++)*+")
_REMARK = re.compile(r"—|–|#|//|(?P<slash>/\*)|(?P<comment><!--)|(?<=[\s*_`,;])\(")
_FENCE_END = re.compile(r"[ \t]*+(?:\n[ \t]*+(?:`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z))?")
_NAMED = re.compile(r"([^\W\d][\w$]*+)[ \t]*+[=:](?!=)")


class ExampleSyntaxError(ValueError):
    """The item is not an example. ``replacement``, if any, may stand in place of the range."""

    def __init__(self, message: str, start: int, end: int, replacement: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(start, end)
        self.replacement = replacement


def looks_like_example(text: str, start: int, end: int) -> bool:
    """Whether a line without a list marker is meant as an example."""
    if _IN.match(text, start, end) is not None:
        return True
    call = _CALL.match(text, start, end)
    if call is None:
        return False
    return _OUT.search(text, call.end(), end) is not None or _odd_arrow_behind(text, call.end(), end)


def may_hold_example(text: str, name: str) -> bool:
    """Whether there could be an example in prose: a call of the function, ``in:``, or a table with an outcome."""
    return f"{name}(" in text or _MAY_BE_INPUT.search(text) is not None


def _odd_arrow_behind(text: str, position: int, end: int) -> bool:
    """Whether a call is followed by what stands for an arrow, and by a value."""
    from intent_lsp.document.examples.example_slips import ODD_ARROW, VALUE  # for those who have made a mistake

    close = text.rfind(")", position, end) + 1
    while 0 < close < end and text[close] in " \t`":
        close += 1
    arrow = ODD_ARROW.match(text, close, end) if close > 0 else None
    return arrow is not None and VALUE.match(text, arrow.end(), end) is not None


def is_input(text: str, start: int, end: int) -> bool:
    """Whether a line starts as ``in:`` does."""
    return _IN.match(text, start, end) is not None


def is_outcome(text: str, start: int, end: int) -> bool:
    """Whether a line starts as ``out:`` or ``error:`` does."""
    match = _OUT.match(text, start, end)
    return match is not None and match["out"] is not None


def read_item(text: str, start: int, end: int, name: str) -> UnboundExample:
    """Read one item between two offsets of its unit. Raises :class:`ExampleSyntaxError`.

    The example ends with the line of its outcome (or of the remark behind it); what stands below is not read.
    """
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
    stop = end if stop < 0 else stop
    _tell_lookalike(text, start, stop)
    raise ExampleSyntaxError("this is not an example: write `in: {…} out: …` or `name(…) → …`", start, stop)


def _in_out(text: str, start: int, position: int, end: int) -> UnboundExample:
    before = _BEFORE_VALUE.match(text, position, end)
    at = before.end() if before else position
    if _NAMED.match(text, at, end) is not None and _OUT.match(text, at, end) is None:
        return _named_in_out(text, start, at, end)
    value, into = _value(text, position, end, "in:")
    expected, out, raises, stop = _outcome(text, into[1], end)
    return with_input(
        "in-out", text, (start, stop), input_range=into, out=out, expected=expected, raises=raises, value=value
    )


def _named_in_out(text: str, start: int, position: int, end: int) -> UnboundExample:
    """The input as puzzles state it: ``Input: nums = [2, 7], target = 9``."""
    named: dict[str, JsonValue] = {}
    ranges: dict[str | int, Range] = {}
    keys: dict[str, Range] = {}
    first = stop = position
    while _OUT.match(text, position, end) is None and (said := _NAMED.match(text, position, end)) is not None:
        named[said[1]], stop = read_value(text, said.end(), end)
        ranges[said[1]], keys[said[1]] = (_space(text, said.end(), end), stop), said.span(1)
        position = _space(text, stop, end)
        if not text.startswith(",", position, end):
            break
        position = _space(text, position + 1, end)
    expected, out, raises, last = _outcome(text, stop, end)
    return UnboundExample(
        "in-out", text, (start, last), (first, stop), out, expected, raises, named=named, ranges=ranges, keys=keys
    )


class Input(NamedTuple):
    """The arguments of a call that was read, and where it ends."""

    positional: list[JsonValue]
    named: dict[str, JsonValue]
    ranges: dict[str | int, Range]
    keys: dict[str, Range]
    place: Range


def find_call(text: str, start: int, end: int) -> re.Match[str] | None:
    """A call at an offset, up to its opening parenthesis."""
    return _CALL.match(text, start, end)


def read_call(text: str, call: re.Match[str], end: int, name: str, *, python: bool = False) -> Input:
    """The input of a call of ``name``. Raises :class:`ExampleSyntaxError`. ``python``: with that language's values."""
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
        value, stop = read_value(text, position, end, python=python)
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
            _tell_lookalike(text, position, position + 1)
            raise ExampleSyntaxError("expected , or ) here", position, position + 1)
    return Input(positional, named, ranges, keys, (call.start("name"), position + 1))


def call_example(
    text: str, full_range: Range, given: Input, out: Range, expected: JsonValue, raises: bool
) -> UnboundExample:
    """An example written as a call."""
    positional, named, ranges, keys, place = given
    return UnboundExample(
        "call",
        text,
        full_range,
        place,
        out,
        expected,
        raises,
        named=named or None,
        positional=positional,
        ranges=ranges,
        keys=keys,
    )


def _call(text: str, start: int, call: re.Match[str], end: int, name: str) -> UnboundExample:
    given = read_call(text, call, end, name)
    expected, out, raises, stop = _outcome(text, given.place[1], end)
    return call_example(text, (start, stop), given, out, expected, raises)


def _outcome(text: str, position: int, end: int) -> tuple[JsonValue, Range, bool, int]:
    """What follows the input: ``out: value``, ``→ value``, ``error: "text"`` or ``error: true``, and where it ends."""
    between = _BETWEEN.match(text, position, end)
    at = between.end() if between else position
    match = _OUT.match(text, at, end)
    if match is None:
        _tell_odd_arrow(text, position, end)
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if at >= end:
            raise ExampleSyntaxError("the outcome is missing: add out: and the expected value", position, position)
        _tell_lookalike(text, at, stop)
        raise ExampleSyntaxError("expected out: (or error:) after the input", at, stop)
    raises = match["error"] is not None or match["throws"] is not None or match["verb"] is not None
    _tell_any_error(text, match, end, raises)
    value, out = _value(text, match.end(), end, "error:" if raises else "out:")
    if raises and not (isinstance(value, str) or value is True):
        raise ExampleSyntaxError("error: must be part of the message, or true for any error", *out)
    return value, out, raises, _end(text, out[1], end)


def _end(text: str, position: int, end: int) -> int:
    """Where an example ends whose outcome ends at ``position``: with that line, or that of the remark behind it."""
    close = _FENCE_END.match(text, position, end)
    position = close.end() if close else position
    stop = text.find("\n", position, end)
    stop = end if stop < 0 else stop
    rest = _BETWEEN.match(text, position, stop)
    at = rest.end() if rest else position
    if at >= stop:
        return stop
    remark = _REMARK.match(text, at, stop)
    if remark is None:
        _tell_lookalike(text, at, stop)
        raise ExampleSyntaxError(
            "nothing may follow the value; put a remark after //", at, at + len(text[at:stop].rstrip())
        )
    if remark["slash"] or remark["comment"]:
        found = text.find("*/" if remark["slash"] else "-->", at, end)
        if found >= 0:
            stop = text.find("\n", found, end)
            stop = end if stop < 0 else stop
    return stop


def _tell_odd_arrow(text: str, position: int, end: int) -> None:
    """Raise where something else stands in the place of an arrow."""
    from intent_lsp.document.examples.example_slips import ODD_ARROW  # for those who have made a mistake

    stop = text.find("\n", position, end)
    stop = end if stop < 0 else stop
    at = position
    while at < stop and text[at] in " \t`":
        at += 1
    match = ODD_ARROW.match(text, at, stop)
    if match is not None:
        instead = "->" if at > position else " ->"
        found = match[0].rstrip()
        raise ExampleSyntaxError(f"write -> in place of {found}", at, at + len(found), instead)


def _tell_any_error(text: str, match: re.Match[str], end: int, raises: bool) -> None:
    """Raise where an error is announced in words: ``raises an error``, ``→ ValueError("…")``."""
    at = match.end()
    while at < end and text[at] in " \t`*:":
        at += 1
    if at >= end or not text[at].isalpha() or text.startswith(("true", "false", "null"), at):
        return
    from intent_lsp.document.examples.example_slips import ANY_ERROR, VERB  # for those who have made a mistake

    verb = VERB.match(text, at, end)
    said = ANY_ERROR.match(text, verb.end() if verb else at, end)
    if said is not None and (raises or verb or match["arrow"]):
        instead = f"error: {said['said'] or 'true'}"
        if match["error"] or match["throws"]:
            raise ExampleSyntaxError(f"for any error write {instead}", at, said.end(), said["said"] or "true")
        raise ExampleSyntaxError(f"to expect an error, write {instead}", match.start(), said.end(), instead)


def _tell_lookalike(text: str, start: int, end: int) -> None:
    """Raise where a character only looks like the one that was meant."""
    from intent_lsp.text.lookalikes import first_lookalike  # for those who have made a mistake

    found = first_lookalike(text, start, end)
    if found is not None:
        raise ExampleSyntaxError(*found)


def _value(text: str, position: int, end: int, after: str) -> tuple[JsonValue, Range]:
    before = _BEFORE_VALUE.match(text, position, end)
    start = _space(text, before.end() if before else position, end)
    if start >= end or _OUT.match(text, start, end) is not None:
        raise ExampleSyntaxError(f"a value is missing after {after}", position, position)
    value, stop = read_value(text, start, end)
    return value, (start, stop)


def read_value(text: str, position: int, end: int, *, python: bool = False) -> tuple[JsonValue, int]:
    """The value at an offset, and where it ends. Raises :class:`ExampleSyntaxError`."""
    try:
        return json5.read_python(text, position, end) if python else json5.read(text, position, end)
    except Json5Error as error:
        raise ExampleSyntaxError(error.message, error.start, error.end, error.suggestion) from None


def _space(text: str, position: int, end: int) -> int:
    if position < end and text[position] > "/":  # no blank, and no comment
        return position
    try:
        return json5.skip(text, position, end)
    except Json5Error as error:
        raise ExampleSyntaxError(error.message, error.start, error.end) from None
