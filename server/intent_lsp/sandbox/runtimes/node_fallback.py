"""A sandbox whose refusals the user's own Node decides.

The JavaScript guest has no locale data and lacks parts of the web platform; there it refuses by name instead of giving
an answer that Node would not give. The whole job then runs on Node, confined as for a confirmation.
"""

from __future__ import annotations

from dataclasses import replace

from intent_lsp.sandbox.contract import CodeError, Job, Raised, Run, Sandbox
from intent_lsp.sandbox.runtimes.pool import Runtimes

REFUSED = "NotInSandbox"
"""The type of the error with which the guest refuses; a candidate cannot raise one of that type."""
_HINT = "install Node to have it decided"


def is_refusal(outcome: object) -> bool:
    """Whether an outcome, or a load's error, is the guest's own refusal."""
    error = outcome.error if isinstance(outcome, Raised) else outcome
    return isinstance(error, CodeError) and error.type == REFUSED


class NodeFallback:
    """Wraps a sandbox. What neither it nor a runtime can decide stays refused, with the reason."""

    def __init__(self, sandbox: Sandbox, runtimes: Runtimes) -> None:
        self._sandbox, self._runtimes = sandbox, runtimes

    async def start(self) -> None:
        """Start the sandbox; runtimes start when they are needed."""
        await self._sandbox.start()

    async def close(self) -> None:
        """Close the sandbox; the runtimes are their owner's."""
        await self._sandbox.close()

    async def run(self, job: Job) -> Run:
        """Run one job. Of the job's world only the time zone reaches Node; its clock is the real one."""
        run = await self._sandbox.run(job)
        if not (is_refusal(run.load_error) or any(map(is_refusal, run.outcomes))):
            return run
        calls = tuple(call for call in job.calls for _ in range(2 if job.repeat else 1))
        said = await self._runtimes.run(replace(job, calls=calls, repeat=False), zone_minutes=job.world.zone_minutes)
        if isinstance(said, str):
            return _with_reason(run, said)
        decided = said.run or run
        return replace(decided, shape=run.shape or decided.shape, seconds=run.seconds + decided.seconds)


def _with_reason(run: Run, reason: str) -> Run:
    """The same refusals with the reason why no runtime decides."""

    def explained(error: CodeError) -> CodeError:
        return replace(error, message=error.message.replace(_HINT, f"{_HINT} ({reason})"))

    outcomes = tuple(Raised(explained(o.error)) if isinstance(o, Raised) and is_refusal(o) else o for o in run.outcomes)
    error = run.load_error
    if isinstance(error, CodeError) and is_refusal(error):
        error = explained(error)
    return replace(run, outcomes=outcomes, load_error=error)
