"""What is known of a value while a program is translated: a lattice from nothing (``NEVER``) to anything (``ANY``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intent_lsp.document.model import (
    ArrayOf,
    LiteralOf,
    MapOf,
    Named,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.values import Target

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is one of those below; ``parts`` are items, or key and value; ``fields`` are those of a record."""

    name: str
    parts: tuple[Kind, ...] = ()
    fields: tuple[tuple[str, Kind], ...] = ()

    @property
    def item(self) -> Kind:
        """What a loop over a value of this kind sees; of a function, what it returns."""
        if self.name == "tuple":
            return joined(*self.parts)
        if self.name in ("text", "object", "record"):
            return TEXT
        return self.parts[0] if self.parts else ANY

    @property
    def value(self) -> Kind:
        """What a key leads to."""
        if self.name == "record":
            return joined(*(kind for _, kind in self.fields)) if self.fields else ANY
        return self.parts[-1] if self.parts else ANY

    def field(self, name: str) -> Kind | None:
        """The kind of a record's field."""
        return dict(self.fields).get(name)


NEVER, ANY, NULL, BOOL, TEXT = Kind("never"), Kind("any"), Kind("null"), Kind("bool"), Kind("text")
NAT = Kind("nat")
"""A whole number from 0."""
INT = Kind("int")
FLOAT = Kind("float")
"""What Python calls a float, also when it is whole."""
FINITE = Kind("finite")
"""A number that is not NaN and not infinite."""
NUMBER = Kind("number")

NUMBERS = frozenset(("nat", "int", "float", "finite", "number"))
WHOLE = frozenset(("nat", "int"))
DICTS = frozenset(("map", "object", "record"))
LISTS = frozenset(("list", "tuple"))
SCALARS = NUMBERS | {"bool", "text", "null"}


def list_of(item: Kind) -> Kind:
    """A list, array or anything that is made one."""
    return Kind("list", (item,))


def tuple_of(*items: Kind) -> Kind:
    """A list whose items have kinds of their own."""
    return Kind("tuple", items)


def map_of(key: Kind, value: Kind) -> Kind:
    """A dict that the program builds; in JavaScript a Map."""
    return Kind("map", (key, value))


def object_of(value: Kind) -> Kind:
    """A JSON object with any keys."""
    return Kind("object", (value,))


def record_of(fields: Mapping[str, Kind]) -> Kind:
    """A JSON object with known keys."""
    return Kind("record", (), tuple(fields.items()))


def set_of(item: Kind) -> Kind:
    """A set."""
    return Kind("set", (item,))


def function_of(returns: Kind) -> Kind:
    """Something to call."""
    return Kind("function", (returns,))


def maybe(kind: Kind) -> Kind:
    """The kind, or nothing: ``None``, ``null`` or ``undefined``."""
    return kind if kind.name in ("maybe", "null", "any", "never") else Kind("maybe", (kind,))


def joined(*kinds: Kind) -> Kind:
    """The smallest kind that holds all of them."""
    found = NEVER
    for kind in kinds:
        found = _join(found, kind, 0)
    return found


def _join(one: Kind, other: Kind, depth: int) -> Kind:
    if one == other or other == NEVER:
        return _cut(one, depth)
    if one == NEVER:
        return _cut(other, depth)
    if ANY in (one, other) or depth > _DEEPEST:
        return ANY
    names = {one.name, other.name}
    if names <= NUMBERS:
        return _numbers(names)
    if "null" in names or "maybe" in names:
        inner = [kind.parts[0] if kind.name == "maybe" else kind for kind in (one, other) if kind != NULL]
        held = inner[0] if len(inner) == 1 else _join(inner[0], inner[1], depth + 1)
        return maybe(held)
    if names <= LISTS:
        return _lists(one, other, depth)
    if names == {"record"}:
        return _records(one, other, depth)
    if names == {"record", "object"}:
        return object_of(_join(one.value, other.value, depth + 1))
    if len(names) == 1 and len(one.parts) == len(other.parts):
        parts = zip(one.parts, other.parts, strict=True)
        return Kind(one.name, tuple(_join(a, b, depth + 1) for a, b in parts))
    return ANY


def _cut(kind: Kind, depth: int) -> Kind:
    return ANY if depth > _DEEPEST and kind.parts else kind


def _numbers(names: set[str]) -> Kind:
    if "number" in names or "float" in names:
        return NUMBER
    return FINITE if "finite" in names else INT


def _lists(one: Kind, other: Kind, depth: int) -> Kind:
    if one.name == other.name == "tuple" and len(one.parts) == len(other.parts):
        parts = zip(one.parts, other.parts, strict=True)
        return tuple_of(*(_join(a, b, depth + 1) for a, b in parts))
    return list_of(_join(one.item, other.item, depth + 1))


def _records(one: Kind, other: Kind, depth: int) -> Kind:
    if [name for name, _ in one.fields] != [name for name, _ in other.fields]:
        return object_of(_join(one.value, other.value, depth + 1))
    fields = dict(other.fields)
    return record_of({name: _join(kind, fields[name], depth + 1) for name, kind in one.fields})


def kind_of(type: TypeExpr, named: Mapping[str, TypeExpr], source: Target, depth: int = 0) -> Kind:
    """What a declared type says of a value in the source language. JSON holds no NaN."""
    if depth > _DEEPEST:
        return ANY
    match type:
        case Primitive(name):
            number = FINITE if source == "js" else NUMBER
            known = {"number": number, "integer": INT, "string": TEXT, "boolean": BOOL, "null": NULL}
            return known.get(name, ANY)
        case LiteralOf(value):
            return _literal(value)
        case Named(name):
            return kind_of(named[name], named, source, depth + 1) if name in named else ANY
        case ArrayOf(item):
            return list_of(kind_of(item, named, source, depth + 1))
        case TupleOf(items):
            return tuple_of(*(kind_of(item, named, source, depth + 1) for item in items))
        case MapOf(value):
            return object_of(kind_of(value, named, source, depth + 1))
        case RecordOf(fields):
            if any(field.optional for field in fields):
                return object_of(joined(*(kind_of(field.type, named, source, depth + 1) for field in fields)))
            return record_of({field.name: kind_of(field.type, named, source, depth + 1) for field in fields})
        case UnionOf(options):
            return joined(*(kind_of(option, named, source, depth + 1) for option in options))


def _literal(value: object) -> Kind:
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, str):
        return TEXT
    return NAT if isinstance(value, int) and value >= 0 else INT if isinstance(value, int) else FLOAT
