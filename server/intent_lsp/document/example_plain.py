"""The quick way to read the usual example: one line, values that are JSON but for their quotes.

What is read here is read alike by :mod:`~intent_lsp.document.example_items`, which knows all that FORMAT.md allows;
whatever is out of the ordinary in the least is left to it.
"""

from __future__ import annotations

import re

from intent_lsp.document.json5 import plain
from intent_lsp.document.raw import Range, Raw, with_input
from intent_lsp.values import JsonValue

_OUT = re.compile(r" *+out: *+")
_CALL = re.compile(r"`?+([A-Za-z_]\w*+)\( *+", re.ASCII)
_ARROW = re.compile(r"[ `]*+(?:→|->|=>)[ `]*+")
_REST = re.compile(r"[ \t`]*+(?://[^\n]*+)?")


def read_plain(text: str, start: int, end: int, name: str) -> Raw | None:
    """The example between two offsets of its unit, or ``None`` when it takes a closer look."""
    if text.find("\n", start, end) >= 0:
        return None
    if text.startswith("in: ", start):
        return _in_out(text, start, end)
    call = _CALL.match(text, start, end)
    return _call(text, start, call, end) if call is not None and call[1] == name else None


def _in_out(text: str, start: int, end: int) -> Raw | None:
    into = plain(text, start + 4, end)
    if into is None:
        return None
    value, stop = into
    between = _OUT.match(text, stop, end)
    if between is None:
        return None
    outcome = _outcome(text, between.end(), end)
    if outcome is None:
        return None
    return with_input("in-out", text, (start, end), (start + 4, stop), outcome[1], outcome[0], False, value)


def _call(text: str, start: int, call: re.Match[str], end: int) -> Raw | None:
    values: list[JsonValue] = []
    ranges: dict[str | int, Range] = {}
    position = call.end()
    while not text.startswith(")", position, end):
        argument = plain(text, position, end)
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
    return Raw("call", text, (start, end), place, outcome[1], outcome[0], positional=values, ranges=ranges, keys={})


def _outcome(text: str, position: int, end: int) -> tuple[JsonValue, Range] | None:
    found = plain(text, position, end)
    if found is None:
        return None
    value, stop = found
    if stop < end and _REST.fullmatch(text, stop, end) is None:
        return None
    return value, (position, stop)
