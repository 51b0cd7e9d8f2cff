"""A function that exists, written in the other language by whoever the routes name: rounds that show the original."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from intent_lsp.checks.gates import Candidate
from intent_lsp.document.model import Intent
from intent_lsp.transpile.events import Emit, Work
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.rounds import Rounds
from intent_lsp.transpile.planning.order import RoundOptions
from intent_lsp.transpile.publishing.target_state import Tools

Widen: TypeAlias = Callable[[Attempt], Awaitable[Intent | None]]
"""From an answer that passes: the intent with more examples, which its code fails; ``None`` where it is to stay."""
_MOST = 4
"""So many times the examples may grow."""


@dataclass(frozen=True, slots=True)
class Original:
    """What is ported. ``code`` is in the other language of ``work``, and does all that ``intent`` says."""

    work: Work
    intent: Intent
    code: str


async def port_rounds(original: Original, widen: Widen, tools: Tools, emit: Emit) -> Attempt | str:
    """The last code that passed, or why there is none.

    Whoever answers sees the original. Code that passes and differs from it elsewhere fails an example more: the rounds
    begin again with that. Raises :class:`~intent_lsp.errors.NoProvider` and :class:`~intent_lsp.errors.SandboxError`.
    """
    intent, best = original.intent, None
    for _ in range(_MOST):
        rounds = _rounds(original, intent, tools, emit)
        if best is not None:
            verdict = await tools.checker.check(Candidate(original.work.target, best.code), intent)
            rounds.go_on_from(replace(best, verdict=verdict))
        passed = await rounds.advance()
        if passed is None:
            return best or rounds.reason
        best, wider = passed, await widen(passed)
        if wider is None:
            break
        intent = wider
    return best or "no round was made"


def _rounds(original: Original, intent: Intent, tools: Tools, emit: Emit) -> Rounds:
    async def reference(_: int) -> str:
        return original.code

    config = tools.config
    return Rounds(
        original.work,
        intent,
        RoundOptions(config.rounds, config.candidates, port=True),
        models=tools.models,
        checker=tools.checker,
        emit=emit,
        slots=tools.slots,
        reference=reference,
    )
