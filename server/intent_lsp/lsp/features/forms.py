"""The forms in which an example can be written (FORMAT.md, "Examples"), and from one into another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from intent_lsp.document import json5
from intent_lsp.document.json5 import Json5Error
from intent_lsp.document.model import Example, Intent, Span
from intent_lsp.lsp.features import edits
from intent_lsp.values import JsonValue, show

if TYPE_CHECKING:
    from intent_lsp.lsp.views import View

_ARROW = re.compile(r"\)[`\s]*(→|->|=>|==|returns)")
_CELLS = re.compile(r"(?<!\\)\|")
_LONGEST = 100_000
_FENCES = ("```", "~~~")


def in_out(intent: Intent, args: Sequence[JsonValue], outcome: str) -> str:
    """``in: {"x": 3} out: 9``; by position where there is a rest parameter. ``outcome`` says ``out: 9``."""
    names = [parameter.name for parameter in intent.signature.parameters]
    if len(args) > len(names) or any(parameter.rest for parameter in intent.signature.parameters):
        return f"in: {_show(list(args))} {outcome}"
    given = {
        parameter.name: value
        for parameter, value in zip(intent.signature.parameters, args, strict=False)
        if not (parameter.optional and value == (parameter.default if parameter.has_default else None))
    }
    return f"in: {_show(given)} {outcome}"


def as_item(intent: Intent, example: Example) -> str:
    """An example as the text of a list item of one line, as it is written where that is possible."""
    if example.form in ("in-out", "call") and example.span.line == example.span.end_line:
        return example.source
    return in_out(intent, example.args, f"{'error' if example.raises else 'out'}: {_show(example.expected)}")


def written(result: str, example: Example) -> str:
    """A rendered result as it may stand in place of an example's outcome; empty where it is no whole value."""
    try:
        json5.read_all(result)
    except Json5Error:
        return ""  # cut off, or no value at all
    if example.form == "table":
        return result.replace("|", "\\|")
    return "" if example.form == "call" and "`" in result and "`" in example.source else result


def call(intent: Intent, args: Sequence[JsonValue], value: str, *, arrow: str = "→", ticks: bool = True) -> str:
    """``f(3) → 9``, with or without backticks."""
    tick = "`" if ticks and "`" not in value else ""
    called = f"{intent.name}({', '.join(_show(value) for value in args)})"
    return f"{tick}{called}{tick} {arrow} {tick}{value}{tick}"


def appended(view: View, intent: Intent, args: Sequence[JsonValue], value: JsonValue) -> edits.Change:
    """One more example behind the last shown one, written as that one is."""
    like = intent.shown[-1] if intent.shown else None
    plain = in_out(intent, args, f"out: {_show(value)}")
    if like is None:
        return edits.append_examples(view, intent, [f"- {plain}"])
    span = intent.place(like.span)
    first, last = view.document.lines[span.line], view.document.lines[span.end_line]
    end = Span(span.end_line, len(last), span.end_line, len(last))
    match like.form:
        case "in-out":
            return end, f"\n{_bullet(first, span)}{plain}"
        case "call":
            arrow = _ARROW.search(like.source)
            text = call(intent, args, _show(value), arrow=arrow[1] if arrow else "→", ticks="`" in like.source)
            return end, f"\n{_bullet(first, span)}{text}"
        case "table":
            row = _row(view, intent, span.line, args, value)
            return (end, f"\n{row}") if row else edits.append_examples(view, intent, [f"- {plain}"])
        case _:
            rest = "".join(view.document.lines[span.end_line : span.end_line + 2])[span.end_column :].lstrip()
            if not rest.startswith((",", "]")):
                return edits.append_examples(view, intent, [f"- {plain}"])
            names = [parameter.name for parameter in intent.signature.parameters]
            entry = {"in": dict(zip(names, args, strict=False)), "out": value}
            here = Span(span.end_line, span.end_column, span.end_line, span.end_column)
            return here, f",\n{' ' * span.column}{_show(entry)}"


def conversions(view: View, intent: Intent, example: Example) -> Iterator[tuple[str, edits.Change]]:
    """The other forms in which an example can stand at its place: a title, and the change."""
    span = intent.place(example.span)
    text = _show(example.expected)
    if example.form == "in-out" and not example.raises:
        yield "Write the example as a call", (span, call(intent, example.args, text))
    elif example.form == "call":
        outcome = f"{'error' if example.raises else 'out'}: {text}"
        yield "Write the example as in: … out: …", (span, in_out(intent, example.args, outcome))
    elif example.form == "table":
        yield from _as_list(view, intent, example, _table_lines(view, span.line), "table", other_lines=2)
    elif (lines := _fence_lines(view, span)) is not None:
        clean = not any(lines.start <= intent.place(problem.span).line < lines.stop for problem in intent.problems)
        if clean:
            yield from _as_list(view, intent, example, lines, "block")


def _as_list(
    view: View, intent: Intent, example: Example, lines: range, what: str, *, other_lines: int | None = None
) -> Iterator[tuple[str, edits.Change]]:
    """What stands on the lines as list items, if all of it is understood; ``other_lines`` hold no example."""
    inside = [
        item
        for item in intent.examples
        if item.form == example.form and lines.start <= intent.place(item.span).line < lines.stop
    ]
    if other_lines is None or len(inside) == len(lines) - other_lines:
        items = [
            "- " + in_out(intent, item.args, f"{'error' if item.raises else 'out'}: {_show(item.expected)}")
            for item in inside
        ]
        width = len(view.document.lines[lines.stop - 1])
        yield f"Write the {what} as a list", (Span(lines.start, 0, lines.stop - 1, width), "\n".join(items))


def _fence_lines(view: View, span: Span) -> range | None:
    """The lines of the fenced block around an entry, if the block has them for itself."""
    lines = view.document.lines
    first, last = span.line, span.end_line
    while first >= 0 and not lines[first].startswith(_FENCES):
        first -= 1
    while last < len(lines) and not lines[last].startswith(_FENCES):
        last += 1
    return range(first, last + 1) if first >= 0 and last < len(lines) else None


def _show(value: JsonValue) -> str:
    return show(value, _LONGEST)


def _bullet(line: str, span: Span) -> str:
    return line[: span.column] if line[: span.column].strip() in ("-", "*", "+") else "- "


def _table_lines(view: View, line: int) -> range:
    lines = view.document.lines
    first = last = line
    while first > 0 and "|" in lines[first - 1] and not lines[first - 1].lstrip().startswith("#"):
        first -= 1
    while last + 1 < len(lines) and "|" in lines[last + 1] and not lines[last + 1].lstrip().startswith("#"):
        last += 1
    return range(first, last + 1)


def _row(view: View, intent: Intent, line: int, args: Sequence[JsonValue], value: JsonValue) -> str:
    """A row for the table that holds a line; empty where the table lacks a column for a value."""
    header = view.document.lines[_table_lines(view, line).start].strip().strip("|")
    names = [cell.strip("*_` \t") for cell in _CELLS.split(header)]
    given = {parameter.name: arg for parameter, arg in zip(intent.signature.parameters, args, strict=False)}
    if not set(given) <= set(names[:-1]):
        return ""
    cells = [_show(given[name]) if name in given else "" for name in names[:-1]]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in [*cells, _show(value)]) + " |"
