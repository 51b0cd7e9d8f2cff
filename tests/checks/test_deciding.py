"""What the sandbox refuses is decided by the user's own Node, or said plainly where there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from intent_lsp.checks.agreement import find_divergences
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.verdict import Gate
from intent_lsp.sandbox.contract import Job, Limits, Raised, Returned, Sandbox
from intent_lsp.sandbox.runtimes.node_fallback import NodeFallback, is_refusal
from intent_lsp.sandbox.runtimes.pool import Runtimes
from tests.support.intents import intent

LIMITS = Limits()
SPEC = """\
# name: longDate
# signature:
(day: string) -> string
# examples:
- in: ["2024-01-15"] out: "Monday, January 15, 2024"
- in: ["2023-12-31"] out: "Sunday, December 31, 2023"
"""
RIGHT = """\
const FORMAT = new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeZone: "UTC" });
export function longDate(day) {
  return FORMAT.format(new Date(day));
}
"""
INSIDE = """\
export function longDate(day) {
  return new Date(day).toLocaleDateString("en-US", { dateStyle: "full", timeZone: "UTC" });
}
"""


@pytest_asyncio.fixture(loop_scope="session")
async def runtimes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Runtimes]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Runtimes(tmp_path / "workspace")
    yield made
    await made.close()


@pytest.fixture
def deciding(sandbox: Sandbox, runtimes: Runtimes) -> NodeFallback:
    return NodeFallback(sandbox, runtimes)


@pytest.mark.parametrize("code", [RIGHT, INSIDE], ids=["while it loads", "in the call"])
async def test_right_code_with_locale_data_is_verified(deciding: NodeFallback, runtimes: Runtimes, code: str) -> None:
    verdict = await check(Candidate("js", code), intent(SPEC), deciding, LIMITS, runtimes)
    assert verdict.passed, verdict.failures
    assert verdict.passed_examples == 2
    assert verdict.confirmed[0].startswith("Node ")


async def test_wrong_code_fails_with_what_node_gives(deciding: NodeFallback, runtimes: Runtimes) -> None:
    code = INSIDE.replace('"full"', '"long"')
    verdict = await check(Candidate("js", code), intent(SPEC), deciding, LIMITS, runtimes)
    assert verdict.gate is Gate.EXAMPLES
    assert verdict.failures[0].message == 'got "January 15, 2024", want "Monday, January 15, 2024"'


async def test_the_parameters_are_checked_although_the_sandbox_could_not_load_it(
    deciding: NodeFallback, runtimes: Runtimes
) -> None:
    code = RIGHT.replace("longDate(day)", "longDate(day, locale)")
    verdict = await check(Candidate("js", code), intent(SPEC), deciding, LIMITS, runtimes)
    assert verdict.gate is Gate.CONTRACT


async def test_the_local_time_zone_is_varied_on_node_too(deciding: NodeFallback, runtimes: Runtimes) -> None:
    code = INSIDE.replace(', timeZone: "UTC"', "")
    verdict = await check(Candidate("js", code), intent(SPEC), deciding, LIMITS, runtimes)
    assert verdict.gate is Gate.VARIATION
    assert {failure.code for failure in verdict.failures} == {"depends-on-time"}
    assert "Sunday, January 14, 2024" in verdict.failures[0].message


@pytest.mark.parametrize(("code", "name"), [(RIGHT, "Intl.DateTimeFormat"), (INSIDE, "toLocaleDateString")])
async def test_without_node_the_failure_says_so(
    deciding: NodeFallback, runtimes: Runtimes, monkeypatch: pytest.MonkeyPatch, code: str, name: str
) -> None:
    monkeypatch.setenv("PATH", "")
    verdict = await check(Candidate("js", code), intent(SPEC), deciding, LIMITS, runtimes)
    assert not verdict.passed
    said = f"the sandbox cannot tell: `{name}` depends on locale data; install Node to have it decided"
    assert said in verdict.failures[0].message
    assert "no Node 20 or later was found on PATH" in str(verdict.failures[0].error)


@pytest.mark.parametrize(
    "body",
    [
        "try { return 'ä'.localeCompare(x, 'sv'); } catch { return -1; }",
        "try { return 'ä'.localeCompare(x, 'sv'); } catch { throw new Error('mine'); }",
        "return typeof Buffer === 'undefined' ? 1 : 2;",
        "try { Intl.Segmenter(); } catch {} return new Promise(done => setTimeout(done, 5, 1));",
        "return String({ toString() { try { return Intl.getCanonicalLocales('en'); } catch { return ''; } } });",
    ],
)
async def test_a_refusal_cannot_be_caught(sandbox: Sandbox, body: str) -> None:
    code = f"export function f(x) {{ {body} }}"
    run = await sandbox.run(Job("js", code, "f", (("z",),)))
    assert is_refusal(run.outcomes[0]), run.outcomes


async def test_one_refused_call_leaves_the_others_alone(sandbox: Sandbox) -> None:
    code = "export function f(x) { try { return x.localeCompare('b'); } catch { return 0; } }"
    run = await sandbox.run(Job("js", code, "f", (("a",), ("ß",), ("c",)), repeat=True))
    assert [o.value if isinstance(o, Returned) else is_refusal(o) for o in run.outcomes] == [-1, -1, True, True, 1, 1]


async def test_a_refusal_while_loading_stays(sandbox: Sandbox) -> None:
    code = "let c = -1; try { c = 'ß'.localeCompare('z'); } catch {}\nexport function f(x) { return c; }"
    run = await sandbox.run(Job("js", code, "f", ((1,), (2,))))
    assert [is_refusal(outcome) for outcome in run.outcomes] == [True, True]


async def test_a_refusal_cannot_be_forged(sandbox: Sandbox) -> None:
    code = "export function f() { const e = new Error('x'); e.name = 'NotInSandbox'; throw e; }"
    run = await sandbox.run(Job("js", code, "f", ((),)))
    assert isinstance(run.outcomes[0], Raised)
    assert not is_refusal(run.outcomes[0])


async def test_what_nobody_can_tell_is_no_disagreement(sandbox: Sandbox) -> None:
    js = Candidate("js", "export function longDate(day) { return day + new Date(0).toLocaleDateString(); }")
    py = Candidate("py", "def longDate(day):\n    return day\n")
    assert await find_divergences(js, py, intent(SPEC), sandbox, LIMITS) == ()
