"""Several candidates of a round: who wins, what is asked, and that the cache decides it the next time."""

from __future__ import annotations

import asyncio
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.config import Config, ProviderConfig
from intent_lsp.document import parse
from intent_lsp.errors import NoProvider
from intent_lsp.models.contract import Prompt, Reply
from intent_lsp.transpile.events import Checked
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.prompts import SYSTEM, VERSION, draft_prompt
from intent_lsp.transpile.loop.race import Try, race
from intent_lsp.transpile.loop.round_strategy import RoundStrategy
from intent_lsp.values import TARGETS, Target
from intent_lsp.workbench import Request, open_workbench
from tests.support.benches import bench
from tests.support.chat_server import Say, chat_server
from tests.support.intents import CLAMP, CLAMP_PY, CLAMP_PY_WRONG
from tests.support.rounding import JS_EVEN, JS_UP, PY_EVEN, PY_UP, PY_WRONG, SPEC

PY_ONLY = CLAMP.replace("js,py", "py")
DRAWS = [RoundStrategy("draft", "draft", number) for number in range(3)]


def attempt(number: int, *, passed: bool) -> Attempt:
    return Attempt(str(number), Verdict(None if passed else Gate.EXAMPLES, ()), Reply("", "p", "m"), 1, 1)


def trying(asking: dict[int, float], checking: dict[int, float], passing: set[int], log: list[int]) -> Try:
    """Seconds that each draw's question and check take; who was answered is logged."""

    async def one(draw: RoundStrategy, answered: Any) -> Attempt:
        await asyncio.sleep(asking.get(draw.attempt, 0))
        log.append(draw.attempt)
        answered()
        await asyncio.sleep(checking.get(draw.attempt, 0))
        return attempt(draw.attempt, passed=draw.attempt in passing)

    return one


async def test_who_passes_first_ends_the_calls_under_way() -> None:
    log: list[int] = []
    found = await race(DRAWS, trying({0: 30, 2: 30}, {}, {0, 1, 2}, log))
    assert ([a.code for a in found if a], log) == (["1"], [1])


async def test_one_that_failed_ends_nobody_s_call() -> None:
    log: list[int] = []
    found = await race(DRAWS, trying({1: 0.05, 2: 30}, {}, {1}, log))
    assert [(a.code, a.verdict.passed) for a in found if a] == [("0", False), ("1", True)]
    assert log == [0, 1]


async def test_an_answer_that_had_come_is_checked_and_the_order_is_that_of_the_draws() -> None:
    """Draw 1 passes while draw 0 is still checked; both answers are in the cache, where draw 0 comes first."""
    log: list[int] = []
    found = await race(DRAWS, trying({2: 30}, {0: 0.1}, {0, 1}, log))
    assert [a.code for a in found if a] == ["0", "1"]


async def test_one_that_breaks_down_is_no_matter_where_another_passes() -> None:
    async def breaking(draw: RoundStrategy, answered: Any) -> Attempt:
        if draw.attempt == 0:
            raise NoProvider("nobody")
        await asyncio.sleep(0.01)
        answered()
        return attempt(draw.attempt, passed=draw.attempt == 2)

    assert {a.code for a in await race(DRAWS, breaking) if a and a.verdict.passed} == {"2"}
    with pytest.raises(NoProvider):
        await race(DRAWS[:2], breaking)


async def test_cancelled_it_leaves_nothing_behind() -> None:
    ended: list[int] = []

    async def endless(draw: RoundStrategy, answered: Any) -> Attempt:
        try:
            answered()
            await asyncio.sleep(30)
        finally:
            ended.append(draw.attempt)
        raise AssertionError

    task = asyncio.create_task(race(DRAWS, endless))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert sorted(ended) == [0, 1, 2]


async def test_candidates_differ_in_seed_and_temperature_and_share_the_prompt(root: Path) -> None:
    async with bench(root, [Say(f"```python\n{CLAMP_PY_WRONG}```")], candidates=3, rounds=1) as it:
        await it.transpile(it.write(PY_ONLY))
        asked = it.server.requests
        assert len({str(request["messages"]) for request in asked}) == 1
        assert sorted((request["seed"], request["temperature"]) for request in asked) == [(7, 0.1), (8, 0.7), (9, 0.7)]


async def test_nobody_waits_for_a_call_where_another_one_brings_code_that_passes(root: Path) -> None:
    def answer(request: dict[str, Any]) -> Say:
        return Say(mode="silent") if request["seed"] == 7 else Say(f"```python\n{CLAMP_PY}```")

    path = root / "spec.intent.md"
    path.write_text(PY_ONLY.lstrip("\n"))
    async with chat_server(answer) as server:
        provider = ProviderConfig("openai_compat", "scripted", server.url, "scripted", lock="none", concurrency=2)
        async with open_workbench(root, Config(providers=(provider,), candidates=2, rounds=1)) as workbench:
            [result] = await asyncio.wait_for(workbench.transpile([Request(path)], lambda _: None), 30)
    assert (result.status, result.rounds) == ("verified", 1)


async def test_an_answer_that_had_come_wins_although_its_check_takes_longer(root: Path) -> None:
    """It is in the cache, where it comes first the next time."""
    slow = CLAMP_PY.replace("    return ", "    for _ in range(3000000):\n        pass\n    return ")

    def answer(request: dict[str, Any]) -> Say:
        return Say(f"```python\n{slow if request['seed'] == 7 else CLAMP_PY}```")

    path = root / "spec.intent.md"
    path.write_text(PY_ONLY.lstrip("\n"))
    async with chat_server(answer) as server:
        provider = ProviderConfig("openai_compat", "scripted", server.url, "scripted", lock="none", concurrency=2)
        config = Config(providers=(provider,), candidates=2, rounds=1, jobs=2, seconds_per_example=10.0)
        async with open_workbench(root, config) as workbench:
            [result] = await workbench.transpile([Request(path)], lambda _: None)
    assert result.status == "verified"
    assert "3000000" in (root / "src/py/auto/clamp.py").read_text()


async def test_the_same_cache_gives_the_same_winner_without_a_call(root: Path) -> None:
    """Also calls that were given up the first time are not made then."""
    other = CLAMP_PY.replace("(x, lo), hi)", "(lo, x), hi)")

    def answer(request: dict[str, Any]) -> Say:
        if request["seed"] == 9:
            return Say(mode="silent")
        return Say(f"```python\n{other if request['seed'] == 7 else CLAMP_PY}```")

    path = root / "spec.intent.md"
    path.write_text(PY_ONLY.lstrip("\n"))
    written = []
    async with chat_server(answer) as server:
        provider = ProviderConfig("openai_compat", "scripted", server.url, "scripted", lock="none", concurrency=3)
        async with open_workbench(root, Config(providers=(provider,), candidates=3, rounds=1)) as workbench:
            for _ in range(3):
                [result] = await workbench.transpile([Request(path)], lambda _: None)
                assert result.status == "verified"
                written.append((root / "src/py/auto/clamp.py").read_bytes())
                for folder in ("src", ".promirror/reports", ".promirror/proofs"):
                    shutil.rmtree(root / folder)
    assert len(set(written)) == 1
    assert result.usage.calls == 0


@pytest.mark.parametrize("drawn", ["py", "js"])
async def test_what_was_drawn_already_votes_before_anybody_is_asked(root: Path, drawn: Target) -> None:
    """Python rounds to even, and its second draw does not: so that one takes its place, and nobody is asked. That
    JavaScript has a second program like its first proves little: then opinions are asked for, one a language."""

    def answer(request: dict[str, Any]) -> Say:
        text = request["messages"][-1]["content"]
        if "in JavaScript" in text:
            return Say(JS_UP if request["seed"] == 7 else JS_UP.replace("x + 0.5", "0.5 + x"))
        if request["seed"] == 7 and "version is correct" not in text:
            return Say(PY_EVEN)
        return Say(PY_WRONG if request["seed"] == 8 and drawn == "js" else PY_UP)

    async with bench(root, answer, candidates=2) as it:
        path = it.write(SPEC)
        (intent,) = parse(path.read_text(), stem="spec").intents
        for target, number in product(TARGETS, range(2)):  # all are in the cache, so that none is given up
            draw = Prompt(SYSTEM, draft_prompt(intent, target), target, intent, attempt=number, version=VERSION)
            await it.workbench.models.ask(draw, "draft", on_token=lambda _: None, on_wait=lambda *_: None)
        results = await it.transpile(path)
        assert {result.status for result in results.values()} == {"verified"}
        told = [event for event in it.of(Checked) if event.verdict.gate is Gate.AGREEMENT]
        assert [event.work.target for event in told] == ["py"]
        opinions = {request["seed"] for request in it.server.requests if request["seed"] > 100}
        assert opinions == (set() if drawn == "py" else {1007})
        assert results["f", drawn].usage.calls == (0 if drawn == "py" else 1)
        assert results["f", "py"].rounds == (1 if drawn == "py" else 2)


async def test_a_second_draw_of_the_loser_s_language_decides_whichever_language_that_is(root: Path) -> None:
    """JavaScript rounds to even, and its second draw does not."""

    def answer(request: dict[str, Any]) -> Say:
        text = request["messages"][-1]["content"]
        if "in Python" in text:
            return Say(PY_UP if request["seed"] == 7 else PY_UP.replace("x + 0.5", "0.5 + x"))
        return Say(JS_EVEN if request["seed"] == 7 and "version is correct" not in text else JS_UP)

    async with bench(root, answer, candidates=2) as it:
        path = it.write(SPEC)
        (intent,) = parse(path.read_text(), stem="spec").intents
        for target, number in product(TARGETS, range(2)):
            draw = Prompt(SYSTEM, draft_prompt(intent, target), target, intent, attempt=number, version=VERSION)
            await it.workbench.models.ask(draw, "draft", on_token=lambda _: None, on_wait=lambda *_: None)
        results = await it.transpile(path)
        assert {result.status for result in results.values()} == {"verified"}
        told = [event for event in it.of(Checked) if event.verdict.gate is Gate.AGREEMENT]
        assert [event.work.target for event in told] == ["js"]
        assert not [request for request in it.server.requests if request["seed"] > 100]
