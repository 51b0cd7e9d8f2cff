"""What speaks against a program that fits the examples, whatever other programs say; which programs make sense."""

from __future__ import annotations

import re

from intent_lsp.doubts import Doubt
from intent_lsp.synthesis.doubts.evidence import rests_on_one
from intent_lsp.synthesis.doubts.lone_numbers import lone_number
from intent_lsp.synthesis.probes import Input
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import FAILED, leaves
from intent_lsp.synthesis.solver import Fit
from intent_lsp.synthesis.stated_constants import unused_number, unused_word
from intent_lsp.synthesis.terms import (
    Apply,
    Build,
    Const,
    Each,
    Fail,
    Groups,
    If,
    IsNull,
    Joined,
    Member,
    Pairs,
    Term,
    Var,
    children,
    compile_term,
    evaluate,
    walk,
)
from intent_lsp.synthesis.unanswered import named_parts, unanswered_part

_ALPHANUMERIC = re.compile(r"[^\W_]+")
_DEAR_PER_EXAMPLE = 5.0
"""Cost by the number of examples: above, programs were almost never right."""
_SHORT_RATIO = 0.2
"""Cost by the cost of a table of the examples: above, a program must be asked for by the text to make sense."""
_EMPTY = frozenset(["isEmpty"])
_COMPARISONS = frozenset(["less", "lessOrEqual", "equalNumbers", "equalText"])


def first_fault(problem: Problem, fit: Fit) -> str:
    """The first thing that speaks against the program, in a few words for people; empty when nothing does."""
    term = fit.term
    if not _branches_supported(problem, term):
        return Doubt.BRANCH_RESTS_ON_ONE.of()
    if not _replacements_supported(problem, term, list(problem.examples)):
        return Doubt.REPLACEMENT_RESTS_ON_ONE.of()
    copied = _copied_constant(problem, term)
    if copied:
        return Doubt.COPIED_WORD.of(copied)
    same = _same_part(problem, term)
    if same:
        return Doubt.SAME_PART.of(same)
    if cost_per_example(problem, fit) > _DEAR_PER_EXAMPLE:
        return Doubt.LONG_PROGRAM.of()
    unanswered = unanswered_part(problem, term)
    if unanswered:
        return unanswered
    lone = lone_number(problem, term)
    if lone:
        return Doubt.NUMBER_RESTS_ON_ONE.of(lone)
    unused = unused_number(problem, term) or unused_word(problem, term)
    return Doubt.UNUSED_CONSTANT.of(unused) if unused else ""


def makes_sense(problem: Problem, fit: Fit) -> bool:
    """Whether a person might mean the program: nothing speaks against it, more than one example speaks for it, and it
    is short or the text asks for most of its parts."""
    if first_fault(problem, fit) or rests_on_one(problem, fit.term):
        return False
    named, parts = named_parts(problem, fit.term)
    return fit.cost / table_cost(problem) <= _SHORT_RATIO or (parts > 0 and 2 * named >= parts)


def table_cost(problem: Problem) -> float:
    """What a lookup table of the examples would cost."""
    total = 0.0
    for value in problem.target:
        total += 13 + sum(len(leaf) / 2 if isinstance(leaf, str) else 1 for leaf in leaves(value))
    return total


def result_parts(problem: Problem) -> int:
    """How many results there are in one: the fields of a record or a tuple."""
    return max(1, len(problem.returns.fields)) if problem.returns.kind in ("record", "tuple") else 1


def cost_per_example(problem: Problem, fit: Fit) -> float:
    """Cost of the program by the number of results that the examples show."""
    return fit.cost / (len(problem.examples) * result_parts(problem))


# --- what is recited ------------------------------------------------------------------------------------------------


def _copied_constant(problem: Problem, term: Term) -> str:
    """A word that the program puts into its result although each input holds it and the prose does not name it: more
    likely it is a part of the input. Empty when there is none."""
    pieces = [piece for part in walk(term) if isinstance(part, Joined) for piece in part.parts]
    words = [word for piece in pieces if isinstance(piece, Const) for word in _ALPHANUMERIC.findall(piece.value)]
    unnamed = (word for word in words if not problem.words.states(word))
    return next((word for word in unnamed if all(_holds(row, word) for row in problem.examples)), "")


def _holds(row: Input, word: str) -> bool:
    """Whether a text in the input holds the word, or a number in it is the word."""
    found = (leaf for value in row.values() for leaf in leaves(value))
    return any(word in leaf if isinstance(leaf, str) else word == str(leaf) for leaf in found)


def _same_part(problem: Problem, term: Term) -> str:
    """The part of a record or a tuple that is the same in all examples, so that nothing tells what it depends on; not
    one that the prose names. Empty when there is none."""
    while isinstance(term, If) and isinstance(term.then, Fail):
        term = term.otherwise
    fields = term.fields if isinstance(term, Build) else ()
    constant = (name for name, value in fields if isinstance(value, Const) and not problem.words.states(value.value))
    return next(constant, "")


# --- conditionals ----------------------------------------------------------------------------------------------------


def _branches_supported(problem: Problem, term: Term) -> bool:
    """Whether each branch of each conditional has two examples, or is a constant that the prose names."""
    if isinstance(term, Build):
        return all(_branches_supported(problem, value) for _, value in term.fields)
    if isinstance(term, If):
        return _supported(problem, term, list(problem.examples), edge=False)
    return not any(isinstance(part, If) for part in children(term) if not isinstance(term, (Each, Pairs, Groups)))


def _supported(problem: Problem, term: Term, rows: list[Input], edge: bool) -> bool:
    """Whether the branches of a term are, which these examples reach; ``edge``: only an edge case leads there."""
    if isinstance(term, Fail):
        return True  # error examples are counted apart
    if not isinstance(term, If):
        if isinstance(term, Const) and (
            problem.words.names_result(term.value) or (edge and problem.words.goes_without_saying(term.value))
        ):
            return True
        return (len(rows) >= 2 and not _copied(term, rows)) or (edge and _is_named(problem, term))
    edge = _is_edge(problem, term.condition)
    yes, no = _divided(term, rows)
    return _supported(problem, term.then, yes, edge) and _supported(problem, term.otherwise, no, edge)


def _is_named(problem: Problem, term: Term) -> bool:
    """Whether a text is put together from parameters and words that the prose names, and signs between them."""
    if not isinstance(term, Joined):
        return False
    said = [word for part in term.parts if isinstance(part, Const) for word in _ALPHANUMERIC.findall(part.value)]
    return bool(said) and all(map(problem.words.states, said)) and all(isinstance(p, (Const, Var)) for p in term.parts)


def _divided(term: If, rows: list[Input]) -> tuple[list[Input], list[Input]]:
    """The examples for which the condition holds, and the others."""
    test = compile_term(term.condition)
    yes: list[Input] = []
    no: list[Input] = []
    for row in rows:
        holds = evaluate(test, row)
        (yes if holds is not FAILED and holds else no).append(row)
    return yes, no


def _is_edge(problem: Problem, condition: Term) -> bool:
    """Whether a condition is one of the edge cases that go without saying (nothing there, empty, zero), or compares
    with what the prose names."""
    match condition:
        case IsNull():
            return True
        case Apply(op, (inner,)):
            return (op.name in _EMPTY and _is_plain(inner)) or (op.name == "not" and _is_edge(problem, inner))
        case Apply(op, (left, right)) if op.name in ("and", "or"):
            return _is_edge(problem, left) and _is_edge(problem, right)
        case Apply(op, (left, right)) if op.name in _COMPARISONS:
            constants = [side.value for side in (left, right) if isinstance(side, Const)]
            plain = any(map(_is_plain, (left, right)))
            return plain and bool(constants) and problem.words.speaks_of(constants[0])
        case _:
            return False


def _is_plain(term: Term) -> bool:
    """A parameter, a part of one, or how long it is."""
    if isinstance(term, Apply) and term.op.name in ("length", "count"):
        term = term.args[0]
    while isinstance(term, Member):
        term = term.of
    return isinstance(term, Var)


def _copied(term: Term, rows: list[Input]) -> bool:
    """Whether a branch recites a text that each of its inputs holds: more likely it is a part of the input."""
    return (
        isinstance(term, Const)
        and isinstance(term.value, str)
        and term.value != ""
        and all(
            any(term.value in leaf for value in row.values() for leaf in leaves(value) if isinstance(leaf, str))
            for row in rows
        )
    )


def _replacements_supported(problem: Problem, term: Term, rows: list[Input]) -> bool:
    """Whether two of the examples that reach a replacement of a part of a parameter show it, or the prose names it."""
    if isinstance(term, If):
        yes, no = _divided(term, rows)
        branches = ((term.condition, rows), (term.then, yes), (term.otherwise, no))
        return all(_replacements_supported(problem, branch, reached) for branch, reached in branches)
    for part in walk(term):
        if isinstance(part, Apply) and part.op.name == "replaceAll" and isinstance(part.args[0], Var):
            old = part.args[1]
            if isinstance(old, Const) and len(old.value) > 1 and not problem.words.speaks_of(old.value):
                name = part.args[0].name
                if sum(old.value in (row.get(name) or "") for row in rows) < 2:
                    return False
    return True
