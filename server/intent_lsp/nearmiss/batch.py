"""Many variants of one program in one instance of the sandbox, one call at a time.

A variant that loops is stopped by a count of its turns, so that the result does not depend on the clock.
Variants share an instance and could disturb each other: what wins is checked again in a fresh one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from intent_lsp import off_loop
from intent_lsp.checks.gates import Candidate
from intent_lsp.sandbox.contract import Job, Limits, Outcome, Returned, Sandbox, Stopped
from intent_lsp.values import JsonValue

MOST_TURNS = 1_000_000
"""Of the unchanged program, while its turns are counted."""
LEAST_TURNS = 2_000
"""Turns of loops, and calls of own functions, that every variant may make in one call."""
_TIMES = 4
"""How many times the turns of the unchanged program a variant may make."""
_SECONDS = 0.5
_MOST_STOPS = 5
"""Variants of one batch that may end an instance; the batch is given up after that."""
ENTRY = "run_variant"


class ModuleBuilder(Protocol):
    """Makes the module that holds all variants: its function ``run_variant`` takes a number and the arguments.

    ``turns``: how many a variant may make in one call. For the number -1, the first variant is called, and the turns
    that it made are returned.
    """

    def __call__(self, variants: Sequence[str], name: str, turns: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """How variants of one intent's function are run."""

    sandbox: Sandbox
    base: Candidate
    """What is varied."""
    name: str
    limits: Limits
    module: ModuleBuilder
    turns: int = LEAST_TURNS

    async def measured(self, calls: Sequence[tuple[JsonValue, ...]]) -> Batch:
        """The same with as many turns as some times the unchanged program's. Raises SandboxError."""
        code = self.module([self.base.code], self.name, MOST_TURNS)
        counted = tuple((-1, list(args)) for args in calls)
        run = await self.sandbox.run(self._job(code, counted))
        turns = [o.value for o in run.outcomes if isinstance(o, Returned) and isinstance(o.value, int)]
        return replace(self, turns=max([self.turns, *(_TIMES * turn for turn in turns)]))

    def _job(self, code: str, calls: tuple[tuple[JsonValue, ...], ...]) -> Job:
        limits = replace(self.limits, seconds_per_call=min(_SECONDS, self.limits.seconds_per_call))
        return Job(self.base.target, code, ENTRY, calls, self.base.modules, limits)

    async def run(self, variants: Sequence[str], calls: Sequence[tuple[JsonValue, ...]]) -> list[tuple[Outcome, ...]]:
        """The outcomes of every variant, one per call. Raises :class:`~intent_lsp.errors.SandboxError`."""
        if not calls:
            return [()] * len(variants)
        outcomes = await self._outcomes(variants, calls)
        if outcomes is None:  # one of them keeps all from loading: an error that only the engine finds
            if len(variants) == 1:
                return [(Stopped("trap", "did not load"),) * len(calls)]
            half = len(variants) // 2
            return [*await self.run(variants[:half], calls), *await self.run(variants[half:], calls)]
        width = len(calls)
        return [tuple(outcomes[index * width : (index + 1) * width]) for index in range(len(variants))]

    async def _outcomes(self, variants: Sequence[str], calls: Sequence[tuple[JsonValue, ...]]) -> list[Outcome] | None:
        """One after the other; ``None`` when the module does not load."""
        asked = [(number, list(args)) for number in range(len(variants)) for args in calls]
        found: list[Outcome] = []
        code = await off_loop.run_off_loop(True, self.module, variants, self.name, self.turns)
        for _ in range(_MOST_STOPS):
            left = tuple(asked[len(found) :])
            if not left:
                break
            run = await self.sandbox.run(self._job(code, left))
            if run.load_error is not None:
                return None
            for outcome in run.outcomes:
                found.append(outcome)
                if isinstance(outcome, Stopped):
                    break  # the rest never ran
        return found + [Stopped("time", "was not run")] * (len(asked) - len(found))
