"""A function that exists, asked for in the other language: who answers sees it, and what differs becomes an example."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.document.model import Intent
from intent_lsp.transpile.events import Work
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.port_rounds import Original
from tests.support.benches import Bench, bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, UNRULY_PY, intent

NARROW = Say(f"```js\n{CLAMP_JS.replace('return ', 'if (x > 42) return x;' + chr(10) + '  return ')}```")
"""It passes the examples."""
RIGHT, WRONG = Say(f"```js\n{CLAMP_JS}```"), Say(f"```js\n{CLAMP_JS_WRONG}```")
WIDER = intent(CLAMP + '- in: {"x": 43, "lo": 0, "hi": 10} out: 10\n')


async def ported(it: Bench, wider: list[Intent | None], given: list[str]) -> Attempt | str:
    """What comes of porting ``clamp``; ``given``: the code that passed, each time."""

    async def widen(passed: Attempt) -> Intent | None:
        given.append(passed.code)
        return wider[min(len(given), len(wider)) - 1]

    original = Original(Work(it.root / "spec.intent.md", "clamp", "js"), intent(CLAMP), UNRULY_PY)
    return await it.workbench.engine.port(original, widen, it.events.append)


async def test_the_original_is_shown(root: Path) -> None:
    given: list[str] = []
    async with bench(root, [RIGHT]) as it:
        found = await ported(it, [None], given)
        assert isinstance(found, Attempt)
        assert given == [found.code]
        (prompt,) = it.server.prompts
        assert UNRULY_PY.strip() in prompt
        assert "Write the same function in JavaScript" in prompt


async def test_code_that_differs_fails_an_example_more_and_is_asked_for_again(root: Path) -> None:
    given: list[str] = []
    async with bench(root, [NARROW, RIGHT]) as it:
        found = await ported(it, [WIDER, None], given)
        assert isinstance(found, Attempt)
        assert ["x > 42" in code for code in given] == [True, False]
        assert "x > 42" not in found.code
        assert "`clamp(43, 0, 10)` returns `10`" in it.server.prompts[1]


async def test_what_passed_before_stays_where_nothing_better_comes(root: Path) -> None:
    given: list[str] = []
    async with bench(root, [NARROW, WRONG], rounds=1) as it:
        found = await ported(it, [WIDER], given)
        assert isinstance(found, Attempt)
        assert "x > 42" in found.code


async def test_examples_do_not_grow_for_ever(root: Path) -> None:
    given: list[str] = []
    async with bench(root, [RIGHT]) as it:
        found = await ported(it, [WIDER], given)
        assert isinstance(found, Attempt)
        assert given == [found.code] * 4
        assert len(it.server.requests) == 1


async def test_where_nothing_passes_it_says_why(root: Path) -> None:
    given: list[str] = []
    async with bench(root, [WRONG], rounds=1) as it:
        assert await ported(it, [None], given) == "1 of 4 examples fail"
        assert given == []
