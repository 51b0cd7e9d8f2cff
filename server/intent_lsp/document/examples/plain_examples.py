"""The quick way to read the usual example: one line, values that are JSON but for their quotes.

What is read here is read alike by :mod:`~intent_lsp.document.examples.example_items`, which knows all that
docs/format.md allows; whatever is out of the ordinary in the least is left to it.
"""

from __future__ import annotations

import re

from intent_lsp.document.examples.unbound_examples import Range, UnboundExample, with_input
from intent_lsp.text.json5 import MAX_DEPTH, read_quickly
from intent_lsp.values import JsonValue

_OUT = re.compile(r" *+out: *+")
_CALL = re.compile(r"`?+([A-Za-z_]\w*+)\( *+", re.ASCII)
_ARROW = re.compile(r"[ `]*+(?:→|->|=>)[ `]*+")
_ENTRY = re.compile(r"""\{\s*+(?:"in"|in)\s*+:\s*+""")
_RESULT = re.compile(r"""\s*+,\s*+(?:"out"|out|(?P<error>"error"|error))\s*+:\s*+""")
_CLOSE = re.compile(r"\s*+\}\s*+")
_NEXT = re.compile(r",\s*+")
_REST = re.compile(r"[ \t`]*+(?://[^\n]*+)?")


def read_plain(text: str, start: int, end: int, name: str) -> UnboundExample | None:
    """The example between two offsets of its unit, or ``None`` when it takes a closer look."""
    if text.find("\n", start, end) >= 0:
        return None
    if text.startswith("in: ", start):
        return _in_out(text, start, end)
    call = _CALL.match(text, start, end)
    return _call(text, start, call, end) if call is not None and call[1] == name else None


def _in_out(text: str, start: int, end: int) -> UnboundExample | None:
    into = read_quickly(text, start + 4, end)
    if into is None:
        return None
    value, stop = into
    between = _OUT.match(text, stop, end)
    if between is None:
        return None
    outcome = _outcome(text, between.end(), end)
    if outcome is None:
        return None
    return with_input(
        "in-out",
        text,
        (start, end),
        input_range=(start + 4, stop),
        out=outcome[1],
        expected=outcome[0],
        raises=False,
        value=value,
    )


def _call(text: str, start: int, call: re.Match[str], end: int) -> UnboundExample | None:
    values: list[JsonValue] = []
    ranges: dict[str | int, Range] = {}
    position = call.end()
    while not text.startswith(")", position, end):
        argument = read_quickly(text, position, end)
        if argument is None:
            return None
        value, stop = argument
        ranges[len(values)] = (position, stop)
        values.append(value)
        if text.startswith(", ", stop):
            position = stop + 2
        elif text.startswith(",", stop):
            position = stop + 1
        else:
            position = stop
            break
    if not text.startswith(")", position, end):
        return None
    arrow = _ARROW.match(text, position + 1, end)
    outcome = _outcome(text, arrow.end(), end) if arrow is not None else None
    if outcome is None:
        return None
    place = (call.start(1), position + 1)
    return UnboundExample(
        "call", text, (start, end), place, outcome[1], outcome[0], positional=values, ranges=ranges, keys={}
    )


def _outcome(text: str, position: int, end: int) -> tuple[JsonValue, Range] | None:
    found = read_quickly(text, position, end)
    if found is None:
        return None
    value, stop = found
    if stop < end and _REST.fullmatch(text, stop, end) is None:
        return None
    return value, (position, stop)


def read_plain_list(text: str, start: int, end: int) -> list[UnboundExample] | None:
    """The examples of a JSON list of ``{"in": …, "out": …}``, or ``None`` when it takes a closer look."""
    found: list[UnboundExample] = []
    while end > start and text[end - 1].isspace():
        end -= 1
    if not text.startswith("[", start, end) or text[end - 1] != "]":
        return None
    position = start + 1
    while position < end and text[position].isspace():
        position += 1
    while position < end - 1:
        unbound, position = _entry(text, position, end)
        if unbound is None:
            return None
        found.append(unbound)
        comma = _NEXT.match(text, position, end)
        if comma is not None:
            position = comma.end()
        elif position != end - 1:
            return None
    return found


def _entry(text: str, start: int, end: int) -> tuple[UnboundExample | None, int]:
    """One entry of the list, and where the next comma or the end of the list should be."""
    if (head := _ENTRY.match(text, start, end)) is None or (into := read_quickly(text, head.end(), end)) is None:
        return None, start
    if (middle := _RESULT.match(text, into[1], end)) is None or (out := read_quickly(text, middle.end(), end)) is None:
        return None, start
    if (close := _CLOSE.match(text, out[1], end)) is None:
        return None, start
    if text.count("[", start, out[1]) + text.count("{", start, out[1]) > MAX_DEPTH - 2:
        return None, start  # the list and the entry are levels too
    raises = middle["error"] is not None
    if raises and not (isinstance(out[0], str) or out[0] is True):
        return None, start
    whole = (start, text.index("}", out[1]) + 1)
    return with_input(
        "fenced",
        text,
        whole,
        input_range=(head.end(), into[1]),
        out=(middle.end(), out[1]),
        expected=out[0],
        raises=raises,
        value=into[0],
    ), close.end()
