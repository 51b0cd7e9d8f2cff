"""The type that a number of values have in common, in the document's types."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.model import ANY, ArrayOf, Field, MapOf, Primitive, RecordOf, TupleOf, TypeExpr, UnionOf
from intent_lsp.document.type_language.typelang import MAX_DEPTH, union
from intent_lsp.values import JsonValue

_MOST_OPTIONS = 4
_MOST_FIELDS = 12
_DEEPEST = MAX_DEPTH // 2
"""Brackets around brackets: a document can hold a few more, and nobody reads them."""


def type_of(values: Sequence[JsonValue], depth: int = 0) -> TypeExpr:
    """The narrowest type worth writing that fits all values; ``any`` where there are none."""
    if depth > _DEEPEST:
        return ANY
    kinds: dict[TypeExpr, None] = {}
    for value in values:
        if not isinstance(value, (list, dict)):
            kinds[_simple(value)] = None
    if Primitive("number") in kinds:
        kinds.pop(Primitive("integer"), None)
    lists = [value for value in values if isinstance(value, list)]
    if lists:
        kinds[_list(lists, depth)] = None
    maps = [value for value in values if isinstance(value, dict)]
    if maps:
        kinds[_object(maps, depth)] = None
    return union(list(kinds)) if 0 < len(kinds) <= _MOST_OPTIONS and ANY not in kinds else ANY


def _simple(value: JsonValue) -> TypeExpr:
    if value is None:
        return Primitive("null")
    if isinstance(value, bool):
        return Primitive("boolean")
    if isinstance(value, int):
        return Primitive("integer")
    return Primitive("number" if isinstance(value, float) else "string")


def _list(lists: Sequence[list[JsonValue]], depth: int) -> TypeExpr:
    """A tuple where several have one length and each place has a type of its own, else an array."""
    item = type_of([item for value in lists for item in value], depth + 1)
    if not isinstance(item, UnionOf) or len(lists) == 1 or len({len(value) for value in lists}) > 1:
        return ArrayOf(item)
    places = tuple(type_of(place, depth + 1) for place in zip(*lists, strict=True))
    return TupleOf(places) if len(set(places)) > 1 and item not in places else ArrayOf(item)


def _object(maps: Sequence[dict[str, JsonValue]], depth: int) -> TypeExpr:
    """A record where most keys are always there, else a map."""
    keys = list(dict.fromkeys(key for value in maps for key in value))
    always = [key for key in keys if all(key in value for value in maps)]
    if keys and len(keys) <= _MOST_FIELDS and 2 * len(always) >= len(keys) and len(maps) > 1:
        return RecordOf(
            tuple(
                Field(k, type_of([value[k] for value in maps if k in value], depth + 1), k not in always) for k in keys
            )
        )
    return MapOf(type_of([item for value in maps for item in value.values()], depth + 1))
