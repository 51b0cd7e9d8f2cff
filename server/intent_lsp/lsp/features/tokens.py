"""Semantic tokens for signatures, types and examples (LSP 3.17, "Semantic Tokens")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.document.model import NOWHERE, Document, Intent, Span
from intent_lsp.lsp.announce import TOKEN_TYPES
from intent_lsp.lsp.features.inputs import calls, parameter_names
from intent_lsp.lsp.features.occurrences import in_text, occurrences, stated_name

if TYPE_CHECKING:
    from intent_lsp.lsp.views import View

_TYPE_WORD = re.compile(
    r"\b(number|integer|int|float|string|str|boolean|bool|null|any|unknown|Array|Record|map|list|dict|Optional)\b"
)
_VALUE = re.compile(
    r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|"
    r"\b(true|false|null|NaN|Infinity)\b"
)


def tokens(view: View) -> list[int]:
    """The encoded tokens of the whole document."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for intent in view.document.intents:
        for line, start, end, kind in _of_intent(view, intent):
            found.setdefault((line, start), (end, TOKEN_TYPES.index(kind)))
    data: list[int] = []
    line_before = start_before = end_before = 0
    for (line, start), (end, number) in sorted(found.items()):
        if line == line_before and start < end_before:
            continue  # tokens may not overlap
        first = view.position(line, start)["character"]
        last = view.position(line, end)["character"]
        same = line == line_before
        data += [line - line_before, first - start_before if same else first, last - first, number, 0]
        line_before, start_before, end_before = line, first, end
    return data


def _of_intent(view: View, intent: Intent) -> list[tuple[int, int, int, str]]:
    document = view.document
    name = stated_name(document, intent)
    found = [(name.line, name.column, name.end_column, "function")] if name is not None else []
    found += [(span.line, span.column, span.end_column, "function") for span in calls(document, intent)]
    found += [(span.line, span.column, span.end_column, "parameter") for span in _parameters(document, intent)]
    for type_name in intent.types:
        spans = occurrences(document, intent, "type", type_name)
        found += [(span.line, span.column, span.end_column, "type") for span in spans]
    for section in intent.sections:
        span = intent.place(section.span)
        if section.key in ("signature", "types"):
            for line in range(span.line, min(span.end_line + 1, len(document.lines))):
                text = document.lines[line]
                start = text.find(":") + 1 if line == span.line else 0
                if start or line > span.line:
                    found += [(line, m.start(), m.end(), "type") for m in _TYPE_WORD.finditer(text, start)]
    for example in intent.examples:
        for part in (intent.place(example.in_span), intent.place(example.out_span)):
            for line in range(part.line, part.end_line + 1):
                text = document.lines[line]
                start = part.column if line == part.line else 0
                found += _values(text, line, start, part.end_column if line == part.end_line else len(text))
    return found


def _parameters(document: Document, intent: Intent) -> Iterator[Span]:
    names = {parameter.name for parameter in intent.signature.parameters}
    yield from (intent.place(p.span) for p in intent.signature.parameters if p.span != NOWHERE)
    yield from (span for name, span in parameter_names(document, intent) if name in names)
    for name in names:
        yield from in_text(document, intent, name)


def _values(text: str, line: int, start: int, end: int) -> list[tuple[int, int, int, str]]:
    found = []
    for match in _VALUE.finditer(text, start, end):
        if match.group(1) is not None:
            kind = "property" if match.group(2) else "string"
            found.append((line, match.start(1), match.end(1), kind))
        else:
            found.append((line, match.start(), match.end(), "number" if match.group(3) else "keyword"))
    return found
