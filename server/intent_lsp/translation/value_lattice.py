"""What is known of a value while a program is translated: a lattice from nothing (``NEVER``) to anything (``ANY``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from intent_lsp.document.model import (
    ArrayOf,
    Field,
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
    nothing: frozenset[str] = frozenset()
    """What stands for a missing value: ``null`` (Python's ``None``), JavaScript's ``undefined``, or either.

    ``absent`` only in a record's fields."""

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
            return joined(*(there_in(kind) for _, kind in self.fields)) if self.fields else ANY
        return self.parts[-1] if self.parts else ANY

    def field(self, name: str) -> Kind | None:
        """The kind of a record's field."""
        return dict(self.fields).get(name)


NEVER, ANY, BOOL, TEXT = Kind("never"), Kind("any"), Kind("bool"), Kind("text")
NULL = Kind("null", nothing=frozenset({"null"}))
UNDEFINED = Kind("null", nothing=frozenset({"undefined"}))
ABSENT = Kind("null", nothing=frozenset({"absent"}))
"""What a record's field is that may be left out; whoever reads it gets :data:`UNDEFINED`."""
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


def maybe(kind: Kind, nothing: Kind = NULL) -> Kind:
    """The kind, or nothing: :data:`NULL` or :data:`UNDEFINED`."""
    return kind if kind == NEVER else joined(kind, nothing)


def there_in(kind: Kind) -> Kind:
    """What a record's field holds where it is not left out."""
    nothing = kind.nothing - ABSENT.nothing
    if kind.name == "maybe" and not nothing:
        return kind.parts[0]
    return NEVER if kind.name == "null" and not nothing else replace(kind, nothing=nothing)


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
        return _anything(one.nothing | other.nothing)
    names = {one.name, other.name}
    if names <= NUMBERS:
        return _numbers(names)
    if "null" in names or "maybe" in names:
        return _missing(one, other, depth)
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


def _missing(one: Kind, other: Kind, depth: int) -> Kind:
    nothing = one.nothing | other.nothing
    inner = [kind.parts[0] if kind.name == "maybe" else kind for kind in (one, other) if kind.name != "null"]
    if not inner:
        return Kind("null", nothing=nothing)
    held = inner[0] if len(inner) == 1 else _join(inner[0], inner[1], depth + 1)
    return _anything(nothing) if held == ANY else Kind("maybe", (held,), nothing=nothing)


def _anything(nothing: frozenset[str]) -> Kind:
    """Any value; JSON's are never ``undefined``, so that this is said beside it."""
    more = nothing - NULL.nothing
    return Kind("maybe", (ANY,), nothing=more | NULL.nothing) if more else ANY


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
            if source == "js" and not any(one.name.isdigit() for one in fields):
                return record_of({one.name: _field(one, named, depth) for one in fields})
            if any(field.optional for field in fields):
                return object_of(joined(*(kind_of(field.type, named, source, depth + 1) for field in fields)))
            return record_of({field.name: kind_of(field.type, named, source, depth + 1) for field in fields})
        case UnionOf(options):
            return joined(*(kind_of(option, named, source, depth + 1) for option in options))


def _field(field: Field, named: Mapping[str, TypeExpr], depth: int) -> Kind:
    kind = kind_of(field.type, named, "js", depth + 1)
    return joined(kind, ABSENT) if field.optional else kind


def _literal(value: object) -> Kind:
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, str):
        return TEXT
    return NAT if isinstance(value, int) and value >= 0 else INT if isinstance(value, int) else FLOAT
