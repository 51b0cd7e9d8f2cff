"""Types of the signature as TypeScript writes them, in ``.d.ts`` files and in comments that TypeScript reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

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

_NAMES = {"integer": "number"}
_TAKEN = frozenset({"any", "unknown", "never", "void", "object", "undefined", "symbol", "bigint", "number", "string",
                    "boolean", "null", "Array", "Record", "Promise"})  # fmt: skip
"""Names that mean something else in TypeScript."""


def type_text(type: TypeExpr, named: Mapping[str, TypeExpr]) -> str:
    """The type; names of ``named`` stay names, and others are ``any``."""
    match type:
        case Primitive(kind):
            return _NAMES.get(kind, kind)
        case LiteralOf(value):
            return json.dumps(value, ensure_ascii=True).replace("*/", "*\\/")
        case Named(name):
            return name if name in named and name not in _TAKEN else "any"
        case ArrayOf(item):
            text = type_text(item, named)
            return f"({text})[]" if isinstance(item, UnionOf) else f"{text}[]"
        case TupleOf(items):
            return f"[{', '.join(type_text(item, named) for item in items)}]"
        case MapOf(item):
            return f"Record<string, {type_text(item, named)}>"
        case RecordOf(fields):
            parts = [f"{_key(f.name)}{'?' if f.optional else ''}: {type_text(f.type, named)}" for f in fields]
            return f"{{ {'; '.join(parts)} }}" if parts else "{}"
        case UnionOf(options):
            texts = dict.fromkeys(type_text(option, named) for option in options)
            return "any" if "any" in texts else " | ".join(texts)


def rest_item(parameter: Parameter) -> TypeExpr:
    """The type of one value of a rest parameter."""
    return parameter.type.item if isinstance(parameter.type, ArrayOf) else Primitive("any")


def needed_types(signature: Signature, named: Mapping[str, TypeExpr]) -> list[str]:
    """The declared types that a signature needs, those that they need included, in the order of their declaration."""
    found: set[str] = set()
    waiting = [signature.returns, *(parameter.type for parameter in signature.parameters)]
    while waiting:
        for name in _names(waiting.pop()):
            if name in named and name not in found and name not in _TAKEN:
                found.add(name)
                waiting.append(named[name])
    return [name for name in named if name in found]


def _names(type: TypeExpr) -> Iterator[str]:
    waiting = [type]
    while waiting:
        match waiting.pop():
            case Named(name):
                yield name
            case ArrayOf(inner) | MapOf(inner):
                waiting.append(inner)
            case TupleOf(parts) | UnionOf(parts):
                waiting += parts
            case RecordOf(fields):
                waiting += [field.type for field in fields]
            case _:
                pass


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("$", "_").isidentifier()
    return name if plain else json.dumps(name).replace("*/", "*\\/")
