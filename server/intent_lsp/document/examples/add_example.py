"""Changes of a document's text: one more example, written as the document writes its examples. Pure.

Both fronts use it: the editor's actions, and the command line when the built-in provider's question is answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from intent_lsp.document.canonical import same_input_key
from intent_lsp.document.model import Document, Intent
from intent_lsp.text.span import Span
from intent_lsp.values import AN_ERROR, JsonValue, show

Change: TypeAlias = tuple[Span, str]
"""A range of the document, and what takes its place; lines in it end in ``\\n``, whatever the document's end in."""

_ARROW = re.compile(r"\)[`\s]*(→|->|=>|==|returns)")
_CELLS = re.compile(r"(?<!\\)\|")
_ENDS = re.compile(r"\r\n|\n|\r")
_GOES_ON = re.compile(r"[ \t]+(?![-*+|•][ \t]|\d+[.)][ \t]|`{3}|~{3})[A-Za-z]+ (?!->|=)")
_LONGEST = 100_000
BLANK = "…"
"""Where a value is to be written; no value, so that a document that still has it is not transpiled."""


def append_example(document: Document, intent: Intent, args: Sequence[JsonValue], value: JsonValue) -> Change:
    """One more example behind the last shown one, written as that one is; ``error: true`` for :data:`AN_ERROR`."""
    if value == AN_ERROR:
        return append_examples(document, intent, [f"- {in_out(intent, args, 'error: true')}"])
    return _appended(document, intent, args, uncut(value))


def to_complete(document: Document, intent: Intent, args: Sequence[JsonValue]) -> Change:
    """The same, with :data:`BLANK` where its result is to be written."""
    return _appended(document, intent, args, BLANK)


def _appended(document: Document, intent: Intent, args: Sequence[JsonValue], value: str) -> Change:
    """``value``: as it is written."""
    like = intent.shown[-1] if intent.shown else None
    plain = in_out(intent, args, f"out: {value}")
    if like is None:
        return append_examples(document, intent, [f"- {plain}"])
    span = intent.place(like.span)
    first = document.lines[span.line]
    behind = _behind_remark(document.lines, span.end_line)
    width = len(document.lines[behind])
    end = Span(behind, width, behind, width)
    match like.form:
        case "in-out":
            return end, f"\n{_bullet(first, span)}{plain}"
        case "call":
            arrow = _ARROW.search(like.source)
            text = call(intent, args, value, arrow=arrow[1] if arrow else "→", ticks="`" in like.source)
            return end, f"\n{_bullet(first, span)}{text}"
        case "table":
            row = _row(document, intent, span.line, args, value)
            return (end, f"\n{row}") if row else append_examples(document, intent, [f"- {plain}"])
        case _:
            rest = "".join(document.lines[span.end_line : span.end_line + 2])[span.end_column :].lstrip()
            if not rest.startswith((",", "]")):
                return append_examples(document, intent, [f"- {plain}"])
            names = [parameter.name for parameter in intent.signature.parameters]
            entry = f'{{"in": {uncut(dict(zip(names, args, strict=False)))}, "out": {value}}}'
            here = Span(span.end_line, span.end_column, span.end_line, span.end_column)
            return here, f",\n{' ' * span.column}{entry}"


def append_examples(document: Document, intent: Intent, lines: list[str], *, key: str = "examples") -> Change:
    """Put examples behind the last one of a section, or into a new section at the intent's end."""
    sections = [section for section in intent.sections if section.key == key]
    if sections:
        span = intent.place(sections[-1].span)
        width = len(document.lines[span.end_line])
        return Span(span.end_line, width, span.end_line, width), "".join(f"\n{line}" for line in lines)
    where, start = end_of(document, intent)
    return where, f"{start}{marks(document, intent)} {key}:" + "".join(f"\n{line}" for line in lines)


def end_of(document: Document, intent: Intent) -> Change:
    """An empty change behind the last thing of an intent, with a line end in front if one is needed."""
    last = max((intent.place(section.span) for section in intent.sections), key=lambda s: s[2:], default=intent.span)
    line = min(last.end_line, len(document.lines) - 1)
    width = len(document.lines[line])
    return Span(line, width, line, width), "\n"


def marks(document: Document, intent: Intent) -> str:
    """The heading level this intent uses for its sections."""
    for section in reversed(intent.sections):
        line = document.lines[intent.place(section.heading).line].lstrip()
        level = len(line) - len(line.lstrip("#"))
        if level:
            return "#" * level
    return "#"


def in_out(intent: Intent, args: Sequence[JsonValue], outcome: str) -> str:
    """``in: {"x": 3} out: 9``; by position where there is a rest parameter. ``outcome`` says ``out: 9``."""
    names = [parameter.name for parameter in intent.signature.parameters]
    if len(args) > len(names) or any(parameter.rest for parameter in intent.signature.parameters):
        return f"in: {uncut(list(args))} {outcome}"
    given = {
        parameter.name: value
        for parameter, value in zip(intent.signature.parameters, args, strict=False)
        if not (parameter.optional and same_input_key([value]) == same_input_key([parameter.default]))
    }
    return f"in: {uncut(given)} {outcome}"


def call(intent: Intent, args: Sequence[JsonValue], value: str, *, arrow: str = "→", ticks: bool = True) -> str:
    """``f(3) → 9``, with or without backticks."""
    tick = "`" if ticks and "`" not in value else ""
    called = f"{intent.name}({', '.join(uncut(value) for value in args)})"
    return f"{tick}{called}{tick} {arrow} {tick}{value}{tick}"


def uncut(value: JsonValue) -> str:
    """A value as it is written in a document: never cut."""
    return show(value, _LONGEST)


def apply_changes(document: Document, changes: Iterable[Change]) -> str:
    """The document's text with changes that do not overlap; new lines end as its first line does."""
    text = document.text
    starts = [0, *(match.end() for match in _ENDS.finditer(text))]
    first = _ENDS.search(text)
    end = first[0] if first else "\n"
    for span, new in sorted(changes, key=lambda change: change[0], reverse=True):
        start, stop = starts[span.line] + span.column, starts[span.end_line] + span.end_column
        text = text[:start] + new.replace("\n", end) + text[stop:]
    return text


def table_lines(document: Document, line: int) -> range:
    """The lines of the table around one of its lines."""
    lines = document.lines
    first = last = line
    while first > 0 and "|" in lines[first - 1] and not lines[first - 1].lstrip().startswith("#"):
        first -= 1
    while last + 1 < len(lines) and "|" in lines[last + 1] and not lines[last + 1].lstrip().startswith("#"):
        last += 1
    return range(first, last + 1)


def _bullet(line: str, span: Span) -> str:
    """How the items begin; one that is not in a list gets the indentation, so that a fence around it goes on."""
    if line[: span.column].strip() in ("-", "*", "+"):
        return line[: span.column]
    return line[: len(line) - len(line.lstrip())] + "- "


def _behind_remark(lines: Sequence[str], line: int) -> int:
    """The last line of the remark that an example which ends in ``line`` goes on with."""
    while line + 1 < len(lines) and _GOES_ON.match(lines[line + 1]):
        line += 1
    return line


def _row(document: Document, intent: Intent, line: int, args: Sequence[JsonValue], value: str) -> str:
    """A row for the table that holds a line, aligned as that line is; empty where a value has no column."""
    first = table_lines(document, line).start
    names = [cell.strip("*_` \t") for cell in _split(document.lines[first])]
    given = {parameter.name: arg for parameter, arg in zip(intent.signature.parameters, args, strict=False)}
    if not set(given) <= set(names[:-1]):
        return ""
    cells = [*(uncut(given[name]) if name in given else "" for name in names[:-1]), value]
    rule = _split(document.lines[first + 1])
    like = document.lines[line]
    row = "|".join(map(_cell, (cell.replace("|", "\\|") for cell in cells), _split(like), [*rule, *[""] * len(cells)]))
    indent = like[: len(like) - len(like.lstrip())]
    return f"{indent}|{row}|" if like.lstrip().startswith("|") else f"{indent}{row}".rstrip()


def _split(line: str) -> list[str]:
    """The cells of a row, with the spaces around them."""
    row = line.strip()
    row = row.removeprefix("|")
    return _CELLS.split(row[:-1] if row.endswith("|") and not row.endswith("\\|") else row)


def _cell(text: str, like: str, rule: str) -> str:
    """A cell as wide as the one above it, on the side that the line below the header says."""
    room = max(len(like) - 2, 0)
    rule = rule.strip()
    if rule.endswith(":"):
        text = text.center(room) if rule.startswith(":") else text.rjust(room)
    return f" {text:<{room}} "
