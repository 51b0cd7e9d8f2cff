"""Small mistakes in a function: one place each, everywhere, and nothing that does not parse."""

from __future__ import annotations

import ast

import pytest

from intent_lsp.nearmiss.mutants import mutants
from intent_lsp.values import Target

PYTHON = """\
def helper(x):
    return x + 1

def f(xs, low):
    if not xs:
        raise ValueError("no items, not even %d" % low)
    return [helper(x) for x in xs if x >= low and x != 7]

def call(*args):
    return f(*args[:2])
"""
JAVASCRIPT = """\
const helper = (x) => x + 1;
export function f(xs, low) {
  if (!xs) throw new Error("no items, not even " + low);
  return xs.filter((x) => x >= low && x !== 7).map(helper);
}
"""


@pytest.mark.parametrize(("target", "code"), [("py", PYTHON), ("js", JAVASCRIPT)])
def test_each_mutant_is_the_function_with_one_small_mistake(target: Target, code: str) -> None:
    made = mutants(target, code, "f", "call", 100)
    assert len(made) == len(set(made)) > 10
    assert code not in made
    for mistake in ("x > low", "|| x" if target == "js" else "or x", "x - 1"):
        assert any(mistake in text for text in made), mistake


@pytest.mark.parametrize(
    ("target", "code", "error"),
    [("py", PYTHON, '("no items, not even %d" % low)'), ("js", JAVASCRIPT, '("no items, not even " + low)')],
)
def test_an_error_stays_as_it_is_worded_or_goes_as_a_whole(target: Target, code: str, error: str) -> None:
    made = mutants(target, code, "f", "call", 100)
    worded = [text for text in made if "no items" in text.lower()]
    assert len(made) > len(worded) > 10
    assert all(error in text for text in worded)


def test_what_only_calls_the_function_is_left_alone() -> None:
    assert all("return f(*args[:2])" in text for text in mutants("py", PYTHON, "f", "call", 100))
    assert any("return f(*args[:3])" in text for text in mutants("py", PYTHON, "f", "f", 100))


def test_the_function_comes_before_its_helpers_where_there_is_a_limit() -> None:
    own = PYTHON.replace("x + 1", "x")
    few = mutants("py", PYTHON, "f", "call", 5)
    assert len(few) == 5
    assert all("return x + 1" in text for text in few)
    assert [text.replace("x + 1", "x") for text in few] == mutants("py", own, "f", "call", 5)


def test_a_step_and_the_order_of_ties_may_be_lost() -> None:
    code = "def f(words):\n    return sorted(words, key=lambda word: word.strip().lower())\n"
    made = mutants("py", code, "f", "f", 100)
    assert any("word.strip())" in text for text in made)
    assert any("word.lower())" in text for text in made)
    assert any("list(words)[::-1]" in text for text in made)


@pytest.mark.parametrize("code", ["", "def g(): pass\n", "def f(:\n"])
def test_what_has_no_such_function_has_no_mutants(code: str) -> None:
    assert mutants("py", code, "f", "f", 10) == []


def test_all_mutants_are_python() -> None:
    for text in mutants("py", PYTHON, "f", "call", 100):
        ast.parse(text)
