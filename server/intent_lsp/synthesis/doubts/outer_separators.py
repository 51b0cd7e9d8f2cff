"""Separators that also stand before the first or after the last item, where every example has an item.

``"A.L."`` is the letters with dots between them and one behind, and it is each letter with a dot: the two differ for
an empty text.
"""

from __future__ import annotations

from collections.abc import Iterator

from intent_lsp.synthesis.doubts.boundaries import Boundary
from intent_lsp.synthesis.probes import Input
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import FAILED, same
from intent_lsp.synthesis.terms import (
    Apply,
    Const,
    Each,
    Groups,
    Joined,
    Pairs,
    Term,
    children,
    compile_term,
    evaluate,
)
from intent_lsp.synthesis.types import STRING


def open_without_items(problem: Problem, term: Term) -> Boundary | None:
    """An input without items for which the program writes a separator; ``None`` where an example shows one, or the
    program is not of that kind."""
    if problem.returns is not STRING:
        return None
    for part in _outside_of_loops(term):
        if isinstance(part, Joined) and (signs := _around(part)):
            alone, whole = compile_term(part), compile_term(term)
            for row in _without_items(problem):
                answer = evaluate(whole, row)
                if answer is not FAILED and answer != "" and same(evaluate(alone, row), signs):
                    return Boundary(row, (answer, ""))
    return None


def _around(joined: Joined) -> str:
    """What stands before the first and after the last item, if both also stand between two; else empty."""
    parts = list(joined.parts)
    after, before = _constant(parts, -1), _constant(parts, 0)
    if len(parts) == 1:
        for part in _outside_of_loops(parts[0]):
            if isinstance(part, Apply) and part.op.name == "join" and isinstance(part.args[1], Const):
                between = str(part.args[1].value)
                if between.startswith(after) and between[len(after) :].endswith(before):
                    return before + after
    return ""


def _constant(parts: list[Term], index: int) -> str:
    """The text of the first or the last part, which is taken out, if it is a constant; else empty."""
    part = parts[index] if parts else None
    if not isinstance(part, Const):
        return ""
    del parts[index]
    return str(part.value)


def _outside_of_loops(term: Term) -> Iterator[Term]:
    """The term and its parts, but those that depend on the item of a loop."""
    yield term
    for child in (term.over,) if isinstance(term, (Each, Pairs, Groups)) else children(term):
        yield from _outside_of_loops(child)


def _without_items(problem: Problem) -> Iterator[Input]:
    """The first example with each text and each list emptied that is empty in no example."""
    for name, kind in problem.params:
        nothing = {"string": "", "list": ()}.get(kind.kind)
        if nothing is not None and not any(same(row[name], nothing) for row in problem.examples):
            yield {**problem.examples[0], name: nothing}
