"""What a person wrote and nobody reads: each such line is named, and how to have it read."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.example_items import looks_like_example, may_hold_example
from intent_lsp.document.keys import KEYS, nearest
from intent_lsp.document.report import Report
from intent_lsp.document.scan import open_comment
from intent_lsp.document.sections import Part
from intent_lsp.text.source import Source

EXAMPLES = ("examples", "hidden examples")
"""The sections that hold examples."""


def report_open_comment(padded: str, report: Report) -> None:
    """A comment that is never closed hides what follows, also all other intents: that is an error.

    ``padded``: the intent's text behind a line end.
    """
    if "<!--" in padded and (start := open_comment(padded)) >= 0:
        line = padded[start + 1 :].partition("\n")[0].rstrip()
        message = "this comment is never closed, and hides everything below: add -->"
        report.add("not-read", start, start + len(line), message, data={"replacement": f"{line} -->"})


def report_misplaced(source: Source, padded: str, part: Part, above: Part | None, name: str, report: Report) -> None:
    """Examples in a section that nobody reads: each is named on its line, and the heading that cuts them off."""
    text = source.text
    if not may_hold_example(text[part.line_end : part.end], name) or nearest(part.word, KEYS) is not None:
        return
    from intent_lsp.document.example_lines import find_examples  # for those who have put one there

    places = list(find_examples(padded, part.line_end, part.end, name))
    if places and above is not None and above.key in EXAMPLES:
        heading = text[part.start : part.inline_end].strip()
        data = {"replacement": f"#{heading}"} if heading.startswith("#") else {}
        message = "this heading ends the examples above it, and those below are not read: make it a deeper one"
        where = source.trim(part.start, part.inline_end)
        report.add("not-read", *where, message, severity="warning", data=data)
    message = f"this example is not read: it stands in the section {part.word[:40]}, not in one of examples"
    for place in places:
        report.add("not-read", *place, message, severity="warning")


def report_headings(source: Source, parts: Sequence[Part], name: str, report: Report) -> None:
    """Examples written as headings."""
    for part in parts:
        lines = part.dividers if part.key in EXAMPLES else ((part.start, part.line_end),) if not part.key else ()
        for start, end in lines:
            line = source.text[start:end].strip()
            item = line.lstrip("#").strip()
            if looks_like_example(item, 0, len(item)) and may_hold_example(item, name):
                where = source.trim(start, end)
                message = "an example in a heading is not read: make it a list item"
                report.add("not-read", *where, message, severity="warning", data={"replacement": f"- {item}"})
