"""Examples at a glance: whether those of an intent are plainly in order, hundreds at a time and mostly in C.

What is in order here is so for :mod:`~intent_lsp.document.examples.example_section` and ``binding`` beside it, too,
which know all that docs/format.md allows and have a message for every mistake. Whatever is out of the ordinary is left
to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from intent_lsp.document.canonical import canonical
from intent_lsp.document.examples.binding import Binder
from intent_lsp.document.type_language.types import has_type
from intent_lsp.text.json5 import MAX_DEPTH, plain_json
from intent_lsp.values import JsonValue

Read: TypeAlias = tuple[list[JsonValue], list[JsonValue]]
"""The inputs and the outcomes, in order. An input is an object (by name), a list (by position), or one bare value."""

_TEXT = r'"(?:[^"\\\n]++|\\[^\n])*+"'


def _brackets(levels: int) -> str:
    """A bracketed piece of a line, with up to that many levels of brackets inside."""
    inner = rf"|{_brackets(levels - 1)}" if levels else ""
    return rf"""[\[{{](?:[^\[\]{{}}"'\\/\n]++|{_TEXT}{inner})*+[\]}}]"""


_WITHIN = _brackets(3)
_VALUE = rf"({_WITHIN}|{_TEXT}|-?\d{{1,15}}(?:\.\d{{1,15}})?(?![\w$.])|(?:true|false|null)(?![\w$.]))"
_REST = r"[ \t`]*+(?://[^\n]*+)?(?=\n|\Z)"
_IN_OUT = re.compile(rf"\n[-*+][ \t]++in: {_VALUE}(?: ++|[ \t]*+\n[ \t]++)out: ++{_VALUE}{_REST}")
_ARGUMENTS = rf"""((?:[^()\[\]{{}}"'\\/`\n]++|{_TEXT}|{_WITHIN})*+)"""
_CALL = re.compile(rf"\n[-*+][ \t]++`?+([A-Za-z_]\w*+)\({_ARGUMENTS}\)[ `]*+(?:→|->|=>)[ `]*+{_VALUE}{_REST}", re.ASCII)
_FENCED = re.compile(r"\n++```json[ \t]*+\n([^`~<]*)\n```\s*+\Z")
_ENTRY = {"in", "out"}

FEW = 40
"""So many inputs are compared each with each; more are compared by a text."""


def read(body: str, name: str) -> Read | None:
    """The examples of a section's text, from the end of its heading's line on, or ``None`` for a closer look."""
    start = body.lstrip()[:8]
    if start.startswith("```"):
        return _fenced(body)
    if start[1:].lstrip(" \t").startswith("in:"):
        pieces = _IN_OUT.split(body)
        if any(map(str.strip, pieces[0::3])):
            return None
        into, out = pieces[1::3], pieces[2::3]
    else:
        pieces = _CALL.split(body)
        if any(map(str.strip, pieces[0::4])) or any(called != name for called in pieces[1::4]):
            return None
        into, out = [f"[{arguments}]" for arguments in pieces[2::4]], pieces[3::4]
    values = plain_json(f"[{','.join(into + out)}]")
    if values is None or len(values) != 2 * len(out):
        return None
    return values[: len(out)], values[len(out) :]


def _fenced(body: str) -> Read | None:
    match = _FENCED.match(body)
    if match is None or match[1].count("[") + match[1].count("{") > MAX_DEPTH - 2:
        return None
    entries = plain_json(match[1].strip())
    if entries is None or match[1].count('"in"') != len(entries) or match[1].count('"out"') != len(entries):
        return None
    into: list[JsonValue] = []
    out: list[JsonValue] = []
    for entry in entries:
        if not isinstance(entry, dict) or entry.keys() != _ENTRY:
            return None
        into.append(entry["in"])
        out.append(entry["out"])
    return into, out


def in_order(binder: Binder, into: Sequence[JsonValue], out: Sequence[JsonValue]) -> bool:
    """Whether all examples plainly fit the signature and no two have the same input."""
    if not binder.takes_each_parameter:
        return False
    columns = _columns(binder.names, into)
    if columns is None:
        return False
    types = binder.types
    for (kinds, kind), column in zip(binder.kinds, columns, strict=True):
        if not kinds.issuperset(map(type, column)) and not all(has_type(kind, value, types) for value in column):
            return False
    returns = binder.signature.returns
    if not binder.result.issuperset(map(type, out)) and not all(has_type(returns, value, types) for value in out):
        return False
    return _all_differ(columns[0] if len(columns) == 1 else list(zip(*columns, strict=True)))


def _columns(names: Sequence[str], into: Sequence[JsonValue]) -> list[list[JsonValue]] | None:
    """The values by parameter; ``None`` when one is missing, or left over."""
    kinds = set(map(type, into))
    if not names or (list in kinds and len(kinds) > 1):
        return None
    if list in kinds or not kinds & {dict}:
        rows = into if list in kinds else [[value] for value in into]
        same = set(map(len, rows)) == {len(names)}
        return [list(column) for column in zip(*rows, strict=True)] if same else None
    if len(kinds) > 1 or set(map(len, into)) != {len(names)}:
        return None
    try:
        return [[value[name] for value in into] for name in names]
    except KeyError:
        return None


def _all_differ(rows: Sequence[JsonValue | tuple[JsonValue, ...]]) -> bool:
    """Whether no two inputs are equal in Python: what docs/format.md calls equal is so there, too."""
    try:
        return len(set(rows)) == len(rows)
    except TypeError:  # lists and objects
        if len(rows) <= FEW:
            return all(rows.index(row) == index for index, row in enumerate(rows))
        return len({canonical([row]) for row in rows}) == len(rows)
