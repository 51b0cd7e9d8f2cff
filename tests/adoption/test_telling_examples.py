"""Examples tell a function from others that differ in a detail: a bound, an order, a step that is left out."""

from __future__ import annotations

import pytest

from intent_lsp.adoption import javascript_reader, python_reader
from intent_lsp.adoption.choose_examples import MOST
from intent_lsp.adoption.proposal import Proposal, propose
from intent_lsp.document.type_language.types import signature_text
from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import Target


async def adopted(sandbox: WasmSandbox, code: str, target: Target = "py") -> Proposal:
    read = python_reader.read if target == "py" else javascript_reader.read
    existing = read(code, "f", f"a.{target}")
    assert existing is not None
    return await propose(existing, (), sandbox)


async def passes(sandbox: WasmSandbox, made: Proposal, old: str, new: str) -> bool:
    """Whether the code with one piece written otherwise does all that the examples say."""
    code = made.existing.code.replace(old, new)
    assert code != made.existing.code
    calls = tuple(example.args for example in made.intent.examples)
    run = await sandbox.run(Job(made.existing.target, code, made.existing.entry, calls))
    return all(
        isinstance(outcome, Returned) and outcome.value == example.expected
        for outcome, example in zip(run.outcomes, made.intent.examples, strict=True)
    )


MISTAKES = [
    ("def f(total: int) -> int:\n    return 0 if total >= 50 else 5\n", ">= 50", "> 50"),
    ("def f(total: int) -> int:\n    return 0 if total >= 50 else 5\n", ">= 50", ">= 49"),
    ("def f(a: int, b: int) -> int:\n    return a - b\n", "a - b", "b - a"),
    ("def f(text: str) -> str:\n    return text.strip().lower()\n", ".strip()", ""),
    ("def f(text: str) -> str:\n    return text.strip().lower()\n", ".lower()", ""),
    ("def f(text: str) -> list:\n    return text.split()\n", "split()", "split(' ')"),
    ("def f(xs: list[int]) -> int:\n    return xs[0] if xs else 0\n", "xs[0]", "xs[-1]"),
    ("def f(words: list[str]) -> list:\n    return sorted(words, key=len)\n", "(words,", "(words[::-1],"),
    ("def f(xs: list[int]) -> list:\n    return sorted(set(xs))\n", "set(xs)", "xs"),
    ("def f(xs: list[int]) -> list:\n    return [x for x in xs if x > 0]\n", "x > 0", "x >= 0"),
    ("def f(a: bool, b: bool) -> bool:\n    return a and not b\n", "and", "or"),
]


@pytest.mark.parametrize(("code", "old", "new"), MISTAKES)
async def test_a_mistake_in_a_detail_fails_an_example(sandbox: WasmSandbox, code: str, old: str, new: str) -> None:
    made = await adopted(sandbox, code)
    assert await passes(sandbox, made, old, old + " ")
    assert not await passes(sandbox, made, old, new), made.text


PEOPLE = """\
from typing import TypedDict

class Person(TypedDict):
    name: str
    age: int

def f(people: list[Person]) -> list[Person]:
    return sorted(people, key=lambda one: one["age"])
"""


async def test_records_that_are_equal_where_they_are_sorted_keep_their_order(sandbox: WasmSandbox) -> None:
    made = await adopted(sandbox, PEOPLE)
    assert not await passes(sandbox, made, "sorted(people,", "sorted(people[::-1],"), made.text
    assert not await passes(sandbox, made, "['age']", "['name']"), made.text


JAVASCRIPT = [
    ("export const f = (n) => (n % 2 === 0 ? n / 2 : n * 3 + 1);\n", "+ 1", "- 1"),
    ("const g = (t) => t.trim().toLowerCase();\nexport { g as f };\n", ".toLowerCase()", ""),
    ("export function f(xs) {\n  return xs.filter((x) => x > 0).length;\n}\n", "x > 0", "x >= 0"),
]


@pytest.mark.parametrize(("code", "old", "new"), JAVASCRIPT)
async def test_javascript_is_told_from_its_mutants_too(sandbox: WasmSandbox, code: str, old: str, new: str) -> None:
    made = await adopted(sandbox, code, "js")
    assert await passes(sandbox, made, old, f" {old}")
    assert not await passes(sandbox, made, old, new), made.text


async def test_there_are_no_more_than_a_person_reads_and_none_says_what_the_others_say(sandbox: WasmSandbox) -> None:
    table = ", ".join(f"{number}: {number * number + 7}" for number in range(30))
    made = await adopted(sandbox, f"def f(n: int) -> int:\n    return {{{table}}}.get(n, 0)\n")
    assert MOST < len(made.examples) <= MOST + 2
    assert len((await adopted(sandbox, "def f(n: int) -> int:\n    return n + 1\n")).examples) == 4


OPTIONS = """\
export function f(items, { limit = 10, sep = ",", upper = false } = {}) {
  const text = items.slice(0, limit).join(sep);
  return upper ? text.toUpperCase() : text;
}
"""


async def test_options_have_the_types_of_their_defaults_and_are_given_and_left_out(sandbox: WasmSandbox) -> None:
    made = await adopted(sandbox, OPTIONS, "js")
    types = "{ limit?: number, sep?: string, upper?: boolean } = {}"
    assert types in signature_text(made.intent.signature)
    options = [example.args[1] for example in made.intent.examples if len(example.args) > 1]
    assert any(options)
    assert len(options) < len(made.intent.examples), "some leave them out"
    assert not await passes(sandbox, made, "slice(0, limit)", "slice(0)"), made.text
    assert not await passes(sandbox, made, "join(sep)", "join()"), made.text
