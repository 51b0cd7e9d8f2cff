"""What stands above the first heading of a document and is not read for what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intent_lsp.document.examples.example_items import may_hold_example
from intent_lsp.document.examples.stray_examples import stray_examples
from intent_lsp.document.model import Intent, Problem
from intent_lsp.document.report import Report
from intent_lsp.document.structure.blocks import blocks
from intent_lsp.document.structure.heading_scan import headings
from intent_lsp.document.structure.keys import ALIASES
from intent_lsp.text.source import Source

_KEYS = "|".join(alias for alias, key in ALIASES.items() if key != "description")
_SAID = re.compile(
    rf"^ {{0,3}}[*_`]*+(?P<key>{_KEYS})[*_`]*+[ \t]*+:[*_`]*+[ \t]*+(?P<value>.*)", re.IGNORECASE | re.MULTILINE
)
_OTHER_FRONT_MATTER = re.compile(r"(?:\+\+\+|\{|;;;)[ \t]*+(?=\n)")


def problems_above(plain: str, start: int, place: tuple[int, int], intent: Intent) -> Iterator[Problem]:
    """Examples, directives without their ``#``, and front matter of another kind, above a document's first heading.

    ``start``: where the front matter ends. ``place``: where the first intent's text begins and ends. Prose that stands
    there is the description, or introduces the document.
    """
    begin, end = place
    if plain.startswith("#", begin) and not plain[start:begin].strip():
        return
    if plain[start:begin].strip():
        end = begin
    else:
        first = next(iter(headings("\n" + plain[begin:end])), None)
        start, end = begin, end if first is None else begin + first.start
    source = Source(plain[:end])
    report = Report(source)
    other = _OTHER_FRONT_MATTER.match(plain, *source.trim(0, end)) if not plain[:start].strip() else None
    if other is not None:
        message = "front matter is written between two lines ---, as in `targets: js, py`: this is not read"
        report.add("front-matter", *other.span(), message, severity="warning")
    _name_directives(source, start, end, report)
    if may_hold_example(plain[start:end], intent.name):
        parameters = [parameter.name for parameter in intent.signature.parameters]
        message = "this example is not read: it stands above the first heading; put # examples: above it"
        for span in stray_examples(source, start, end, intent.name, parameters):
            report.add_at("not-read", span, message, severity="warning")
    yield from report.problems


def _name_directives(source: Source, start: int, end: int, report: Report) -> None:
    for block in blocks("\n" + source.text, start, end):
        if block.kind in ("fence", "open"):
            continue
        for said in _SAID.finditer(source.text, block.line, block.end):
            heading = f"# {said['key']}: {said['value'].strip('`')}".rstrip()
            message = f"this is not a heading, so nothing reads it as one: write `{heading[:60]}`"
            data = {"replacement": heading}
            report.add("not-read", *source.trim(*said.span()), message, severity="warning", data=data)
