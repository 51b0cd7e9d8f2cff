"""Completion inside examples: parameters, the fields of their types, and values where a type names them."""

from __future__ import annotations

import json
import re

from intent_lsp.document.model import (
    ArrayOf,
    Field,
    Intent,
    LiteralOf,
    MapOf,
    Named,
    Parameter,
    Primitive,
    RecordOf,
    Section,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.unfinished_json import JsonPlace, spot
from intent_lsp.text.inert import one_line
from intent_lsp.text.span import Place
from intent_lsp.values import Json

FIELD, VALUE = 5, 12
"""LSP 3.17, ``CompletionItemKind``."""

_MOST_LINES = 200
_BEFORE_VALUE = re.compile(r"(?:[\s*_]|[`~]+\w*)*")
"""Blanks, marks of emphasis and code, and the head of a fence."""
_BULLET = re.compile(r"[ \t]*[-*+][ \t]")
_IN = re.compile(r"(?<![\w$])[\"']?(?:in|input)[\"'*_`]*[ \t]*:", re.IGNORECASE)
_OUT = re.compile(r"(?<![\w$])[\"']?(?:out|output|expected|returns|result)[\"'*_`]*[ \t]*:|→|->|=>", re.IGNORECASE)


def complete(view: View, intent: Intent, section: Section, place: Place) -> list[Json] | None:
    """The items for a place inside a value of an example; ``None`` where no value is open."""
    first = _item_line(view, intent.place(section.heading).line, place.line)
    last = intent.place(section.span).end_line
    lines = [line.rstrip("\r\n") for line in view.text.lines[first : max(last, place.line) + 1]]
    text = "\n".join(lines)
    offset = sum(len(line) + 1 for line in lines[: place.line - first]) + place.column
    for pattern, is_input in ((_OUT, False), (_IN, True)):
        markers = list(pattern.finditer(text, 0, offset))
        if markers:
            begin = markers[-1].end()
            if (before := _BEFORE_VALUE.match(text, begin, offset)) is not None:
                begin = before.end()
            at = spot(text[begin:], offset - begin)
            if at is not None:
                where = {"start": _position(view, first, text, begin + at.start),
                         "end": _position(view, first, text, begin + at.end)}  # fmt: skip
                colon = "" if text[begin + at.end :].lstrip().startswith(":") else ": "
                return list(_items(intent, at, where, colon, is_input=is_input))
    return None


def _item_line(view: View, heading: int, line: int) -> int:
    """Where the list item of a line begins, at most so many lines above it."""
    top = max(heading, line - _MOST_LINES)
    while line > top and _BULLET.match(view.text.lines[line]) is None:
        line -= 1
    return line


def _items(intent: Intent, at: JsonPlace, where: Json, colon: str, *, is_input: bool) -> list[Json]:
    if at.is_key:
        named = _fields(intent, at.path, is_input=is_input)
        detail = "a parameter" if is_input and not at.path else ""
        return [
            _item(item.name, FIELD, detail, where, f'"{item.name}"{colon}')
            for item in named
            if item.name not in at.seen
        ]
    kind = _type(intent, at.path, is_input=is_input)
    return [_item(value, VALUE, "", where, value) for value in _values(intent, kind)]


def _item(label: str, kind: int, detail: str, where: Json, text: str) -> Json:
    item: Json = {
        "label": one_line(label),
        "kind": kind,
        "filterText": text,
        "textEdit": {"range": where, "newText": text},
    }
    return item | {"detail": detail} if detail else item


def _fields(intent: Intent, path: tuple[str | int, ...], *, is_input: bool) -> list[Parameter] | list[Field]:
    if is_input and not path:
        return list(intent.signature.parameters)
    kind = _type(intent, path, is_input=is_input)
    return list(kind.fields) if isinstance(kind, RecordOf) else []


def _type(intent: Intent, path: tuple[str | int, ...], *, is_input: bool) -> TypeExpr | None:
    """The type of the value at the end of a path, as far as it is known."""
    kind: TypeExpr | None = intent.signature.returns
    if is_input:
        if not path:
            return None
        parameters = dict(enumerate(intent.signature.parameters)) | {p.name: p for p in intent.signature.parameters}
        parameter = parameters.get(path[0])
        kind, path = (parameter.type if parameter is not None else None), path[1:]
    for step in path:
        kind = _inside(_without_names(intent, kind), step)
    return _without_names(intent, kind)


def _inside(kind: TypeExpr | None, step: str | int) -> TypeExpr | None:
    match kind:
        case RecordOf(fields=fields):
            return next((item.type for item in fields if item.name == step), None)
        case ArrayOf(item=item):
            return item
        case MapOf(value=value):
            return value
        case TupleOf(items=items) if isinstance(step, int) and step < len(items):
            return items[step]
        case _:
            return None


def _without_names(intent: Intent, kind: TypeExpr | None) -> TypeExpr | None:
    """Without names; of a choice of which one is an object or a list, that one."""
    for _ in range(len(intent.types) + 1):
        if not isinstance(kind, Named):
            break
        kind = intent.types.get(kind.name)
    if isinstance(kind, UnionOf):
        plain = [option if not isinstance(option, Named) else intent.types.get(option.name) for option in kind.options]
        nested = [option for option in plain if isinstance(option, (RecordOf, ArrayOf, TupleOf, MapOf))]
        return nested[0] if len(nested) == 1 else kind
    return kind


def _values(intent: Intent, kind: TypeExpr | None) -> list[str]:
    match kind:
        case LiteralOf(value=value):
            return [json.dumps(value, ensure_ascii=False)]
        case Primitive(kind="boolean"):
            return ["true", "false"]
        case Primitive(kind="null"):
            return ["null"]
        case UnionOf(options=options):
            return [value for option in options for value in _values(intent, _without_names(intent, option))]
        case _:
            return []


def _position(view: View, first: int, text: str, offset: int) -> dict[str, int]:
    line = text.count("\n", 0, offset)
    return view.position(first + line, offset - (text.rfind("\n", 0, offset) + 1))
