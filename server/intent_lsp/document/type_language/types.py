"""What the types of the document mean: whether a value fits one, and how one is written in each language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from intent_lsp.document.model import (
    ArrayOf,
    Field,
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
from intent_lsp.equality import kind_of
from intent_lsp.values import JsonValue, Target, show

MAX_DEPTH = 60
"""Values nested deeper are not looked into."""
MAX_STEPS = 20_000
"""How many comparisons one value may take: recursive unions could try every option at every level."""


class Mismatch(NamedTuple):
    """Why a value does not fit; ``path`` leads from the value to the part that is wrong."""

    path: tuple[str | int, ...]
    message: str
    extra_key: bool = False
    """The last step of the path is a key that the type does not have."""


def find_mismatch(type: TypeExpr, value: JsonValue, named: Mapping[str, TypeExpr]) -> Mismatch | None:
    """``None`` when the value has the type, else the first part that does not fit.

    A name nobody declares fits all, and so does what is beyond :data:`MAX_DEPTH` and :data:`MAX_STEPS`.
    """
    if isinstance(type, Primitive) and _primitive(type.kind, value):
        return None
    return _Fitting(named).fit(type, value, (), 0)


_KINDS: dict[str, frozenset[type]] = {
    "number": frozenset((int, float)),
    "integer": frozenset((int,)),  # 5.0 is one too, but takes a look
    "string": frozenset((str,)),
    "boolean": frozenset((bool,)),
    "null": frozenset((type(None),)),
    "any": frozenset((int, float, str, bool, type(None), list, dict)),
}
_NONE: frozenset[type] = frozenset()


def kinds_of(type: TypeExpr) -> frozenset[type]:
    """The Python types whose values all have this type of the document; none when it takes a look."""
    return _KINDS[type.kind] if isinstance(type, Primitive) else _NONE


def has_type(type: TypeExpr, value: JsonValue, named: Mapping[str, TypeExpr]) -> bool:
    """Whether :func:`find_mismatch` finds nothing; quick for what is plain to see."""
    return _surely_has_type(type, value, named, 3) or find_mismatch(type, value, named) is None


def _surely_has_type(type: TypeExpr, value: JsonValue, named: Mapping[str, TypeExpr], names: int) -> bool:
    """Whether the value has the type beyond doubt. As deep as the type is; that many names are looked up on the way."""
    if isinstance(type, Primitive):
        return value.__class__ in _KINDS[type.kind]
    if isinstance(type, LiteralOf):
        return type.value.__class__ is value.__class__ and type.value == value
    if isinstance(type, Named):
        return names > 0 and type.name in named and _surely_has_type(named[type.name], value, named, names - 1)
    if isinstance(type, ArrayOf):
        if not isinstance(value, list):
            return False
        item = type.item
        if isinstance(item, Primitive):
            return _KINDS[item.kind].issuperset([part.__class__ for part in value])
        return all(_surely_has_type(item, part, named, names) for part in value)
    if isinstance(type, RecordOf):
        if not isinstance(value, dict) or len(value) != len(type.fields):
            return False
        for field in type.fields:
            if field.name not in value or not _surely_has_type(field.type, value[field.name], named, names):
                return False
        return True
    if isinstance(type, UnionOf):
        for option in type.options:  # plain loops: they run for every value of every example
            if _surely_has_type(option, value, named, names):
                return True
    return False


class _Fitting:
    def __init__(self, named: Mapping[str, TypeExpr]) -> None:
        self.named = named
        self.steps = 0

    def fit(self, type: TypeExpr, value: JsonValue, path: tuple[str | int, ...], depth: int) -> Mismatch | None:
        self.steps += 1
        if depth > MAX_DEPTH or self.steps > MAX_STEPS:
            return None
        match type:
            case Primitive() | LiteralOf():
                return None if _simple(type, value) else _wrong(type, value, path)
            case Named(name):
                target = self.named.get(name)
                return None if target is None else self.fit(target, value, path, depth + 1)
            case UnionOf(options):
                return self.union(type, options, value, path, depth)
            case RecordOf():
                return self.record(type, value, path, depth)
            case ArrayOf(item):
                if isinstance(value, list):
                    return self.parts([(item, part, i) for i, part in enumerate(value)], path, depth)
            case TupleOf(items):
                if isinstance(value, list) and len(value) == len(items):
                    return self.parts([(items[i], part, i) for i, part in enumerate(value)], path, depth)
            case MapOf(item):
                if isinstance(value, dict):
                    return self.parts([(item, part, key) for key, part in value.items()], path, depth)
        return _wrong(type, value, path)

    def parts(
        self, parts: Sequence[tuple[TypeExpr, JsonValue, str | int]], path: tuple[str | int, ...], depth: int
    ) -> Mismatch | None:
        for type, value, step in parts:
            found = self.fit(type, value, (*path, step), depth + 1)
            if found is not None:
                return found
        return None

    def record(self, type: RecordOf, value: JsonValue, path: tuple[str | int, ...], depth: int) -> Mismatch | None:
        if not isinstance(value, dict):
            return _wrong(type, value, path)
        names = {field.name for field in type.fields}
        for key in value:
            if key not in names:
                return Mismatch((*path, key), f"the type {_brief(type)} has no field {show(key, 40)}", True)
        for field in type.fields:
            if field.name not in value and not field.optional:
                return Mismatch(path, f"the field {show(field.name, 40)} of the type {_brief(type)} is missing")
        there = [(field.type, value[field.name], field.name) for field in type.fields if field.name in value]
        return self.parts(there, path, depth)

    def union(
        self, type: UnionOf, options: tuple[TypeExpr, ...], value: JsonValue, path: tuple[str | int, ...], depth: int
    ) -> Mismatch | None:
        if any(isinstance(option, (Primitive, LiteralOf)) and _simple(option, value) for option in options):
            return None  # the usual case, without composing messages for the options before
        best: Mismatch | None = None
        for option in options:
            found = self.fit(option, value, path, depth + 1)
            if found is None:
                return None
            if best is None or len(found.path) > len(best.path):
                best = found
        # The option that went deepest is the one that was meant; if none did, the union as a whole says it best.
        return best if best is not None and len(best.path) > len(path) else _wrong(type, value, path)


def _simple(type: Primitive | LiteralOf, value: JsonValue) -> bool:
    if isinstance(type, Primitive):
        return _primitive(type.kind, value)
    return type.value == value and kind_of(type.value) == kind_of(value)


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


def _wrong(type: TypeExpr, value: JsonValue, path: tuple[str | int, ...]) -> Mismatch:
    if isinstance(type, TupleOf) and isinstance(value, list):
        return Mismatch(path, f"got an array of {len(value)}, want {_brief(type)}")
    if isinstance(type, LiteralOf) or (
        isinstance(type, UnionOf)
        and not isinstance(value, (list, dict))
        and any(isinstance(option, LiteralOf) for option in type.options)
    ):
        return Mismatch(path, f"got {show(value, 40)}, want {_brief(type)}")
    if type == Primitive("integer") and isinstance(value, float):
        return Mismatch(path, f"got {show(value, 40)}, want an integer")
    return Mismatch(path, f"got {kind_of(value)}, want {_brief(type)}")


def _brief(type: TypeExpr) -> str:
    text = type_text(type)
    return text if len(text) <= 80 else text[:79] + "…"


# --- writing types -----------------------------------------------------------------------------------------------


def type_text(type: TypeExpr, target: Target | None = None, named: Mapping[str, TypeExpr] | None = None) -> str:
    """The type in TypeScript spelling (``None``), as a JSDoc type (``js``) or as a Python annotation (``py``).

    With ``named`` given, the names of declared types are replaced by what they stand for, as generated code declares no
    types of its own; a type that contains itself, or grows out of hand, becomes the widest type there.
    """
    return _Writing(target, named or {}).text(type, ())


_NAMES: dict[Target | None, dict[str, str]] = {
    None: {},
    "js": {"integer": "number", "any": "*"},
    "py": {"number": "float", "integer": "int", "string": "str", "boolean": "bool", "null": "None", "any": "Any"},
}
_MAX_NAMES = 100


class _Writing:
    def __init__(self, target: Target | None, named: Mapping[str, TypeExpr]) -> None:
        self.target = target
        self.named = named
        self.names = 0

    def text(self, type: TypeExpr, seen: tuple[str, ...]) -> str:
        words = _NAMES[self.target]
        python = self.target == "py"
        match type:
            case Primitive(name):
                return words.get(name, name)
            case LiteralOf(value):
                return f"Literal[{value!r}]" if python else json.dumps(value, ensure_ascii=False)
            case Named(name):
                self.names += 1
                if name in self.named and name not in seen and len(seen) < 8 and self.names <= _MAX_NAMES:
                    return self.text(self.named[name], (*seen, name))
                return words.get("any", name)
            case ArrayOf(item):
                text = self.text(item, seen)
                if python:
                    return f"list[{text}]"
                return f"({text})[]" if " | " in text and text[0] not in "{[" else f"{text}[]"
            case TupleOf(items):
                parts = ", ".join([self.text(item, seen) for item in items])
                return f"tuple[{parts or '()'}]" if python else f"[{parts}]"
            case MapOf(item):
                text = self.text(item, seen)
                return f"dict[str, {text}]" if python else f"Record<string, {text}>"
            case RecordOf(fields):
                return self.record(fields, seen)
            case UnionOf(options):
                texts = dict.fromkeys([self.text(option, seen) for option in options])
                return words["any"] if words.get("any") in texts else " | ".join(texts)

    def record(self, fields: tuple[Field, ...], seen: tuple[str, ...]) -> str:
        texts = [self.text(field.type, seen) for field in fields]
        if self.target == "py":
            inner = "Any" if "Any" in texts or not texts else " | ".join(dict.fromkeys(texts))
            return f"dict[str, {inner}]"
        parts = [
            f"{_key(field.name)}{'?' if field.optional else ''}: {text}"
            for field, text in zip(fields, texts, strict=True)
        ]
        return f"{{ {', '.join(parts)} }}" if parts else "{}"


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
