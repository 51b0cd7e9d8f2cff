"""Whole programs: one search for a plain result, one per field for a record or a tuple, guards for errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from intent_lsp.synthesis.bank import Bank
from intent_lsp.synthesis.constants import extract_constants
from intent_lsp.synthesis.inputs import Entry, Goal, Inputs, Variable
from intent_lsp.synthesis.problem import FailingExample, Problem, make_inputs
from intent_lsp.synthesis.search_values import FAILED, Value
from intent_lsp.synthesis.solver import SLACK, Fit, Solver
from intent_lsp.synthesis.stated_constants import unused_number
from intent_lsp.synthesis.terms import Build, Fail, If, Term, compile_term, evaluate, walk
from intent_lsp.synthesis.types import BOOLEAN
from intent_lsp.synthesis.unanswered import ClientLeft, left_aside, named_parts
from intent_lsp.synthesis.work_budget import Allowance

OnTerm: TypeAlias = Callable[[Term], None]

_ROUNDS = (0.06, 0.2, 0.74)
"""Shares of the budget in which the fields of a record are tried in turn."""
_GUARD_COST = 7
_UNANSWERED = 6
"""What a program costs besides, while it is searched for, that leaves aside what the text asks for."""


@dataclass(frozen=True, slots=True)
class Program:
    """The best program and others that fit the examples as well; ``fits[0]`` is the best."""

    fits: tuple[Fit, ...]
    weak: bool = False
    """Some guard was told apart from the rest by a single example."""
    missing: tuple[str, ...] = field(default=())
    """Fields for which nothing was found; then there are no fits."""

    @property
    def best(self) -> Fit | None:
        return self.fits[0] if self.fits else None


def find_program(problem: Problem, allowance: Allowance, on_fit: OnTerm | None = None, slack: int = SLACK) -> Program:
    """Search for a program that is right on every example. ``on_fit`` hears of the first that is found.

    ``slack``: so many levels of cost are searched beyond the best, for others that fit as well.
    """
    guards: list[tuple[Entry, str]] = []
    for message, group in _by_message(problem).items():
        test = _guard(problem, group, allowance)
        if test is None:
            return Program((), missing=(f"the error {message!r}" if message else "the error",))
        guards.append((test, message or "invalid input"))

    def heard(term: Term) -> None:
        if on_fit is not None:
            on_fit(_guarded(term, guards))

    if problem.returns.kind in ("record", "tuple"):
        program = _by_fields(problem, allowance, heard, slack)
    else:
        solver = Solver(
            problem.inputs,
            problem.returns,
            problem.target,
            problem.words,
            allowance,
            on_fit=heard,
            surcharge=lambda term: _UNANSWERED if _leaves_aside(problem, _guarded(term, guards)) else 0,
        )
        solver.solve(slack)
        program = Program(tuple(_ranked_by_text(problem, solver.fits, guards)))
    return _all_guarded(problem, program, guards) if guards else program


def _by_fields(problem: Problem, allowance: Allowance, on_fit: OnTerm, slack: int) -> Program:
    """Each field in turn, cheap ones first; a solved field is a variable for the rest."""
    is_tuple = problem.returns.kind == "tuple"
    wanted = {
        name: (kind, tuple(row[int(name)] if is_tuple else row.items.get(name) for row in problem.target))
        for name, kind in problem.returns.fields
    }
    inputs = problem.inputs
    solved: dict[str, tuple[Fit, ...]] = {}
    start, whole = allowance.used, allowance.left
    spent = 0.0

    def heard(name: str, term: Term) -> None:
        """A field that fits completes the program when it is the last."""
        if len(solved) + 1 == len(wanted):
            terms = {**{done: fits[0].term for done, fits in solved.items()}, name: term}
            on_fit(Build(tuple(terms.items()), tuple(wanted), is_tuple))

    for share in _ROUNDS:
        spent += share
        for name, (kind, target) in wanted.items():
            if name in solved:
                continue
            left = max(0, start + int(whole * spent) - allowance.used) // (len(wanted) - len(solved))
            solver = Solver(
                inputs,
                kind,
                target,
                problem.words,
                allowance.share(left),
                unused=1,
                solved={done: fits[0].term for done, fits in solved.items()},
                on_fit=partial(heard, name),
            )
            best = solver.solve(slack)
            if best is not None:
                solved[name] = tuple(solver.fits)
                inputs = inputs.extended(Variable("$" + name, kind, best.vector))
    if len(solved) < len(wanted):
        return Program((), missing=tuple(name for name in wanted if name not in solved))
    return Program(_combine(problem, solved, is_tuple, problem.inputs))


def _combine(problem: Problem, solved: dict[str, tuple[Fit, ...]], is_tuple: bool, inputs: Inputs) -> tuple[Fit, ...]:
    """The record of the best fields, and variants with one field solved otherwise."""
    order = tuple(name for name, _ in problem.returns.fields)

    def build(name: str, fit: Fit) -> Fit:
        fields = tuple((other, fit.term if other == name else fits[0].term) for other, fits in solved.items())
        term = Build(fields, order, is_tuple)
        run = compile_term(term)
        cost = sum(fits[0].cost for fits in solved.values()) + fit.cost - solved[name][0].cost
        return Fit(cost, term, tuple(evaluate(run, env) for env in inputs.envs))

    first = next(iter(solved))
    best = build(first, solved[first][0])
    return (best, *(build(name, fit) for name, fits in solved.items() for fit in fits[1:6]))


def _ranked_by_text(problem: Problem, found: list[Fit], guards: list[tuple[Entry, str]]) -> list[Fit]:
    """The programs with their own costs: first the best that leaves nothing aside, if the text asks for what it does
    instead, else the cheapest; then the others."""
    kinds = [_leaves_aside(problem, _guarded(fit.term, guards)) for fit in found]
    own = [replace(fit, cost=fit.cost - _UNANSWERED) if kind else fit for fit, kind in zip(found, kinds, strict=True)]
    ranked = sorted(zip(own, kinds, strict=True), key=lambda each: each[0].rank)
    fits = [fit for fit, _ in ranked]
    if not ranked or not ranked[0][1]:
        return fits
    answering = next((fit for fit, kind in ranked if not kind), None)
    if answering is None or answering is not own[0]:
        return fits
    if _is_asked_for(problem, answering.term, ranked[0][1]):
        return [answering, *(fit for fit in fits if fit is not answering)]
    return [fit for fit, kind in ranked if kind or fit.cost <= fits[0].cost + SLACK]


def _leaves_aside(problem: Problem, term: Term) -> ClientLeft:
    """What a program leaves aside. To answer yes or no, a number of the text counts as a word of it: any condition fits
    a few such examples."""
    kind, _ = left_aside(problem, term)
    return kind or ("word" if problem.returns is BOOLEAN and unused_number(problem, term) else "")


def _is_asked_for(problem: Problem, term: Term, instead: ClientLeft) -> bool:
    """Whether a program is rather meant than a shorter one that leaves something aside, and is not one in which a part
    without effect has just the right name."""
    named, parts = named_parts(problem, term)
    if instead == "case":
        return any(isinstance(part, If) for part in walk(term))
    return instead in ("unused", "unasked") or named == parts


# --- errors ----------------------------------------------------------------------------------------------------------


def _by_message(problem: Problem) -> dict[str, list[FailingExample]]:
    messages: dict[str, list[FailingExample]] = {}
    for failing in problem.failing:
        messages.setdefault(failing.message, []).append(failing)
    return messages


def _guarded(term: Term, guards: list[tuple[Entry, str]]) -> Term:
    """The term after a guard for each error message."""
    for test, message in reversed(guards):
        term = If(test.term, Fail(message), term)
    return term


def _all_guarded(problem: Problem, program: Program, guards: list[tuple[Entry, str]]) -> Program:
    fits = []
    for fit in program.fits:
        term = _guarded(fit.term, guards)
        run = compile_term(term)
        vector = tuple(evaluate(run, env) for env in problem.inputs.envs)
        if FAILED not in vector[: len(problem.examples)]:
            fits.append(Fit(fit.cost + sum(test.cost for test, _ in guards), term, vector))
    weak = any(len(group) < 2 for group in _by_message(problem).values())
    return Program(tuple(fits), weak, program.missing)


def _guard(problem: Problem, group: list[FailingExample], allowance: Allowance) -> Entry | None:
    """The cheapest boolean term that holds on these inputs and on no example."""
    rows = (*(failing.input for failing in group), *problem.examples)
    inputs = make_inputs(problem.params, rows, len(rows))
    target: tuple[Value, ...] = (True,) * len(group) + (False,) * len(problem.examples)
    goal = Goal(BOOLEAN, target)
    bank = Bank(
        inputs,
        goal,
        extract_constants(problem.words, inputs, goal),
        problem.words,
        allowance.share(150_000),
        depth=1,
        lambdas=True,
        capacity=40_000,
    )
    for _ in range(_GUARD_COST):
        complete = bank.grow()
        if bank.full in bank.partial:
            return bank.partial[bank.full][0]
        if not complete:
            break
    return None
