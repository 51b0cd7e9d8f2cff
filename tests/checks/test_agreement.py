"""The agreement between targets, with the real sandbox."""

from __future__ import annotations

import pytest

from intent_lsp.checks.agreement import find_divergence
from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.sandbox.contract import Limits, Sandbox
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY, intent

LIMITS = Limits(seconds_per_call=1.0)
ROUND = intent(
    "# name: f\n# signature:\n(x: number) -> number\n# examples:\n- in: [1.25] out: 1\n- in: [3.75] out: 4\n"
)
SHARE = intent(
    "# name: f\n# signature:\n(xs: number[]) -> number\n# examples:\n- in: [[1, 3]] out: 0.25\n- in: [[0, 2]] out: 0\n"
)


async def test_equal_programs_agree(sandbox: Sandbox) -> None:
    found = await find_divergence(Candidate("js", CLAMP_JS), Candidate("py", CLAMP_PY), intent(CLAMP), sandbox, LIMITS)
    assert found is None


async def test_a_divergence_names_the_smallest_input_and_both_results(sandbox: Sandbox) -> None:
    # Half up against half to even: the examples do not tell them apart.
    js = Candidate("js", "export function f(x) { return Math.round(x); }")
    py = Candidate("py", "def f(x):\n    return round(x)\n")
    found = await find_divergence(js, py, ROUND, sandbox, LIMITS)
    assert found is not None
    assert "JavaScript gives" in found.message
    assert "Python gives" in found.message


async def test_targets_are_compared_on_the_oldest_node_that_is_promised(sandbox: Sandbox) -> None:
    js = Candidate("js", "export const f = x => Object.keys(Object.groupBy([x], Math.round)).length * Math.round(x);")
    py = Candidate("py", "import math\n\ndef f(x):\n    return math.floor(x + 0.5)\n")
    checker = Checker(sandbox, LIMITS, None, OldestRuntimes(node=22))
    assert await find_divergence(js, py, ROUND, sandbox, checker.limits) is None


@pytest.mark.parametrize(
    ("python", "agrees"),
    [
        # JavaScript gives NaN where the sum is 0: no proper number, as little as an error.
        ("def f(xs):\n    return xs[0] / sum(xs)\n", True),
        # Here Python gives a number where JavaScript has none.
        ("def f(xs):\n    return xs[0] / sum(xs) if sum(xs) else 0\n", False),
    ],
)
async def test_inputs_outside_the_intent_do_not_count(sandbox: Sandbox, python: str, agrees: bool) -> None:
    js = Candidate("js", "export function f(xs) { return xs[0] / xs.reduce((a, b) => a + b, 0); }")
    found = await find_divergence(js, Candidate("py", python), SHARE, sandbox, LIMITS)
    assert (found is None) is agrees


async def test_what_only_the_text_speaks_of_is_compared_too(sandbox: Sandbox) -> None:
    """Both pass every example, which are single words: a real model's pair, called verified before."""
    sort = intent(
        "# name: f\n# description:\nOrder the letters of each word, and keep the order of words and blank spaces.\n"
        '# signature:\n(s: string) -> string\n# examples:\n- in: ["hello"] out: "ehllo"\n- in: ["abcd"] out: "abcd"\n'
    )
    js = Candidate("js", "export const f = s => s.split(' ').map(w => [...w].sort().join('')).join(' ');")
    py = Candidate("py", "def f(s):\n    s = ''.join(sorted(s))\n    return ' '.join(word for word in s.split())\n")
    found = await find_divergence(js, py, sort, sandbox, LIMITS)
    assert found is not None
    assert " " in str(found.args[0])
