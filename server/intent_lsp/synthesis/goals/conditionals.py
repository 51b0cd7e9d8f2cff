"""Conditionals: the cheapest tree of predicates whose leaves are each right on their share of the examples.

Exact search over subsets of the examples (bit sets). Predicates come from the bank, from guards that failing terms
suggest (a division suggests ``== 0``), and from thresholds between neighbouring values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from intent_lsp.synthesis.bank import Bank
from intent_lsp.synthesis.goals.concatenation import concatenations
from intent_lsp.synthesis.goals.memorised import recites_a_number
from intent_lsp.synthesis.inputs import Entry, Goal
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.search_values import FAILED
from intent_lsp.synthesis.terms import (
    FALSE,
    TRUE,
    ZERO,
    Apply,
    Const,
    Env,
    If,
    Member,
    Null,
    Term,
    Var,
    compile_term,
    evaluate,
    num,
    text,
    walk,
)
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING

_EMPTY_FAILS = ("first", "last", "least", "greatest", "average", "median", "mostCommon", "rangeOf", "variance")
_EMPTY_TEXT_FAILS = ("firstCharacter", "lastCharacter")
_MISSING_FAILS = ("before", "after", "afterLast", "beforeLast")
_PINNED = 2
_MOST_PREDICATES = 160
_MOST_THRESHOLDS = 16


@dataclass(frozen=True, slots=True)
class Leaf:
    cost: int
    term: Term


@dataclass(frozen=True, slots=True)
class Test:
    cost: int
    term: Term
    guard: bool = False


class Conditionals:
    """The search for conditionals of one goal; remembers concatenations that fit a part of the examples."""

    def __init__(self, bank: Bank, goal: Goal, nullable: bool) -> None:
        self._bank = bank
        self._goal = goal
        self._nullable = nullable
        self._pieces: dict[int, Leaf] = {}
        self._tried: set[tuple[int, int]] = set()

    def best(self, level: int, thorough: bool) -> list[tuple[int, Term]]:
        """The cheapest conditional and its variants: (cost, term). Empty when the examples cannot be covered."""
        bank = self._bank
        if bank.inputs.examples < 2:
            return []
        leaves = self._leaves()
        tests = self._tests(leaves)
        if self._goal.type is STRING and bank.inputs.examples <= 14 and thorough:
            self._concatenate(leaves, tests, level)
        for part, leaf in self._pieces.items():
            if part not in leaves or leaf.cost < leaves[part].cost:
                leaves[part] = leaf
        covered = 0
        for part in leaves:
            covered |= part
        if covered != bank.full:
            return []
        found = _Tree(leaves, tests, bank).best()
        if found is None or not isinstance(found.term, If) or self._is_table(found.term):
            return []
        return [(found.cost, found.term), *self._variants(found.cost, found.term)]

    def _is_table(self, term: If) -> bool:
        """Whether a conditional recites examples: a branch for each, or a number for one, unnamed in the prose."""
        ends = _ends(term)
        recited = [end for end in ends if isinstance(end, Const) and not self._bank.words.speaks_of(end.value)]
        if len(ends) >= self._bank.inputs.examples and recited:
            return True
        inputs = self._bank.inputs
        return recites_a_number(term, inputs.envs[: inputs.examples], self._bank.words)

    def _leaves(self) -> dict[int, Leaf]:
        """The cheapest term for each set of examples on which some term is right."""
        leaves = {}
        for part, entries in self._bank.partial.items():
            entry = min(entries, key=lambda e: (e.cost, not isinstance(e.term, Const), not self._is_named(e.term)))
            leaves[part] = Leaf(entry.cost, entry.term)
        target = self._goal.target
        if self._goal.type is BOOLEAN:
            for constant in (TRUE, FALSE):
                part = sum(1 << i for i, wanted in enumerate(target) if wanted is constant.value)
                if part:
                    leaves[part] = Leaf(1, constant)
        if self._nullable:
            part = sum(1 << i for i, wanted in enumerate(target) if wanted is None)
            if part:
                leaves[part] = Leaf(1, Null())
        return leaves

    def _is_named(self, term: Term) -> bool:
        """Whether the intent's name asks for what the term does last."""
        return isinstance(term, Apply) and any(word.startswith(term.op.hints) for word in self._bank.words.named)

    def _tests(self, leaves: dict[int, Leaf]) -> dict[int, Test]:
        bank = self._bank
        tests = {part: self._cheapest(entries) for part, entries in bank.predicates.items()}
        if len(leaves) <= 60 or bank.inputs.examples <= 12:
            for part, leaf in leaves.items():
                if part != bank.full:
                    for guard in _guards(leaf.term):
                        self._note(tests, Test(1, guard, True))
        for cost in (1, 2, 3):
            for entry in list(bank.at(NUMBER, cost))[:12]:
                self._thresholds(tests, entry)
        return tests

    def _cheapest(self, entries: list[Entry]) -> Test:
        """The cheapest of several tests that agree on the examples; a bound that examples stand on both sides of, next
        to it, is worth a little more cost than one that might as well lie elsewhere."""
        if len(entries) == 1:
            return Test(entries[0].cost, entries[0].term)
        envs = self._bank.inputs.envs[: self._bank.inputs.examples]
        self._bank.allowance.spend(len(entries) // 2)
        costs = [entry.cost - (_PINNED if _is_pinned(entry.term, envs) else 0) for entry in entries]
        cost = min(costs)
        return Test(max(1, cost), entries[costs.index(cost)].term)

    def _note(self, tests: dict[int, Test], test: Test) -> None:
        bank = self._bank
        run = compile_term(test.term)
        holds = 0
        bank.allowance.spend(1)
        for index, env in enumerate(bank.inputs.envs[: bank.inputs.examples]):
            value = evaluate(run, env)
            if value is FAILED:
                return
            if value:
                holds |= 1 << index
        if 0 < holds < bank.full and (holds not in tests or tests[holds].cost >= test.cost):
            tests[holds] = test

    def _thresholds(self, tests: dict[int, Test], entry: Entry) -> None:
        values = entry.vector[: self._bank.inputs.examples]
        if isinstance(entry.term, Const) or FAILED in values or None in values:
            return
        ordered = sorted(dict.fromkeys(values))
        if len(ordered) <= _MOST_THRESHOLDS:
            for _, high in pairwise(ordered):
                self._note(tests, Test(entry.cost + 5, Apply(BY_NAME["lessOrEqual"], (num(high), entry.term))))

    def _concatenate(self, leaves: dict[int, Leaf], tests: dict[int, Test], level: int) -> None:
        """Concatenations on the parts that the cheapest predicates cut out."""
        bank = self._bank
        for part, _ in sorted(tests.items(), key=lambda item: item[1].cost)[:14]:
            for side in (part, bank.full & ~part):
                if (side in leaves and leaves[side].cost <= 6) or (side, level) in self._tried:
                    continue
                self._tried.add((side, level))
                indices = [i for i in range(bank.inputs.examples) if side >> i & 1]
                found = concatenations(bank, self._goal.target, indices)
                if found and (side not in leaves or found[0][0] < leaves[side].cost):
                    self._pieces[side] = Leaf(*found[0])

    def _variants(self, cost: int, term: If) -> list[tuple[int, Term]]:
        """The same conditional with other tests that agree on the examples: what a question can tell apart."""
        bank = self._bank
        run = compile_term(term.condition)
        envs = bank.inputs.envs[: bank.inputs.examples]
        holds = sum(1 << i for i, env in enumerate(envs) if evaluate(run, env) is True)
        return [
            (cost + entry.cost, If(entry.term, term.then, term.otherwise))
            for entry in bank.predicates.get(holds, ())
            if entry.term != term.condition
        ]


class _Tree:
    """Exact search for the cheapest tree over subsets of the examples."""

    def __init__(self, leaves: dict[int, Leaf], tests: dict[int, Test], bank: Bank) -> None:
        self._leaves = sorted(leaves.items(), key=lambda item: item[1].cost)
        self._tests = sorted(tests.items(), key=lambda item: item[1].cost)[:_MOST_PREDICATES]
        self._full = bank.full
        self._depth = 4 if bank.inputs.examples <= 10 else 3
        self._allowance = bank.allowance.share(150_000)
        guards = [part for part, test in tests.items() if test.guard]
        self._guards = {part for guard in guards for part in (guard, bank.full & ~guard)}
        self._known: dict[tuple[int, int], Leaf | None] = {}

    def best(self) -> Leaf | None:
        return self._best(self._full, self._depth)

    def _best(self, part: int, depth: int) -> Leaf | None:
        key = (part, depth)
        if key in self._known:
            return self._known[key]
        found: Leaf | None = None
        for right, leaf in self._leaves:
            if right & part == part:
                found = leaf
                break
        if depth > 0 and part & (part - 1) and not self._allowance.over:
            found = self._split(part, depth, found)
        self._known[key] = found
        return found

    def _split(self, part: int, depth: int, found: Leaf | None) -> Leaf | None:
        self._allowance.spend(len(self._tests) // 8)
        for holds, test in self._tests:
            yes, no = part & holds, part & ~holds
            if not yes or not no:
                continue
            if found is not None and test.cost + 4 >= found.cost:
                break
            left = self._best(yes, depth - 1)
            if left is None or (found is not None and left.cost + test.cost + 3 >= found.cost):
                continue
            right = self._best(no, depth - 1)
            if right is None:
                continue
            cost = left.cost + right.cost + test.cost + (0 if holds in self._guards else 2)
            if found is None or cost < found.cost:
                found = Leaf(cost, If(test.term, left.term, right.term))
        return found


def _is_pinned(term: Term, envs: Sequence[Env]) -> bool:
    """Whether the examples hold the last whole number on either side of a comparison's bound."""
    if not isinstance(term, Apply) or term.op.name not in ("less", "lessOrEqual"):
        return False
    left, right = (compile_term(arg) for arg in term.args)
    sides = [(evaluate(left, env), evaluate(right, env)) for env in envs]
    if not all(type(value) is int for pair in sides for value in pair):
        return False
    distances = {a - b for a, b in sides}
    return 0 in distances and (-1 if term.op.name == "less" else 1) in distances


def _ends(term: Term) -> list[Term]:
    """The results a conditional chooses from."""
    return [*_ends(term.then), *_ends(term.otherwise)] if isinstance(term, If) else [term]


def _guards(term: Term) -> list[Term]:
    """Tests for the inputs on which the term is undefined."""
    found: list[Term] = []
    for part in walk(term):
        if not isinstance(part, Apply):
            continue
        name, args = part.op.name, part.args
        if name in ("divide", "remainder", "floorDivide") and not isinstance(args[1], Const):
            found.append(Apply(BY_NAME["equalNumbers"], (args[1], ZERO)))
        elif name in _EMPTY_FAILS:
            found.append(Apply(BY_NAME["isEmpty"], args[:1]))
        elif name in _EMPTY_TEXT_FAILS:
            found.append(Apply(BY_NAME["equalText"], (args[0], text(""))))
        elif name in _MISSING_FAILS and isinstance(args[1], Const) and isinstance(args[0], (Var, Member)):
            found.append(Apply(BY_NAME["contains"], args))
        elif name == "lookUp":
            found.append(Apply(BY_NAME["hasKey"], args))
    return found
