"""What comes back: exact types are values, everything else is an Opaque that says what it was."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from intent_lsp.sandbox.contract import Returned, Run
from intent_lsp.values import Opaque

RunCode = Callable[..., Awaitable[Run]]
PYTHON: list[tuple[str, Any]] = [
    ("[None, True, 1, 1.0, 'é😀']", [None, True, 1, 1.0, "é😀"]),
    ("(1, (2,))", [1, [2]]),
    ("{'a': {'b': []}}", {"a": {"b": []}}),
    ("{'$': 1, 'o': [], 'x': ['a', 'b']}", {"$": 1, "o": [], "x": ["a", "b"]}),
    ("10 ** 40", 10**40),
    ("2 ** 20000", Opaque("too large", "int")),
    ("'x' * (5 << 20)", Opaque("too large", "more than 4 MB")),
    ("{1: 2}", Opaque("dict", "with a key that is not a string: 1")),
    ("{'a': 1, None: 2}", Opaque("dict", "with a key that is not a string: None")),
    ("{1, 2}", Opaque("set", "{1, 2}")),
    ("frozenset([1])", Opaque("frozenset", "frozenset({1})")),
    ("b'a'", Opaque("bytes", "b'a'")),
    ("__import__('decimal').Decimal('1.50')", Opaque("Decimal", "Decimal('1.50')")),
    ("__import__('datetime').date(2026, 1, 2)", Opaque("date", "datetime.date(2026, 1, 2)")),
    ("Point(1)", Opaque("Point", "Point(x=1)")),
    ("Pair(1)", Opaque("Pair", "Pair(a=1)")),
    ("1j", Opaque("complex", "1j")),
    ("range(3)", Opaque("range", "range(0, 3)")),
    ("(n for n in [])", Opaque("generator")),
    ("len", Opaque("function")),
    ("lambda: 1", Opaque("function")),
    ("int", Opaque("class")),
    ("collections.OrderedDict(b=1, a=2)", {"b": 1, "a": 2}),
    ("collections.defaultdict(list, a=[1])", {"a": [1]}),
    ("collections.Counter('aab')", {"a": 2, "b": 1}),
    ("collections.deque([1])", Opaque("deque", "deque([1])")),
    ("cycle", ["a", Opaque("cycle")]),
    ("'\\ud800'", "\ud800"),
]
JAVASCRIPT: list[tuple[str, Any]] = [
    ("[null, true, 1, 1.5, 'é😀']", [None, True, 1, 1.5, "é😀"]),
    ("({ a: { b: [] } })", {"a": {"b": []}}),
    ("({ $: 1, o: [], x: ['a', 'b'] })", {"$": 1, "o": [], "x": ["a", "b"]}),
    ("Object.assign(Object.create(null), { a: 1 })", {"a": 1}),
    ("({ a: 1, b: undefined, c: null })", {"a": 1, "c": None}),
    ("undefined", Opaque("undefined")),
    ("[undefined, , 1]", [Opaque("undefined"), Opaque("hole"), 1]),
    ("2 ** 53 - 1", 2**53 - 1),
    ("2 ** 60", 2.0**60),
    ("1e300", 1e300),
    ("10n ** 20n", Opaque("bigint", "100000000000000000000n")),
    ("new Date(0)", Opaque("Date", "1970-01-01T00:00:00.000Z")),
    ("new Date(NaN)", Opaque("Date", "Invalid Date")),
    ("new Map([['a', [1]]])", Opaque("Map", '{"a" => [1]}')),
    ("new Set([1, 'b'])", Opaque("Set", '{1, "b"}')),
    ("new (class Point { x = 1 })()", Opaque("Point", "{ x: 1 }")),
    ("/a/g", Opaque("RegExp", "/a/g")),
    ("new RangeError('bad')", Opaque("RangeError", "RangeError: bad")),
    ("new Uint8Array([1, 2])", Opaque("Uint8Array", "1,2")),
    ("Symbol('a')", Opaque("symbol", "Symbol(a)")),
    ("() => 1", Opaque("function")),
    ("class {}", Opaque("class")),
    ("(function* () {})()", Opaque("generator")),
    ("[].values()", Opaque("Array Iterator")),
    ("new WeakMap()", Opaque("WeakMap")),
    ("'x'.repeat(5 << 20)", Opaque("too large", "more than 4 MB")),
    ("cycle", ["a", Opaque("cycle")]),
    ("'\\ud800'", "\ud800"),
]
PREAMBLE = """
import collections, dataclasses, typing
@dataclasses.dataclass
class Point:
    x: int
class Pair(typing.NamedTuple):
    a: int
cycle = ["a"]
cycle.append(cycle)
"""


@pytest.mark.parametrize(("expression", "expected"), PYTHON)
async def test_python_values(py: RunCode, expression: str, expected: Any) -> None:
    run = await py(f"{PREAMBLE}\ndef f():\n    return {expression}", [])
    assert run.outcomes == (Returned(expected),)
    (outcome,) = run.outcomes
    assert isinstance(outcome, Returned)
    assert type(outcome.value) is type(expected)  # 1 == 1.0 == True


@pytest.mark.parametrize(("expression", "expected"), JAVASCRIPT)
async def test_javascript_values(js: RunCode, expression: str, expected: Any) -> None:
    run = await js(f"const cycle = ['a']; cycle.push(cycle);\nexport const f = () => ({expression});", [])
    assert run.outcomes == (Returned(expected),)


async def test_special_numbers(py: RunCode, js: RunCode) -> None:
    for run in (
        await py("def f():\n    i = float('inf')\n    return [i - i, i, -i, -0.0]", []),
        await js("export const f = () => [NaN, Infinity, -Infinity, -0];", []),
    ):
        (outcome,) = run.outcomes
        assert isinstance(outcome, Returned)
        assert isinstance(outcome.value, list)
        nan, infinity, negative, zero = outcome.value
        assert math.isnan(nan)
        assert (infinity, negative) == (math.inf, -math.inf)
        assert (zero, math.copysign(1, zero)) == (0, -1)


async def test_depth_is_capped(py: RunCode, js: RunCode) -> None:
    deep_py = "def f():\n    a = 1\n    for _ in range(400): a = [a]\n    return a"
    deep_js = "export function f() { let a = 1; for (let i = 0; i < 400; i++) a = [a]; return a; }"
    for run in (await py(deep_py, []), await js(deep_js, [])):
        (outcome,) = run.outcomes
        assert isinstance(outcome, Returned)
        value = outcome.value
        while isinstance(value, list):
            (value,) = value
        assert value == Opaque("too large", "nested too deeply")


async def test_inputs_arrive_as_they_are(py: RunCode, js: RunCode) -> None:
    value = {"a": [math.inf, -math.inf, 1.5, "\ud800é😀", None, {"__proto__": 1}], "b": {"1": True}}
    same_py = await py("def f(*a):\n    return list(a)", [value, 2], [])
    same_js = await js("export const f = (...a) => a;", [value, 2], [])
    assert same_py.outcomes == same_js.outcomes == (Returned([value, 2]), Returned([]))


async def test_nan_arrives_where_it_was(py: RunCode, js: RunCode) -> None:
    inputs = [[math.nan, {"a": [1, math.nan]}], math.nan]
    seen_py = await py(
        "def f(a, b):\n    return [a[0] != a[0], a[1]['a'][0], a[1]['a'][1] != a[1]['a'][1], b != b]", inputs
    )
    seen_js = await js(
        "export const f = (a, b) => [a[0] !== a[0], a[1].a[0], a[1].a[1] !== a[1].a[1], b !== b];", inputs
    )
    assert seen_py.outcomes == seen_js.outcomes == (Returned([True, 1, True, True]),)


async def test_integers_stay_exact_in_python(py: RunCode) -> None:
    run = await py("def f(n):\n    return [n, type(n).__name__, n + 1]", [2**70], [3], [3.0])
    assert run.outcomes == (
        Returned([2**70, "int", 2**70 + 1]),
        Returned([3, "int", 4]),
        Returned([3.0, "float", 4.0]),
    )


async def test_each_call_gets_fresh_inputs(py: RunCode, js: RunCode) -> None:
    shared = [1]
    for run in (
        await py("def f(a):\n    a.append(2)\n    return a", [shared], [shared]),
        await js("export const f = a => { a.push(2); return a; };", [shared], [shared]),
    ):
        assert run.outcomes == (Returned([1, 2]), Returned([1, 2]))
    assert shared == [1]
