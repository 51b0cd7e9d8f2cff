"""The forms in which an example can be written (docs/format.md, "Examples"), and from one into another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intent_lsp.document.examples.add_example import Change, call, in_out, table_lines, uncut
from intent_lsp.document.model import Example, Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.text import json5
from intent_lsp.text.json5 import Json5Error
from intent_lsp.text.span import Span

_REMARK = re.compile(r"(?://|/\*|—|–|<!--|#|\().*")
_FENCES = ("```", "~~~")


def as_item(intent: Intent, example: Example) -> str:
    """An example as the text of a list item of one line, as it is written where that is possible."""
    if example.form in ("in-out", "call") and example.span.line == example.span.end_line:
        return example.source
    return in_out(intent, example.args, f"{'error' if example.raises else 'out'}: {uncut(example.expected)}")


def remark(line: str, end: int) -> str:
    """What people remark behind an example, with a blank in front; empty where there is nothing."""
    found = _REMARK.search(line, end)
    return f" {found[0].rstrip()}" if found is not None else ""


def as_outcome(result: str, example: Example) -> str:
    """A rendered result as it may stand in place of an example's outcome; empty where it is not a whole value."""
    try:
        json5.read_all(result)
    except Json5Error:
        return ""  # cut off, or no value at all
    if example.form == "table":
        return result.replace("|", "\\|")
    return "" if example.form == "call" and "`" in result and "`" in example.source else result


def conversions(view: View, intent: Intent, example: Example) -> Iterator[tuple[str, Change]]:
    """The other forms in which an example can stand at its place: a title, and the change."""
    span = intent.place(example.span)
    text = uncut(example.expected)
    said = remark(view.document.lines[span.end_line][: span.end_column], intent.place(example.out_span).end_column)
    if example.form == "in-out" and not example.raises:
        yield "Write the example as a call", (span, call(intent, example.args, text) + said)
    elif example.form == "call":
        outcome = f"{'error' if example.raises else 'out'}: {text}"
        yield "Write the example as in: … out: …", (span, in_out(intent, example.args, outcome) + said)
    elif example.form == "table":
        yield from _as_list(view, intent, example, table_lines(view.document, span.line), "table", other_lines=2)
    elif (lines := _fence_lines(view, span)) is not None:
        clean = not any(lines.start <= intent.place(problem.span).line < lines.stop for problem in intent.problems)
        if clean:
            yield from _as_list(view, intent, example, lines, "block")


def _as_list(
    view: View, intent: Intent, example: Example, lines: range, what: str, *, other_lines: int | None = None
) -> Iterator[tuple[str, Change]]:
    """What stands on the lines as list items, if all of it is understood; ``other_lines`` hold no example."""
    inside = [
        item
        for item in intent.examples
        if item.form == example.form and lines.start <= intent.place(item.span).line < lines.stop
    ]
    if other_lines is None or len(inside) == len(lines) - other_lines:
        items = [
            "- " + in_out(intent, item.args, f"{'error' if item.raises else 'out'}: {uncut(item.expected)}")
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
