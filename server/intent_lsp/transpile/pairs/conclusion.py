"""How an intent ends once its rounds are over: a person is asked, files are held back, or all of them are written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from intent_lsp.errors import OutputError
from intent_lsp.status import GOOD, Phase
from intent_lsp.transpile.checked_here import record_checked
from intent_lsp.transpile.events import Emit
from intent_lsp.transpile.pairs.disagreement import Judgement
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.publishing import publish
from intent_lsp.transpile.publishing.all_or_nothing import AllOrNothing
from intent_lsp.transpile.publishing.target_state import TargetState, Tools, pair_key
from intent_lsp.values import LANGUAGES

Guarded: TypeAlias = Callable[[TargetState, Awaitable[object]], Awaitable[None]]
"""Runs one step of one target; an error ends that target and leaves the others alone."""
Fail: TypeAlias = Callable[[TargetState, str, str, str], None]
"""Ends a target with an error: message, hint, code."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Gives every target of one intent that has none a result."""

    plan: IntentPlan
    tools: Tools
    emit: Emit
    states: Sequence[TargetState]
    guarded: Guarded
    fail: Fail

    def ask(self, undecided: Judgement | None) -> None:
        """Where nothing decides between the targets, a person is asked."""
        if undecided is None or undecided.question is None:
            return
        for state in self._open:
            if state.rounds is not None and state.rounds.passed is not None:
                state.result = publish.record_disagreement(
                    self.tools.workspace,
                    self.plan,
                    state.work,
                    state.rounds,
                    undecided.failure,
                    undecided.question,
                    self.emit,
                )

    def hold_back(self) -> None:
        """What passes is not written where another one of the pair has nothing to be written."""
        passing = [state for state in self._open if state.rounds is not None and state.rounds.passed is not None]
        is_complete = all(
            state in passing or (state.result is not None and state.result.status in GOOD | {Phase.CONFLICT})
            for state in self.states
        )
        for state in () if is_complete else passing:
            self._withhold(state)

    async def write(self, *, agreed: bool) -> None:
        """Write what is left, all of it or nothing. ``agreed``: whether the targets were compared, and gave the same.

        When this is cancelled, what was put in its place is taken back.
        """
        for state in self._open:
            if state.rounds is not None and state.rounds.passed is None:
                await self.guarded(state, self._exhaust(state))
        pair = AllOrNothing(self.plan, self.tools, self.emit)
        try:
            for state in self._open:
                await self.guarded(state, pair.put(state))
                if state.result is not None and state.result.status is Phase.ERROR:
                    await self._take_back(pair, state)
                    return
        except asyncio.CancelledError:
            for state in self._open:
                await pair.put_back(state)
            raise
        for state in self._open:
            await self.guarded(state, pair.record(state))
        sides = [state for state in self.states if state.code]
        if agreed and len(sides) > 1:
            record_checked(pair_key(self.plan.intent, sides, self.tools.check_settings))  # as they are in their files

    @property
    def _open(self) -> list[TargetState]:
        return [state for state in self.states if state.result is None]

    def _withhold(self, state: TargetState) -> None:
        if state.fresh is not None and state.passing_code == state.fresh.attempt.code:
            state.result, state.code = state.fresh.result, state.fresh.attempt.code
        elif state.rounds is not None:
            others = [LANGUAGES[other.work.target] for other in self.states if not other.passing_code]
            why = f"{' and '.join(others)} failed"
            state.result = publish.withhold(self.tools.workspace, self.plan, state.work, state.rounds, why, self.emit)

    async def _exhaust(self, state: TargetState) -> None:
        if state.rounds is not None:
            state.result = publish.record_exhausted(
                self.tools.workspace, self.plan, state.work, state.rounds, self.emit
            )

    async def _take_back(self, pair: AllOrNothing, failed: TargetState) -> None:
        """One file could not be written: the others are as they were, and what passed is kept as a proof."""
        for state in self._open:
            await self.guarded(state, pair.put_back(state))
        for state in self._open:
            attempt = state.rounds.passed if state.rounds else None
            if attempt is not None:
                with suppress(OutputError):
                    publish.keep_proof(self.tools.workspace, self.plan, state.work, attempt, state.used)
            why = f"not written: the {LANGUAGES[failed.work.target]} file could not be written"
            self.fail(state, why, "correct that, then transpile again", "pair-incomplete")
