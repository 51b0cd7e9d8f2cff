"""Further programs for an intent whose targets differ: one more draw per language, and the built-in provider's own.

At most two model calls per intent, both cached like any other; the programs that do not pass the examples are left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from intent_lsp.checks.agreement import Divergence
from intent_lsp.checks.checker import Checker
from intent_lsp.checks.evidence import Vote
from intent_lsp.checks.gates import Candidate
from intent_lsp.document.model import Intent
from intent_lsp.errors import NoProvider
from intent_lsp.models.contract import BUILTIN, Models, Prompt, Reply
from intent_lsp.models.extracted import NoCode
from intent_lsp.models.extraction.read_reply import read
from intent_lsp.sandbox.contract import Job
from intent_lsp.transpile.loop import prompts
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.publishing.target_state import Tools
from intent_lsp.usage import Usage
from intent_lsp.values import Target

_EXTRA_DRAW = 1000
"""The number of a draw that no round comes to."""


def _uncounted(target: Target, usage: Usage) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class FurtherPrograms:
    """Who else may be asked about one intent."""

    intent: Intent
    models: Models
    checker: Checker
    attempt: int
    """The number of the extra draw: one that no round has used."""
    provider: str = ""
    """The one provider that may answer; empty: the draft route."""
    builtin: str = BUILTIN
    """The configured name of the built-in provider."""
    on_usage: Callable[[Target, Usage], None] = _uncounted
    """Hears of each model call, and for which target's language it was."""

    async def programs(self, sides: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Programs that pass every gate alone, the built-in provider's at most once.

        Raises :class:`~intent_lsp.errors.SandboxError`.
        """
        draws = [self._draw(side) for side in sides]
        if not self.provider:
            draws.append(self._search(sides[0]))
        return tuple(program for program in await asyncio.gather(*draws) if program is not None)

    async def votes_on(self, programs: Sequence[Candidate], divergences: Sequence[Divergence]) -> tuple[Vote, ...]:
        """What each program gives for the disputed inputs. Raises :class:`~intent_lsp.errors.SandboxError`."""
        who = self.checker
        calls = tuple(divergence.args for divergence in divergences)
        runs = await asyncio.gather(
            *(
                who.sandbox.run(Job(p.target, p.code, self.intent.name, calls, dict(p.modules), who.limits))
                for p in programs
            )
        )
        return tuple(Vote(p.target, tuple(run.outcomes)) for p, run in zip(programs, runs, strict=True))

    async def _draw(self, side: Candidate) -> Candidate | None:
        """One more answer of the models for the side's language."""
        reply = await self._ask(side, self.provider)
        return None if reply is None or reply.model == BUILTIN else await self._checked(side, reply)

    async def _search(self, side: Candidate) -> Candidate | None:
        """The built-in provider's program; one that it doubts itself has no vote."""
        reply = await self._ask(side, self.builtin)
        return None if reply is None or reply.confidence == "ambiguous" else await self._checked(side, reply)

    async def _ask(self, side: Candidate, only: str) -> Reply | None:
        prompt = Prompt(
            prompts.SYSTEM,
            prompts.draft_prompt(self.intent, side.target, self.checker.oldest),
            side.target,
            self.intent,
            attempt=self.attempt,
            version=prompts.VERSION,
        )
        try:
            return await self.models.ask(
                prompt,
                "draft",
                on_token=_unheard,
                on_wait=_unheard,
                on_usage=partial(self.on_usage, side.target),
                only=only,
            )
        except NoProvider:
            return None  # nobody else has an opinion, and the work goes on

    async def _checked(self, side: Candidate, reply: Reply) -> Candidate | None:
        found = read(reply, side.target, self.intent)
        if isinstance(found, NoCode):
            return None
        program = Candidate(side.target, found.code, side.modules)
        return program if (await self.checker.check(program, self.intent, confirm=False)).passed else None


def _unheard(*_: str) -> None:
    """The rounds are over: nobody counts these tokens."""


def opinions_for(
    plan: IntentPlan, tools: Tools, on_usage: Callable[[Target, Usage], None] = _uncounted
) -> FurtherPrograms:
    """Who may be asked about a planned intent, as configured."""
    config = tools.config
    builtin = next((provider.name for provider in config.providers if provider.type == "builtin"), BUILTIN)
    return FurtherPrograms(plan.intent, tools.models, tools.checker, _EXTRA_DRAW, plan.provider, builtin, on_usage)
