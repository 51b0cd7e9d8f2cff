"""One goal: grow the bank level by level, and after each level try to put the goal together from what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intent_lsp.synthesis.bank import Bank
from intent_lsp.synthesis.constants import extract_constants
from intent_lsp.synthesis.elements import ITEM
from intent_lsp.synthesis.goals.affine import affine_fits
from intent_lsp.synthesis.goals.concatenation import concatenations
from intent_lsp.synthesis.goals.conditionals import Conditionals
from intent_lsp.synthesis.goals.conjunctions import conjunctions
from intent_lsp.synthesis.goals.contract import Labelled
from intent_lsp.synthesis.goals.mappings import map_goal
from intent_lsp.synthesis.goals.sequences import join_goal, list_goal
from intent_lsp.synthesis.inputs import Goal, Inputs, Variable, Vector
from intent_lsp.synthesis.prose_hints import Words
from intent_lsp.synthesis.search_values import Value, same
from intent_lsp.synthesis.terms import Member, Term, Var, compile_term, depth, evaluate, mentions, size, walk
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type
from intent_lsp.synthesis.work_budget import Allowance

HIGHEST_COST = 30
SLACK = 2
_CHEAP_LEVELS = 1500
"""So many terms are enumerated before costly sub-goals are tried."""
_PATIENCE = 80_000
"""At least so many evaluations are spent after the best fit was found, on a cheaper one and on alternatives."""
_BODIES = 250_000
"""So many evaluations may go into the sub-goals of one level; a quarter of it once there is a fit."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A program that is right on every example."""

    cost: int
    term: Term
    vector: Vector

    @property
    def rank(self) -> tuple[int, int, int]:
        """Cheapest first, then flattest, then smallest."""
        return self.cost, depth(self.term), size(self.term)


class Solver:
    """The search for one goal. ``nesting`` is 0 at the top, 1 and 2 for bodies.

    ``surcharge``: what a whole program costs beyond its parts.
    """

    def __init__(
        self,
        inputs: Inputs,
        kind: Type,
        target: Vector,
        words: Words,
        allowance: Allowance,
        *,
        nesting: int = 0,
        unused: int = 2,
        solved: dict[str, Term] | None = None,
        on_fit: Callable[[Term], None] | None = None,
        surcharge: Callable[[Term], int] | None = None,
    ) -> None:
        self._nullable = kind.kind == "optional"
        self.goal = Goal(kind.inner if self._nullable else kind, target)
        self.allowance = allowance
        self.nesting = nesting
        self.fits: list[Fit] = []
        self._words = words
        self._unused = unused
        self._solved = solved or {}
        self._on_fit = on_fit
        self._surcharge = surcharge
        self._bodies: dict[object, Fit | None] = {}
        self._rounds = 0
        self._bodies_allowance = allowance
        constants = extract_constants(words, inputs, self.goal)
        self.bank = Bank(
            inputs,
            self.goal,
            constants,
            words,
            allowance,
            depth=nesting,
            lambdas=nesting < 2,
            capacity=300_000 if nesting == 0 else 40_000,
        )
        self._conditionals = Conditionals(self.bank, self.goal, self._nullable)

    @property
    def best(self) -> Fit | None:
        """The best fit so far."""
        return self.fits[0] if self.fits else None

    def solve(self, slack: int = SLACK) -> Fit | None:
        """Search until the best fit cannot be beaten by ``slack`` more levels, or patience or the allowance ends."""
        start = self.allowance.used
        settled = 0
        while self.bank.cost < HIGHEST_COST:
            if self.best is not None:
                patience = settled + max(_PATIENCE, min(settled, 4 * _PATIENCE))
                self.bank.allowance = self.allowance.share(patience - (self.allowance.used - start))
            before, rank = self.allowance.used, self.best and self.best.rank
            complete = self.bank.grow()
            level = self.bank.cost
            self._assemble(
                level,
                thorough=bool(self.nesting)
                or self.bank.total > _CHEAP_LEVELS
                or level >= 9
                or self.allowance.used - before > 25_000
                or not complete,
            )
            best = self.best
            if best is not None:
                if best.cost + (0 if self.nesting else slack) <= level:
                    break
                if best.rank != rank:
                    settled = self.allowance.used - start
            if not complete or self.allowance.over:
                break
        return self.best

    def offer(self, cost: int, term: Term, vector: Vector | None = None) -> bool:
        """Take a program as a fit if it is right on every example; unused parameters and fields cost extra."""
        if vector is None:
            run = compile_term(term)
            vector = tuple(evaluate(run, env) for env in self.bank.inputs.envs)
        if not all(same(vector[i], wanted) for i, wanted in enumerate(self.goal.target)):
            return False
        if self.nesting == 0:
            cost += self._unused * self._unused_variables(term) + self._unused_fields(term)
            if self._surcharge is not None:
                cost += self._surcharge(term)
        for fit in self.fits:
            if fit.cost <= cost and fit.vector == vector:
                return True
        if self._on_fit is not None and not self.fits:
            self._on_fit(term)
        self.fits.append(Fit(cost, term, vector))
        self.fits.sort(key=lambda fit: fit.rank)
        return True

    def _unused_variables(self, term: Term) -> int:
        names = [v.name for v in self.bank.inputs.variables if not v.name.startswith("$")]
        return sum(not self._reaches(term, name) for name in names)

    def _reaches(self, term: Term, name: str) -> bool:
        """Whether the parameter is used, directly or through a solved field."""
        return mentions(term, name) or any(
            mentions(term, "$" + field) and self._reaches(solution, name) for field, solution in self._solved.items()
        )

    def _unused_fields(self, term: Term) -> int:
        """Fields left aside of record parameters of which other fields are used."""
        count = 0
        for variable in self.bank.inputs.variables:
            if variable.type.kind == "record":
                whole = Var(variable.name)
                used = {part.key for part in walk(term) if isinstance(part, Member) and part.of == whole}
                if used:
                    count += sum(name not in used for name, _ in variable.type.fields)
        return count

    # --- putting the goal together -----------------------------------------------------------------------------------

    def _assemble(self, level: int, thorough: bool) -> None:
        bank, kind = self.bank, self.goal.type
        for entry in bank.partial.get(bank.full, ()):
            self.offer(entry.cost, entry.term, entry.vector)
        if self.best is not None and self.best.cost <= level and self.nesting:
            return
        if kind is STRING:
            for cost, term in concatenations(bank, self.goal.target, range(bank.inputs.examples)):
                self.offer(cost, term)
        if kind is NUMBER:
            for cost, line in affine_fits(bank, self.goal.target):
                self.offer(cost, line)
        if kind is BOOLEAN and not self.nesting and level >= 4:
            for cost, joined in conjunctions(bank, self.goal.target):
                self.offer(cost, joined)
        self._rounds += thorough
        near = self.best is not None and self.best.cost <= level + 2
        if thorough and self.nesting < 2 and (self.nesting or (self._rounds in (1, 3, 5) and not near)):
            self._costly(level)
        if level >= 2:
            for cost, conditional in self._conditionals.best(level, thorough):
                self.offer(cost, conditional)

    def _costly(self, level: int) -> None:
        """Sub-goals that need a search of their own: not where some results are null, which have no parts."""
        if None in self.goal.target:
            return
        kind = self.goal.type.kind
        self._bodies_allowance = self.allowance.share(_BODIES // (4 if self.fits else 1))
        if kind == "list" and (not self.nesting or level in (2, 3, 4, 5, 7)):
            list_goal(self, level)
        elif kind == "map" and (not self.nesting or level in (2, 3, 4, 5)):
            map_goal(self, level)
        elif kind == "string" and (not self.nesting or level in (2, 3, 5, 6)):
            join_goal(self, level)

    def lists(self, cost: int, fits: Callable[[Vector], bool], limit: int = 6) -> list[tuple[int, Type, Vector, Term]]:
        """The bank's cheapest lists, defined on every example, that satisfy a condition: (cost, item type, …)."""
        found: list[tuple[int, Type, Vector, Term]] = []
        count = self.bank.inputs.examples
        for kind in list(self.bank.levels):
            if kind.kind == "list":
                found += [
                    (entry.cost, kind.inner, entry.vector, entry.term)
                    for entry in self.bank.entries(kind, cost)
                    if all(isinstance(entry.vector[i], tuple) for i in range(count)) and fits(entry.vector)
                ]
        found.sort(key=lambda row: row[0])
        return found[:limit]

    def body(
        self,
        labelled: Labelled,
        kind: Type,
        item: Type,
        key: object,
        probes: Sequence[tuple[int, Value]],
        name: str = ITEM,
    ) -> Fit | None:
        """Search for a body ``name -> result``; remembered under ``key``, so that it is searched for only once."""
        if key in self._bodies:
            return self._bodies[key]
        if self._bodies_allowance.over:
            return None  # not remembered: a later level may afford it
        self._bodies[key] = None
        pairs = _distinct(labelled)
        if pairs is None or len(pairs) < 2:
            return None
        pairs = pairs[:20]
        inputs = self._body_inputs(pairs, probes, item, name)
        budget = (120_000 if self.nesting == 0 else 40_000) // (3 if self.fits else 1)
        solver = Solver(
            inputs,
            kind,
            tuple(y for _, _, y in pairs),
            self._words,
            self._bodies_allowance.share(budget),
            nesting=self.nesting + 1,
        )
        found = self._bodies[key] = solver.solve()
        return found

    def _body_inputs(
        self, pairs: list[tuple[int, Value, Value]], probes: Sequence[tuple[int, Value]], item: Type, name: str
    ) -> Inputs:
        points = [(index, x) for index, x, _ in pairs]
        seen = {x for _, x in points}
        for index, x in probes:
            if x not in seen and len(points) < len(pairs) + 4:
                seen.add(x)
                points.append((index, x))
        variables = [Variable(name, item, tuple(x for _, x in points))]
        for outer in self.bank.inputs.variables:
            if outer.name != name:
                vector = tuple(outer.vector[index] for index, _ in points)
                variables.append(Variable(outer.name, outer.type, vector, outer.cost + 1))
        envs = tuple({**self.bank.inputs.envs[index], name: x} for index, x in points)
        return Inputs(tuple(variables), envs, len(pairs))


def _distinct(labelled: Labelled) -> list[tuple[int, Value, Value]] | None:
    """Each item once, with its result; by input and item where the same item has several results; ``None`` when even
    that contradicts itself."""
    by_item: dict[Value, tuple[int, Value]] = {}
    by_both: dict[tuple[int, Value], Value] = {}
    clash = False
    for index, item, wanted in labelled:
        clash |= by_item.setdefault(item, (index, wanted))[1] != wanted
        if by_both.setdefault((index, item), wanted) != wanted:
            return None
    if clash:
        return [(index, item, wanted) for (index, item), wanted in by_both.items()]
    return [(index, item, wanted) for item, (index, wanted) in by_item.items()]
