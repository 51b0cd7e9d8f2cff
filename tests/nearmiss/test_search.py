"""The search around a near miss, run for real: kinds of change in both languages, and guards against accidents."""
# ruff: noqa: E501 (a line of the wrong code is better read whole)

from __future__ import annotations

import pytest

from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Intent
from intent_lsp.doubts import Doubt
from intent_lsp.nearmiss.contract import ChosenVariant
from intent_lsp.nearmiss.search import search
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.values import Target
from tests.support.intents import intent


def spec(signature: str, *examples: str) -> Intent:
    lines = "\n".join(f"- {example}" for example in examples)
    return intent(f"# name: f\n# signature:\n{signature}\n# examples:\n{lines}\n")


PRIMES = spec(
    "(n: integer) -> integer[]",
    'in: {"n": 5} out: [2, 3]',
    'in: {"n": 6} out: [2, 3, 5]',
    'in: {"n": 11} out: [2, 3, 5, 7]',
    'in: {"n": 18} out: [2, 3, 5, 7, 11, 13, 17]',
)
JOIN = spec(
    "(a: integer[], b: integer[]) -> integer[]",
    'in: {"a": [5, 6, 7], "b": [9, 10]} out: [9, 10, 5, 6, 7]',
    'in: {"a": [1, 2, 3], "b": [11, 12]} out: [11, 12, 1, 2, 3]',
)
PAIRS = spec(
    "(a: string[], b: string[]) -> string[]",
    'in: {"a": ["Ada", "Alan"], "b": [" L", " T"]} out: ["Ada L", "Alan T"]',
    'in: {"a": ["Grace"], "b": [" Hopper"]} out: ["Grace Hopper"]',
)
BINARY = spec("(n: integer) -> string", 'in: {"n": 0} out: "db0db"', 'in: {"n": 32} out: "db100000db"')
SUM = spec(
    "(items: integer[], count: integer) -> integer",
    'in: {"items": [41, 57, 3, 8], "count": 2} out: 98',
    'in: {"items": [100, 7, 250], "count": 3} out: 357',
    'in: {"items": [12], "count": 1} out: 12',
)
GROUPED = spec(
    "(a: integer, b: integer, c: integer) -> integer",
    'in: {"a": 117, "b": 58, "c": 100} out: 75',
    'in: {"a": 980, "b": 33, "c": 500} out: 13',
    'in: {"a": 1, "b": 2, "c": 700} out: 3',
)
WORDS = spec(
    "(text: string) -> string",
    'in: {"text": "Some Longer Words"} out: "some-longer-words"',
    'in: {"text": "Other Text"} out: "other-text"',
    'in: {"text": "plain"} out: "plain"',
)
SORTED = spec(
    "(items: integer[]) -> integer[]",
    'in: {"items": [30, 4, 500]} out: [4, 30, 500]',
    'in: {"items": [9, 80, 7, 60]} out: [7, 9, 60, 80]',
    'in: {"items": [1, 2]} out: [1, 2]',
)
LARGEST = spec(
    "(items: integer[]) -> integer",
    'in: {"items": [-17, -250, -31]} out: -17',
    'in: {"items": [-80, -99]} out: -80',
    'in: {"items": [-640]} out: -640',
    'in: {"items": [-9, -5]} out: -5',
    'in: {"items": [4, 77, 5]} out: 77',
)
GRADE = spec(
    "(n: integer) -> string",
    'in: {"n": 90} out: "top"',
    'in: {"n": 89} out: "good"',
    'in: {"n": 50} out: "good"',
    'in: {"n": 49} out: "low"',
)
CUBE = spec("(l: integer) -> integer", 'in: {"l": 5} out: 100', 'in: {"l": 9} out: 324')
VOLUME = spec(
    "(r: integer, h: integer) -> number",
    'in: {"r": 10, "h": 5} out: 1570.7500000000002',
    'in: {"r": 4, "h": 5} out: 251.32000000000002',
)
COLUMN = spec(
    "(rows: integer[][], n: integer) -> integer[]",
    'in: {"rows": [[1, 2, 3], [2, 4, 5], [1, 1, 1]], "n": 0} out: [1, 2, 1]',
    'in: {"rows": [[1, 2, 3], [-2, 4, -5], [1, -1, 1]], "n": 2} out: [3, -5, 1]',
)
APPENDED = spec(
    "(items: string[], more: string) -> string[]",
    'in: {"items": ["WEB", "is"], "more": "best"} out: ["WEB", "is", "best"]',
    'in: {"items": ["We", "are"], "more": "Developers"} out: ["We", "are", "Developers"]',
)
BRACKETS = spec(
    "(text: string) -> integer[]", 'in: {"text": "(7, 8, 9)"} out: [7, 8, 9]', 'in: {"text": "(1, 20)"} out: [1, 20]'
)

CASES: dict[str, tuple[Intent, Target, str, str]] = {
    "a bound by one": (
        PRIMES, "py",
        "def f(n):\n    found = []\n    for i in range(2, n + 1):\n        if all(i % p for p in found):\n            found.append(i)\n    return found\n",
        "moved a bound by one",
    ),
    "a comparison": (
        PRIMES, "js",
        "export function f(n) {\n  const found = [];\n  for (let i = 2; i <= n; i++) {\n    if (found.every((p) => i % p)) found.push(i);\n  }\n  return found;\n}\n",
        "wrote < for <=",
    ),
    "swapped operands": (JOIN, "py", "def f(a, b):\n    return a + b\n", "swapped operands"),
    "swapped items": (JOIN, "js", "export function f(a, b) {\n  return [...a, ...b];\n}\n", "swapped items"),
    "item by item": (PAIRS, "py", "def f(a, b):\n    return a + b\n", "added item by item"),
    "item by item, JavaScript": (PAIRS, "js", "export const f = (a, b) => [...a, ...b];\n", "added item by item"),
    "texts around": (BINARY, "py", "def f(n):\n    return bin(n)[2:]\n", "put texts around the result"),
    "texts around, JavaScript": (BINARY, "js", "export function f(n) {\n  return n.toString(2);\n}\n", "put texts around the result"),
    "an index for an item": (
        SUM, "py",
        "def f(items, count):\n    total = 0\n    for i in range(count):\n        total += i\n    return total\n",
        "wrote items[i] for i",
    ),
    "an index for an item, JavaScript": (
        SUM, "js",
        "export function f(items, count) {\n  let total = 0;\n  for (let i = 0; i < count; i++) total += i;\n  return total;\n}\n",
        "wrote items[i] for i",
    ),
    "grouping": (GROUPED, "py", "def f(a, b, c):\n    return a + b % c\n", "grouped otherwise"),
    "grouping, JavaScript": (GROUPED, "js", "export function f(a, b, c) {\n  return a + b % c;\n}\n", "grouped otherwise"),
    "case": (WORDS, "py", "def f(text):\n    return '-'.join(text.split())\n", "wrote text.lower() for text"),
    "another call": (WORDS, "js", "export function f(text) {\n  return text.toUpperCase().split(' ').join('-');\n}\n", "wrote toLowerCase for toUpperCase"),
    "order": (SORTED, "py", "def f(items):\n    return sorted(items, reverse=True)\n", "wrote False for True"),
    "numbers sorted as texts": (SORTED, "js", "export function f(items) {\n  return [...items].sort();\n}\n", "sorted numbers as numbers"),
    "a start value": (
        LARGEST, "py",
        "def f(items):\n    best = 0\n    for item in items:\n        if item > best:\n            best = item\n    return best\n",
        "wrote items[0] for 0",
    ),
    "a start value, JavaScript": (
        LARGEST, "js",
        "export function f(items) {\n  let best = 0;\n  for (const item of items) if (item > best) best = item;\n  return best;\n}\n",
        "wrote items[0] for 0",
    ),
    "a factor": (CUBE, "py", "def f(l):\n    return 6 * l**2\n", "wrote 4 for 6"),
    "a factor, JavaScript": (CUBE, "js", "export const f = (l) => 6 * l * l;\n", "wrote 4 for 6"),
    "pi as the examples have it": (VOLUME, "py", "import math\n\n\ndef f(r, h):\n    return math.pi * r * r * h\n", "wrote 3.1415 for pi"),
    "pi as the examples have it, JavaScript": (VOLUME, "js", "export const f = (r, h) => Math.PI * r * r * h;\n", "wrote 3.1415 for Math.PI"),
    "a column": (COLUMN, "py", "def f(rows, n):\n    return rows[n]\n", "took the index of every row"),
    "a column, JavaScript": (COLUMN, "js", "export const f = (rows, n) => rows[0][n];\n", "took the index of every row"),
    "another parameter in the result": (APPENDED, "py", "def f(items, more):\n    return list(items)\n", "returned [*…, more]"),
    "an item taken apart": (APPENDED, "js", "export const f = (items, more) => [...items, ...more];\n", "kept an item whole"),
    "brackets of a text": (BRACKETS, "py", "def f(text):\n    return [int(part) for part in text.split(',')]\n", "began with text = text.strip('()[]')"),
    "brackets of a text, JavaScript": (BRACKETS, "js", "export function f(text) {\n  return text.split(',').map(Number);\n}\n", "began with text = text.replace(/[()[\\]]/g, '')"),
}  # fmt: skip


async def _found(sandbox: Sandbox, wanted: Intent, target: Target, code: str) -> ChosenVariant | None:
    assert not (await check(Candidate(target, code), wanted, sandbox, Limits())).passed
    return await search(Candidate(target, code), wanted, sandbox, Limits())


@pytest.mark.parametrize(("wanted", "target", "code", "kind"), CASES.values(), ids=CASES)
async def test_kinds(sandbox: Sandbox, wanted: Intent, target: Target, code: str, kind: str) -> None:
    """The change that was to be found, without a doubt, and the result passes in a fresh instance."""
    found = await _found(sandbox, wanted, target, code)
    assert found is not None
    assert found.variant.kinds == (kind,)
    assert found.doubts == ()
    assert (await check(Candidate(target, found.variant.code), wanted, sandbox, Limits())).passed


async def test_two_changes(sandbox: Sandbox) -> None:
    """What comes nearer with one change is varied once more."""
    code = (
        "def f(n):\n    if n >= 89:\n        return 'top'\n    if n <= 50:\n        return 'low'\n    return 'good'\n"
    )
    found = await _found(sandbox, GRADE, "py", code)
    assert found is not None
    assert set(found.variant.kinds) == {"wrote > for >=", "wrote < for <="}


async def test_changes_of_several_kinds_are_a_doubt(sandbox: Sandbox) -> None:
    """A real model's code: what passed summed the items up, in both languages alike, and was called verified."""
    wanted = spec(
        "(lst: integer[]) -> integer",
        'in: {"lst": [1, 2, 3]} out: 6',
        'in: {"lst": [1, 4, 9]} out: 14',
        'in: {"lst": []} out: 0',
        'in: {"lst": [1, 1, 1, 1, 1, 1, 1, 1, 1]} out: 9',
    )
    code = (
        "def f(lst):\n    total = 0\n    for i, num in enumerate(lst):\n        if i % 3 == 0:\n"
        "            total += num ** 2\n        elif i % 4 == 0:\n            total += num ** 3\n    return total\n"
    )
    found = await _found(sandbox, wanted, "py", code)
    assert found is not None
    assert len(set(found.variant.kinds)) > 1
    assert Doubt.SEVERAL_CHANGES.of() in found.doubts


async def test_one_example_is_a_doubt(sandbox: Sandbox) -> None:
    """The threshold is known from one example only."""
    code = "def f(n):\n    if n >= 90:\n        return 'top'\n    return 'good' if n > 50 else 'low'\n"
    found = await _found(sandbox, GRADE, "py", code)
    assert found is not None
    assert Doubt.CHANGE_RESTS_ON_ONE.of() in found.doubts


async def test_little_information_is_a_doubt(sandbox: Sandbox) -> None:
    """Two booleans are guessed by one variant of four."""
    wanted = spec(
        "(a: integer, b: integer) -> boolean", 'in: {"a": 1, "b": 5} out: true', 'in: {"a": 9, "b": 2} out: false'
    )
    found = await _found(sandbox, wanted, "js", "export const f = (a, b) => a > b;\n")
    assert found is not None
    assert Doubt.CHANGE_BY_CHANCE.of() in found.doubts


async def test_the_same_result_everywhere_is_a_doubt(sandbox: Sandbox) -> None:
    """A program that always says so would fit."""
    wanted = spec(
        "(items: integer[]) -> string",
        'in: {"items": [2, 4, 6]} out: "Linear Sequence"',
        'in: {"items": [1, 2, 3]} out: "Linear Sequence"',
    )
    code = "def f(items):\n    return 'Linear ' + ('Series' if items else 'Sequence')\n"
    found = await _found(sandbox, wanted, "py", code)
    assert found is not None
    assert found.doubts != ()


async def test_results_are_not_recited(sandbox: Sandbox) -> None:
    """The number of the one failing example is not written into the code, although that would pass."""
    wanted = spec("(n: integer) -> integer", 'in: {"n": 1} out: 10', 'in: {"n": 2} out: 20', 'in: {"n": 3} out: 7919')
    code = "def f(n):\n    if n == 3:\n        return 7918\n    return n * 10\n"
    found = await _found(sandbox, wanted, "py", code)
    assert found is None or "7919" not in found.variant.code


async def test_hidden_examples_lead_the_search_and_say_only_yes_or_no(sandbox: Sandbox) -> None:
    """The shown examples pass already; one hidden example is little evidence."""
    shown = "- in: [3] out: 9\n- in: [5] out: 25\n- in: [2] out: 4\n"
    text = f"# name: f\n# signature:\n(x: integer) -> integer\n# examples:\n{shown}# hidden examples:\n"
    code = "def f(x):\n    if x > -5:\n        return x * x\n    return x\n"
    one, two = intent(text + "- in: [-7] out: 49\n"), intent(text + "- in: [-7] out: 49\n- in: [-112] out: 12544\n")
    for wanted, doubtful in ((one, True), (two, False)):
        verdict = await check(Candidate("py", code), wanted, sandbox, Limits())
        assert verdict.gate is Gate.HIDDEN
        found = await search(Candidate("py", code), wanted, sandbox, Limits(), Gate.HIDDEN)
        assert found is not None
        assert (Doubt.CHANGE_RESTS_ON_ONE.of() in found.doubts) is doubtful
        assert (await check(Candidate("py", found.variant.code), wanted, sandbox, Limits())).passed


async def test_a_hidden_result_is_not_recited(sandbox: Sandbox) -> None:
    """Only writing 49 into the code would do."""
    text = (
        "# name: f\n# signature:\n(x: integer) -> integer\n# examples:\n- in: [1] out: 1\n- in: [2] out: 1\n"
        "# hidden examples:\n- in: [7] out: 49\n"
    )
    code = "def f(x):\n    return 48 if x == 7 else 1\n"
    assert await search(Candidate("py", code), intent(text), sandbox, Limits(), Gate.HIDDEN) is None
    assert await search(Candidate("py", code), intent(text.replace("49", "47")), sandbox, Limits(), Gate.HIDDEN) is None


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("py", "def f(x):\n    return x - 1 if x > 5 else x\n"),
        ("js", "export function f(x) {\n  return x > 5 ? x - 1 : x;\n}\n"),
    ],
)
async def test_properties_lead_the_search_and_leave_a_doubt(sandbox: Sandbox, target: Target, code: str) -> None:
    """They say what is wrong, not what is right."""
    wanted = intent(
        "# name: f\n# signature:\n(x: integer) -> integer\n# properties:\n- result >= x\n"
        "# examples:\n- in: [5] out: 5\n- in: [2] out: 2\n- in: [4] out: 4\n"
    )
    assert (await check(Candidate(target, code), wanted, sandbox, Limits())).gate is Gate.PROPERTIES
    found = await search(Candidate(target, code), wanted, sandbox, Limits(), Gate.PROPERTIES)
    assert found is not None
    assert found.doubts == (Doubt.CHANGE_RESTS_ON_PROPERTIES.of(),)
    assert (await check(Candidate(target, found.variant.code), wanted, sandbox, Limits())).passed


async def test_several_that_differ_are_a_doubt(sandbox: Sandbox) -> None:
    """Sums, products and powers agree on what is shown."""
    wanted = spec("(a: integer, b: integer) -> integer", 'in: {"a": 2, "b": 2} out: 4', 'in: {"a": 0, "b": 0} out: 0')
    found = await _found(sandbox, wanted, "py", "def f(a, b):\n    return a // (b + 1)\n")
    assert found is None or found.doubts


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("py", "def f(n):\n    found, i = [], 2\n    while i <= n:\n        if all(i % p for p in found):\n            found.append(i)\n        i += 1\n    return found\n"),
        ("js", "export function f(n) {\n  const found = [];\n  let i = 2;\n  while (i <= n) {\n    if (found.every((p) => i % p)) found.push(i);\n    i += 1;\n  }\n  return found;\n}\n"),
    ],
)  # fmt: skip
async def test_endless_variants_and_the_same_result_again(sandbox: Sandbox, target: Target, code: str) -> None:
    """Variants of a loop that never end cost little, and a second search finds the very same."""
    one = await _found(sandbox, PRIMES, target, code)
    two = await _found(sandbox, PRIMES, target, code)
    assert one is not None
    assert one == two
    assert one.variant.kinds == ("wrote < for <=",)


@pytest.mark.parametrize("target", ["py", "js"])
async def test_functions_that_may_be_called(sandbox: Sandbox, target: Target) -> None:
    """Variants import what the candidate imports."""
    code, module = {
        "py": ("from .double import double\n\n\ndef f(n):\n    return [double(i) for i in range(n)]\n", "def double(n):\n    return 2 * n\n"),
        "js": ('import { double } from "./double.js";\n\nexport function f(n) {\n  const found = [];\n  for (let i = 0; i < n; i++) found.push(double(i));\n  return found;\n}\n', "export const double = (n) => 2 * n;\n"),
    }[target]  # fmt: skip
    wanted = spec(
        "(n: integer) -> integer[]", 'in: {"n": 3} out: [0, 2, 4, 6]', 'in: {"n": 5} out: [0, 2, 4, 6, 8, 10]'
    )
    candidate = Candidate(target, code, {"double": module})
    found = await search(candidate, wanted, sandbox, Limits())
    assert found is not None
    assert "double" in found.variant.code


async def test_comments_and_layout_stay(sandbox: Sandbox) -> None:
    """Only the changed expression is another."""
    code = "def f(a, b):  # ü: both\n    # in front\n    both = a   +   b\n\n    return both\n"
    found = await _found(sandbox, JOIN, "py", code)
    assert found is not None
    assert found.variant.code == code.replace("a   +   b", "(b + a)")


async def test_a_variant_that_does_not_load_harms_no_other(sandbox: Sandbox) -> None:
    """Regular expressions that no engine takes keep a whole module from loading: ``/^\\d*{2}/`` is one of them."""
    wanted = spec(
        "(text: string) -> boolean",
        'in: {"text": "12-34"} out: true',
        'in: {"text": "123"} out: false',
        'in: {"text": "1-34"} out: false',
    )
    code = "export function f(text) {\n  if (!/^\\d{2}-\\d{2}$/.test(text)) return true;\n  return false;\n}\n"
    found = await _found(sandbox, wanted, "js", code)
    assert found is not None
    assert found.variant.kinds == ("negated a condition",)
