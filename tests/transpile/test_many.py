"""Many intents in one run: only some of them are open at once, and none is lost."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from intent_lsp.transpile.events import Cancelled
from intent_lsp.workbench import Request
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP, CLAMP_JS

ONE = CLAMP.replace("js,py", "js")
COUNT = 7


def answer(request: dict[str, Any]) -> Say:
    name = re.findall(r"clamp_\d", request["messages"][-1]["content"])[0]
    return Say(f"```js\n{CLAMP_JS.replace('clamp', name)}```")


def document(number: int) -> str:
    uses = f"# uses:\n- clamp_{number - 1} from {number - 1}.intent.md\n" if number == COUNT - 1 else ""
    return ONE.replace("clamp", f"clamp_{number}") + uses


async def test_only_so_many_are_open_at_once_and_all_are_done(root: Path) -> None:
    """The last one uses the one before it, which lies outside when it is its turn."""
    async with bench(root, answer, jobs=64) as it:
        it.workbench.engine.most_open = 2
        paths = [it.write(document(number), f"{number}.intent.md") for number in range(COUNT)]
        seen: list[int] = []

        def emit(event: object) -> None:
            it.events.append(event)  # type: ignore[arg-type]
            seen.append(sum("IntentRun.run" in repr(task.get_coro()) or "Engine._run" in repr(task.get_coro())
                            for task in asyncio.all_tasks()))  # fmt: skip

        results = await it.workbench.transpile([Request(path) for path in paths], emit)
        assert [result.intent for result in results] == [f"clamp_{number}" for number in range(COUNT)]
        assert {result.status for result in results} == {"verified"}
        assert 1 <= max(seen) <= 2


async def test_those_that_never_began_are_told_as_cancelled(root: Path) -> None:
    async with bench(root, [Say(mode="silent")], jobs=64) as it:
        it.workbench.engine.most_open = 2
        paths = [it.write(document(number), f"{number}.intent.md") for number in range(COUNT)]
        work = asyncio.create_task(it.workbench.transpile([Request(path) for path in paths], it.events.append))
        while not it.server.requests:  # noqa: ASYNC110 (a request on a socket sets no event of ours)
            await asyncio.sleep(0.01)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert sorted(event.work.intent for event in it.of(Cancelled)) == [f"clamp_{n}" for n in range(COUNT)]
