"""Higher-order operators in the bank: small bodies are enumerated on the items that the bank's lists hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from intent_lsp.synthesis.higher_order import EACH, result_type
from intent_lsp.synthesis.inputs import Constant, Entry, Goal, Inputs, Variable, Vector
from intent_lsp.synthesis.prose_hints import Words
from intent_lsp.synthesis.search_values import FAILED, UNDEFINED_ERRORS, Undefined, Value
from intent_lsp.synthesis.terms import Each, Env, Term, Var, compile_term, mentions, walk
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type, list_of
from intent_lsp.synthesis.work_budget import Allowance

ITEM = "x"
"""The variable of a body while it is searched for; the emitters name it after its list."""

BodyRun: TypeAlias = Callable[[Env, int, Value], Value]

_BODY_COST = 5
_SAMPLES = 28
_PER_LEVEL = 120
_LISTS = 25


class Terms(Protocol):
    """The bank around, as far as its elements know it."""

    inputs: Inputs
    goal: Goal | None
    constants: Sequence[Constant]
    words: Words
    allowance: Allowance
    cost: int
    levels: dict[Type, dict[int, list[Entry]]]
    item_types: list[Type]

    @property
    def exhausted(self) -> bool:
        """Whether the allowance or the capacity is used up."""
        ...

    def of_items(self, inputs: Inputs, constants: Sequence[Constant]) -> Terms:
        """A bank for bodies over items."""
        ...

    def grow(self) -> bool:
        """Add the terms of the next cost; false when the budget ran out."""
        ...

    def is_new(self, kind: Type, vector: Vector) -> bool:
        """Whether no term of the type behaves so yet."""
        ...

    def add(self, kind: Type, entry: Entry) -> bool:
        """Take a term in; false where its behaviour is known."""
        ...


class Elements:
    """The bodies over the items of a bank's lists, by type of item."""

    def __init__(self, bank: Terms) -> None:
        self._bank = bank
        self._bodies: dict[Type, dict[tuple[Type, int], list[tuple[Term, BodyRun]]]] = {}

    def bodies(self, item: Type) -> dict[tuple[Type, int], list[tuple[Term, BodyRun]]]:
        """Bodies over items of this type by (their type, cost); empty while no list holds an item."""
        found = self._bodies.get(item)
        if found is None:
            found = self._enumerate(item)
            if found:
                self._bodies[item] = found
        return found

    def _enumerate(self, item: Type) -> dict[tuple[Type, int], list[tuple[Term, BodyRun]]]:
        bank = self._bank
        samples = self._samples(item)
        if not samples:
            return {}
        variables = [Variable(ITEM, item, tuple(value for _, value in samples))]
        for outer in bank.inputs.variables:
            if outer.type in (NUMBER, STRING, BOOLEAN) or outer.type.kind == "list":
                vector = tuple(outer.vector[index] for index, _ in samples)
                variables.append(Variable(outer.name, outer.type, vector, outer.cost + 1))
        envs = tuple({**bank.inputs.envs[index], ITEM: value} for index, value in samples)
        constants = [constant for constant in bank.constants if constant.cost <= 3]
        inner = bank.of_items(Inputs(tuple(variables), envs, len(samples)), constants)
        for _ in range(_BODY_COST):
            if not inner.grow():
                break
        found: dict[tuple[Type, int], list[tuple[Term, BodyRun]]] = {}
        for kind, levels in inner.levels.items():
            scalar = kind in (NUMBER, STRING, BOOLEAN) or kind is item
            if not scalar and not (kind.kind == "list" and kind.inner in (STRING, NUMBER)):
                continue
            for cost in sorted(levels):
                terms = [e.term for e in levels[cost] if e.term != Var(ITEM) and mentions(e.term, ITEM)]
                if terms:
                    found[kind, cost] = [(term, _remembering(term)) for term in terms[:_PER_LEVEL]]
        if item in (STRING, NUMBER):
            found.setdefault((item, 0), []).append((Var(ITEM), lambda env, index, value: value))
        return found

    def _samples(self, item: Type) -> list[tuple[int, Value]]:
        """Some items of the bank's cheapest lists, each with the index of the input it comes from."""
        bank = self._bank
        samples: list[tuple[int, Value]] = []
        seen: set[Value] = set()
        levels = bank.levels.get(list_of(item), {})
        for cost in sorted(levels):
            if cost > 3:
                break
            for entry in levels[cost][:15]:
                for index, values in enumerate(entry.vector):
                    for value in values[:12] if isinstance(values, tuple) else ():
                        if value not in seen and len(samples) < _SAMPLES:
                            seen.add(value)
                            samples.append((index, value))
        return samples

    def grow(self, cost: int) -> bool:
        """Add every higher-order term of this cost to the bank; false when the budget ran out."""
        bank = self._bank
        for item in bank.item_types:
            levels = bank.levels.get(list_of(item))
            if not levels or not (cost >= 4 or min(levels) <= 2):
                continue
            bodies = self.bodies(item)
            for list_cost in sorted(levels):
                if list_cost > min(6, cost - 2):
                    break
                lists = levels[list_cost][:_LISTS]
                for (kind, body_cost), terms in bodies.items():
                    for name in EACH:
                        if list_cost + body_cost + bank.words.each_cost(name) == cost:
                            self._grow_one(name, item, kind, body_cost, lists, terms)
                    if bank.exhausted:
                        return False
        return True

    def _grow_one(
        self, name: str, item: Type, kind: Type, body_cost: int, lists: list[Entry], terms: list[tuple[Term, BodyRun]]
    ) -> None:
        bank = self._bank
        returns = result_type(name, item, kind)
        if returns is None or (body_cost == 0 and name not in ("countBy", "groupBy")):
            return
        goal = bank.goal
        wants_map = goal is not None and goal.type.kind == "map"
        if returns.kind == "map" and not wants_map and not bank.words.hit(EACH[name].hints):
            return
        envs = bank.inputs.envs
        apply = EACH[name].apply
        for entry in lists:
            bank.allowance.spend(2 * len(terms))
            for term, run in terms:
                vector = _over(apply, run, envs, entry.vector)
                if bank.is_new(returns, vector):
                    bank.add(returns, Entry(bank.cost, vector, Each(name, entry.term, ITEM, item, term)))
            if bank.exhausted:
                return


def _over(
    apply: Callable[[Callable[[Value], Value], Value], Value], run: BodyRun, envs: tuple[Env, ...], lists: Vector
) -> Vector:
    out: list[Value] = []
    for index, items in enumerate(lists):
        if items is FAILED or items is None:
            out.append(FAILED)
            continue
        env = envs[index]
        try:
            out.append(apply(lambda value, env=env, index=index: run(env, index, value), items))  # type: ignore[misc]
        except UNDEFINED_ERRORS:
            out.append(FAILED)
    return tuple(out)


def _remembering(term: Term) -> BodyRun:
    """Run a body, remembering its results: by item, and by input too where it looks at other variables."""
    run = compile_term(term)
    outer = any(isinstance(part, Var) and part.name != ITEM for part in walk(term))
    known: dict[Value, Value] = {}

    def remembering(env: Env, index: int, value: Value) -> Value:
        key = (index, value) if outer else value
        try:
            result = known[key]
        except KeyError:
            try:
                result = run({**env, ITEM: value})
            except UNDEFINED_ERRORS:
                result = FAILED
            known[key] = result
        if result is FAILED:
            raise Undefined
        return result

    return remembering
