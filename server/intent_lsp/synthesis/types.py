"""The types of the search: the document's types, narrowed to what operators can work with.

Types are interned: two equal types are one object, so that they compare and hash by identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
from intent_lsp.synthesis.search_values import FAILED, Record, Value


class Untypable(Exception):
    """The values do not share a type the search knows; the message names the trouble."""


class Type:
    """One interned type. Compare with ``is``; build with the functions of this module only."""

    __slots__ = ("fields", "item", "kind", "text")

    def __init__(self, kind: str, text: str, item: Type | None, fields: tuple[tuple[str, Type], ...]) -> None:
        self.kind = kind
        """``number | string | boolean | null | list | map | record | tuple | optional``."""
        self.text = text
        self.item = item
        self.fields = fields
        """Of a record, and of a tuple (whose keys are ``"0"``, ``"1"``, …)."""

    def __repr__(self) -> str:
        return self.text

    @property
    def inner(self) -> Type:
        """The item type of a list, map or optional; the type itself otherwise."""
        return self.item if self.item is not None else self


_interned: dict[str, Type] = {}


def _intern(kind: str, text: str, item: Type | None = None, fields: tuple[tuple[str, Type], ...] = ()) -> Type:
    found = _interned.get(text)
    if found is None:
        found = _interned[text] = Type(kind, text, item, fields)
    return found


NUMBER = _intern("number", "number")
STRING = _intern("string", "string")
BOOLEAN = _intern("boolean", "boolean")
NULL = _intern("null", "null")


def list_of(item: Type) -> Type:
    return _intern("list", f"{item.text}[]", item)


def map_of(item: Type) -> Type:
    return _intern("map", f"map<{item.text}>", item)


def optional(item: Type) -> Type:
    """The type or null; null and an optional stay what they are."""
    return item if item.kind in ("optional", "null") else _intern("optional", f"{item.text}?", item)


def record_of(fields: Iterable[tuple[str, Type]]) -> Type:
    pairs = tuple(fields)
    return _intern("record", "{" + ", ".join(f"{name!r}: {kind.text}" for name, kind in pairs) + "}", None, pairs)


def tuple_of(items: Iterable[Type]) -> Type:
    pairs = tuple((str(index), item) for index, item in enumerate(items))
    return _intern("tuple", "[" + ", ".join(kind.text for _, kind in pairs) + "]", None, pairs)


def resolve(expr: TypeExpr, names: Mapping[str, TypeExpr], values: Iterable[Value], depth: int = 0) -> Type:
    """The search's type of a declared type; ``any`` is inferred from the values that are seen there.

    Raises :class:`Untypable` for recursive types, mixed unions, and ``any`` whose values have no common type.
    """
    if depth > 20:
        raise Untypable("a type refers to itself")
    seen = [value for value in values if value is not FAILED]
    below = depth + 1
    match expr:
        case Primitive(kind="number" | "integer"):
            return NUMBER
        case Primitive(kind="string"):
            return STRING
        case Primitive(kind="boolean"):
            return BOOLEAN
        case Primitive(kind="null"):
            return NULL
        case Primitive():
            return infer(seen)
        case LiteralOf(value=value):
            return BOOLEAN if isinstance(value, bool) else STRING if isinstance(value, str) else NUMBER
        case ArrayOf(item=item):
            inner = [x for value in seen if isinstance(value, tuple) for x in value]
            return list_of(resolve(item, names, inner, below))
        case TupleOf(items=items):
            return tuple_of(
                resolve(item, names, [v[i] for v in seen if isinstance(v, tuple) and i < len(v)], below)
                for i, item in enumerate(items)
            )
        case MapOf(value=value):
            inner = [x for v in seen if isinstance(v, Record) for x in v.items.values()]
            return map_of(resolve(value, names, inner, below))
        case RecordOf(fields=fields):
            pairs = []
            for field in fields:
                inner = [v.items[field.name] for v in seen if isinstance(v, Record) and field.name in v.items]
                kind = resolve(field.type, names, inner, below)
                pairs.append((field.name, optional(kind) if field.optional else kind))
            return record_of(pairs)
        case UnionOf(options=options):
            return _resolve_union(options, names, seen, below)
        case Named(name=name):
            if name not in names:
                raise Untypable(f"the type {name} is not defined")
            return resolve(names[name], names, seen, below)


def _resolve_union(options: tuple[TypeExpr, ...], names: Mapping[str, TypeExpr], seen: list[Value], depth: int) -> Type:
    kinds = list(dict.fromkeys(resolve(option, names, [v for v in seen if v is not None], depth) for option in options))
    rest = [kind for kind in kinds if kind is not NULL]
    if not rest:
        return NULL
    kind = rest[0] if len(rest) == 1 else infer([value for value in seen if value is not None])
    return optional(kind) if NULL in kinds else kind


def infer(values: Iterable[Value]) -> Type:
    """The smallest type that holds every value. Raises :class:`Untypable` where there is none."""
    kinds = list(dict.fromkeys(_type_of(value) for value in values))
    if not kinds:
        raise Untypable("nothing tells what type a value has")
    found = kinds[0]
    for kind in kinds[1:]:
        found = _join(found, kind)
    return _settle(found)


_EMPTY = _intern("empty", "empty")


def _type_of(value: Value) -> Type:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, (int, float)):
        return NUMBER
    if isinstance(value, str):
        return STRING
    if isinstance(value, tuple):
        kinds = list(dict.fromkeys(_type_of(item) for item in value))
        try:
            found = _EMPTY
            for kind in kinds:
                found = _join(found, kind)
            return list_of(found)
        except Untypable:
            return tuple_of(_type_of(item) for item in value)
    return record_of((key, _type_of(item)) for key, item in value.items.items())


def _join(left: Type, right: Type) -> Type:
    """The smallest type above both."""
    if left is right or right is _EMPTY:
        return left
    if left is _EMPTY:
        return right
    if NULL in (left, right):
        return optional(right if left is NULL else left)
    if "optional" in (left.kind, right.kind):
        return optional(
            _join(left.inner if left.kind == "optional" else left, right.inner if right.kind == "optional" else right)
        )
    if left.kind == right.kind == "list":
        return list_of(_join(left.inner, right.inner))
    if left.kind == right.kind == "tuple" and len(left.fields) == len(right.fields):
        return tuple_of(_join(a, b) for (_, a), (_, b) in zip(left.fields, right.fields, strict=True))
    if left.kind in ("record", "map") and right.kind in ("record", "map"):
        return _join_records(left, right)
    raise Untypable(f"values of type {left.text} and {right.text} stand in the same place")


def _join_records(left: Type, right: Type) -> Type:
    """Records with the same keys join field by field; others are maps when all their values agree."""
    ours, theirs = dict(left.fields), dict(right.fields)
    if left.kind == right.kind == "record" and ours.keys() == theirs.keys():
        return record_of((key, _join(kind, theirs[key])) for key, kind in ours.items())
    kinds = [*ours.values(), *theirs.values(), *(t.inner for t in (left, right) if t.kind == "map")]
    found = _EMPTY
    for kind in kinds:
        found = _join(found, kind)
    return map_of(found)


def _settle(kind: Type) -> Type:
    """Replace what stayed unknown (the item of an always empty list) by strings."""
    if kind is _EMPTY:
        return STRING
    if kind.kind == "list":
        return list_of(_settle(kind.inner))
    if kind.kind == "map":
        return map_of(_settle(kind.inner))
    if kind.kind == "optional":
        return optional(_settle(kind.inner))
    if kind.kind == "record":
        return record_of((key, _settle(item)) for key, item in kind.fields)
    if kind.kind == "tuple":
        return tuple_of(_settle(item) for _, item in kind.fields)
    return kind
