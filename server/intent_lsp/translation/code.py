"""A piece of emitted code, and what has been learnt of the source's names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from intent_lsp.translation.value_lattice import NEVER, Kind, joined

ATOM = 20
"""The level of what never needs brackets."""


class Code(NamedTuple):
    """An expression in the target language."""

    text: str
    kind: Kind
    level: int = ATOM
    """How tightly it binds; each target has its own scale below :data:`ATOM`."""
    fresh: bool = False
    """Whether the value was just made and belongs to nobody else."""

    def at(self, level: int) -> str:
        """The text, in brackets where something that binds that tightly stands around it."""
        return self.text if self.level >= level else f"({self.text})"


@dataclass(slots=True)
class Knowledge:
    """What one pass after the other learns of the program, until a pass learns nothing new."""

    variables: dict[tuple[str, str], Kind] = field(default_factory=dict)
    """By function and name."""
    marks: set[tuple[str, ...]] = field(default_factory=set)
    """Anything else that a pass wants the next one to know."""
    changed: bool = False

    def kind(self, scope: str, name: str) -> Kind:
        """What a name of a function may hold so far."""
        return self.variables.get((scope, name), NEVER)

    def learn(self, scope: str, name: str, kind: Kind) -> None:
        """The name may hold this as well."""
        before = self.kind(scope, name)
        after = joined(before, kind)
        if after != before:
            self.variables[scope, name] = after
            self.changed = True

    def mark(self, *words: str) -> None:
        """Note something for the next pass."""
        if words not in self.marks:
            self.marks.add(words)
            self.changed = True
