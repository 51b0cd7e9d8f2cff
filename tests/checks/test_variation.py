"""What must not matter is varied: cases that must be found, and those that must pass, in both languages."""

from __future__ import annotations

import pytest

from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.verdict import Gate
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.values import Target
from tests.support.intents import intent

LIMITS = Limits(seconds_per_call=4.0)
SPEC = "# name: f\n# signature:\n(x: string) -> any\n# examples:\n"
WORD = SPEC + '- in: ["ab"] out: true\n- in: ["ac"] out: true\n'
NUMBERS = "# name: f\n# signature:\n(xs: number[]) -> number\n# examples:\n"
GRID = "# name: f\n# signature:\n(g: number[][]) -> number[][]\n# examples:\n"

FOUND: dict[str, tuple[Target, str, str, str]] = {
    "js regular expression with g": (
        "js",
        SPEC + '- in: ["a"] out: true\n- in: ["-"] out: false\n- in: ["b"] out: true\n',
        "const re = /[a-z]/g;\nexport function f(x) { return re.test(x); }",
        "depends-on-state",
    ),
    "js module counter": (
        "js",
        SPEC + '- in: ["a"] out: 1\n- in: ["b"] out: 2\n',
        "let n = 0;\nexport function f(x) { return ++n; }",
        "depends-on-state",
    ),
    "py module counter": (
        "py",
        SPEC + '- in: ["a"] out: 1\n- in: ["b"] out: 2\n',
        "n = 0\ndef f(x):\n    global n\n    n += 1\n    return n",
        "depends-on-state",
    ),
    "py mutable default": (
        "py",
        SPEC + '- in: ["a"] out: ["a"]\n',
        "def f(x, seen=[]):\n    seen.append(x)\n    return list(seen)",
        "depends-on-state",
    ),
    "js Date.now": (
        "js",
        WORD,
        "export function f(x) { return Date.now() < 1.8e12; }",
        "depends-on-time",
    ),
    "py time.time": ("py", WORD, "import time\ndef f(x):\n    return time.time() < 1.8e9", "depends-on-time"),
    "js year": (
        "js",
        SPEC + '- in: ["a"] out: 2026\n',
        "export function f(x) { return new Date().getFullYear(); }",
        "depends-on-time",
    ),
    "py year": (
        "py",
        SPEC + '- in: ["a"] out: 2026\n',
        "from datetime import date\ndef f(x):\n    return date.today().year",
        "depends-on-time",
    ),
    "js local time zone": (
        "js",
        SPEC + '- in: ["2026-01-01T00:00:00Z"] out: 0\n',
        "export function f(x) { return new Date(x).getHours(); }",
        "depends-on-time",
    ),
    "py local time zone": (
        "py",
        SPEC + '- in: ["86400"] out: "1970-01-02"\n',
        "from datetime import datetime\ndef f(x):\n    return datetime.fromtimestamp(int(x)).strftime('%Y-%m-%d')",
        "depends-on-time",
    ),
    "js Math.random": (
        "js",
        SPEC + '- in: ["a"] out: $RANDOM\n',
        "export function f(x) { return Math.floor(Math.random() * 1e6); }",
        "depends-on-chance",
    ),
    "py random": (
        "py",
        SPEC + '- in: ["a"] out: $RANDOM\n',
        "import random\ndef f(x):\n    return random.randrange(10 ** 6)",
        "depends-on-chance",
    ),
    "js changes its input": (
        "js",
        "# name: f\n# signature:\n(xs: number[]) -> number\n# examples:\n- in: [[1, 2]] out: 2\n",
        "export function f(xs) { return xs.pop(); }",
        "changes-its-input",
    ),
    "py changes its input": (
        "py",
        "# name: f\n# signature:\n(xs: number[]) -> number\n# examples:\n- in: [[1, 2]] out: 2\n",
        "def f(xs):\n    return xs.pop()",
        "changes-its-input",
    ),
}

FINE: dict[str, tuple[Target, str, str]] = {
    "js memo": (
        "js",
        WORD,
        "const memo = new Map();\nexport function f(x) { \n"
        "  if (!memo.has(x)) memo.set(x, x[0] === 'a');\n  return memo.get(x);\n}",
    ),
    "py memo": (
        "py",
        WORD,
        "memo = {}\ndef f(x):\n    if x not in memo:\n        memo[x] = x[0] == 'a'\n    return memo[x]",
    ),
    "js sorts a copy": (
        "js",
        NUMBERS + "- in: [[2, 1]] out: 1\n",
        "export function f(xs) { return [...xs].sort((a, b) => a - b)[0]; }",
    ),
    "py sorts a copy": ("py", NUMBERS + "- in: [[2, 1]] out: 1\n", "def f(xs):\n    return sorted(xs)[0]"),
    "js writes to arrays of its own": (
        "js",
        GRID + "- in: [[[1, 2], [3]]] out: [[2, 3], [4]]\n",
        "export function f(g) {\n  const out = g.map(r => r.slice());\n"
        "  for (const r of out) for (let i = 0; i < r.length; i++) r[i] += 1;\n  return out;\n}",
    ),
    "js writes to a deep copy": (
        "js",
        GRID + "- in: [[[1, 2], [3]]] out: [[2, 1], [3]]\n",
        "export function f(g) { const out = structuredClone(g); for (const r of out) r.reverse(); return out; }",
    ),
    "py writes to a deep copy": (
        "py",
        GRID + "- in: [[[1, 2], [3]]] out: [[2, 1], [3]]\n",
        "import copy\ndef f(g):\n    out = copy.deepcopy(g)\n    for r in out:\n        r.reverse()\n    return out",
    ),
    "js returns what it was given": (
        "js",
        GRID + "- in: [[[1.5, 2], [3]]] out: [[1.5, 2], [3]]\n",
        "export function f(g) { return g; }",
    ),
    "py returns what it was given": (
        "py",
        GRID + "- in: [[[1.5, 2], [1e400, -0.0]]] out: [[1.5, 2], [1e400, 0]]\n",
        "def f(g):\n    return g",
    ),
    "py puts back what it took": (
        "py",
        NUMBERS + "- in: [[2, 1]] out: 1\n",
        "def f(xs):\n    last = xs.pop()\n    xs.append(last)\n    return last",
    ),
    "py shuffles but sorts": (
        "py",
        "# name: f\n# signature:\n(xs: number[]) -> number[]\n# examples:\n- in: [[2, 1, 3]] out: [1, 2, 3]\n",
        "import random\ndef f(xs):\n    ys = xs[:]\n    random.shuffle(ys)\n    return sorted(ys)",
    ),
    "py raises": (
        "py",
        SPEC + '- in: ["a"] error: "no"\n',
        "def f(x):\n    raise ValueError('no')",
    ),
    "py utc": (
        "py",
        SPEC + '- in: ["86400"] out: "1970-01-02"\n',
        "from datetime import datetime, timezone\ndef f(x):\n"
        "    return datetime.fromtimestamp(int(x), timezone.utc).strftime('%Y-%m-%d')",
    ),
}


async def spec_of(target: Target, text: str, code: str, sandbox: Sandbox) -> str:
    """The text with ``$RANDOM`` replaced by what the code gives in the usual world."""
    if "$RANDOM" not in text:
        return text
    verdict = await check(Candidate(target, code), intent(text.replace("$RANDOM", "-1")), sandbox, LIMITS)
    return text.replace("$RANDOM", verdict.examples[0].got)


@pytest.mark.parametrize("name", FOUND)
async def test_what_depends_on_something_else_is_found(sandbox: Sandbox, name: str) -> None:
    target, text, code, kind = FOUND[name]
    spec = intent(await spec_of(target, text, code, sandbox))
    verdict = await check(Candidate(target, code), spec, sandbox, LIMITS)
    assert verdict.gate is Gate.VARIATION, verdict
    assert {failure.code for failure in verdict.failures} == {kind}
    told = "changes `xs`: [1, 2] before the call, [1] after it" if kind == "changes-its-input" else "got "
    assert all(failure.example and told in failure.message for failure in verdict.failures)


CHANGES: dict[str, tuple[Target, str, str, str]] = {
    "js sorts in place": (
        "js",
        NUMBERS + "- in: [[2, 1]] out: 1\n",
        "export function f(xs) { xs.sort((a, b) => a - b); return xs[0]; }",
        "changes `xs`: [2, 1] before the call, [1, 2] after it",
    ),
    "py sorts in place": (
        "py",
        NUMBERS + "- in: [[2, 1]] out: 1\n",
        "def f(xs):\n    xs.sort()\n    return xs[0]",
        "changes `xs`: [2, 1] before the call, [1, 2] after it",
    ),
    "js deep inside": (
        "js",
        GRID + "- in: [[[1, 2], [3]]] out: [[2, 2], [3]]\n",
        "export function f(g) { const out = [...g]; out[0][0] = 2; return out; }",
        "changes `g`: [[1, 2], [3]] before the call, [[2, 2], [3]] after it",
    ),
    "py deep inside": (
        "py",
        GRID + "- in: [[[1, 2], [3]]] out: [[2, 2], [3]]\n",
        "def f(g):\n    out = g[:]\n    out[0][0] = 2\n    return out",
        "changes `g`: [[1, 2], [3]] before the call, [[2, 2], [3]] after it",
    ),
    "one of the rest": (
        "py",
        "# name: f\n# signature:\n(n: number, ...xs: number[][]) -> number\n# examples:\n- f(1, [2], [4, 5]) -> 1\n",
        "def f(n, *xs):\n    xs[-1].pop()\n    return n",
        "changes `xs`: [4, 5] before the call, [4] after it",
    ),
    "py while it waits": (
        "py",
        NUMBERS + "- in: [[2, 1]] out: 2\n",
        "import asyncio\nasync def f(xs):\n    await asyncio.sleep(1)\n    xs.append(0)\n    return 2",
        "changes `xs`: [2, 1] before the call, [2, 1, 0] after it",
    ),
    "js while it waits": (
        "js",
        NUMBERS + "- in: [[2, 1]] out: 2\n",
        "export async function f(xs) { await null; xs.push(0); return 2; }",
        "changes `xs`: [2, 1] before the call, [2, 1, 0] after it",
    ),
    "py before it fails": (
        "py",
        NUMBERS + '- in: [[2, 1]] error: "no"\n',
        "def f(xs):\n    xs.clear()\n    raise ValueError('no')",
        "changes `xs`: [2, 1] before the call, [] after it",
    ),
    "js puts back what it took": (
        "js",
        NUMBERS + "- in: [[2, 1]] out: 1\n",
        "export function f(xs) { const last = xs.pop(); xs.push(last); return last; }",
        "when it is called again with the same objects, frozen",
    ),
    "py far inside a long list": (
        "py",
        NUMBERS + f"- in: [{[0] * 500}] out: 1\n",
        "def f(xs):\n    xs[400] = 1\n    return 1",
        "changes `xs`: [0, 0, 0",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_changes_its_arguments_is_found(sandbox: Sandbox, name: str) -> None:
    target, text, code, told = CHANGES[name]
    verdict = await check(Candidate(target, code), intent(text), sandbox, LIMITS)
    assert verdict.gate is Gate.VARIATION, verdict
    assert [failure.code for failure in verdict.failures] == ["changes-its-input"]
    assert told in verdict.failures[0].message
    spec = intent(text.replace("# signature", "# pure: false\n# signature"))
    assert (await check(Candidate(target, code), spec, sandbox, LIMITS)).passed


async def test_a_hidden_input_that_is_changed_reaches_no_message(sandbox: Sandbox) -> None:
    spec = intent(NUMBERS + "- in: [[1]] out: 1\n# hidden examples:\n- in: [[777, 1]] out: 777\n")
    code = "def f(xs):\n    if len(xs) > 1: xs.reverse()\n    return xs[-1]"
    verdict = await check(Candidate("py", code), spec, sandbox, LIMITS)
    assert [(failure.example, failure.code) for failure in verdict.failures] == [(2, "changes-its-input")]
    assert "777" not in verdict.failures[0].message


@pytest.mark.parametrize("name", FINE)
async def test_what_depends_on_nothing_passes(sandbox: Sandbox, name: str) -> None:
    target, text, code = FINE[name]
    verdict = await check(Candidate(target, code), intent(text), sandbox, LIMITS)
    assert verdict.passed, verdict


async def test_an_intent_that_is_not_pure_is_not_varied(sandbox: Sandbox) -> None:
    target, text, code, _ = FOUND["py module counter"]
    pure = text.replace("# signature", "# pure: true\n# signature")
    assert (await check(Candidate(target, code), intent(pure), sandbox, LIMITS)).gate is Gate.VARIATION
    spec = intent(text.replace("# signature", "# pure: false\n# signature"))
    assert (await check(Candidate(target, code), spec, sandbox, LIMITS)).passed


SPY: dict[Target, str] = {
    "py": "seen = []\ndef f(x):\n    seen.append(x)\n    print('seen', seen)\n    return x\n",
    "js": "const seen = [];\nexport function f(x) { seen.push(x); console.log('seen', seen); return x; }",
}


@pytest.mark.parametrize("target", ["py", "js"])
async def test_what_is_printed_for_a_hidden_example_is_not_kept(sandbox: Sandbox, target: Target) -> None:
    spec = intent(SPEC + '- in: ["open"] out: "open"\n# hidden examples:\n- in: ["covert"] out: "covert"\n')
    verdict = await check(Candidate(target, SPY[target]), spec, sandbox, LIMITS)
    assert verdict.passed
    assert "open" in verdict.printed
    assert "covert" not in verdict.printed


async def test_a_remembered_hidden_input_reaches_no_message(sandbox: Sandbox) -> None:
    spec = intent(SPEC + '- in: ["open"] out: "open"\n# hidden examples:\n- in: ["covert"] out: "covert"\n')
    code = "seen = []\ndef f(x):\n    seen.append(x)\n    return x if len(seen) == 1 else ' '.join(seen)\n"
    verdict = await check(Candidate("py", code), spec, sandbox, LIMITS)
    assert verdict.gate is Gate.VARIATION
    assert [failure.example for failure in verdict.failures] == [1, 2]
    assert "covert" not in " ".join(failure.message for failure in verdict.failures) + verdict.printed
