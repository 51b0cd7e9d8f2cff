"""A list goal as a map or a filter over a list of the bank; a string goal as such a list joined.

The body is searched for as a goal of its own, on pairs of item and wanted result.
"""

from __future__ import annotations

from collections.abc import Callable

from intent_lsp.synthesis.elements import ITEM, BodyRun
from intent_lsp.synthesis.goals.contract import Solver
from intent_lsp.synthesis.inputs import Vector
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.search_values import UNDEFINED_ERRORS, Value
from intent_lsp.synthesis.terms import Apply, Each, Term, Var, text
from intent_lsp.synthesis.types import BOOLEAN, STRING, Type

_SEPARATORS = (" ", "", ", ", "-", "_", ",", "\n", "; ")
_IMAGE_COST = 4
Wrap = Callable[[Term], Term]


def list_goal(solver: Solver, level: int) -> None:
    """Offer maps and filters that give the goal's lists."""
    _chosen(solver, level)
    _maps(solver, solver.goal.target, solver.goal.type.inner, level, "list", lambda term: term, 0)
    _filters(solver, solver.goal.target, solver.goal.type.inner, level, "list", lambda term: term, 0)


def join_goal(solver: Solver, level: int) -> None:
    """Offer joined maps and filters that give the goal's strings."""
    targets = [t for t in solver.goal.target if isinstance(t, str)]
    if len(targets) < len(solver.goal.target):
        return
    named = [string for string in solver.bank.words.strings if len(string) < 3]
    for separator in dict.fromkeys((*_SEPARATORS, *named)):
        if separator and not any(separator in target for target in targets):
            continue
        parts = tuple(tuple(target.split(separator)) if separator else tuple(target) for target in targets)
        if sum(map(len, parts)) > 60:
            continue
        tag = f"join{separator}"
        _maps(solver, parts, STRING, level, tag, _joined_by(separator), 3)
        _filters(solver, parts, STRING, level, tag, _joined_by(separator), 3)
        if separator:  # an empty target is an empty list too, not only a list of one empty string
            emptied = tuple(part if target else () for part, target in zip(parts, targets, strict=True))
            if emptied != parts:
                _maps(solver, emptied, STRING, level, tag + "*", _joined_by(separator), 3)
        else:
            _equal_chunks(solver, targets, level)


def _joined_by(separator: str) -> Wrap:
    return lambda term: Apply(BY_NAME["join"], (term, text(separator)))


def _equal_chunks(solver: Solver, targets: list[str], level: int) -> None:
    """Targets cut into equally long pieces, one for each item: ``A.L.`` from two words."""
    count = solver.bank.inputs.examples

    def fits(vector: Vector) -> bool:
        lengths = [(len(vector[i]), len(targets[i])) for i in range(count)]
        several = any(n > 1 for n, _ in lengths)  # with one item each, the whole target would be the piece
        return several and all(m and m % n == 0 if n else not m for n, m in lengths) and any(m > n for n, m in lengths)

    for _, _, vector, _ in solver.lists(min(level, 4), fits, 1):
        parts = tuple(
            tuple(target[j : j + len(target) // len(items)] for j in range(0, len(target), len(target) // len(items)))
            if items
            else ()
            for target, items in zip(targets, vector, strict=False)
        )
        _maps(solver, parts, STRING, level, "chunks", _joined_by(""), 3)


def _pairs(solver: Solver, vector: Vector) -> list[tuple[int, Value]]:
    """The items of a list on the probes, each with the probe's index."""
    inputs = solver.bank.inputs
    probes = range(inputs.examples, inputs.total)
    return [(i, item) for i in probes if isinstance(vector[i], tuple) for item in vector[i]]


def _maps(solver: Solver, target: Vector, kind: Type, level: int, tag: str, wrap: Wrap, extra: int) -> None:
    count = solver.bank.inputs.examples

    def fits(vector: Vector) -> bool:
        return any(target) and all(len(vector[i]) == len(target[i]) for i in range(count))

    for cost, item, vector, term in solver.lists(min(level, 6), fits):
        labelled = [(i, x, y) for i in range(count) for x, y in zip(vector[i], target[i], strict=True)]
        found = solver.body(labelled, kind, item, (tag, "map", term), _pairs(solver, vector))
        if found is not None:
            mapped = term if found.term == Var(ITEM) else Each("map", term, ITEM, item, found.term)
            solver.offer(cost + found.cost + 1 + extra, wrap(mapped))


def _filters(solver: Solver, target: Vector, kind: Type, level: int, tag: str, wrap: Wrap, extra: int) -> None:
    count = solver.bank.inputs.examples

    def fits(vector: Vector) -> bool:
        longer = any(len(vector[i]) > len(target[i]) for i in range(count))
        return longer and any(target) and all(_is_subsequence(target[i], vector[i]) for i in range(count))

    for cost, item, vector, term in solver.lists(min(level, 5), fits, 4):
        if item is not kind:
            continue
        labelled = []
        for i in range(count):
            for x in dict.fromkeys(vector[i]):
                kept = target[i].count(x)
                if kept not in (0, vector[i].count(x)):
                    break
                labelled.append((i, x, kept > 0))
            else:
                continue
            break
        else:
            found = solver.body(labelled, BOOLEAN, item, (tag, "filter", term), _pairs(solver, vector))
            if found is not None:
                solver.offer(cost + found.cost + 1 + extra, wrap(Each("filter", term, ITEM, item, found.term)))


def _chosen(solver: Solver, level: int) -> None:
    """A map over a filter, the filter learned from which items' images are wanted: names of the active users."""
    target, kind = solver.goal.target, solver.goal.type.inner
    count, elements = solver.bank.inputs.examples, solver.bank.elements
    if elements is None or not any(target):
        return

    def fits(vector: Vector) -> bool:
        return any(len(vector[i]) > len(target[i]) for i in range(count)) and all(
            len(vector[i]) >= len(target[i]) for i in range(count)
        )

    for cost, item, vector, term in solver.lists(min(level, 3), fits, 3):
        bodies = elements.bodies(item)
        for (type_, body_cost), terms in sorted(bodies.items(), key=lambda row: row[0][1]):
            if type_ is not kind or not 0 < body_cost <= _IMAGE_COST:
                continue
            for body, run in terms:
                labelled = _labels(solver, vector, target, run)
                if labelled is not None:
                    found = solver.body(labelled, BOOLEAN, item, ("chosen", term, body), _pairs(solver, vector))
                    if found is not None:
                        kept = Each("filter", term, ITEM, item, found.term)
                        solver.offer(cost + body_cost + found.cost + 2, Each("map", kept, ITEM, item, body))


def _labels(solver: Solver, vector: Vector, target: Vector, run: BodyRun) -> list[tuple[int, Value, bool]] | None:
    """Each item with whether its image is wanted; ``None`` when the wanted ones are not among the images in order."""
    inputs = solver.bank.inputs
    labelled: list[tuple[int, Value, bool]] = []
    for i in range(inputs.examples):
        try:
            images = [run(inputs.envs[i], i, item) for item in vector[i]]
        except UNDEFINED_ERRORS:
            return None
        if not _is_subsequence(target[i], images):
            return None
        wanted = list(target[i])
        for item, image in zip(vector[i], images, strict=True):
            taken = bool(wanted) and wanted[0] == image
            labelled.append((i, item, taken))
            if taken:
                wanted.pop(0)
    return labelled


def _is_subsequence(part: Value, whole: Value) -> bool:
    rest = iter(whole)
    return all(any(a == b for b in rest) for a in part)
