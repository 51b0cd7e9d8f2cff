"""What must not matter is varied for large arguments, too; where memory does not suffice, that is a doubt."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from intent_lsp.checks.gates import Candidate, check
from intent_lsp.document.model import Intent
from intent_lsp.sandbox.contract import Job, Limits, Run, Sandbox
from intent_lsp.values import Target
from tests.support.intents import intent

LIMITS = Limits(seconds_per_call=60)


def spec(bytes_of_json: int) -> Intent:
    numbers = list(range(10**6, 10**6 + bytes_of_json // 8))
    text = json.dumps(numbers, separators=(",", ":"))
    return intent(
        f"# name: f\n# signature:\n(xs: number[]) -> number\n# examples:\n- in: [{text}] out: {len(numbers)}\n"
    )


@dataclass
class Watched:
    """The sandbox, and the jobs that it was given."""

    sandbox: Sandbox
    jobs: list[Job] = field(default_factory=list)

    async def start(self) -> None:
        await self.sandbox.start()

    async def run(self, job: Job) -> Run:
        self.jobs.append(job)
        return await self.sandbox.run(job)

    async def close(self) -> None:
        """It is the session's."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "code"),
    [("js", "export const f = (xs) => { xs[0] = 5; return xs.length; };"),
     ("py", "def f(xs):\n    xs[0] = 5\n    return len(xs)\n")],
    ids=["js", "py"],
)  # fmt: skip
async def test_a_change_of_more_than_can_be_shown_is_found(target: Target, code: str, sandbox: Sandbox) -> None:
    verdict = await check(Candidate(target, code), spec(5_000_000), sandbox, LIMITS)
    assert [failure.code for failure in verdict.failures] == ["changes-its-input"], verdict.failures


@pytest.mark.slow
async def test_what_could_not_be_tried_is_a_doubt(sandbox: Sandbox) -> None:
    code = "export const f = (xs) => xs.length + new Uint8Array(44 << 20).fill(1)[0] - 1;"
    verdict = await check(Candidate("js", code), spec(5_000_000), sandbox, LIMITS)
    assert verdict.passed, verdict.failures
    assert verdict.doubts == ("an input is too large to try a second call with it, or whether it is changed",)


@pytest.mark.parametrize(("size", "more"), [(800, 0.0), (80_000, 20.0)], ids=["small", "large"])
async def test_writing_large_ones_down_is_not_the_codes_time(size: int, more: float, sandbox: Sandbox) -> None:
    watched = Watched(sandbox)
    verdict = await check(Candidate("js", "export const f = (xs) => xs.length;"), spec(size), watched, LIMITS)
    assert (verdict.failures, verdict.doubts) == ((), ())
    assert [job.limits.seconds_per_call for job in watched.jobs] == [60.0, 60.0 + more]
