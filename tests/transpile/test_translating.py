"""The other language's code as a candidate without a call: real engine, real sandbox, a server that is not asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.events import CandidateReady
from intent_lsp.values import LANGUAGES, Target
from tests.support.benches import Bench, bench
from tests.support.chat_server import Say, by_target
from tests.support.command import intent
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY, CLAMP_PY_WRONG, UNRULY_JS

JS, JS_WRONG = Say(f"```js\n{CLAMP_JS}```"), Say(f"```js\n{CLAMP_JS_WRONG}```")
PY, PY_WRONG = Say(f"```python\n{CLAMP_PY}```"), Say(f"```python\n{CLAMP_PY_WRONG}```")
FILES: dict[Target, str] = {"js": "src/js/auto/clamp.js", "py": "src/py/auto/clamp.py"}
BIG = (
    "# name: big\n# target: js,py\n# description:\nWhether a number is big.\n# signature:\n(x: number) -> boolean\n"
    "# examples:\n- big(100) -> true\n- big(1) -> false\n- big(99) -> true\n"
)


def calls_for(it: Bench, language: str) -> int:
    return sum(f"in {language}" in prompt for prompt in it.server.prompts)


@pytest.mark.parametrize(
    ("js", "py", "target", "other"), [(JS, PY_WRONG, "py", "JavaScript"), (JS_WRONG, PY, "js", "Python")]
)
async def test_what_passed_in_one_language_is_translated_before_the_other_asks_again(
    root: Path, js: Say, py: Say, target: Target, other: str
) -> None:
    async with bench(root, by_target([js], [py])) as it:
        path = it.write(CLAMP)
        results = await it.transpile(path)
        assert {key[1]: (r.status, r.rounds) for key, r in results.items()} == {
            target: ("uncertain", 2),
            "js" if target == "py" else "py": ("uncertain", 1),
        }
        assert f"the {LANGUAGES[target]} code was written from the {other} code" in results["clamp", target].doubts[0]
        assert len(it.server.requests) == 2, "one draft for each language"
        assert results["clamp", target].usage.calls == 1
        assert f"translation from {other}" in (root / FILES[target]).read_text()
        entry = load_report(Workspace(root), path).get("clamp", target)
        assert entry is not None
        assert entry.note == f"translated from {other}, by rule"
        told = (await intent(root, "explain", "clamp")).out
        assert f"round 2 of 3: no call, a translation from {other} by rule; all 4 examples passed" in told


async def test_a_language_that_is_added_to_a_verified_one_costs_no_call(root: Path) -> None:
    async with bench(root, by_target([JS], [PY_WRONG])) as it:
        path = it.write(CLAMP)
        await it.transpile(path, targets=frozenset({"js"}))
        it.server.requests.clear()
        results = await it.transpile(path)
        assert {key[1]: r.status for key, r in results.items()} == {"js": "fresh", "py": "verified"}
        assert it.server.requests == []
        before = (root / FILES["py"]).read_bytes()
        (root / FILES["py"]).unlink()
        await it.transpile(path)
        assert (root / FILES["py"]).read_bytes() == before


async def test_it_is_tried_after_the_last_round_too(root: Path) -> None:
    async with bench(root, by_target([JS], [PY_WRONG]), rounds=1) as it:
        results = await it.transpile(it.write(CLAMP))
        assert {r.status for r in results.values()} == {"uncertain"}
        assert len(it.server.requests) == 2


async def test_it_passes_the_gates_like_any_candidate_and_is_tried_once(root: Path) -> None:
    """JavaScript rounds half up; the first gate that a translation fails is the one of its own language's examples."""

    def answer(request: dict[str, Any]) -> Say:
        return Say("no code") if "in Python" in request["messages"][-1]["content"] else JS

    async with bench(root, answer) as it:
        await it.transpile(it.write(CLAMP))
        codes = [event.code for event in it.of(CandidateReady) if event.work.target == "py"]
        assert len(codes) == len(set(codes)) == 1
        assert "def clamp(x, lo, hi):" in codes[0]


async def test_a_translation_is_no_second_opinion(root: Path) -> None:
    right, wrong = "```js\nexport const big = (x) => x > 50;\n```", "```python\ndef big(x):\n    return 'no'\n```"
    async with bench(root, by_target([Say(right)], [Say(wrong)])) as it:
        results = await it.transpile(it.write(BIG))
        assert {r.status for r in results.values()} == {"uncertain"}
        assert "the Python code was written from the JavaScript code" in results["big", "js"].doubts[0]


async def test_what_the_rules_refuse_is_asked_for_as_before(root: Path) -> None:
    async with bench(root, by_target([Say(f"```js\n{UNRULY_JS}```")], [PY_WRONG, PY])) as it:
        results = await it.transpile(it.write(CLAMP))
        assert {r.status for r in results.values()} == {"uncertain"}
        assert calls_for(it, "Python") == 2
