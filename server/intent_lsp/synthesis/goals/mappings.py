"""A map goal as one entry per item of a list, or as one entry per group of items that share a key."""

from __future__ import annotations

from collections.abc import Iterator

from intent_lsp.synthesis.elements import ITEM, BodyRun
from intent_lsp.synthesis.goals.contract import Solver
from intent_lsp.synthesis.inputs import Vector
from intent_lsp.synthesis.search_values import UNDEFINED_ERRORS, Value
from intent_lsp.synthesis.terms import Groups, Pairs, Term, Var
from intent_lsp.synthesis.types import STRING, Type, list_of

GROUP = "g"
"""The variable of a group of items."""

_KEYS_PER_LIST = 3
Grouped = list[dict[Value, list[Value]]]


def map_goal(solver: Solver, level: int) -> None:
    """Offer dictionaries over the bank's lists whose keys are those of the goal."""
    count, target = solver.bank.inputs.examples, solver.goal.target

    def fits(vector: Vector) -> bool:
        enough = all(len(vector[i]) >= len(target[i].items) for i in range(count))
        return enough and any(t.items for t in target)

    for cost, item, vector, term in solver.lists(min(level, 5), fits):
        hits = 0
        for key_cost, key, run in _keys(solver, item):
            groups = _grouped(solver, vector, run)
            if groups is None:
                continue
            hits += 1
            if hits > _KEYS_PER_LIST:
                break
            _offer(solver, cost + key_cost + 3, term, item, key, groups)


def _keys(solver: Solver, item: Type) -> Iterator[tuple[int, Term, BodyRun]]:
    """Bodies that give strings, cheapest first."""
    if item is STRING:
        yield 1, Var(ITEM), lambda env, index, value: value
    elements = solver.bank.elements
    if elements is not None:
        bodies = elements.bodies(item)
        for kind, cost in sorted(bodies, key=lambda pair: pair[1]):
            if kind is STRING and cost > 0:
                for term, run in bodies[kind, cost]:
                    yield cost, term, run


def _grouped(solver: Solver, vector: Vector, run: BodyRun) -> Grouped | None:
    """The items of each input by key; ``None`` when a key is missing or too many on an example."""
    inputs, target = solver.bank.inputs, solver.goal.target
    groups: Grouped = []
    for index in range(inputs.total):
        group: dict[Value, list[Value]] = {}
        groups.append(group)
        if not isinstance(vector[index], tuple):
            continue
        try:
            for item in vector[index]:
                group.setdefault(run(inputs.envs[index], index, item), []).append(item)
        except UNDEFINED_ERRORS:
            if index < inputs.examples:
                return None
        if index < inputs.examples and group.keys() != target[index].items.keys():
            return None
    return groups


def _offer(solver: Solver, cost: int, over: Term, item: Type, key: Term, groups: Grouped) -> None:
    count, target = solver.bank.inputs.examples, solver.goal.target
    kind = solver.goal.type.inner
    if all(len(items) == 1 for group in groups[:count] for items in group.values()):
        labelled = [(i, groups[i][k][0], target[i].items[k]) for i in range(count) for k in groups[i]]
        probes = [(i, items[0]) for i in range(count, len(groups)) for items in groups[i].values()]
        found = solver.body(labelled, kind, item, ("pairs", over, key), probes)
        if found is not None:
            solver.offer(cost + found.cost, Pairs(over, ITEM, item, key, found.term))
        return
    labelled = [(i, tuple(groups[i][k]), target[i].items[k]) for i in range(count) for k in groups[i]]
    probes = [(i, tuple(items)) for i in range(count, len(groups)) for items in groups[i].values()]
    found = solver.body(labelled, kind, list_of(item), ("groups", over, key), probes, GROUP)
    if found is not None:
        solver.offer(cost + found.cost, Groups(over, ITEM, item, key, GROUP, found.term))
