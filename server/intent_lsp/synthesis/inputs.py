"""What a search runs on: variables with their values on every input, and what must come out of the first ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from intent_lsp.synthesis.search_values import FAILED, Value
from intent_lsp.synthesis.terms import Env, Term
from intent_lsp.synthesis.types import Type

Vector: TypeAlias = tuple[Any, ...]
"""One value per input; ``FAILED`` where the term is undefined."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    type: Type
    vector: Vector
    cost: int = 1


@dataclass(frozen=True, slots=True)
class Inputs:
    """Variables over the inputs: first ``examples`` of them with a known result, then unlabelled probes."""

    variables: tuple[Variable, ...]
    envs: tuple[Env, ...]
    examples: int

    @property
    def total(self) -> int:
        """How many inputs there are, probes included."""
        return len(self.envs)

    def extended(self, variable: Variable) -> Inputs:
        """With one more variable."""
        envs = tuple({**env, variable.name: value} for env, value in zip(self.envs, variable.vector, strict=True))
        return Inputs((*self.variables, variable), envs, self.examples)

    def chosen(self, indices: list[int]) -> Inputs:
        """Only some inputs; probes are left out unless chosen."""
        variables = tuple(Variable(v.name, v.type, tuple(v.vector[i] for i in indices), v.cost) for v in self.variables)
        return Inputs(variables, tuple(self.envs[i] for i in indices), sum(i < self.examples for i in indices))


@dataclass(frozen=True, slots=True)
class Goal:
    """What must come out of the examples, in order."""

    type: Type
    target: Vector


@dataclass(frozen=True, slots=True)
class Constant:
    value: Value
    type: Type
    cost: int


class Entry:
    """A term with its cost and its results; ``clean`` when it is defined and not null on every input."""

    __slots__ = ("clean", "cost", "term", "vector")

    def __init__(self, cost: int, vector: Vector, term: Term) -> None:
        self.cost = cost
        self.vector = vector
        self.term = term
        self.clean = FAILED not in vector and None not in vector
