"""Operators on lists and maps."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from intent_lsp.synthesis.operators.table import Level, Operator, op
from intent_lsp.synthesis.operators.text import countable, short
from intent_lsp.synthesis.search_values import Record, Undefined, Value, need, need_whole, number


def scalars(values: Value) -> Value:
    """The list, unless its items are lists or records, which JavaScript compares by identity."""
    if values and isinstance(values[0], (tuple, Record)):
        raise Undefined
    return values


def _scalar(value: Value) -> Value:
    if isinstance(value, (tuple, Record)):
        raise Undefined
    return value


def _bounded(values: Value) -> Value:
    need(len(values) <= 300)
    return values


def _sort_texts(values: Value) -> Value:
    return tuple(sorted(countable(value) for value in values))


def _at(values: Value, index: Value) -> Value:
    need_whole(index)
    need(0 <= index < len(values))
    return values[index]


def _take(values: Value, n: Value) -> Value:
    need_whole(n)
    need(n >= 0)
    return values[:n]


def _drop(values: Value, n: Value) -> Value:
    need_whole(n)
    need(n >= 0)
    return values[n:]


def _take_last(values: Value, n: Value) -> Value:
    need_whole(n)
    need(n > 0)
    return values[-n:]


def _drop_last(values: Value, n: Value) -> Value:
    need_whole(n)
    need(n > 0)
    return values[:-n]


def _position(values: Value, item: Value) -> Value:
    scalars(values)
    return values.index(item) if item in values else -1


def _stride(values: Value, step: Value) -> Value:
    need_whole(step)
    need(step > 0)
    return values[::step]


def _chunks(values: Value, n: Value) -> Value:
    need_whole(n)
    need(n > 0)
    return tuple(values[i : i + n] for i in range(0, len(values), n))


def _rotate(values: Value, n: Value) -> Value:
    need_whole(n)
    need(0 <= n <= len(values))
    return values[n:] + values[:n]


def _neighbours(values: Value) -> Value:
    return tuple(itertools.pairwise(values))


def _average(values: Value) -> Value:
    need(values)
    return number(math.fsum(values) / len(values))


def _median(values: Value) -> Value:
    need(values)
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else number((ordered[middle - 1] + ordered[middle]) / 2)


def _variance(values: Value) -> Value:
    need(values)
    mean = sum(values) / len(values)
    return number(sum((value - mean) ** 2 for value in values) / len(values))


def _accumulate(combine: Callable[[Value, Value], Value]) -> Callable[[Value], Value]:
    return lambda values: tuple(number(value) for value in itertools.accumulate(values, combine))


def _pairwise(combine: Callable[[Value, Value], Value]) -> Callable[[Value, Value], Value]:
    def apply(left: Value, right: Value) -> Value:
        need(len(left) == len(right))
        return tuple(number(combine(a, b)) for a, b in zip(left, right, strict=True))

    return apply


def _dot(left: Value, right: Value) -> Value:
    need(len(left) == len(right))
    return number(sum(a * b for a, b in zip(left, right, strict=True)))


def _most_common(values: Value) -> Value:
    scalars(values)
    need(values)
    counts: dict[Value, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return max(counts, key=lambda value: counts[value])


def _text_keys(entries: dict[str, Value]) -> dict[str, Value]:
    """The entries, unless JavaScript would list them in another order: number-like keys come first there."""
    if any(key.isdigit() for key in entries) and len(entries) > 1:
        raise Undefined
    return entries


def _entries(mapping: Value) -> Value:
    return tuple(Record({"key": key, "value": value}) for key, value in _text_keys(mapping.items).items())


def _from_lists(keys: Value, values: Value) -> Value:
    need(len(keys) == len(values))
    return Record(dict(zip(keys, values, strict=True)))


def _without_key(mapping: Value, key: Value) -> Value:
    return Record({name: value for name, value in mapping.items.items() if name != key})


def _range_of(values: Value) -> Value:
    return number(max(values) - min(values))


_JS_COMPARE = "(a, b) => a - b"
_JS_SUM = "{0:9}.reduce((a, b) => a + b, 0)"

LISTS: tuple[Operator, ...] = (
    op("count", "list T -> num", len, "{0:9}.length", "len({0})",
       hints="length count number how many size average mean"),
    op("first", "list T -> T", lambda x: x[0], "{0:9}[0]", hints="first head begin initial"),
    op("last", "list T -> T", lambda x: x[-1], "{0:9}.at(-1)", "{0:9}[-1]",
       hints="last end final domain extension surname"),
    op("at", "list T int -> T", _at, "{0:9}.at({1})", "{0:9}[{1}]",
       hints="nth index element second third middle position"),
    op("reverse", "list T -> list T", lambda x: x[::-1], "[...{0}].reverse()", "{0:9}[::-1]",
       hints="revers backward order"),
    op("unique", "list T -> list T", lambda x: tuple(dict.fromkeys(scalars(x))), "[...new Set({0})]",
       "list(dict.fromkeys({0:it}))", hints="uniq duplicat distinct dedup differ remov"),
    op("takeItems", "list T int -> list T", _take, "{0:9}.slice(0, {1})", "{0:9}[:{1}]", hints="first top take"),
    op("dropItems", "list T int -> list T", _drop, "{0:9}.slice({1})", "{0:9}[{1}:]", hints="rest skip without first"),
    op("takeLastItems", "list T int -> list T", _take_last, "{0:9}.slice(-{1:9})", "{0:9}[-{1:9}:]", cost=3,
       hints="last recent"),
    op("dropLastItems", "list T int -> list T", _drop_last, "{0:9}.slice(0, -{1:9})", "{0:9}[:-{1:9}]", cost=3,
       hints="without last"),
    op("concatItems", "list T list T -> list T", lambda a, b: _bounded(a + b), "[...{0}, ...{1}]", "{0:6} + {1:6}",
       cost=3, py_level=Level.ADD, hints="concat merg join combin append both union"),
    op("append", "list T T -> list T", lambda a, b: _bounded((*a, b)), "[...{0}, {1}]", "[*{0:6}, {1}]", cost=4,
       hints="append add end push"),
    op("prepend", "T list T -> list T", lambda a, b: _bounded((a, *b)), "[{0}, ...{1}]", "[{0}, *{1:6}]", cost=4,
       hints="prepend front start unshift"),
    op("has", "list T T -> bool", lambda a, b: _scalar(b) in a, "{0:9}.includes({1})", "{1:6} in {0:6}",
       py_level=Level.COMPARE, hints="contain includes has member exist"),
    op("countItem", "list T T -> num", lambda a, b: a.count(_scalar(b)), "{0:9}.filter((x) => x === {1:6}).length",
       "{0:9}.count({1})", cost=3, hints="count occurr frequen many"),
    op("position", "list T T -> num", _position, "{0:9}.indexOf({1})", "{0:9}.index({1}) if {1:6} in {0:6} else -1",
       cost=4, py_level=Level.TERNARY, hints="index position find search"),
    op("without", "list T T -> list T", lambda a, b: tuple(x for x in a if x != _scalar(b)),
       "{0:9}.filter((x) => x !== {1:6})", "[x for x in {0:2} if x != {1:6}]", cost=4, hints="without remov exclud"),
    op("difference", "list T list T -> list T", lambda a, b: tuple(x for x in scalars(a) if x not in b),
       "{0:9}.filter((x) => !{1:9}.includes(x))", "[x for x in {0:2} if x not in {1:6}]", cost=4,
       hints="differ missing without exclud"),
    op("intersection", "list T list T -> list T", lambda a, b: tuple(x for x in scalars(a) if x in b),
       "{0:9}.filter((x) => {1:9}.includes(x))", "[x for x in {0:2} if x in {1:6}]", cost=4,
       hints="common intersect both shared"),
    op("equalLists", "list T list T -> bool", lambda a, b: a == b, "JSON.stringify({0}) === JSON.stringify({1})",
       "{0:6} == {1:6}", cost=3, level=Level.COMPARE, commutative=True, hints="equal same anagram sorted palindrom"),
    op("stride", "list T step -> list T", _stride, "{0:9}.filter((_, i) => i % {1:8} === 0)", "{0:9}[::{1}]", cost=4,
       hints="every nth alternat even index"),
    op("chunks", "list T int -> list list T", _chunks,
       "chunks({0}, {1})",
       "[{0:9}[i : i + {1:6}] for i in range(0, len({0}), {1})]", cost=4, js_helpers="chunks",
       hints="chunk group size batch split"),
    op("rotate", "list T int -> list T", _rotate, "[...{0:9}.slice({1}), ...{0:9}.slice(0, {1})]",
       "{0:9}[{1}:] + {0:9}[:{1}]", cost=4, py_level=Level.ADD, hints="rotat shift cycl"),
    op("neighbours", "list T -> list list T", _neighbours, "{0:9}.slice(1).map((x, i) => [{0:9}[i], x])",
       "[[a, b] for a, b in zip({0}, {0:9}[1:])]", cost=5, hints="pair adjacent consecut neighb"),
    op("flatten", "list list T -> list T", lambda x: _bounded(tuple(y for z in x for y in z)), "{0:9}.flat()",
       "[item for items in {0:2} for item in items]", cost=3, hints="flat nest merg"),
    op("isEmpty", "list T -> bool", lambda x: not x, "{0:9}.length === 0", "not {0:4}", level=Level.COMPARE, cost=3,
       py_level=Level.NOT, hints="empty"),
    op("mostCommon", "list T -> T", _most_common, "mostCommon({0})", "max({0}, key={0:9}.count)", cost=5,
       js_helpers="mostCommon", hints="common frequen mode popular"),
    op("sortNumbers", "list num -> list num", lambda x: tuple(sorted(x)), f"[...{{0}}].sort({_JS_COMPARE})",
       "sorted({0:it})", hints="sort order ascend median rank small second"),
    op("sortNumbersDown", "list num -> list num", lambda x: tuple(sorted(x, reverse=True)),
       "[...{0}].sort((a, b) => b - a)", "sorted({0:seq}, reverse=True)", cost=3,
       hints="descend sort larg high top second"),
    op("sortTexts", "list str -> list str", _sort_texts, "[...{0}].sort(byCharacter)", "sorted({0:it})",
       js_helpers="byCharacter", hints="sort order ascend alphabet anagram"),
    op("sortTextsDown", "list str -> list str", lambda x: _sort_texts(x)[::-1], "[...{0}].sort(byCharacter).reverse()",
       "sorted({0:seq}, reverse=True)", cost=3, js_helpers="byCharacter", hints="descend sort revers"),
    op("sum", "list num -> num", lambda x: number(sum(x)), _JS_SUM, "sum({0:it})", hints="sum total average mean add"),
    op("product", "list num -> num", lambda x: number(math.prod(x)), "{0:9}.reduce((a, b) => a * b, 1)",
       "math.prod({0:it})", cost=3, hints="product multipl factorial"),
    op("least", "list num -> num", min, "Math.min(...{0})", "min({0:it})", hints="min small low least cheap"),
    op("greatest", "list num -> num", max, "Math.max(...{0})", "max({0:it})", hints="max larg high great big longest"),
    op("rangeOf", "list num -> num", _range_of, "Math.max(...{0}) - Math.min(...{0})", "max({0}) - min({0})", cost=4,
       level=Level.ADD, hints="range spread differ"),
    op("average", "list num -> num", _average, f"{_JS_SUM} / {{0:9}}.length", "sum({0}) / len({0})", cost=3,
       level=Level.MULTIPLY, floating=True, hints="average mean"),
    op("median", "list num -> num", _median, "median({0})", "statistics.median({0})", cost=4, js_helpers="median",
       floating=True, hints="median middle"),
    op("variance", "list num -> num", _variance, "variance({0})", "statistics.pvariance({0})", cost=5,
       js_helpers="variance", floating=True, hints="varianc deviation spread"),
    op("runningSums", "list num -> list num", _accumulate(lambda a, b: a + b), "scan({0}, (a, b) => a + b)",
       "list(itertools.accumulate({0}))", cost=3, js_helpers="scan", hints="running cumulat total prefix balance"),
    op("runningMaxima", "list num -> list num", _accumulate(max), "scan({0}, (a, b) => Math.max(a, b))",
       "list(itertools.accumulate({0}, max))", cost=4, js_helpers="scan", hints="running rolling max record"),
    op("runningProducts", "list num -> list num", _accumulate(lambda a, b: a * b), "scan({0}, (a, b) => a * b)",
       "list(itertools.accumulate({0}, lambda a, b: a * b))", cost=5, js_helpers="scan",
       hints="running cumulat product"),
    op("differences", "list num -> list num", lambda x: tuple(number(b - a) for a, b in itertools.pairwise(x)),
       "{0:9}.slice(1).map((x, i) => x - {0:9}[i])", "[b - a for a, b in zip({0}, {0:9}[1:])]", cost=4,
       hints="differ delta change consecut adjacent"),
    op("addPairs", "list num list num -> list num", _pairwise(lambda a, b: a + b),
       "{0:9}.slice(0, {1:9}.length).map((x, i) => x + {1:9}[i])",
       "[a + b for a, b in zip({0}, {1})]", cost=4, hints="add element vector sum pair"),
    op("subtractPairs", "list num list num -> list num", _pairwise(lambda a, b: a - b),
       "{0:9}.slice(0, {1:9}.length).map((x, i) => x - {1:9}[i])", "[a - b for a, b in zip({0}, {1})]", cost=4,
       hints="subtract element vector differ"),
    op("multiplyPairs", "list num list num -> list num", _pairwise(lambda a, b: a * b),
       "{0:9}.slice(0, {1:9}.length).map((x, i) => x * {1:9}[i])", "[a * b for a, b in zip({0}, {1})]", cost=4,
       hints="multipl element weight pair"),
    op("dot", "list num list num -> num", _dot,
       "{0:9}.slice(0, {1:9}.length).reduce((sum, x, i) => sum + x * {1:9}[i], 0)",
       "sum(a * b for a, b in zip({0}, {1}))", cost=4, hints="dot scalar product weight"),
    op("join", "list str key -> str", lambda x, k: short(k.join(x)), "{0:9}.join({1})", "{1:9}.join({0:it})",
       hints="join concat separat comma combin sentence word title"),
    op("repeatItem", "T int -> list T", lambda x, n: (x,) * _small(n), "Array({1:count}).fill({0})", "[{0}] * {1:8}",
       cost=4,
       py_level=Level.MULTIPLY, hints="repeat times copies fill"),
)

MAPS: tuple[Operator, ...] = (
    op("keys", "map T -> list str", lambda d: tuple(_text_keys(d.items)), "Object.keys({0})", "in_order({0})",
       py_helpers="in_order",
       hints="key name"),
    op("values", "map T -> list T", lambda d: tuple(_text_keys(d.items).values()), "Object.values({0})",
       "[{0:9}[key] for key in in_order({0})]", py_helpers="in_order", hints="value total sum"),
    op("entries", "map T -> list pair T", _entries,
       "Object.entries({0}).map(([key, value]) => ({ \"key\": key, \"value\": value }))",
       '[{"key": key, "value": {0:9}[key]} for key in in_order({0})]', py_helpers="in_order",
       hints="swap invert key value entr"),
    op("lookUp", "map T str -> T", lambda d, k: d.items[k], "{0:9}[{1}]", hints="look get key value"),
    op("hasKey", "map T str -> bool", lambda d, k: k in d.items, "Object.hasOwn({0}, {1})", "{1:6} in {0:6}",
       py_level=Level.COMPARE, hints="has key exist"),
    op("lookUpOr", "map T str T -> T",
       lambda d, k, other: d.items.get(k, other), "Object.hasOwn({0}, {1}) ? {0:9}[{1}] : {2:1}",
       "{0:9}.get({1}, {2})", cost=4, level=Level.TERNARY, py_level=Level.ATOM,
       hints="default missing look get otherwise"),
    op("mapSize", "map T -> num", lambda d: len(d.items), "Object.keys({0}).length", "len({0})", hints="count size"),
    op("merge", "map T map T -> map T", lambda a, b: Record({**a.items, **b.items}), "{ ...{0}, ...{1} }",
       "{**{0:6}, **{1:6}}", cost=3, hints="merg combin override default"),
    op("withEntry", "map T str T -> map T", lambda d, k, v: Record({**d.items, k: v}), "{ ...{0}, [{1}]: {2} }",
       "{**{0:6}, {1}: {2}}", cost=4, hints="set add updat put"),
    op("withoutKey", "map T str -> map T", _without_key,
       "withoutKey({0}, {1})", "without_key({0}, {1})", cost=4, js_helpers="withoutKey", py_helpers="without_key",
       hints="remov delet without omit"),
    op("fromLists", "list str list T -> map T", _from_lists,
       "Object.fromEntries({0:9}.slice(0, {1:9}.length).map((key, i) => [key, {1:9}[i]]))",
       "dict(zip({0:seq}, {1:seq}))", cost=4, hints="zip combin key value pair map"),
)


def _small(n: Value) -> int:
    need_whole(n)
    need(0 <= n <= 60)
    return int(n)
