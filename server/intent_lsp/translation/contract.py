"""What goes into a translation and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from intent_lsp.document.model import TypeExpr
from intent_lsp.translation.value_lattice import ANY, NULL, UNDEFINED, Kind, joined, kind_of
from intent_lsp.values import Target


@dataclass(frozen=True, slots=True)
class Types:
    """What is known of the function's parameters, by position, and of its result."""

    parameters: tuple[TypeExpr, ...]
    returns: TypeExpr
    named: Mapping[str, TypeExpr] = field(default_factory=dict)
    """The types that the others mention by name."""
    optional: frozenset[int] = frozenset()
    """The positions of parameters that a call may leave out, and that have no default in the signature."""

    def kind(self, position: int, source: Target) -> Kind:
        """What a parameter may hold in the source language; anything, where no parameter has that name."""
        if position >= len(self.parameters):
            return ANY
        found = kind_of(self.parameters[position], self.named, source)
        missing = NULL if source == "py" else UNDEFINED
        return joined(found, missing) if position in self.optional else found


@dataclass(frozen=True, slots=True)
class Translated:
    """A whole module in the other language: the function, what it needs, and the helpers that keep the meaning."""

    code: str
    helpers: tuple[str, ...] = ()
    """The names of the helpers that the rules added."""


@dataclass(frozen=True, slots=True)
class NotTranslatable:
    """What the rules do not hold, or cannot hold with the same meaning."""

    line: int
    """In the source, from 1; 0 where it concerns the whole."""
    reason: str
    """For a person, without a capital and a full stop."""
    others: tuple[NotTranslatable, ...] = ()
    """What else is refused further down, as far as it can be told."""


Translation: TypeAlias = Translated | NotTranslatable


class Refusal(Exception):
    """Ends a translation from within; it never leaves this package."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.found = NotTranslatable(line, reason)

    @classmethod
    def of(cls, found: list[NotTranslatable]) -> Refusal:
        """All that was found, the first one first."""
        made = cls(found[0].line, found[0].reason)
        made.found = replace(found[0], others=tuple(one for one in dict.fromkeys(found[1:]) if one != found[0]))
        return made
