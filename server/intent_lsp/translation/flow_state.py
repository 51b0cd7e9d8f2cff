"""Where a pass over a program stands: the names seen from there, what they may hold, and what is known to hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from intent_lsp.translation.code import Knowledge
from intent_lsp.translation.value_lattice import ANY, Kind


@dataclass(slots=True)
class Bounds:
    """What is known of a loop's variable: it is at least ``low``, and at most ``room`` below the length of ``of``."""

    low: int
    of: str = ""
    room: int = 0


class OwnNames(Protocol):
    """The module's own names."""

    @property
    def functions(self) -> Collection[str]: ...
    @property
    def constants(self) -> Collection[str]: ...
    @property
    def words(self) -> Collection[str]:
        """Every identifier of the source, and what it may be called in the other language."""
        ...


class FlowState:
    """The state of one pass over the module that is the same for both languages."""

    def __init__(self, own: OwnNames, knowledge: Knowledge) -> None:
        self._own = own
        self.knowledge = knowledge
        self.helpers: set[str] = set()
        self.scope = ""
        """The dotted name of the function at hand; empty in the module."""
        self.locals: dict[str, frozenset[str]] = {}
        """Every function's own names."""
        self.inner: list[dict[str, Kind]] = []
        """Names of comprehensions and callbacks around the place, the innermost last."""
        self.facts: set[str] = set()
        """Expressions that are truthy here, as the source's language writes them: ``xs``, ``k in d``."""
        self.bounds: dict[str, Bounds] = {}
        self.loops = 0

    def need(self, helper: str) -> str:
        """The name of a helper, which the module then holds."""
        self.helpers.add(helper)
        return self.letter(helper)

    def letter(self, name: str) -> str:
        """A name of ours that none of the program's is."""
        while name in self._own.words:
            name += "_"
        return name

    def owner(self, name: str) -> str | None:
        """The function whose name this is, seen from here; empty for the module's; ``None`` for nobody's."""
        scope = self.scope
        while scope:
            if name in self.locals.get(scope, ()):
                return scope
            scope = scope.rpartition(".")[0]
        return "" if name in self._own.functions or name in self._own.constants else None

    def kind_of_name(self, name: str) -> Kind:
        """What a name may hold here."""
        for names in reversed(self.inner):
            if name in names:
                return names[name]
        owner = self.owner(name)
        return ANY if owner is None else self.knowledge.kind(owner, name)

    def learn(self, name: str, kind: Kind) -> None:
        """A name holds this as well."""
        owner = self.owner(name)
        if owner is not None and not any(name in names for names in self.inner):
            self.knowledge.learn(owner, name, kind)

    @contextmanager
    def within(self, names: dict[str, Kind]) -> Iterator[None]:
        """The inside of a comprehension or a callback."""
        hidden = {fact for fact in self.facts if mentions(fact, names)}
        self.facts -= hidden
        self.inner.append(names)
        kept = self.bounds
        self.bounds = {name: bounds for name, bounds in kept.items() if name not in names}
        try:
            yield
        finally:
            self.inner.pop()
            self.facts |= hidden
            self.bounds = kept

    @contextmanager
    def given(self, facts: set[str]) -> Iterator[None]:
        """A part of the program in which these hold as well; what it forgets stays forgotten."""
        before = set(self.facts)
        self.facts |= facts
        try:
            yield
        finally:
            self.facts &= before


def there(source: str) -> str:
    """The fact that an expression is not missing; it may be zero or empty."""
    return f"{source} ?"


def mentions(source: str, names: Iterable[str]) -> bool:
    """Whether one of the names stands in a piece of source."""
    words = set(re.findall(r"[\w$]+", source))
    return any(name in words for name in names)
