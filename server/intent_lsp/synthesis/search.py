"""The synthesiser: examples in, a program in both languages out.

Deterministic: the same task gives the same program on every machine. Work is counted in evaluations, never in seconds.
"""

from __future__ import annotations

import re
from dataclasses import replace

from intent_lsp.document.model import Intent
from intent_lsp.synthesis.contract import OnFit, Progress, Synthesis, Task
from intent_lsp.synthesis.doubts.ambiguity import judge, recites
from intent_lsp.synthesis.doubts.character_classes import as_named
from intent_lsp.synthesis.doubts.pieces_of_text import in_named_pieces
from intent_lsp.synthesis.emit import Function, emit, preview
from intent_lsp.synthesis.problem import Problem, pose
from intent_lsp.synthesis.programs import Program, find_program
from intent_lsp.synthesis.search_values import leaves
from intent_lsp.synthesis.types import Type, Untypable
from intent_lsp.synthesis.work_budget import Allowance, WorkBudget

_SUMMARY_LENGTH = 240
_RECITED = "what fits the examples is no shorter than a list of them, so it would only recite them"
_KINDS = {
    "number": "number",
    "string": "text",
    "boolean": "true or false",
    "list": "list",
    "map": "map",
    "record": "record",
    "tuple": "tuple",
    "null": "null",
}


def solve(task: Task, progress: Progress | None = None, on_fit: OnFit | None = None) -> Synthesis:
    """Search for the smallest program that fits all shown examples and counterexamples of the task.

    Hidden examples are never looked at. ``progress`` is called now and then with (evaluations used, budget), ``on_fit``
    with the first program that fits, while the search for a better one goes on. Never raises for a task that cannot be
    solved: the outcome is then ``none``, and the explanation says why.
    """
    meter = WorkBudget(task.budget, progress)
    try:
        problem = pose(task)
    except Untypable as trouble:
        return Synthesis("none", {}, f"not searched for: {trouble}")
    if all(value is None for value in problem.target):
        return Synthesis("none", {}, "not searched for: every example returns null")
    function = function_of(task.intent, problem)
    program = find_program(
        problem,
        Allowance(meter, task.budget),
        None if on_fit is None else lambda term: on_fit(preview(function, term)),
    )
    if program.best is None:
        return Synthesis("none", {}, _in_vain(problem, program, meter), evaluations=meter.used)
    if recites(problem, program.fits[0]):
        return Synthesis("none", {}, _RECITED, evaluations=meter.used)
    best = in_named_pieces(problem, as_named(problem, program.fits[0]))
    program = replace(program, fits=(best, *program.fits[1:]))
    verdict = judge(problem, program, meter)
    code = emit(function, program.fits[0].term)
    return Synthesis(verdict.outcome, code, _explain(problem), verdict.question, meter.used, verdict.doubt)


def function_of(intent: Intent, problem: Problem) -> Function:
    """What the emitters need to know of an intent."""
    fractional = frozenset(
        name
        for name, _ in problem.params
        if any(isinstance(leaf, float) for row in problem.examples for leaf in leaves(row[name]))
    )
    fields = [("$" + name, kind) for name, kind in problem.returns.fields]
    nullable = frozenset(name for name, kind in (*problem.params, *fields) if kind.kind == "optional")
    return Function(intent.name, intent.signature.parameters, summary(intent.description), fractional, nullable)


def summary(description: str) -> str:
    """The first sentence of a description on one line, at most :data:`_SUMMARY_LENGTH` characters."""
    line = " ".join(description.split())
    line = "".join(c for c in line if c.isprintable())
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", line, maxsplit=1)[0]
    if len(sentence) > _SUMMARY_LENGTH:
        sentence = sentence[:_SUMMARY_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return sentence


def _explain(problem: Problem) -> str:
    count = len(problem.examples) + len(problem.failing)
    examples = "1 example" if count == 1 else f"{count} examples"
    return f"inferred from {examples}; the description only ranked candidates"


def _in_vain(problem: Problem, program: Program, meter: WorkBudget) -> str:
    given = ", ".join(f"{name}: {_type_in_words(kind)}" for name, kind in problem.params) or "nothing"
    what = f"no program of the searched kind turns ({given}) into {_type_in_words(problem.returns)}"
    if program.missing:
        what += f" (missing: {', '.join(program.missing)})"
    effort = "budget used up" if meter.used >= meter.budget else f"{meter.used:,} evaluations"
    return f"{what} and fits all {len(problem.examples)} examples ({effort})"


def _type_in_words(kind: Type) -> str:
    """A type in words that people use."""
    if kind.kind == "optional":
        return f"{_type_in_words(kind.inner)} or null"
    return _KINDS.get(kind.kind, kind.text)
