"""What the types of the document mean: whether a value fits one, and how one is written in each language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from intent_lsp.document.model import (
    ArrayOf,
    LiteralOf,
    MapOf,
    Named,
    Parameter,
    Primitive,
    RecordOf,
    Signature,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.equality import kind
from intent_lsp.values import JsonValue, Target, show

MAX_DEPTH = 300
"""Values nested deeper are not looked into (the reader of documents refuses them anyway)."""


class Mismatch(NamedTuple):
    """Why a value does not fit; ``path`` leads from the value to the part that is wrong."""

    path: tuple[str | int, ...]
    message: str
    extra_key: bool = False
    """The last step of the path is a key that the type does not have."""


def fits(type: TypeExpr, value: JsonValue, named: Mapping[str, TypeExpr]) -> Mismatch | None:
    """``None`` when the value has the type, else the first part that does not fit. A name nobody declares fits all."""
    if isinstance(type, Primitive) and _primitive(type.kind, value):
        return None
    return _fits(type, value, named, (), 0)


def _fits(
    type: TypeExpr, value: JsonValue, named: Mapping[str, TypeExpr], path: tuple[str | int, ...], hops: int
) -> Mismatch | None:
    if len(path) > MAX_DEPTH or hops > MAX_DEPTH:
        return None
    match type:
        case Primitive(name):
            return None if _primitive(name, value) else _wrong(type, value, path)
        case LiteralOf(literal):
            same = kind(literal) == kind(value) and literal == value
            return None if same else _wrong(type, value, path)
        case Named(name):
            target = named.get(name)
            return None if target is None else _fits(target, value, named, path, hops + 1)
        case ArrayOf(item):
            if not isinstance(value, list):
                return _wrong(type, value, path)
            return _first(_fits(item, part, named, (*path, i), hops) for i, part in enumerate(value))
        case TupleOf(items):
            if not isinstance(value, list) or len(value) != len(items):
                return _wrong(type, value, path)
            return _first(
                _fits(item, part, named, (*path, i), hops)
                for i, (item, part) in enumerate(zip(items, value, strict=True))
            )
        case MapOf(item):
            if not isinstance(value, dict):
                return _wrong(type, value, path)
            return _first(_fits(item, part, named, (*path, key), hops) for key, part in value.items())
        case RecordOf():
            return _record(type, value, named, path, hops)
        case UnionOf(options):
            return _union(type, options, value, named, path, hops)


def _first(results: Iterable[Mismatch | None]) -> Mismatch | None:
    return next((r for r in results if r is not None), None)


def _primitive(name: str, value: JsonValue) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match name:
        case "any":
            return True
        case "number":
            return number
        case "integer":
            return number and (isinstance(value, int) or value.is_integer())
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case _:
            return value is None


def _record(
    type: RecordOf, value: JsonValue, named: Mapping[str, TypeExpr], path: tuple[str | int, ...], hops: int
) -> Mismatch | None:
    if not isinstance(value, dict):
        return _wrong(type, value, path)
    names = {field.name for field in type.fields}
    for key in value:
        if key not in names:
            return Mismatch((*path, key), f"the type {_brief(type)} has no field {show(key, 40)}", True)
    for field in type.fields:
        if field.name in value:
            found = _fits(field.type, value[field.name], named, (*path, field.name), hops)
            if found is not None:
                return found
        elif not field.optional:
            return Mismatch(path, f"the field {show(field.name, 40)} of the type {_brief(type)} is missing")
    return None


def _union(
    type: UnionOf, options: tuple[TypeExpr, ...], value: JsonValue, named: Mapping[str, TypeExpr],
    path: tuple[str | int, ...], hops: int,
) -> Mismatch | None:
    best: Mismatch | None = None
    for option in options:
        found = _fits(option, value, named, path, hops + 1)
        if found is None:
            return None
        if best is None or len(found.path) > len(best.path):
            best = found
    # The option that went deepest is the one that was meant; if none did, the union as a whole says it best.
    return best if best is not None and len(best.path) > len(path) else _wrong(type, value, path)


def _wrong(type: TypeExpr, value: JsonValue, path: tuple[str | int, ...]) -> Mismatch:
    if isinstance(type, TupleOf) and isinstance(value, list):
        return Mismatch(path, f"got an array of {len(value)}, want {_brief(type)}")
    if isinstance(type, LiteralOf) or (
        isinstance(type, UnionOf) and not isinstance(value, (list, dict)) and any(
            isinstance(option, LiteralOf) for option in type.options)
    ):
        return Mismatch(path, f"got {show(value, 40)}, want {_brief(type)}")
    if type == Primitive("integer") and isinstance(value, float):
        return Mismatch(path, f"got {show(value, 40)}, want an integer")
    return Mismatch(path, f"got {kind(value)}, want {_brief(type)}")


def _brief(type: TypeExpr) -> str:
    text = type_text(type)
    return text if len(text) <= 80 else text[:79] + "…"


# --- writing types -----------------------------------------------------------------------------------------------


def type_text(type: TypeExpr, target: Target | None = None, named: Mapping[str, TypeExpr] | None = None) -> str:
    """The type in TypeScript spelling (``None``), as a JSDoc type (``js``) or as a Python annotation (``py``).

    With ``named`` given, the names of declared types are replaced by what they stand for, as generated code declares no
    types of its own; a type that contains itself becomes the widest type there.
    """
    return _text(type, target, named or {}, ())


_NAMES: dict[Target | None, dict[str, str]] = {
    None: {},
    "js": {"integer": "number", "any": "*"},
    "py": {"number": "float", "integer": "int", "string": "str", "boolean": "bool", "null": "None", "any": "Any"},
}


def _text(type: TypeExpr, target: Target | None, named: Mapping[str, TypeExpr], seen: tuple[str, ...]) -> str:
    def inner(part: TypeExpr) -> str:
        return _text(part, target, named, seen)

    python = target == "py"
    match type:
        case Primitive(name):
            return _NAMES[target].get(name, name)
        case LiteralOf(value):
            return f"Literal[{value!r}]" if python else json.dumps(value, ensure_ascii=False)
        case Named(name):
            if name not in named:
                return name if target is None else _NAMES[target]["any"]
            if name in seen:
                return name if target is None else _NAMES[target]["any"]
            return _text(named[name], target, named, (*seen, name))
        case ArrayOf(item):
            text = inner(item)
            if python:
                return f"list[{text}]"
            return f"({text})[]" if " | " in text and text[0] not in "{[" else f"{text}[]"
        case TupleOf(items):
            parts = ", ".join(map(inner, items))
            # Values cross as JSON: a tuple arrives as a list, whose items may have several types.
            return f"tuple[{parts or '()'}]" if python else f"[{parts}]"
        case MapOf(value):
            return f"dict[str, {inner(value)}]" if python else f"Record<string, {inner(value)}>"
        case RecordOf(fields):
            if python:
                kinds = {inner(field.type): None for field in fields}
                return f"dict[str, {' | '.join(kinds) if kinds and 'Any' not in kinds else 'Any'}]"
            body = ", ".join(f"{_key(f.name)}{'?' if f.optional else ''}: {inner(f.type)}" for f in fields)
            return f"{{ {body} }}" if body else "{}"
        case UnionOf(options):
            texts = {inner(option): None for option in options}
            return _NAMES[target]["any"] if target and _NAMES[target]["any"] in texts else " | ".join(texts)


def _key(name: str) -> str:
    return name if name.isidentifier() else json.dumps(name, ensure_ascii=False)


def signature_text(signature: Signature, name: str = "") -> str:
    """The signature in the document's own spelling: ``(x: number, y?: number) -> string``, after the name if given."""
    return f"{name}({', '.join(map(parameter_text, signature.parameters))}) -> {type_text(signature.returns)}"


def parameter_text(parameter: Parameter) -> str:
    """One parameter in the document's own spelling."""
    if parameter.rest:
        return f"...{parameter.name}: {type_text(parameter.type)}"
    mark = "?" if parameter.optional and not parameter.has_default else ""
    default = f" = {show(parameter.default)}" if parameter.has_default else ""
    return f"{parameter.name}{mark}: {type_text(parameter.type)}{default}"
