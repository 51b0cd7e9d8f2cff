"""Both languages of the programs that a search finds agree on inputs that people forget."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.synthesis import data
from intent_lsp.synthesis.contract import Task
from intent_lsp.synthesis.data import FAILED, Record, Value, freeze, leaves
from intent_lsp.synthesis.emit import Function, emit
from intent_lsp.synthesis.meter import Allowance, Meter
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.problem import Problem, pose
from intent_lsp.synthesis.programs import find_program
from intent_lsp.synthesis.search import function_of
from intent_lsp.synthesis.terms import Apply, Each, Term, Var, compile_term, evaluate
from intent_lsp.synthesis.types import NUMBER, list_of
from intent_lsp.values import TARGETS, JsonValue, Target
from tests.support.intents import intent
from tests.synthesis.edge_inputs import edge_calls
from tests.synthesis.languages import NODE, Case, run
from tests.synthesis.pairs import disagree
from tests.synthesis.specs import everyday

EXAMPLES = Path(__file__).parents[2] / "examples"
CALLS = 150
EXACT = 2**53 - 1

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript cannot be compared")


def intents() -> list[Intent]:
    documents = [parse(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("**/*.intent.md"))]
    return [spec.intent for spec in everyday()] + [it for document in documents for it in document.intents]


def leaves_the_exact_numbers(monkeypatch: pytest.MonkeyPatch, term: Term, row: dict[str, JsonValue]) -> bool:
    """Whether a whole number beyond 2^53 comes up on the way, which JavaScript cannot hold."""
    numbers = [abs(leaf) for value in row.values() for leaf in leaves(_frozen(value)) if isinstance(leaf, (int, float))]
    if sum(numbers) > EXACT:  # a sum of some of them may be, although that of all is not
        return True
    answers = []
    for largest in (EXACT, 10**300):
        monkeypatch.setattr(data, "LARGEST", largest)
        answers.append(evaluate(compile_term(term), {name: freeze(value) for name, value in row.items()}))
    monkeypatch.undo()
    return answers[0] is FAILED and answers[1] is not FAILED


def _frozen(value: JsonValue) -> Value:
    """Like ``freeze``, for numbers of any size."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return Record({key: _frozen(item) for key, item in value.items()}) if isinstance(value, dict) else value


def differences(
    monkeypatch: pytest.MonkeyPatch, problem: Problem, it: Intent, term: Term, code: dict[Target, str]
) -> list[str]:
    names = [parameter.name for parameter in it.signature.parameters]
    calls = edge_calls(problem, it.signature.parameters, term, seed=3, count=CALLS)
    (javascript,), (python,) = (run(target, [Case(it.name, code[target], tuple(calls))]) for target in TARGETS)
    return [
        f"{args!r}: JavaScript {one}, Python {other}"
        for args, one, other in zip(calls, javascript, python, strict=True)
        if disagree(one, other, problem.returns)
        and not leaves_the_exact_numbers(monkeypatch, term, dict(zip(names, args, strict=False)))
    ]


@pytest.mark.parametrize("it", [pytest.param(it, id=f"{n}-{it.name}") for n, it in enumerate(intents())])
def test_the_pair_that_is_found_agrees_on_edge_inputs(it: Intent, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = pose(Task(it))
    meter = Meter(Task(it).budget, None)
    best = find_program(problem, Allowance(meter, Task(it).budget)).best
    assert best is not None
    found = differences(monkeypatch, problem, it, best.term, emit(function_of(it, problem), best.term))
    assert not found, "\n".join(found[:5])


N, XS, S, T = Var("n"), Var("xs"), Var("s"), Var("t")
GREATEST = Apply(BY_NAME["greatest"], (XS,))
FOUND_IN_TASKS = {
    "split by a parameter": (("s", "t"), Apply(BY_NAME["split"], (S, T)), [["a,b", ""], ["", ""], ["😀b", "b"]]),
    "count a parameter": (("s", "t"), Apply(BY_NAME["countText"], (S, T)), [["a😀", ""], ["", ""], ["aaa", "a"]]),
    "count the greatest": (("xs",), Apply(BY_NAME["countItem"], (XS, GREATEST)), [[[]], [[3, 3, 1]]]),
    "every n-th": (("xs", "n"), Apply(BY_NAME["stride"], (XS, N)), [[[1, 2, 3], 0], [[1, 2, 3], -1], [[1, 2, 3], 2]]),
    "as many places": (("n",), Apply(BY_NAME["fixed"], (N, N)), [[-1], [0], [2], [101]]),
    "a large modulus": (("n", "m"), Apply(BY_NAME["remainder"], (N, Var("m"))), [[10, EXACT], [-3, EXACT], [-4, 2]]),
    "the longest of one": (
        ("xss",),
        Each("greatestBy", Var("xss"), "x", list_of(NUMBER), Apply(BY_NAME["greatest"], (Var("x"),))),
        [[[[]]], [[[1], [3, 2]]], [[]]],
    ),
    "an item at an item": (
        ("xs",),
        Each("map", XS, "x", NUMBER, Apply(BY_NAME["at"], (XS, Var("x")))),
        [[[1.0, 0, 1.5]], [[0, 1]], [[2.5]]],
    ),
}


@pytest.mark.parametrize(("names", "term", "calls"), FOUND_IN_TASKS.values(), ids=FOUND_IN_TASKS)
def test_what_once_differed_in_a_found_program_agrees(
    names: tuple[str, ...], term: Term, calls: list[list[JsonValue]]
) -> None:
    it = intent(f"# name: made\n# signature: ({', '.join(f'{n}: any' for n in names)}) -> any\n")
    code = emit(Function("made", it.signature.parameters, "", frozenset(["xs"])), term)
    rows = tuple(tuple(row) for row in calls)
    (javascript,), (python,) = (run(target, [Case("made", code[target], rows)]) for target in TARGETS)
    for row, one, other in zip(rows, javascript, python, strict=True):
        values = [answer.get("value") if "value" in answer else "an error" for answer in (one, other)]
        assert values[0] == values[1], (row, one, other, code)
