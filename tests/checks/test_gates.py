"""The gates with the real sandbox: each gate fails where it must, and only there."""

from __future__ import annotations

import pytest

from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.verdict import Gate
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.values import Target
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY, CLAMP_PY_WRONG, intent

LIMITS = Limits(seconds_per_call=1.0)


@pytest.mark.parametrize(("target", "code"), [("js", CLAMP_JS), ("py", CLAMP_PY)])
async def test_a_right_candidate_passes_every_gate(sandbox: Sandbox, target: Target, code: str) -> None:
    verdict = await check(Candidate(target, code), intent(CLAMP), sandbox, LIMITS)
    assert verdict.passed
    assert verdict.passed_examples == 4


@pytest.mark.parametrize(
    ("target", "code", "gate"),
    [
        ("js", "export function clamp(x, lo, hi) { return ((x; }", Gate.PARSES),
        ("py", "def clamp(x, lo, hi):\nreturn x", Gate.PARSES),
        ("py", "raise ValueError('while loading')\ndef clamp(x, lo, hi): return x", Gate.PARSES),
        ("js", "export function clip(x, lo, hi) { return x; }", Gate.CONTRACT),
        ("py", "def clamp(x, low, high): return min(max(x, low), high)", Gate.CONTRACT),
        ("js", "export function clamp({x, lo, hi}) { return x; }", Gate.CONTRACT),
        ("js", CLAMP_JS_WRONG, Gate.EXAMPLES),
        ("py", CLAMP_PY_WRONG, Gate.EXAMPLES),
        ("js", "export function clamp(x, lo, hi) { for (;;); }", Gate.EXAMPLES),
        ("py", "def clamp(x, lo, hi):\n    while True: pass", Gate.EXAMPLES),
    ],
)
async def test_a_wrong_candidate_stops_at_its_gate(sandbox: Sandbox, target: Target, code: str, gate: Gate) -> None:
    verdict = await check(Candidate(target, code), intent(CLAMP), sandbox, LIMITS)
    assert verdict.gate is gate
    assert verdict.failures
    assert len(verdict.examples) == 4


async def test_failing_examples_are_named_with_got_and_expected(sandbox: Sandbox) -> None:
    verdict = await check(Candidate("py", CLAMP_PY_WRONG), intent(CLAMP), sandbox, LIMITS)
    assert [result.number for result in verdict.examples if not result.passed] == [3]
    assert [(failure.example, failure.message) for failure in verdict.failures] == [(3, "got 42, want 10")]


async def test_hidden_examples_come_after_the_shown_ones(sandbox: Sandbox) -> None:
    hidden = intent(CLAMP + "# hidden examples:\n- in: [11, 0, 10] out: 10\n")
    code = "def clamp(x, lo, hi):\n    return 10 if x == 42 else max(x, lo)\n"
    verdict = await check(Candidate("py", code), hidden, sandbox, LIMITS)
    assert verdict.gate is Gate.HIDDEN
    assert [failure.example for failure in verdict.failures] == [5]


async def test_a_property_fails_with_a_counterexample_that_no_example_holds(sandbox: Sandbox) -> None:
    spec = intent(CLAMP + "# properties:\n- result <= hi\n")
    code = "def clamp(x, lo, hi):\n    return 10 if x == 42 else max(x, lo)\n"
    verdict = await check(Candidate("py", code), spec, sandbox, LIMITS)
    assert verdict.gate is Gate.PROPERTIES
    (failure,) = verdict.failures  # the first counterexample is enough
    assert failure.property == "result <= hi"
    assert failure.args not in [example.args for example in spec.examples]


async def test_a_property_that_only_the_result_of_an_example_violates_is_seen(sandbox: Sandbox) -> None:
    """By less than the tolerance: the example passes, and no other input gives as much."""
    spec = intent(
        "# name: f\n# signature:\n(x: 1 | 2) -> number\n# properties:\n- result <= 10\n"
        "# examples:\n- f(1) -> 10\n- f(2) -> 1\n"
    )
    code = "def f(x):\n    return 10.000000001 if x == 1 else 1\n"
    verdict = await check(Candidate("py", code), spec, sandbox, LIMITS)
    assert (verdict.gate, verdict.passed_examples) == (Gate.PROPERTIES, 2)
    assert verdict.failures[0].args == (1,)


async def test_python_newer_than_the_users_is_refused(sandbox: Sandbox) -> None:
    spec = intent("# name: f\n# signature:\n(x: number) -> number\n# examples:\n- in: [1] out: 1\n")
    code = "type Number = int\ndef f(x):\n    return x\n"  # PEP 695: Python 3.12
    verdict = await check(Candidate("py", code), spec, sandbox, LIMITS)
    assert verdict.gate is Gate.PARSES
    assert "3.11" in verdict.failures[0].message


async def test_used_functions_can_be_imported(sandbox: Sandbox) -> None:
    spec = intent("# name: f\n# signature:\n(x: number) -> number\n# examples:\n- in: [50] out: 10\n")
    js = 'import { clamp } from "./clamp.js";\nexport function f(x) { return clamp(x, 0, 10); }'
    py = "from .clamp import clamp\ndef f(x):\n    return clamp(x, 0, 10)\n"
    for target, code, used in (("js", js, CLAMP_JS), ("py", py, CLAMP_PY)):
        verdict = await check(Candidate(target, code, {"clamp": used}), spec, sandbox, LIMITS)  # type: ignore[arg-type]
        assert verdict.passed, verdict
