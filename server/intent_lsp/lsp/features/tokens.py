"""Semantic tokens for signatures, types and examples (LSP 3.17, "Semantic Tokens")."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator
from itertools import count
from typing import Any

from intent_lsp.document.examples.example_names import calls, parameter_names
from intent_lsp.document.model import Document, Intent
from intent_lsp.document.occurrences import in_text, occurrences, stated_name
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.wire.initialize_reply import TOKEN_TYPES
from intent_lsp.text.span import NOWHERE, Span

_numbers = count(1)
_TYPE_WORD = re.compile(
    r"\b(number|integer|int|float|string|str|boolean|bool|null|any|unknown|Array|Record|map|list|dict|Optional)\b"
)
_VALUE = re.compile(
    r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|"
    r"\b(true|false|null|NaN|Infinity)\b"
)


def full(view: View) -> dict[str, Any]:
    """All tokens; what they are is kept for :func:`delta`."""
    data = tokens(view)
    number = str(next(_numbers))
    view.feature_cache["tokens"] = number, array("I", data)
    return {"resultId": number, "data": data}


def delta(view: View, previous: str) -> dict[str, Any]:
    """What differs from the answer of that id, as one edit; all tokens when that is no longer known."""
    number, old = view.feature_cache.get("tokens", ("", array("I")))
    answer = full(view)
    if number != previous:
        return answer
    new = answer["data"]
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    edit = {"start": head, "deleteCount": len(old) - head - tail, "data": new[head : len(new) - tail]}
    return {"resultId": answer["resultId"], "edits": [edit] if edit["deleteCount"] or edit["data"] else []}


def tokens(view: View, first: int = 0, last: int = sys.maxsize) -> list[int]:
    """The encoded tokens of the lines ``first`` to ``last``."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for intent in view.document.intents:
        if intent.line > last or intent.line + intent.lines <= first:
            continue
        for line, start, end, kind in _of_intent(view, intent):
            if first <= line <= last:
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
    yield from (_quoted(document, span) for name, span in parameter_names(document, intent) if name in names)
    for name in names:
        yield from in_text(document, intent, name)


def _quoted(document: Document, span: Span) -> Span:
    """A key together with its quotes, if it has any."""
    before = document.lines[span.line][: span.column][-1:]
    return Span(span.line, span.column - 1, span.line, span.end_column + 1) if before and before in "'\"" else span


def _values(text: str, line: int, start: int, end: int) -> list[tuple[int, int, int, str]]:
    found = []
    for match in _VALUE.finditer(text, start, end):
        if match.group(1) is not None:
            kind = "property" if match.group(2) else "string"
            found.append((line, match.start(1), match.end(1), kind))
        else:
            found.append((line, match.start(), match.end(), "number" if match.group(3) else "keyword"))
    return found
