"""The built-in provider searches while a model answers: nobody is worse off with a model than without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.transpile.events import CandidateReady, Checked, Event, Verified
from intent_lsp.transpile.loop.builtin_alongside import BuiltinAlongside
from intent_lsp.workbench import Request, Result, open_workbench
from tests.support.chat_server import ChatServer, Say, by_target, chat_server
from tests.support.intents import CLAMP

DOUBLE = """
# name: double
# target: py
# description:
Double a number.
# signature:
(x: number) -> number
# examples:
- double(1) -> 2
- double(4) -> 8
- double(-3) -> -6
- double(0.5) -> 1
"""
"""The built-in provider is certain of it."""
VAGUE = """
# name: pick
# target: py
# signature:
(xs: number[]) -> number
# examples:
- pick([3, 1, 2]) -> 3
- pick([5, 4]) -> 5
"""
"""The first, or the largest: two programs fit."""
HARD = """
# name: secret
# target: py
# description:
Nobody knows.
# signature:
(s: string) -> string
# examples:
- secret("abc") -> "q7!"
- secret("xyz") -> "-- ~"
- secret("a") -> "zz9"
"""


class Bench:
    """A scripted server in front, the built-in provider behind it, and no schedule."""

    def __init__(self, root: Path, server: ChatServer) -> None:
        self.root, self.server, self.events = root, server, list[Event]()

    async def transpile(self, text: str, **settings: object) -> Result:
        path = self.root / "spec.intent.md"
        path.write_text(text.lstrip("\n"))
        model = ProviderConfig("openai_compat", "scripted", self.server.url, "scripted", lock="none")
        providers = (model, ProviderConfig("builtin", "builtin"))
        config = Config(**{"providers": providers, "rounds": 2, **settings})  # type: ignore[arg-type]
        async with open_workbench(self.root, config) as workbench:
            [result] = await workbench.transpile([Request(path)], self.events.append)
        return result


@asynccontextmanager
async def bench(root: Path, *script: Say) -> AsyncIterator[Bench]:
    async with chat_server(list(script)) as server:
        yield Bench(root, server)


SILENT = Say(mode="silent")


async def test_a_certain_result_ends_the_work_without_waiting_for_the_model(root: Path) -> None:
    async with bench(root, SILENT) as it:
        result = await it.transpile(DOUBLE)
        assert (result.status, result.model, result.rounds) == ("verified", "builtin", 1)
        assert [(e.model, e.round) for e in it.events if isinstance(e, CandidateReady)] == [("builtin", 1)]
        assert [e.verdict.passed for e in it.events if isinstance(e, Checked)] == [True]
        again = Bench(root, it.server)
        (root / "src/py/auto/double.py").unlink()
        assert (await again.transpile(DOUBLE)).model == "builtin"


async def test_a_right_answer_of_the_model_does_not_wait_for_the_search(root: Path) -> None:
    async with bench(
        root, Say("```python\ndef secret(s):\n    return {'abc': 'q7!', 'xyz': '-- ~', 'a': 'zz9'}[s]\n```")
    ) as it:
        result = await it.transpile(HARD)
        assert (result.status, result.model) == ("verified", "scripted")


async def test_when_all_rounds_failed_what_the_search_found_is_offered_with_its_question(root: Path) -> None:
    async with bench(root, Say("```python\ndef pick(xs):\n    return 0\n```")) as it:
        result = await it.transpile(VAGUE)
        assert (result.status, result.model) == ("uncertain", "builtin")
        assert len(it.server.requests) == 2
        [verified] = [event for event in it.events if isinstance(event, Verified)]
        assert verified.question is not None
        assert (verified.certain, verified.round) == (False, 2)
        (root / "src/py/auto/pick.py").unlink()
        again = Bench(root, it.server)
        result = await again.transpile(VAGUE)
        assert (result.status, result.model, len(it.server.requests)) == ("uncertain", "builtin", 2)
        assert [event.certain for event in again.events if isinstance(event, Verified)] == [False]


async def test_who_names_one_provider_is_answered_by_nobody_else(root: Path) -> None:
    async with bench(root, Say("```python\ndef double(x):\n    return 0\n```")) as it:
        path = root / "spec.intent.md"
        path.write_text(DOUBLE.lstrip("\n"))
        model = ProviderConfig("openai_compat", "scripted", it.server.url, "scripted", lock="none")
        config = Config(providers=(model, ProviderConfig("builtin", "builtin")), rounds=1)
        async with open_workbench(root, config) as workbench:
            [result] = await workbench.transpile([Request(path, provider="scripted")], it.events.append)
        assert (result.status, result.model, len(it.server.requests)) == ("failed", "scripted", 1)


LAST = """
# name: triple
# target: js,py
# description:
Three times the number.
# signature:
(x: integer) -> integer
# examples:
- triple(1) -> 3
- triple(4) -> 12
- triple(-3) -> -9
- triple(10) -> 30
"""
"""The built-in provider is certain of it."""


async def test_a_certain_search_decides_between_two_drafts(root: Path) -> None:
    """A schedule names the model alone, which writes the same wrong JavaScript again when it is asked once more."""
    wrong = Say("```js\nexport function triple(x) {\n  void 0;\n  return x === 0 ? 1 : 3 * x;\n}\n```")
    right = Say("```js\nexport function triple(x) {\n  void 0;\n  return 3 * x;\n}\n```")
    python = Say("```python\ndef triple(x):\n    return (found := 3 * x)\n```")
    async with chat_server(by_target([wrong, wrong, right], [python])) as server:
        path = root / "spec.intent.md"
        path.write_text(LAST.lstrip("\n"))
        model = ProviderConfig("openai_compat", "scripted", server.url, "scripted", lock="none")
        providers = (model, ProviderConfig("builtin", "search"))
        config = Config(providers=providers, draft=("scripted",), repair=("scripted",))
        events: list[Event] = []
        async with open_workbench(root, config) as workbench:
            results = await workbench.transpile([Request(path)], events.append)
    assert {result.target: (result.status, result.rounds) for result in results} == {
        "js": ("verified", 2),
        "py": ("verified", 1),
    }
    assert len(server.requests) == 5, "two drafts, two opinions, one repair"


async def test_a_schedule_is_what_the_user_decided(root: Path) -> None:
    async with bench(root, Say("```python\ndef double(x):\n    return 0\n```")) as it:
        result = await it.transpile(DOUBLE, draft=("scripted",), repair=("scripted",))
        assert (result.status, len(it.server.requests)) == ("failed", 2)


async def test_both_languages_come_from_a_certain_search(root: Path) -> None:
    async with bench(root, SILENT) as it:
        path = root / "clamp.intent.md"
        path.write_text(CLAMP.lstrip("\n"))
        model = ProviderConfig("openai_compat", "scripted", it.server.url, "scripted", lock="none")
        config = Config(providers=(model, ProviderConfig("builtin", "builtin")))
        async with open_workbench(root, config) as workbench:
            results = await workbench.transpile([Request(path)], it.events.append)
        assert {(result.status, result.model) for result in results} == {("verified", "builtin")}


async def test_a_search_that_was_given_up_begins_anew_when_it_is_wanted() -> None:
    """The model passed, lost a disagreement, and has no round left."""
    asked: list[int] = []

    async def search() -> None:
        asked.append(1)
        await asyncio.sleep(3600 if len(asked) == 1 else 0)

    async def nothing(_: object) -> None:
        raise AssertionError("there is nothing to check")

    beside = BuiltinAlongside(search, nothing)
    beside.start()
    await asyncio.sleep(0)
    await beside.close()
    assert await asyncio.wait_for(beside.attempt(), 5) is None
    await beside.close()
    assert await asyncio.wait_for(beside.attempt(), 5) is None
    assert len(asked) == 2


async def test_giving_up_ends_both(root: Path) -> None:
    ended: list[str] = []

    async def for_ever(what: str) -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append(what)

    beside = BuiltinAlongside(lambda: for_ever("search"), lambda _: for_ever("check"))
    task = asyncio.create_task(beside.first(lambda: for_ever("model")))
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await beside.close()
    assert sorted(ended) == ["model", "search"]
