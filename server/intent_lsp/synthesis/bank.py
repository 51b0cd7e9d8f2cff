"""The bank: every term up to a cost, bottom-up, one for each distinct behaviour on the inputs.

Terms that agree on all examples and all probes are one; the cheapest stays (observational equivalence). The probes keep
programs apart that merely agree on the examples, so that there are alternatives to ask about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from intent_lsp.synthesis.constants import edits
from intent_lsp.synthesis.elements import Elements
from intent_lsp.synthesis.inputs import Constant, Entry, Goal, Inputs, Vector
from intent_lsp.synthesis.operators import BY_NAME, OPERATORS
from intent_lsp.synthesis.operators.table import Instance, instances
from intent_lsp.synthesis.prose_hints import Words
from intent_lsp.synthesis.search_values import FAILED, UNDEFINED_ERRORS, leaves, same
from intent_lsp.synthesis.terms import Apply, Const, IsNull, Member, Term, Var, text
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type
from intent_lsp.synthesis.work_budget import Allowance

_EDIT_COST = 5
_MOST_ALIKE = 6
_LINES = BY_NAME["lines"]
_instances: dict[Type | None, list[Instance]] = {}
_IDEMPOTENT = {
    "squareRoot": ("squareRoot", "hypotenuse", "absolute"),
    "absolute": ("squareRoot", "hypotenuse"),
    "trim": ("trim",),
    "lower": ("lower", "upper"),
    "upper": ("upper", "lower"),
    "not": ("not",),
}


def _instances_for(element: Type | None) -> list[Instance]:
    found = _instances.get(element)
    if found is None:
        found = _instances[element] = instances(OPERATORS, element)
    return found


class Bank:
    """Terms by type and cost over the inputs. With a goal, also which terms are right on which examples."""

    def __init__(
        self,
        inputs: Inputs,
        goal: Goal | None,
        constants: Sequence[Constant],
        words: Words,
        allowance: Allowance,
        *,
        depth: int,
        lambdas: bool,
        capacity: int,
    ) -> None:
        self.inputs = inputs
        self.goal = goal
        self.constants = constants
        self.words = words
        self.allowance = allowance
        self.depth = depth
        self.capacity = capacity
        self.cost = 0
        """The level up to which every term is known."""
        self.total = 0
        """How many terms there are."""
        self.levels: dict[Type, dict[int, list[Entry]]] = {}
        self.full = (1 << inputs.examples) - 1
        self.partial: dict[int, list[Entry]] = {}
        """Terms of the goal's type by the set (bits) of examples they are right on."""
        self.predicates: dict[int, list[Entry]] = {}
        """Boolean terms by the set of examples on which they hold, trivial sets left out."""
        self._seen: dict[Type, set[Vector]] = {}
        self._places: dict[str, list[Entry]] = {"key": [], "step": [], "literal": []}
        self._pending: list[tuple[Type, Entry]] = []
        for variable in inputs.variables:
            self._pending.append((variable.type, Entry(variable.cost, variable.vector, Var(variable.name))))
        for constant in constants:
            vector = (constant.value,) * inputs.total
            self._pending.append((constant.type, Entry(constant.cost, vector, Const(constant.value, constant.type))))
        self._fill_places()
        self._pending += self._edited()
        self._tolerant = goal is not None and any(isinstance(x, float) for x in goal.target)
        self.item_types = self._find_item_types()
        known = (i for element in (None, *self.item_types) for i in _instances_for(element))
        self._operators = [i for i in known if i.op is not _LINES or self._has_lines()]
        self.elements = Elements(self) if lambdas else None

    def of_items(self, inputs: Inputs, constants: Sequence[Constant]) -> Bank:
        """A small bank for bodies over the items of this one's lists."""
        return Bank(
            inputs,
            None,
            constants,
            self.words,
            self.allowance,
            depth=self.depth + 1,
            lambdas=False,
            capacity=6000,
        )

    def _edited(self) -> Iterator[tuple[Type, Entry]]:
        """Parameters with a part replaced, as some answer shows it."""
        replace, total = BY_NAME["replaceAll"], self.inputs.total
        for variable in self.inputs.variables:
            for old, new in edits(self.inputs, variable, self.goal) if self.goal is not None else ():
                term = Apply(replace, (Var(variable.name), text(old), text(new)))
                vector = _pointwise(replace.apply, (variable.vector, (old,) * total, (new,) * total))
                yield STRING, Entry(variable.cost + _EDIT_COST, vector, term)

    def _has_lines(self) -> bool:
        """Whether some input has more than one line: else lines only cost time."""
        given = (value for variable in self.inputs.variables for value in variable.vector)
        return any("\n" in leaf for value in given for leaf in leaves(value) if isinstance(leaf, str))

    def _fill_places(self) -> None:
        for kind, entry in self._pending:
            constant = isinstance(entry.term, Const)
            if kind in (STRING, NUMBER) and (constant or entry.cost <= 2):
                self._places["key" if kind is STRING else "step"].append(entry)
            if kind is STRING and constant:
                self._places["literal"].append(entry)

    def _find_item_types(self) -> list[Type]:
        """The types that ``T`` ranges over: items of the lists and maps that can occur, strings and numbers."""
        found: list[Type] = []

        def visit(kind: Type) -> None:
            if kind.kind in ("list", "map") and kind.inner not in found and kind.inner is not BOOLEAN:
                found.append(kind.inner)
            elif kind in (STRING, NUMBER) and kind not in found:
                found.append(kind)
            if kind.item is not None:
                visit(kind.item)
            for _, field in kind.fields:
                visit(field)

        for kind, _ in self._pending:
            visit(kind)
        if self.goal is not None:
            visit(self.goal.type)
        return found

    @property
    def exhausted(self) -> bool:
        """Whether the allowance or the capacity is used up."""
        return self.allowance.over or self.total > self.capacity

    def at(self, place: Type | str, cost: int) -> Sequence[Entry]:
        """The terms of a type (or for a place such as ``key``) of exactly this cost."""
        if isinstance(place, str):
            return [entry for entry in self._places[place] if entry.cost == cost]
        return self.levels.get(place, {}).get(cost, ())

    def entries(self, kind: Type, cost: int) -> Iterator[Entry]:
        """The terms of a type up to a cost, cheapest first."""
        levels = self.levels.get(kind, {})
        for level in sorted(levels):
            if level > cost:
                return
            yield from levels[level]

    def is_new(self, kind: Type, vector: Vector) -> bool:
        """Whether no term of this type has these results yet."""
        return vector not in self._seen.setdefault(kind.inner if kind.kind == "optional" else kind, set())

    def add(self, kind: Type, entry: Entry) -> bool:
        """Take a term in, unless its behaviour is known or it is undefined on every example."""
        if kind.kind == "optional":
            kind = kind.inner
        vector, examples = entry.vector, self.inputs.examples
        seen = self._seen.setdefault(kind, set())
        if vector in seen or all(x is FAILED or x is None for x in vector[:examples]):
            return False
        seen.add(vector)
        self.total += 1
        self.levels.setdefault(kind, {}).setdefault(entry.cost, []).append(entry)
        if self.goal is not None and kind is self.goal.type:
            self._match(entry, self.goal.target)
        if kind is BOOLEAN:
            self._note_predicate(entry)
        if kind.kind in ("record", "tuple"):
            self._add_members(kind, entry)
        return True

    def _only_says(self, vector: Vector, *terms: Term) -> bool:
        """Whether all that a term makes of the examples is one of its own constants, or nothing: a constant does that
        simply, and with a condition it does it openly (`name.replace(/[^0-9]+/g, "Hello")`, `"Hello".repeat(n)`)."""
        said = {term.value for term in terms if isinstance(term, Const)}
        return any(
            isinstance(value, str)
            and len(value) > 1
            and all(x in ("", value) or x is FAILED for x in vector[: self.inputs.examples])
            for value in said
        )

    def _match(self, entry: Entry, target: Vector) -> None:
        right = 0
        for index, wanted in enumerate(target):
            got = entry.vector[index]
            if got == wanted or (self._tolerant and same(got, wanted)):
                right |= 1 << index
        if right:
            found = self.partial.setdefault(right, [])
            if len(found) < (60 if right == self.full and self.depth == 0 else 6):
                found.append(entry)

    def _note_predicate(self, entry: Entry) -> None:
        holds = 0
        for index, value in enumerate(entry.vector[: self.inputs.examples]):
            if value is FAILED or value is None:
                return
            if value:
                holds |= 1 << index
        if 0 < holds < self.full:
            found = self.predicates.setdefault(holds, [])
            if len(found) < _MOST_ALIKE:
                found.append(entry)

    def _add_members(self, kind: Type, entry: Entry) -> None:
        """A record brings its fields, and whether an optional field is missing."""
        index = kind.kind == "tuple"
        for name, field in kind.fields:
            vector = tuple(
                x if x is FAILED else FAILED if x is None else x[int(name)] if index else x.items.get(name)
                for x in entry.vector
            )
            term = Member(entry.term, name, index, field.kind == "optional")
            self.add(field, Entry(entry.cost, vector, term))
            if field.kind == "optional":
                self._add_null_test(entry.cost, vector, term)

    def _add_null_test(self, cost: int, vector: Vector, term: Term) -> None:
        missing = tuple(x if x is FAILED else x is None for x in vector)
        self.add(BOOLEAN, Entry(cost + 1, missing, IsNull(term)))

    # --- growing -----------------------------------------------------------------------------------------------------

    def grow(self) -> bool:
        """Add every term of the next cost. Returns false when the budget ran out on the way."""
        self.cost += 1
        for kind, entry in self._pending:
            if entry.cost == self.cost:
                self.add(kind, entry)
                if kind.kind == "optional":
                    self._add_null_test(entry.cost, entry.vector, entry.term)
        for instance in self._operators:
            spare = self.cost - self.words.cost(instance.op)
            if spare >= len(instance.params):
                grow = (self._grow_unary, self._grow_binary, self._grow_ternary)[len(instance.params) - 1]
                grow(instance, spare)
                if self.exhausted:
                    return False
        return self.elements is None or self.cost < 3 or self.elements.grow(self.cost)

    def _grow_unary(self, instance: Instance, spare: int) -> None:
        op, seen = instance.op, self._seen.setdefault(instance.returns, set())
        apply, useless = op.apply, _IDEMPOTENT.get(op.name, ())
        entries = list(self.at(instance.params[0], spare))
        self.allowance.spend(len(entries))
        for entry in entries:
            term = entry.term
            if isinstance(term, Const) or (useless and isinstance(term, Apply) and term.op.name in useless):
                continue
            if entry.clean:
                try:
                    vector = tuple(map(apply, entry.vector))
                except UNDEFINED_ERRORS:
                    vector = _pointwise(apply, (entry.vector,))
            else:
                vector = _pointwise(apply, (entry.vector,))
            if vector not in seen:
                self.add(instance.returns, Entry(self.cost, vector, Apply(op, (term,))))

    def _grow_binary(self, instance: Instance, spare: int) -> None:
        op, seen = instance.op, self._seen.setdefault(instance.returns, set())
        apply = op.apply
        for cost in range(1, spare):
            lefts, rights = list(self.at(instance.params[0], cost)), list(self.at(instance.params[1], spare - cost))
            if not lefts or not rights or (op.commutative and cost > spare - cost):
                continue
            for left in lefts:
                constant = isinstance(left.term, Const)
                if constant and op.no_constant:
                    continue
                self.allowance.spend(len(rights))
                for right in rights:
                    if constant and isinstance(right.term, Const):
                        continue
                    if left.clean and right.clean:
                        try:
                            vector = tuple(map(apply, left.vector, right.vector))
                        except UNDEFINED_ERRORS:
                            vector = _pointwise(apply, (left.vector, right.vector))
                    else:
                        vector = _pointwise(apply, (left.vector, right.vector))
                    if vector not in seen and not self._only_says(vector, left.term, right.term):
                        self.add(instance.returns, Entry(self.cost, vector, Apply(op, (left.term, right.term))))
                if self.exhausted:
                    return

    def _grow_ternary(self, instance: Instance, spare: int) -> None:
        op, seen = instance.op, self._seen.setdefault(instance.returns, set())
        for first_cost in range(1, spare - 1):
            for first in list(self.at(instance.params[0], first_cost)):
                if op.no_constant and isinstance(first.term, Const):
                    continue
                for second_cost in range(1, spare - first_cost):
                    seconds = list(self.at(instance.params[1], second_cost))
                    thirds = list(self.at(instance.params[2], spare - first_cost - second_cost)) if seconds else []
                    self.allowance.spend(len(seconds) * len(thirds))
                    for second in seconds:
                        for third in thirds:
                            vector = _pointwise(op.apply, (first.vector, second.vector, third.vector))
                            terms = (first.term, second.term, third.term)
                            if vector not in seen and not self._only_says(vector, *terms):
                                self.add(instance.returns, Entry(self.cost, vector, Apply(op, terms)))
                if self.exhausted:
                    return


def _pointwise(apply: Callable[..., Any], vectors: tuple[Vector, ...]) -> Vector:
    """Apply input by input; undefined and null arguments give ``FAILED``."""
    out: list[Any] = []
    for values in zip(*vectors, strict=True):
        for value in values:
            if value is FAILED or value is None:
                out.append(FAILED)
                break
        else:
            try:
                out.append(apply(*values))
            except UNDEFINED_ERRORS:
                out.append(FAILED)
    return tuple(out)
