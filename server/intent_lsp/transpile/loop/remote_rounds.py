"""The rounds of an intent, done by somebody else: what is handed over, what comes back, and who takes the one for the
other. What comes back is a claim: :mod:`intent_lsp.transpile.reuse.remote_results` runs it before anything counts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Verdict
from intent_lsp.models.contract import BUILTIN, Models, Route
from intent_lsp.output.report import Round
from intent_lsp.transpile.events import Emit
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.usage import NOTHING, Usage
from intent_lsp.values import Target

_ROUTES: tuple[Route, ...] = ("draft", "repair")


@dataclass(frozen=True, slots=True)
class Piece:
    """One intent with all that its rounds need beside the configuration."""

    plan: IntentPlan
    """Its targets are those that are open and those that are known."""
    used: Mapping[Target, Mapping[str, str]]
    """Per target, the sources of the functions that code may import, by name."""
    known: Mapping[Target, Attempt]
    """The targets that have passed already: no round is made for them, and the others are compared with them."""


@dataclass(frozen=True, slots=True)
class TargetOutcome:
    """Where the rounds of one target ended; the fields are those of its ``Rounds``."""

    passed: Attempt | None
    best: Attempt | None
    others: tuple[Attempt, ...] = ()
    history: tuple[Round, ...] = ()
    round: int = 0
    rounds: int = 0
    reason: str = ""
    usage: Usage = NOTHING
    failed: tuple[str, str] | None = None
    """Message and hint where the search of the built-in provider, the only one there is, found nothing."""


@dataclass(frozen=True, slots=True)
class RemoteOutcome:
    """What came of a piece."""

    targets: Mapping[Target, TargetOutcome]
    programs: tuple[Candidate, ...] | None = None
    """Further programs that voted on a disagreement; ``None``: none was asked."""


Accept: TypeAlias = Callable[[RemoteOutcome], Awaitable[str]]
"""Takes an outcome if it holds here; else answers why not, in words that complete "the worker …"."""


class RemoteRounds(Protocol):
    """Does the rounds of intents, on other processes or machines."""

    async def rounds(self, piece: Piece, emit: Emit, accept: Accept) -> bool:
        """Have the rounds done until an outcome is accepted; ``False``: nobody could, they are to be done here.

        Emits ``Sent`` and ``Lost``, and what happens in the rounds; never how the work ends.
        Raises only what ``accept`` raises, and ``CancelledError``.
        """
        ...

    async def verdict(self, piece: Piece, candidate: Candidate, emit: Emit) -> Verdict | None:
        """Have code that is there checked; ``None``: it is to be done here, because nobody could, or because whoever
        would do it is not believed. Emits ``Sent`` and ``Lost``. Raises only ``CancelledError``.
        """
        ...


async def only_search(models: Models) -> bool:
    """Whether no model can be asked, only the built-in provider's search, which finds the same everywhere."""
    providers = [provider for route in _ROUTES for provider in await models.providers(route)]
    return all(provider.model == BUILTIN for provider in providers)
