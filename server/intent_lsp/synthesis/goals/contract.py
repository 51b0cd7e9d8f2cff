"""What the search for a program gives to those who turn its goal into sub-goals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from intent_lsp.synthesis.bank import Bank
from intent_lsp.synthesis.inputs import Goal, Vector
from intent_lsp.synthesis.search_values import Value
from intent_lsp.synthesis.terms import Term
from intent_lsp.synthesis.types import Type

Labelled: TypeAlias = Sequence[tuple[int, Value, Value]]
"""Pairs of item and wanted result, each with the index of the input it belongs to."""


class Body(Protocol):
    """A body that fits."""

    @property
    def cost(self) -> int:
        """How large it is."""
        ...

    @property
    def term(self) -> Term:
        """What it says."""
        ...


class Solver(Protocol):
    """The search, as far as sub-goals know it."""

    goal: Goal

    @property
    def bank(self) -> Bank:
        """The terms that are known."""
        ...

    def lists(self, cost: int, fits: Callable[[Vector], bool], limit: int = 6) -> list[tuple[int, Type, Vector, Term]]:
        """The bank's cheapest lists that satisfy a condition."""
        ...

    def body(
        self,
        labelled: Labelled,
        kind: Type,
        item: Type,
        key: object,
        probes: Sequence[tuple[int, Value]],
        name: str = ...,
    ) -> Body | None:
        """Search for a body ``name -> result``; remembered under ``key``."""
        ...

    def offer(self, cost: int, term: Term, vector: Vector | None = None) -> bool:
        """Take a candidate for the goal; whether it fits."""
        ...
