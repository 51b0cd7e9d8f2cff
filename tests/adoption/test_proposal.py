"""The document of an existing function, made by running it in the real sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from intent_lsp.adoption import javascript_reader, python_reader
from intent_lsp.adoption.choose_examples import expected
from intent_lsp.adoption.contract import Call, ExistingFunction, Note
from intent_lsp.adoption.proposal import Proposal, propose
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.document import parse
from intent_lsp.document.type_language.types import signature_text
from intent_lsp.errors import AdoptionError
from intent_lsp.sandbox.contract import Limits
from intent_lsp.sandbox.wasm import WasmSandbox

Read: TypeAlias = Callable[[str, str, str], ExistingFunction | None]
SHIPPING = '''\
FREE = 50

def shipping(total: float, country: str = "DE", express: bool = False) -> float:
    """What sending an order costs.

    >>> shipping(20)
    4.9
    """
    if total < 0:
        raise ValueError("an order is not negative")
    cost = 0 if total >= FREE else 4.9
    if country == "CH":
        cost += 10
    while cost > 12:
        cost -= 1
    return cost + 5 if express else cost
'''


async def adopted(sandbox: WasmSandbox, code: str, name: str, tests: tuple[Call, ...] = ()) -> Proposal:
    existing = python_reader.read(code, name, "a.py")
    assert existing is not None
    return await propose(existing, tests, sandbox)


async def test_few_readable_examples_cover_every_branch_and_hold(sandbox: WasmSandbox) -> None:
    tests = (Call((60,), "test", Note(3, "tests/test_a.py"), (0,)),)
    made = await adopted(sandbox, SHIPPING, "shipping", tests)
    assert (made.reached, made.branches) == (10, 10)
    assert len(made.examples) <= 8
    lines = made.text.splitlines()
    assert lines[:7] == [
        "# name: shipping",
        "# target: py",
        "# description:",
        "What sending an order costs.",
        "# signature:",
        '(total: number, country: string = "DE", express: boolean = false) -> number',
        "# examples:",
    ]
    assert lines[7:11] == [
        "// from the documentation of shipping",
        "- shipping(20) -> 4.9",
        "// from tests/test_a.py",
        "- shipping(60) -> 0",
    ]
    assert any(line.endswith('-> error: "an order is not negative"') for line in lines)
    document = parse(made.text)
    assert document.problems() == ()
    verdict = await check(Candidate("py", made.existing.code), made.intent, sandbox, Limits())
    assert verdict.passed, verdict.failures
    assert made.remarks == ()


async def test_the_same_function_gives_the_same_document(sandbox: WasmSandbox) -> None:
    first = await adopted(sandbox, SHIPPING, "shipping")
    assert (await adopted(sandbox, SHIPPING, "shipping")).text == first.text


@pytest.mark.parametrize(
    ("code", "signature"),
    [
        (
            "def f(xs, n):\n    return [xs[i:i + n] for i in range(0, len(xs), n)]\n",
            "(xs: number[], n: integer) -> number[][]",
        ),
        ("def f(text):\n    return len(text.split())\n", "(text: string) -> integer"),
        ("def f(a, b):\n    return a / b\n", "(a: number, b: number) -> number"),
        ("def f(d):\n    return sorted(d.items())\n", "(d: Record<string, any>) -> any[][]"),
        ("def f(x):\n    return [x, x]\n", "(x: any) -> any[]"),
        ("def f(name=None):\n    return 'Hello ' + (name or 'you')\n", "(name: string | null = null) -> string"),
    ],
)
async def test_types_that_nobody_declared_are_found_by_trying(sandbox: WasmSandbox, code: str, signature: str) -> None:
    assert signature_text((await adopted(sandbox, code, "f")).intent.signature) == signature


async def test_keywords_are_given_by_position(sandbox: WasmSandbox) -> None:
    code = "def f(a: int, *, sep: str = '-', n: int = 2) -> str:\n    return sep.join([str(a)] * n)\n"
    made = await adopted(sandbox, code, "f")
    assert signature_text(made.intent.signature) == '(a: integer, sep: string = "-", n: integer = 2) -> string'
    assert any(len(one.call.args) > 1 for one in made.examples), made.text


async def test_documentation_and_tests_that_are_wrong_are_told_and_the_function_counts(sandbox: WasmSandbox) -> None:
    code = 'def f(x: int) -> int:\n    """Twice.\n\n    >>> f(2)\n    5\n    """\n    return 2 * x\n'
    tests = (Call((3,), "test", Note(9, "tests/test_a.py"), (7,)), Call((None,), "test", Note(10, "t.py"), (0,)))
    made = await adopted(sandbox, code, "f", tests)
    assert "// from a run of f; its documentation says 5\n- f(2) -> 4\n" in made.text
    assert "// from a run of f; tests/test_a.py says 7\n- f(3) -> 6\n" in made.text
    assert "null" not in made.text
    assert list(made.contradictions) == [
        Note(4, "the documentation says f(2) is 5, but it gives 4"),
        Note(1, "tests/test_a.py:9 says f(3) is 7, but it gives 6"),
    ]


async def test_half_a_character_is_no_example(sandbox: WasmSandbox) -> None:
    code = "export const f = (text) => (text === '\\ud83d\\ude00' ? text.charAt(0) : text.trim());\n"
    existing = javascript_reader.read(code, "f", "a.js")
    assert existing is not None
    assert "\U0001f600" in existing.constants
    (await propose(existing, (), sandbox)).text.encode()


async def test_prose_cannot_hide_the_examples(sandbox: WasmSandbox) -> None:
    code = 'def f(x: int) -> int:\n    """One ``` two <!- - three.\n\n    ```` py\n    """\n    return 2 * x\n'
    made = await adopted(sandbox, code, "f")
    assert len(made.intent.examples) == len(made.examples) == 4


async def test_branches_that_no_example_takes_are_told(sandbox: WasmSandbox) -> None:
    code = "def f(x: int) -> int:\n    if x * x == 1234321 * 1234321:\n        return 1\n    return 0\n"
    made = await adopted(sandbox, code, "f")
    assert [note.message for note in made.remarks] == ["no example reaches `return 1`"]


async def test_what_only_a_large_number_reaches_is_tried(sandbox: WasmSandbox) -> None:
    code = "def f(seconds: float) -> str:\n    if seconds / 86400 > 365:\n        return 'years'\n    return 'days'\n"
    made = await adopted(sandbox, code, "f")
    assert (made.reached, made.branches) == (3, 3)
    assert '- f(1000000000) -> "years"' in made.text


async def test_lists_of_anything_are_mostly_of_one_kind(sandbox: WasmSandbox) -> None:
    made = await adopted(sandbox, "def f(xs: list) -> list:\n    return xs[::-1]\n", "f")
    lists = [example.args[0] for example in made.intent.examples]
    assert [3, 1, 2] in lists
    assert all(isinstance(xs, list) and len(set(map(type, xs))) <= 1 for xs in lists), "none is mixed"


async def test_any_number_of_anything(sandbox: WasmSandbox) -> None:
    made = await adopted(sandbox, "def f(*them):\n    return len(them)\n", "f")
    assert signature_text(made.intent.signature) == "(...them: any[]) -> integer"


async def test_an_endless_call_costs_only_itself(sandbox: WasmSandbox) -> None:
    made = await adopted(sandbox, "def f(n: int) -> int:\n    while n < 0:\n        pass\n    return n + 1\n", "f")
    assert "- f(3) -> 4" in made.text


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def f(xs: list):\n    xs.append(1)\n    return xs\n", "changes `xs`"),
        ("def f(xs: list) -> set:\n    return set(xs)\n", "returns a set"),
        ("def f(x: int):\n    return zip([x])\n", "returns a zip"),
        (
            "COUNT = iter(range(1000))\ndef f(x: int):\n    return next(COUNT) + x\n",
            "after other calls: it keeps state",
        ),
        ("def f(x: int):\n    return x.nothing\n", "fails with every input that was tried, such as: AttributeError"),
        ("from tkinter import Tk\ndef f(x: int):\n    return Tk(x)\n", "ModuleNotFoundError"),
    ],
)
async def test_what_only_a_run_shows_is_a_reason_too(sandbox: WasmSandbox, code: str, reason: str) -> None:
    with pytest.raises(AdoptionError) as refused:
        await adopted(sandbox, code, "f")
    assert reason in refused.value.reasons[0][1]


CLAMP = """\
const LIMITS = { low: 0, high: 10 };

/**
 * Keeps a number between two others.
 * @param {number} x
 * @example
 * clamp(5, 0, 3) // 3
 */
module.exports = function clamp(x, low = LIMITS.low, high = LIMITS.high) {
  if (low > high) throw new RangeError("low is larger than high");
  else if (x < low) return low;
  for (const word of ["a"]) if (word === "b") { x = 1 } else x += 0;
  switch (x) {
    case 7: return 8;
    default: break;
  }
  return x > high ? high : x || 0;
};
"""


async def test_javascript_is_adopted_as_python_is(sandbox: WasmSandbox) -> None:
    existing = javascript_reader.read(CLAMP, "clamp", "clamp.js")
    assert existing is not None
    made = await propose(existing, (), sandbox)
    assert signature_text(made.intent.signature) == "(x: number, low?: number, high?: number) -> number"
    assert made.text.splitlines()[:4] == [
        "# name: clamp",
        "# target: js",
        "# description:",
        "Keeps a number between two others.",
    ]
    assert "// from the documentation of clamp\n- clamp(5, 0, 3) -> 3\n" in made.text
    assert '-> error: "low is larger than high"' in made.text
    assert (made.reached, made.branches) == (11, 12)  # `word` is never "b"
    verdict = await check(Candidate("js", made.existing.code), made.intent, sandbox, Limits())
    assert verdict.passed, verdict.failures


RANK = """def rank(people: list[dict]) -> list[str]:
    return [person["name"] for person in sorted(people, key=lambda one: one["age"])]
"""


async def test_the_declared_result_wins_over_what_made_up_inputs_give(sandbox: WasmSandbox) -> None:
    made = await adopted(sandbox, RANK, "rank")
    assert "-> string[]" in made.text
    assert all(isinstance(name, str) for one in made.examples for name in expected(one.outcome))


async def test_what_a_person_wrote_down_shows_that_the_declared_result_is_wrong(sandbox: WasmSandbox) -> None:
    code = 'def half(x: int) -> int:\n    """\n    >>> half(3)\n    1.5\n    """\n    return x / 2\n'
    assert "-> number" in (await adopted(sandbox, code, "half")).text


@pytest.mark.parametrize(
    ("read", "code", "message"),
    [
        (
            python_reader.read,
            "class A:\n    @staticmethod\n    def f(x):\n        return x\n",
            "is a static method of A",
        ),
        (python_reader.read, "class A:\n    def f(self, x):\n        return x\n", "is a method of A, which depends"),
        (javascript_reader.read, "class A { static f(x) { return x; } }\n", "is a static method"),
        (javascript_reader.read, "class A { f(x) { return x; } }\n", "is a method, which depends"),
    ],
)
def test_a_method_is_named_as_what_it_is(read: Read, code: str, message: str) -> None:
    existing = read(code, "A.f", "a")
    assert existing is not None
    assert [note.message.startswith(message) for note in existing.obstacles] == [True]
