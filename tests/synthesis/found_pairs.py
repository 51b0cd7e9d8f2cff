"""Whether both languages of the programs that a search finds agree on inputs that people forget."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.synthesis.contract import Task
from intent_lsp.synthesis.emit import emit
from intent_lsp.synthesis.problem import pose
from intent_lsp.synthesis.programs import find_program
from intent_lsp.synthesis.search import function_of
from intent_lsp.synthesis.types import Untypable
from intent_lsp.synthesis.work_budget import Allowance, WorkBudget
from intent_lsp.values import TARGETS
from tests.synthesis.edge_inputs import edge_calls
from tests.synthesis.languages import Case, run
from tests.synthesis.pairs import disagree, leaves_the_exact_numbers
from tests.synthesis.specs import everyday

EXAMPLES = Path(__file__).parents[2] / "examples"
_CALLS = 150


@dataclass(frozen=True, slots=True)
class Compared:
    """How many programs were run on how many inputs, and the inputs on which the languages differ."""

    programs: int
    calls: int
    differences: list[str]

    def __add__(self, other: Compared) -> Compared:
        return Compared(self.programs + other.programs, self.calls + other.calls, self.differences + other.differences)


def intents() -> list[Intent]:
    """Those of the everyday specs and of the example documents."""
    documents = [parse(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("**/*.intent.md"))]
    return [spec.intent for spec in everyday()] + [it for document in documents for it in document.intents]


def compare(it: Intent) -> Compared:
    """Search for a program and run it in both languages; nothing is compared when none is found."""
    task = Task(it)
    try:
        problem = pose(task)
    except Untypable:
        return Compared(0, 0, [])
    best = find_program(problem, Allowance(WorkBudget(task.budget, None), task.budget)).best
    if best is None:
        return Compared(0, 0, [])
    code = emit(function_of(it, problem), best.term)
    names = [parameter.name for parameter in it.signature.parameters]
    calls = edge_calls(problem, it.signature.parameters, best.term, seed=3, count=_CALLS)
    (javascript,), (python,) = (run(target, [Case(it.name, code[target], tuple(calls))]) for target in TARGETS)
    differences = [
        f"{it.name}{args!r}: JavaScript {one}, Python {other}\n{code['js']}\n{code['py']}"
        for args, one, other in zip(calls, javascript, python, strict=True)
        if disagree(one, other, problem.returns)
        and not leaves_the_exact_numbers(best.term, dict(zip(names, args, strict=False)))
    ]
    return Compared(1, len(calls), differences)
