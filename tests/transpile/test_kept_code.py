"""What an earlier run left behind: the candidate that is repaired, the proof that is taken again."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.transpile.events import RoundStarted
from intent_lsp.workbench import Request, open_workbench
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP, CLAMP_PY, CLAMP_PY_WRONG

PY = CLAMP.replace("js,py", "py")
WRONG, RIGHT = Say(f"```python\n{CLAMP_PY_WRONG}```"), Say(f"```python\n{CLAMP_PY}```")


async def test_a_repair_goes_on_from_the_kept_candidate(root: Path) -> None:
    async with bench(root, [WRONG, RIGHT], rounds=1) as it:
        path = it.write(PY)
        assert (await it.transpile(path))["clamp", "py"].status == "failed"
        result = (await it.transpile(path, mode="repair"))["clamp", "py"]
        assert (result.status, result.rounds) == ("verified", 1)
        assert len(it.server.requests) == 2
        assert "clamp(42, 0, 10): expected 10, got 42" in it.server.prompts[1]


async def test_a_repair_with_nothing_kept_begins_with_a_draft(root: Path) -> None:
    async with bench(root, [RIGHT]) as it:
        result = (await it.transpile(it.write(PY), mode="repair"))["clamp", "py"]
        assert (result.status, result.rounds) == ("verified", 1)
        assert len(it.of(RoundStarted)) == 1
        assert "What went wrong" not in it.server.prompts[0]
        assert "wrong" not in it.server.prompts[0]


async def test_a_kept_candidate_that_passes_by_now_is_taken_without_a_call(root: Path) -> None:
    async with bench(root, [WRONG], rounds=1) as it:
        path = it.write(PY)
        await it.transpile(path)
        it.write(PY.replace('- in: {"x": 42, "lo": 0, "hi": 10} out: 10\n', ""))
        result = (await it.transpile(path, mode="repair"))["clamp", "py"]
        assert (result.status, result.rounds) == ("verified", 0)
        assert len(it.server.requests) == 1


async def test_a_repair_that_is_asked_for_again_asks_in_another_way_at_once(root: Path) -> None:
    """The cache knows what the first repair brought: the code that was there. That takes no round."""
    async with bench(root, [WRONG, WRONG, RIGHT], rounds=1) as it:
        path = it.write(PY)
        await it.transpile(path)
        assert (await it.transpile(path, mode="repair"))["clamp", "py"].status == "failed"
        result = (await it.transpile(path, mode="repair"))["clamp", "py"]
        assert (result.status, result.rounds) == ("verified", 1)
        assert len(it.server.requests) == 3


PICK = (
    "# name: pick\n# target: py\n# description:\nOne of them.\n# signature:\n(xs: number[]) -> number\n"
    "# examples:\n- pick([3, 1, 2]) -> 3\n- pick([5, 4]) -> 5\n"
)


async def test_what_was_inferred_from_examples_is_inferred_again_from_more(root: Path) -> None:
    """Other words are no reason to."""
    path = root / "spec.intent.md"
    async with open_workbench(root, Config(providers=(ProviderConfig("builtin", "builtin"),))) as workbench:
        for text, found in (
            (PICK, ("uncertain", 1, False)),
            (PICK.replace("One of", "Any of"), ("uncertain", 0, True)),
            (PICK + "- pick([9, 7]) -> 9\n", ("verified", 1, False)),
        ):
            path.write_text(text)
            [result] = await workbench.transpile([Request(path)], lambda _: None)
            assert (result.status, result.rounds, result.cached) == found
