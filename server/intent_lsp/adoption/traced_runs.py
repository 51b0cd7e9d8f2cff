"""Runs of an existing function in the sandbox: what comes of calls, and which branches they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intent_lsp.adoption.contract import Arguments, Call, Instrumented, Program, Tried
from intent_lsp.errors import AdoptionError
from intent_lsp.sandbox.contract import CodeError, Job, Limits, Outcome, Returned, Sandbox, Stopped

_AT_ONCE = 100
"""Calls of one job: what they return together stays small."""
_LIMITS = Limits(seconds_per_call=0.5)
"""A call that takes longer does not make an example."""
_MOST_STOPS = 4
"""So many calls may be stopped; what would run after them is not tried."""


class Runner:
    """Runs one function. ``counted``: the same with a counter in each of its branches."""

    def __init__(self, program: Program, counted: Instrumented, sandbox: Sandbox) -> None:
        self._program = program
        self._counted = replace(program, code=counted.code, entry=counted.entry)
        self._sandbox = sandbox

    async def outcomes(self, calls: Sequence[Arguments]) -> list[Outcome]:
        """One outcome per call. Raises ``AdoptionError`` where the code does not load, and ``SandboxError``."""
        return await outcomes(self._program, calls, self._sandbox)

    async def tried(self, calls: Sequence[Call]) -> list[Tried]:
        """The calls with their outcomes and branches. Raises as :meth:`outcomes`."""
        inputs = [call.args for call in calls]
        came = await self.outcomes(inputs)
        paths = await outcomes(self._counted, inputs, self._sandbox)
        return [Tried(call, outcome, _branches(path)) for call, outcome, path in zip(calls, came, paths, strict=True)]


async def outcomes(program: Program, calls: Sequence[Arguments], sandbox: Sandbox) -> list[Outcome]:
    """What comes of each call; a stopped call costs only itself.

    Raises as :meth:`Runner.outcomes`.
    """
    found: list[Outcome] = []
    stops = 0
    while len(found) < len(calls):
        batch = tuple(calls[len(found) : len(found) + _AT_ONCE])
        run = await sandbox.run(Job(program.target, program.code, program.entry, batch, program.modules, _LIMITS))
        if run.load_error is not None:
            message = "the code does not run in the sandbox"
            raise AdoptionError(message, hint="fix that first", reasons=[(0, f"{message}: {_why(run.load_error)}")])
        stopped = next((i for i, outcome in enumerate(run.outcomes) if isinstance(outcome, Stopped)), None)
        if stopped is None:
            found += run.outcomes
            continue
        stops += 1
        found += run.outcomes[: stopped + 1]
        if stops == _MOST_STOPS:
            found += [run.outcomes[stopped]] * (len(calls) - len(found))
    return found


def _why(error: CodeError | Stopped) -> str:
    return error.message if isinstance(error, Stopped) else str(error)


def _branches(outcome: Outcome) -> frozenset[int]:
    if isinstance(outcome, Returned) and isinstance(outcome.value, list):
        return frozenset(number for number in outcome.value if isinstance(number, int))
    return frozenset()
