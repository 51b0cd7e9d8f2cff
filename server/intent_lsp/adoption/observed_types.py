"""The type that a number of values have in common, in the document's types."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.model import ANY, ArrayOf, Field, MapOf, Primitive, RecordOf, TypeExpr
from intent_lsp.document.typelang import union
from intent_lsp.values import JsonValue

_MOST_OPTIONS = 4
_MOST_FIELDS = 12


def type_of(values: Sequence[JsonValue]) -> TypeExpr:
    """The narrowest type worth writing that fits all values; ``any`` where there are none."""
    kinds: dict[TypeExpr, None] = {}
    for value in values:
        if not isinstance(value, (list, dict)):
            kinds[_simple(value)] = None
    if Primitive("number") in kinds:
        kinds.pop(Primitive("integer"), None)
    lists = [value for value in values if isinstance(value, list)]
    if lists:
        items = [item for value in lists for item in value]
        kinds[ArrayOf(type_of(items) if items else ANY)] = None
    maps = [value for value in values if isinstance(value, dict)]
    if maps:
        kinds[_object(maps)] = None
    return union(list(kinds)) if 0 < len(kinds) <= _MOST_OPTIONS and ANY not in kinds else ANY


def _simple(value: JsonValue) -> TypeExpr:
    if value is None:
        return Primitive("null")
    if isinstance(value, bool):
        return Primitive("boolean")
    if isinstance(value, int):
        return Primitive("integer")
    return Primitive("number" if isinstance(value, float) else "string")


def _object(maps: Sequence[dict[str, JsonValue]]) -> TypeExpr:
    """A record where most keys are always there, else a map."""
    keys = list(dict.fromkeys(key for value in maps for key in value))
    always = [key for key in keys if all(key in value for value in maps)]
    if keys and len(keys) <= _MOST_FIELDS and 2 * len(always) >= len(keys) and len(maps) > 1:
        return RecordOf(
            tuple(Field(k, type_of([value[k] for value in maps if k in value]), k not in always) for k in keys)
        )
    return MapOf(type_of([item for value in maps for item in value.values()]))
