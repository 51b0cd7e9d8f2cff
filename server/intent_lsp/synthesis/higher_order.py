"""The higher-order operators: what each does with a list and the function of its body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from intent_lsp.synthesis.search_values import Record, Undefined, Value, need, number
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type, list_of, map_of

Body: TypeAlias = Callable[[Value], Value]


@dataclass(frozen=True, slots=True)
class HigherOrder:
    """One of them. ``body`` is the kind of type its function returns."""

    apply: Callable[[Body, Value], Value]
    cost: int
    hints: tuple[str, ...]
    body: Literal["any", "boolean", "number", "orderable", "string"]


def _find(body: Body, items: Value) -> Value:
    for item in items:
        if body(item):
            return item
    raise Undefined


def _find_position(body: Body, items: Value) -> Value:
    return next((index for index, item in enumerate(items) if body(item)), -1)


def _greatest(body: Body, items: Value) -> Value:
    need(items)
    return max(items, key=body)


def _least(body: Body, items: Value) -> Value:
    need(items)
    return min(items, key=body)


def _count_by(body: Body, items: Value) -> Value:
    counts: dict[str, int] = {}
    for item in items:
        key = body(item)
        counts[key] = counts.get(key, 0) + 1
    return Record(dict(counts))


def _group_by(body: Body, items: Value) -> Value:
    groups: dict[str, list[Value]] = {}
    for item in items:
        groups.setdefault(body(item), []).append(item)
    return Record({key: tuple(group) for key, group in groups.items()})


def _higher(
    apply: Callable[[Body, Value], Value],
    cost: int,
    hints: str,
    body: Literal["any", "boolean", "number", "orderable", "string"],
) -> HigherOrder:
    return HigherOrder(apply, cost, tuple(hints.split()), body)


EACH: dict[str, HigherOrder] = {
    "map": _higher(lambda f, x: tuple(f(y) for y in x), 2, "each every convert all square word names", "any"),
    "filter": _higher(
        lambda f, x: tuple(y for y in x if f(y)),
        2,
        "filter only keep where select remov positive even odd over activ",
        "boolean",
    ),
    "all": _higher(lambda f, x: all(tuple(f(y) for y in x)), 2, "all every valid", "boolean"),
    "any": _higher(lambda f, x: any(tuple(f(y) for y in x)), 2, "any some contain has exist", "boolean"),
    "count": _higher(lambda f, x: sum(1 for y in x if f(y)), 2, "count how many number", "boolean"),
    "find": _higher(_find, 3, "find first", "boolean"),
    "findPosition": _higher(_find_position, 4, "index position first", "boolean"),
    "sortBy": _higher(lambda f, x: tuple(sorted(x, key=f)), 3, "sort order by rank", "orderable"),
    "sortByDown": _higher(
        lambda f, x: tuple(sorted(x, key=f, reverse=True)), 4, "descend highest top most rank", "number"
    ),
    "greatestBy": _higher(_greatest, 3, "longest max larg most best high old top", "number"),
    "leastBy": _higher(_least, 3, "shortest min small least cheap low young", "number"),
    "countBy": _higher(_count_by, 3, "count frequen occur histogram many", "string"),
    "groupBy": _higher(_group_by, 3, "group by bucket", "string"),
    "sumBy": _higher(lambda f, x: number(sum(f(y) for y in x)), 2, "sum total", "number"),
}


def result_type(kind: str, item: Type, body: Type) -> Type | None:
    """The type of the whole for items and a body of these types; ``None`` where the operator takes no such body."""
    wanted = EACH[kind].body
    fits = (
        wanted == "any"
        or (wanted == "boolean" and body is BOOLEAN)
        or (wanted == "number" and body is NUMBER)
        or (wanted == "string" and body is STRING)
        or (wanted == "orderable" and body in (NUMBER, STRING))
    )
    if not fits:
        return None
    match kind:
        case "map":
            return list_of(body)
        case "filter" | "sortBy" | "sortByDown":
            return list_of(item)
        case "all" | "any":
            return BOOLEAN
        case "count" | "sumBy" | "findPosition":
            return NUMBER
        case "countBy":
            return map_of(NUMBER)
        case "groupBy":
            return map_of(list_of(item))
        case _:
            return item
