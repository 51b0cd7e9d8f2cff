"""What a person wrote and nobody reads: each such line is named, and how to have it read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from intent_lsp.document.examples.example_items import looks_like_example, may_hold_example
from intent_lsp.document.report import Report
from intent_lsp.document.structure.heading_scan import open_comment
from intent_lsp.document.structure.keys import KEYS
from intent_lsp.document.structure.names import is_identifier
from intent_lsp.document.structure.sections import Part
from intent_lsp.text.nearest import nearest
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


def report_misplaced(
    source: Source, part: Part, above: Part | None, name: str, parameters: Collection[str], report: Report
) -> None:
    """Examples in a section that nobody reads: each is named on its line, and the heading that cuts them off."""
    text = source.text
    if not may_hold_example(text[part.line_end : part.end], name) or nearest(part.word, KEYS) is not None:
        return
    from intent_lsp.document.examples.stray_examples import stray_examples  # for those who have put one there

    places = stray_examples(source, min(part.line_end, part.end), part.end, name, parameters)
    if places and above is not None and above.key in EXAMPLES:
        heading = text[part.start : part.inline_end].strip()
        data = {"replacement": f"#{heading}"} if heading.startswith("#") else {}
        message = "this heading ends the examples above it, and those below are not read: make it a deeper one"
        where = source.trim(part.start, part.inline_end)
        report.add("not-read", *where, message, severity="warning", data=data)
    message = f"this example is not read: it is in the section {part.word[:40]}, outside the examples section"
    for place in places:
        report.add_at("not-read", place, message, severity="warning")


def report_second_title(source: Source, parts: Sequence[Part], naming: Part | None, report: Report) -> None:
    """A heading that looks as if it named a second intent, below one that names the first without saying ``name:``."""
    if naming is None or naming.key:
        return
    for part, below in pairwise(parts):
        if part.key or part is naming or not below.key or not is_identifier(part.word, ("js",)):
            continue
        level = _level(source, part)
        if level == _level(source, naming) and level < _level(source, below):
            message = f"what follows still belongs to {naming.word}: to begin another intent, write `name:`"
            data = {"replacement": f"{'#' * level} name: {part.word}"}
            report.add("not-read", *source.trim(part.start, part.line_end), message, severity="warning", data=data)


def _level(source: Source, part: Part) -> int:
    """Of a heading that starts with ``#``; else 0."""
    line = source.text[part.start : part.line_end].lstrip()
    return len(line) - len(line.lstrip("#"))


def report_repeated(source: Source, parts: Sequence[Part], report: Report) -> None:
    """All but the last of a setting's values: that one counts."""
    for part in parts[:-1]:
        message = f"{part.word} is repeated below; the later value wins: remove one of them"
        report.add("not-read", *source.trim(part.start, part.inline_end), message, severity="warning")


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
