"""Targets that differ: a real sandbox, real files, and a scripted server that gives every opinion."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.checks.verdict import Gate
from intent_lsp.doubts import Doubt
from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.events import Checked, Disagreed, Exhausted, Skipped, Verified, Written
from intent_lsp.values import AN_ERROR
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.rounding import FILES, JS_EVEN, JS_FAILS, JS_UP, PY_EVEN, PY_UP, PY_WRONG, SPEC, by_language


@pytest.mark.parametrize(
    ("js", "py", "repaired"),
    [
        ([JS_UP], [PY_EVEN, PY_UP, PY_UP], "py"),
        ([JS_UP, JS_EVEN, JS_EVEN], [PY_EVEN], "js"),
    ],
)
async def test_the_votes_decide_who_repairs_and_not_the_order(
    root: Path, js: list[str], py: list[str], repaired: str
) -> None:
    async with bench(root, by_language(js, py)) as it:
        results = await it.transpile(it.write(SPEC))
        assert {key[1]: (r.status, r.rounds) for key, r in results.items()} == {
            "js": ("verified", 2 if repaired == "js" else 1),
            "py": ("verified", 2 if repaired == "py" else 1),
        }
        told = [c for c in it.of(Checked) if c.verdict.gate is Gate.AGREEMENT]
        assert [c.work.target for c in told] == [repaired]
        won, lost = ("JavaScript", "Python") if repaired == "py" else ("Python", "JavaScript")
        assert f"{won} gives" in told[0].verdict.failures[0].message
        assert f"; {lost} gives" in told[0].verdict.failures[0].message
        assert len(it.server.requests) == 5  # two drafts, two opinions, one repair
        calls = {key[1]: r.usage.calls for key, r in results.items()}
        assert calls == {repaired: 3, "js" if repaired == "py" else "py": 2}
        assert told[0].verdict.failures[0].message in it.server.prompts[-1]


async def test_a_tie_writes_nothing_and_becomes_a_question_that_survives(root: Path) -> None:
    async with bench(root, by_language([JS_UP], [PY_EVEN])) as it:
        path = it.write(SPEC)
        results = await it.transpile(path)
        assert {r.status for r in results.values()} == {"disagree"}
        assert not (root / "src").exists()
        asked = it.of(Disagreed)
        assert [event.work.target for event in asked] == ["js", "py"]
        question = asked[0].question
        assert question == asked[1].question
        assert question.givers == ("JavaScript", "Python")
        assert question.answers[0] != question.answers[1]
        assert asked[0].reason.endswith("Which?")
        assert {p.code for r in results.values() for p in r.problems} == {"targets-disagree"}
        for target in ("js", "py"):
            entry = load_report(Workspace(root), path).get("f", target)
            assert entry is not None
            assert (entry.status, entry.question) == ("disagree", question)
        requests = len(it.server.requests)
        assert requests == 4
        again = await it.transpile(path)
        assert {r.status for r in again.values()} == {"disagree"}
        assert len(it.server.requests) == requests


async def test_an_answer_makes_the_right_candidate_pass_with_no_further_question(root: Path) -> None:
    async with bench(root, by_language([JS_UP], [PY_EVEN])) as it:
        path = it.write(SPEC)
        await it.transpile(path)
        question = it.of(Disagreed)[0].question
        it.server.requests.clear()
        it.server.script = by_language([JS_EVEN], [PY_UP])
        it.write(SPEC + f"- in: [{question.args[0]}] out: {question.answers[0]}\n")
        results = await it.transpile(path)
        assert {key[1]: r.status for key, r in results.items()} == {"js": "verified", "py": "verified"}
        assert {key[1]: r.cached for key, r in results.items()} == {"js": True, "py": False}
        assert len(it.server.requests) == 1
        assert "math.floor" in (root / FILES[1]).read_text()


async def test_where_one_side_fails_the_answer_is_an_error(root: Path) -> None:
    async with bench(root, by_language([JS_FAILS], [PY_EVEN])) as it:
        results = await it.transpile(it.write(SPEC))
        assert {r.status for r in results.values()} == {"disagree"}
        asked = it.of(Disagreed)[0]
        assert asked.question.answers[0] == AN_ERROR
        assert "JavaScript fails, Python gives" in asked.reason


async def test_a_pair_is_written_whole_or_not_at_all(root: Path) -> None:
    async with bench(root, by_language([JS_UP], [PY_WRONG]), rounds=2) as it:
        path = it.write(SPEC)
        results = await it.transpile(path)
        assert {key[1]: r.status for key, r in results.items()} == {"js": "failed", "py": "failed"}
        assert not (root / "src").exists()
        assert [p.message for p in results["f", "js"].problems] == ["not written: Python failed"]
        assert {e.work.target for e in it.of(Exhausted)} == {"js", "py"}
        held = load_report(Workspace(root), path).get("f", "js")
        assert held is not None
        assert held.withheld == "not written: Python failed"
        assert (held.provider, held.model) == ("scripted", "scripted")
        # Nothing is lost: what passed is taken up again, with no call, once the other one passes.
        it.server.requests.clear()
        it.server.script = by_language([JS_EVEN], [PY_UP])
        it.write(SPEC.replace("Round to", "Round up or down to"))
        results = await it.transpile(path)
        assert {r.status for r in results.values()} == {"verified"}
        assert len(it.server.requests) == 1
        assert "Math.floor" in (root / FILES[0]).read_text()


async def test_one_target_alone_is_written(root: Path) -> None:
    async with bench(root, by_language([JS_UP], [PY_WRONG]), rounds=1) as it:
        path = it.write(SPEC)
        results = await it.transpile(path, targets=frozenset({"js"}))
        assert {key: r.status for key, r in results.items()} == {("f", "js"): "verified"}
        assert (root / FILES[0]).exists()
        results = await it.transpile(path)
        assert {key[1]: r.status for key, r in results.items()} == {"js": "fresh", "py": "failed"}
        assert [event.work.target for event in it.of(Skipped)] == ["js"]


async def test_a_file_that_is_fresh_can_lose_as_well(root: Path) -> None:
    async with bench(root, by_language([JS_UP, JS_EVEN], [PY_EVEN])) as it:
        path = it.write(SPEC)
        assert (await it.transpile(path, targets=frozenset({"js"})))["f", "js"].status == "verified"
        assert "floor(x + 0.5)" in (root / FILES[0]).read_text()
        results = await it.transpile(path)
        assert {key[1]: r.status for key, r in results.items()} == {"js": "verified", "py": "verified"}
        assert "low + 1" in (root / FILES[0]).read_text()
        assert not it.of(Skipped)


JS_ODD = "```js\nexport function f(x) {\n  return Number.isInteger(x) ? x + 1 : Math.floor(x + 0.5);\n}\n```"
PY_ODD = "```python\nimport math\n\n\ndef f(x):\n    return x + 1 if x == int(x) else math.floor(x + 0.5)\n```"


async def test_votes_for_what_is_in_dispute_confirm_nothing_else(root: Path) -> None:
    """Both further programs round half up as JavaScript does, and do something else with whole numbers."""
    async with bench(root, by_language([JS_UP, JS_ODD], [PY_EVEN, PY_ODD, PY_UP])) as it:
        results = await it.transpile(it.write(SPEC))
        assert {(r.status, r.doubts) for r in results.values()} == {("uncertain", (Doubt.SETTLED_BY_VOTES.of(),))}
        for event in it.of(Verified):
            assert event.question is not None
            (whole,) = event.question.args
            assert event.question.answers == (whole, whole + 1)


JS_HALF = "```js\nexport function f(x) {\n  return x > 2 ? 4 : 0;\n}\n```"
"""One change makes it pass both examples: 1 for 0. No change makes it right."""


async def test_what_the_evidence_was_against_is_not_offered_again(root: Path) -> None:
    """The mended candidate passes with a doubt and is all that JavaScript has; the votes are against it."""
    async with bench(root, by_language([JS_HALF, JS_UP, JS_HALF], [PY_UP]), rounds=1) as it:
        results = await asyncio.wait_for(it.transpile(it.write(SPEC)), 60)
        assert results["f", "js"].status == "failed"
        told = [event for event in it.of(Checked) if event.verdict.gate is Gate.AGREEMENT]
        assert len(told) == 1
        assert not (root / "src").exists()


async def test_what_was_found_by_trial_confirms_nothing(root: Path) -> None:
    same = "```python\ndef f(x):\n    return (found := 4 if x > 2 else 1)\n```"
    async with bench(root, by_language([JS_HALF], [same]), rounds=1) as it:
        results = await asyncio.wait_for(it.transpile(it.write(SPEC)), 60)
        assert {result.status for result in results.values()} == {"uncertain"}
        assert "found by trial" in results["f", "py"].doubts[0]
        it.server.requests.clear()
        described = SPEC.replace("Round to", "Round up or down to")
        results = await it.transpile(it.write(described))
        assert {result.status for result in results.values()} == {"uncertain"}, "no other words settle it"
        results = await it.transpile(it.write(described + "- in: [0.5] out: 1\n"))
        assert {result.status for result in results.values()} == {"verified"}, "one more example does"
        assert not it.server.requests


async def test_a_doubt_about_what_was_held_back_stays(root: Path) -> None:
    """JavaScript was found by trial and waited for Python, which has not been written from it either."""
    same = "```python\ndef f(x):\n    return (found := 4 if x > 2 else 1)\n```"
    async with bench(root, by_language([JS_HALF], [PY_WRONG]), rounds=1) as it:
        path = it.write(SPEC)
        results = await asyncio.wait_for(it.transpile(path), 60)
        assert [p.message for p in results["f", "js"].problems] == ["not written: Python failed"]
        it.server.requests.clear()
        it.server.script = by_language([JS_EVEN], [same])
        results = await asyncio.wait_for(it.transpile(path, rounds=3), 60)
        assert (results["f", "js"].status, results["f", "js"].doubts) == (
            "uncertain",
            ("a change of the code rests on one example",),
        )
        assert "x > 2 ? 4 : 1" in (root / FILES[0]).read_text()
        assert it.server.requests != []
        assert not any("version is correct" in prompt for prompt in it.server.prompts)


async def test_an_example_more_settles_a_doubt_about_what_was_held_back(root: Path) -> None:
    same = "```python\ndef f(x):\n    return (found := 4 if x > 2 else 1)\n```"
    async with bench(root, by_language([JS_HALF], [PY_WRONG]), rounds=1) as it:
        path = it.write(SPEC)
        await asyncio.wait_for(it.transpile(path), 60)
        it.server.script = by_language([JS_EVEN], [same])
        results = await asyncio.wait_for(it.transpile(it.write(SPEC + "- in: [0.5] out: 1\n")), 60)
        assert results["f", "js"].doubts == (
            "the Python code was written from the JavaScript code, and the examples are few yes-or-no answers",
        )
        assert "x > 2 ? 4 : 1" in (root / FILES[0]).read_text()


async def test_an_edited_target_does_not_hold_back_the_other(root: Path) -> None:
    async with bench(root, by_language([JS_UP], [PY_UP])) as it:
        path = it.write(SPEC)
        await it.transpile(path)
        js, py = (root / name for name in FILES)
        js.write_text(js.read_text().replace("0.5", "0.50"))
        py.unlink()
        results = await it.transpile(path)
        assert {key[1]: r.status for key, r in results.items()} == {"js": "conflict", "py": "verified"}
        assert [event.path for event in it.of(Written)] == [py]


@pytest.mark.slow
async def test_cancelled_while_it_is_settled_both_files_are_as_before(root: Path) -> None:
    asked = by_language([JS_UP], [PY_EVEN])
    seen: list[int] = []

    def until_the_opinions(request: dict[str, Any]) -> Say:
        seen.append(1)
        return asked(request) if len(seen) <= 2 else Say(mode="silent")

    async with bench(root, until_the_opinions) as it:
        task = asyncio.create_task(it.transpile(it.write(SPEC)))
        while len(seen) < 4:  # noqa: ASYNC110  requests arrive at a plain callback
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not (root / "src").exists()
        assert not it.of(Written)


async def test_a_loser_without_rounds_fails_and_holds_back_the_winner(root: Path) -> None:
    """The evidence is against Python, which answers the same when it is shown the winner: neither file is written."""
    async with bench(root, by_language([JS_UP], [PY_EVEN, PY_UP, PY_EVEN]), rounds=1) as it:
        path = it.write(SPEC)
        results = await it.transpile(path)
        assert {key[1]: (r.status, [p.code for p in r.problems]) for key, r in results.items()} == {
            "js": ("failed", ["pair-incomplete"]),
            "py": ("failed", ["targets-disagree"]),
        }
        assert "JavaScript gives 3" in results["f", "py"].problems[0].message
        assert ["JavaScript gives 3" in event.reason for event in it.of(Exhausted)] == [
            event.work.target == "py" for event in it.of(Exhausted)
        ]
        assert not (root / "src").exists()
        # With one more round it is repaired, and the winner is taken up again with no call.
        it.server.script = by_language([JS_EVEN], [PY_UP])
        results = await it.transpile(path, rounds=4)
        assert {r.status for r in results.values()} == {"verified"}
        assert "Math.floor(x + 0.5)" in (root / FILES[0]).read_text()


async def test_a_loser_is_varied_towards_the_winner_without_a_call(root: Path) -> None:
    """JavaScript has one constant wrong, which no example shows; it is what the model writes each time."""
    loser = (
        "```js\nexport function total(xs) {\n  return xs.reduce((a, b) => a + b, 0) - (xs.length < 2 ? 1 : 0);\n}\n```"
    )
    winner = "```python\ndef total(xs):\n    return (found := sum(xs))\n```"
    right = "```js\nexport function total(xs) {\n  let sum = 0;\n  for (const x of xs) sum += x;\n  return sum;\n}\n```"
    spec = (
        "# name: total\n# target: js,py\n# description:\nThe sum.\n# signature:\n(xs: integer[]) -> integer\n"
        "# examples:\n- total([3, 4, 11]) -> 18\n- total([5, 6]) -> 11\n- total([250, 7]) -> 257\n"
    )
    async with bench(root, by_language([loser, right, loser], [winner]), rounds=1) as it:
        path = it.write(spec)
        results = await it.transpile(path)
        assert {r.status for r in results.values()} <= {"verified", "uncertain"}
        assert len(it.server.requests) == 4, "two drafts and two opinions"
        entry = load_report(Workspace(root), path).get("total", "js")
        assert entry is not None
        assert entry.note.startswith("mended: ")


async def test_what_is_varied_until_it_does_what_the_other_one_does_is_a_port_of_it(root: Path) -> None:
    """One constant of the JavaScript is wrong, and which one it should be rests on one example."""
    wrong = (
        "```js\nexport function total(xs) {\n  return xs.reduce((a, b) => a + b, 0) - (xs.length < 2 ? 1 : 0);\n}\n```"
    )
    right = "```python\ndef total(xs):\n    return (found := sum(xs))\n```"
    spec = (
        "# name: total\n# target: js,py\n# description:\nThe sum.\n# signature:\n(xs: integer[]) -> integer\n"
        "# examples:\n- total([3, 4, 11]) -> 18\n- total([5, 6]) -> 11\n- total([7]) -> 7\n"
    )
    async with bench(root, by_language([wrong], [right]), rounds=2) as it:
        results = await it.transpile(it.write(spec))
        assert {r.status for r in results.values()} == {"uncertain"}
        assert results["total", "js"].doubts[0].startswith("the JavaScript code was written from the Python code")
        assert len(it.server.requests) == 2
