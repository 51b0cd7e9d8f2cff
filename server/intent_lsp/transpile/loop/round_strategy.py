"""How a round asks: the order of draft, port, fresh start and repair, which docs/models.md explains.

The order is what measured best with small models: a model that sees its own wrong code writes it again, and the same
model asked from scratch, another model, or the other language's code does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from intent_lsp.checks.verdict import Gate
from intent_lsp.models.contract import Route

Kind: TypeAlias = Literal["draft", "port", "warned", "fresh", "repair"]
"""``draft``: the first try. ``port``: the other language's code is shown. ``warned``: what failed is told, without
the code. ``fresh``: as a draft, of whoever repairs. ``repair``: the code and what failed are shown."""

_EXPLAINED = (Gate.STATIC, Gate.VARIATION, Gate.PROPERTIES, Gate.RUNTIMES, Gate.AGREEMENT, Gate.HIDDEN)
"""What only the failure's own words tell a model: from the specification alone it would write the same again."""


@dataclass(frozen=True, slots=True)
class RoundStrategy:
    """One way to ask. ``attempt`` 0 is the likeliest answer; further ones vary the seed at a higher temperature."""

    kind: Kind
    route: Route
    attempt: int = 0


def strategies(gate: Gate | None, *, reference: bool) -> Iterator[RoundStrategy]:
    """The ways of a later round, the most promising first, without end; the caller takes the first not gone yet.

    ``gate``: where the best candidate failed. ``reference``: whether the other language's code passes.
    """
    if reference and gate is Gate.AGREEMENT:
        yield RoundStrategy("port", "repair")  # the other language's code has won
    if gate in _EXPLAINED:
        yield RoundStrategy("repair", "repair")
    if reference and gate is not Gate.AGREEMENT:
        yield RoundStrategy("port", "repair")
    if gate is not None:
        yield RoundStrategy("warned", "repair")
    attempt = 0
    while True:
        yield RoundStrategy("fresh", "repair", attempt)
        attempt += 1
