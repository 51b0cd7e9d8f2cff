"""What the user's own Node and Python say about a candidate that the sandbox passes. Needs both on PATH."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.verdict import Gate
from intent_lsp.sandbox.contract import Job, Limits, Sandbox
from intent_lsp.sandbox.runtimes import pool, record
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.values import Target
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY, intent

LIMITS = Limits(seconds_per_call=2.0)
ONE = "# name: f\n# signature:\n(x: number) -> number\n# examples:\n- in: [1] out: 1\n"


@pytest_asyncio.fixture(loop_scope="session")
async def runtimes(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runtimes]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Runtimes(tmp_path / "workspace")
    yield made
    await made.close()


@pytest.mark.parametrize(("target", "code", "name"), [("js", CLAMP_JS, "Node "), ("py", CLAMP_PY, "Python ")])
async def test_a_right_candidate_is_confirmed_and_then_known(
    sandbox: Sandbox, runtimes: Runtimes, target: Target, code: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await check(Candidate(target, code), intent(CLAMP), sandbox, LIMITS, runtimes)
    assert first.passed
    assert (first.doubts, first.unconfirmed) == ((), ())
    assert [runtime.startswith(name) for runtime in first.confirmed] == [True]

    async def find(*_: object) -> str:
        raise AssertionError("a runtime was looked for although the code is known")

    monkeypatch.setattr(pool, "find", find)
    fresh = Runtimes(Path("/nowhere"))
    again = await check(Candidate(target, code), intent(CLAMP), sandbox, LIMITS, fresh)
    assert again.confirmed == first.confirmed
    await fresh.close()


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("py", "import platform\ndef f(x):\n    return x if platform.system() != 'Linux' else 2\n"),
        ("py", "import sys\ndef f(x):\n    return x if sys.platform == 'wasi' else 2\n"),
        ("js", "export function f(x) { try { return null.y; } catch (e) { return e.message.includes('(') ? 2 : x; } }"),
        ("js", "export function f(x) { return Object.keys({ ...'hi' }).length === 2 ? 2 : x; }"),
    ],
)
async def test_a_difference_fails_on_the_line_of_the_example(
    sandbox: Sandbox, runtimes: Runtimes, target: Target, code: str
) -> None:
    assert (await check(Candidate(target, code), intent(ONE), sandbox, LIMITS)).passed
    verdict = await check(Candidate(target, code), intent(ONE), sandbox, LIMITS, runtimes)
    assert verdict.gate is Gate.RUNTIMES
    assert [(failure.example, failure.code) for failure in verdict.failures] == [(1, "differs-on-runtime")]
    assert "got 2, want 1; in the sandbox it passes" in verdict.failures[0].message
    assert verdict.confirmed == ()


async def test_the_order_of_a_set_is_left_to_chance(sandbox: Sandbox, runtimes: Runtimes) -> None:
    code = "def f(x):\n    return list({'a', 'b', 'c', 'd', 'e', 'f', 'g'}).index('a')\n"
    found = await sandbox.run(_job("py", code))
    value = getattr(found.outcomes[0], "value", None)
    spec = ONE.replace("out: 1", f"out: {value}")
    verdict = await check(Candidate("py", code), intent(spec), sandbox, LIMITS, runtimes)
    assert verdict.gate is Gate.RUNTIMES
    assert {failure.code for failure in verdict.failures} <= {"depends-on-chance", "differs-on-runtime"}


async def test_used_functions_are_imported_for_real(sandbox: Sandbox, runtimes: Runtimes) -> None:
    js = 'import { clamp } from "./clamp.js";\nexport function f(x) { return clamp(x, 0, 10); }'
    py = "from .clamp import clamp\n\n\ndef f(x):\n    return clamp(x, 0, 10)\n"
    both: list[tuple[Target, str, str]] = [("js", js, CLAMP_JS), ("py", py, CLAMP_PY)]
    for target, code, used in both:
        verdict = await check(Candidate(target, code, {"clamp": used}), intent(ONE), sandbox, LIMITS, runtimes)
        assert verdict.passed, verdict
        assert verdict.confirmed


async def test_without_a_runtime_the_verdict_says_so(
    sandbox: Sandbox, runtimes: Runtimes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    verdict = await check(Candidate("js", CLAMP_JS), intent(CLAMP), sandbox, LIMITS, runtimes)
    assert verdict.passed
    assert verdict.confirmed == ()
    assert verdict.unconfirmed == ("not confirmed on Node: no Node 20 or later was found on PATH",)


def _job(target: Target, code: str) -> Job:
    return Job(target, code, "f", ((1,),))


def test_what_was_confirmed_takes_bounded_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The records' folder keeps the younger ones."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    names = [f"ab{number:062x}" for number in range(150)]
    for name in names:
        record.save(name, "Node 20.0.0")
    kept = [name for name in names if record.load(name)]
    assert 50 <= len(kept) <= 100
    assert names[-1] in kept
