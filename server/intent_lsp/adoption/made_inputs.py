"""Arguments made from types and from a function's own constants: small, and near its decisions. Deterministic."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from intent_lsp.adoption.contract import Arguments
from intent_lsp.document.model import (
    ANY,
    ArrayOf,
    LiteralOf,
    MapOf,
    Parameter,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.values import JsonValue

_NUMBERS: dict[str, tuple[JsonValue, ...]] = {
    "integer": (3, 0, 1, -1, 2, 10, 7, -5, 100),
    "number": (3, 0, 1, -1, 2.5, 10, 0.5, -2.5, 100),
}
_TEXTS = (
    "hello",
    "",
    "a",
    "Hello World",
    "abc",
    "two words",
    "ABC",
    "a-b_c",
    "12",
    " x ",
    "level",
    "Zoë",
    "aabb",
    "x, y",
    "a.b",
    "one\ttwo",
    "one\ntwo",
    "fooBar",
    " Two  Words ",
    "XMLFile2",
)
NUMBER_TEXTS = ("-5", " 7 ", "+7", "1.5", "007", "1e3")
"""Texts that are numbers, or nearly: for functions that read numbers."""
_ANYTHING: tuple[JsonValue, ...] = (
    3, "hello", "a", [3, 1, 2], 1, {"a": 1}, True, None, 0, "", [], {}, 2.5, ["b", "a"],
)  # fmt: skip
_OF_ONE_KIND: tuple[JsonValue, ...] = ([3, 1, 2], ["b", "a", "b"], [[1, 2], [3]], [1, 1], [{"a": 1}, {"a": 2}],
                                      [2, -1, 2, 0])  # fmt: skip
"""Lists of anything are mostly of one thing."""
_TIES = (4, 0, 2, 4, 3, 0)
"""Which values of a pool a list has in which order, equal ones apart from each other: for what sorts, groups, or keeps
each value once."""
_SEPARATORS = ("-", ", ", "/", "")
_MOST_LENGTH = 12
_MOST_CONSTANTS = 14
_MOST_DEPTH = 3
_MOST_IN_A_FIELD = 8
_LARGE = (100_000, 10_000_000, 1_000_000_000)
_LARGEST = 10_000
"""A function may loop up to a number: larger constants are left out."""


def argument_lists(
    parameters: Sequence[Parameter], constants: Sequence[JsonValue], most: int, more_texts: Sequence[str] = ()
) -> list[Arguments]:
    """Up to ``most`` lists of arguments that fit the parameters, each once, the plainest first."""
    made = _Pools(constants, more_texts)
    pools = [made.of(parameter) for parameter in parameters]
    found: dict[str, Arguments] = {}
    for args in islice(_combined(parameters, pools, most), 4 * most):
        found.setdefault(json.dumps(args, sort_keys=True), args)
        if len(found) >= most:
            break
    return list(found.values())


def large_numbers(parameters: Sequence[Parameter]) -> list[Arguments]:
    """Arguments with one number that is large: few, as a function may loop up to it."""
    plain = _typical_inputs(parameters, [_Pools(()).of(parameter) for parameter in parameters])
    return [
        _spread(parameters, [*plain[:index], large, *plain[index + 1 :]])
        for large in _LARGE
        for index, parameter in enumerate(parameters)
        if not parameter.rest and _takes_numbers(parameter.type)
    ]


def _takes_numbers(type: TypeExpr) -> bool:
    options = type.options if isinstance(type, UnionOf) else (type,)
    return any(option in (Primitive("number"), Primitive("integer")) for option in options)


def _combined(parameters: Sequence[Parameter], pools: list[list[JsonValue]], most: int) -> Iterator[Arguments]:
    if not pools:
        yield ()
        return
    least = sum(not (item.optional or item.has_default or item.rest) for item in parameters)
    counts = range(least, len(parameters) + 1)
    for count in counts:
        yield _spread(parameters, _typical_inputs(parameters, pools)[:count])
    if math.prod(map(len, pools)) <= most:
        for count in counts:
            for values in product(*pools[:count]):
                yield _spread(parameters, values)
        return
    plain = _typical_inputs(parameters, pools)
    for index, pool in enumerate(pools):  # one at a time
        for value in pool:
            changed = [*plain[:index], value, *plain[index + 1 :]]
            for count in range(max(least, index + 1), len(pools) + 1):
                yield _spread(parameters, changed[:count])
    for first, second in ((i, j) for j in range(len(pools)) for i in range(j)):
        for one, two in product(pools[first][:6], pools[second][:6]):
            yield _spread(parameters, [*plain[:first], one, *plain[first + 1 : second], two, *plain[second + 1 :]])
    for step in range(most):  # all at once, in steps that have no common period
        yield _spread(parameters, [pool[step * (2 * i + 1) % len(pool)] for i, pool in enumerate(pools)])


def _spread(parameters: Sequence[Parameter], values: Sequence[JsonValue]) -> Arguments:
    """Arguments by position: a rest parameter's list as single values."""
    if parameters and parameters[-1].rest and len(values) == len(parameters):
        return (*values[:-1], *values[-1])
    return tuple(values)


def _typical_inputs(parameters: Sequence[Parameter], pools: list[list[JsonValue]]) -> list[JsonValue]:
    """A typical value for each parameter: its default where it has one."""
    return [
        parameter.default if parameter.has_default else _different(pool, index)
        for index, (parameter, pool) in enumerate(zip(parameters, pools, strict=True))
    ]


def _different(pool: list[JsonValue], index: int) -> JsonValue:
    """A plain value for the parameter or field of that number: neighbours of one type do not get the same."""
    return pool[2 * index % len(pool)]


class _Pools:
    """Values of each type."""

    def __init__(self, constants: Sequence[JsonValue], more_texts: Sequence[str] = ()) -> None:
        self._more_texts = more_texts
        near = list(constants)[:_MOST_CONSTANTS]
        self._numbers = [c for c in near if isinstance(c, (int, float)) and abs(c) <= _LARGEST]
        self._texts = [c for c in near if isinstance(c, str)]

    def of(self, parameter: Parameter) -> list[JsonValue]:
        """Values for a parameter: those that stand in for its default, then those of its type."""
        default = parameter.default
        instead = []
        if isinstance(default, str) and 0 < len(default) < 4 and not default.isalnum():
            instead = [text for text in _SEPARATORS if text != default]
        return [*instead, *self.pool(parameter.type, 0)]

    def pool(self, type: TypeExpr, depth: int) -> list[JsonValue]:
        """Values of the type, the most typical first, each once."""
        found: dict[str, JsonValue] = {}
        for value in self._values(type, depth):
            found.setdefault(json.dumps(value, sort_keys=True), value)
        return list(found.values())

    def _values(self, type: TypeExpr, depth: int) -> Iterable[JsonValue]:
        match type:
            case Primitive("number" | "integer" as kind):
                return [*_NUMBERS[kind], *self._near(whole=kind == "integer")]
            case Primitive("string"):
                return self._all_texts()
            case Primitive("boolean"):
                return [True, False]
            case Primitive("null"):
                return [None]
            case LiteralOf(value):
                return [value]
            case UnionOf(options):
                pools = [self.pool(option, depth) for option in options]
                return [pool[i] for i in range(max(map(len, pools))) for pool in pools if i < len(pool)]
            case ArrayOf(item):
                lists = self._lists(self.pool(item, depth + 1) if depth < _MOST_DEPTH else [])
                return [*_OF_ONE_KIND, *lists] if item == ANY else lists
            case TupleOf(items):
                return self._mixed([self.pool(item, depth + 1) for item in items])
            case MapOf(item):
                return self._maps(self.pool(item, depth + 1) if depth < _MOST_DEPTH else [])
            case RecordOf():
                return self._records(type, depth)
            case _:
                return [*_ANYTHING, *self._near(whole=False), *self._texts]

    def _near(self, *, whole: bool) -> Iterator[JsonValue]:
        """Constants, and what lies beside them."""
        for constant in self._numbers:
            if float(constant).is_integer():
                yield from (int(constant), int(constant) + 1, int(constant) - 1, -int(constant), int(constant) * 2)
            elif not whole:
                yield from (constant, constant + 1, -constant)

    def _all_texts(self) -> Iterator[JsonValue]:
        yield from _TEXTS[:4]
        for text in self._texts:
            yield from (text, f"{text}abc", f"abc{text}", f"a{text}b{text}c")
        for size in self._sizes():
            yield "abcdefghijklmnopqrstuvwxyz"[:size]
        yield from (*_TEXTS[4:], *self._more_texts)
        for one, two in zip(self._texts, self._texts[1:], strict=False):
            yield from (one + two, f"a{one}b{two}c")

    def _sizes(self) -> list[int]:
        """Lengths that a function may decide by."""
        whole = {int(c) + d for c in self._numbers if float(c).is_integer() for d in (-1, 0, 1)}
        return sorted(size for size in whole if 1 < size <= 26)

    def _lists(self, items: list[JsonValue]) -> Iterator[JsonValue]:
        yield [items[i] for i in (0, 2, 4) if i < len(items)]
        yield []
        if not items:
            return
        yield items[:1]
        yield [items[0], items[0]]
        yield items[:2]
        yield [items[i] for i in _TIES if i < len(items)]
        for item in items[1:_MOST_CONSTANTS]:
            yield [item]
            yield [items[0], item]
            yield [item, items[0]]
            yield [item, items[0], item]
        yield items[:5]
        yield items[:5][::-1]
        for size in self._sizes():
            if size <= _MOST_LENGTH:
                yield (items * size)[:size]

    def _mixed(self, pools: list[list[JsonValue]]) -> Iterator[JsonValue]:
        for step in range(12):
            yield [pool[step * (2 * i + 1) % len(pool)] for i, pool in enumerate(pools)]

    def _maps(self, items: list[JsonValue]) -> Iterator[JsonValue]:
        keys = [*(text for text in self._texts if text.isidentifier()), "a", "b", "c"][:3]
        yield dict(zip(keys, items, strict=False))
        yield {}
        for item in items[:8]:
            yield {keys[0]: item}
            yield {keys[0]: items[0], keys[1]: item}

    def _records(self, type: RecordOf, depth: int) -> Iterator[JsonValue]:
        pools = [self.pool(field.type, depth + 1) for field in type.fields]
        whole = {
            field.name: _different(pool, i) for i, (field, pool) in enumerate(zip(type.fields, pools, strict=True))
        }
        yield whole
        least = {field.name: whole[field.name] for field in type.fields if not field.optional}
        yield least
        for field in type.fields:
            if field.optional:
                yield {**least, field.name: whole[field.name]}
                yield {name: value for name, value in whole.items() if name != field.name}
        for number in range(1, _MOST_IN_A_FIELD):  # all fields in turn: short lists of records differ in each
            for field, pool in zip(type.fields, pools, strict=True):
                yield from ({**whole, field.name: value} for value in pool[number : number + 1])


KINDS: tuple[tuple[TypeExpr, JsonValue], ...] = (
    (Primitive("integer"), 3),
    (Primitive("number"), 2.5),
    (Primitive("string"), "Hello World"),
    (ArrayOf(Primitive("integer")), [3, 1, 2]),
    (ArrayOf(Primitive("string")), ["b", "a", "b"]),
    (ArrayOf(ArrayOf(Primitive("integer"))), [[1, 2], [3, 4]]),
    (MapOf(ANY), {"a": 1, "b": 2}),
    (Primitive("boolean"), True),
)
"""What a parameter may be that nothing is known of, with a value to find out by."""
