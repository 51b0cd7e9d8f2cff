"""The child process: results, progress, cancellation, and that nothing stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import intent_lsp
from intent_lsp.document.model import Example
from intent_lsp.errors import ModelError
from intent_lsp.synthesis.contract import Task
from intent_lsp.synthesis.process import Synthesiser
from intent_lsp.synthesis.search import solve
from intent_lsp.values import Target
from tests.synthesis.specs import HOPELESS, everyday, to_intent

SOURCE = str(Path(intent_lsp.__file__).parents[1])


def task(name: str) -> Task:
    return Task(next(spec.intent for spec in everyday() if spec.intent.name == name))


def running(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def gone(pid: int) -> bool:
    for _ in range(400):
        if not running(pid):
            return True
        await asyncio.sleep(0.025)
    return False


async def test_the_child_finds_what_the_search_finds() -> None:
    synthesiser = Synthesiser()
    try:
        for name in ("dedupe", "average", "totalPrice"):
            assert await synthesiser.solve(task(name)) == solve(task(name))
    finally:
        await synthesiser.close()


async def test_searches_asked_at_once_are_answered_in_turn() -> None:
    synthesiser = Synthesiser()
    try:
        first, second = await asyncio.gather(synthesiser.solve(task("dedupe")), synthesiser.solve(task("average")))
    finally:
        await synthesiser.close()
    assert "function dedupe" in first.code["js"]
    assert "def average" in second.code["py"]


async def test_progress_is_reported_in_rising_numbers() -> None:
    synthesiser = Synthesiser()
    seen: list[tuple[int, int]] = []
    try:
        await synthesiser.solve(task("slugify"), lambda used, budget: seen.append((used, budget)))
    finally:
        await synthesiser.close()
    assert seen
    assert seen == sorted(seen)
    assert all(0 < used <= budget for used, budget in seen)


async def test_the_first_fit_is_told_on_one_line_per_language_before_the_search_is_over() -> None:
    synthesiser = Synthesiser()
    told: list[object] = []
    try:
        await synthesiser.solve(task("slugify"), lambda used, budget: told.append(used), told.append)
        (fit,) = [heard for heard in told if isinstance(heard, dict)]
        assert ".toLowerCase()" in fit["js"]
        assert ".lower()" in fit["py"]
        assert all("\n" not in line and "return" not in line for line in fit.values())
        assert isinstance(told[-1], int)  # work went on after it
        told.clear()
        await synthesiser.solve(Task(HOPELESS, budget=60_000), lambda used, budget: None, told.append)
        assert told == []
    finally:
        await synthesiser.close()


async def test_the_first_fit_of_a_record_is_a_whole_record_and_guards_stand_before_it() -> None:
    fits: list[dict[Target, str]] = []
    solve(task("normalize2d"), on_fit=fits.append)
    guarded = to_intent(
        {
            "name": "root",
            "description": "Square root; negative numbers are an error.",
            "params": [{"name": "x", "type": "number"}],
            "returns": "number",
            "examples": [{"in": {"x": 4}, "out": 2}, {"in": {"x": 9}, "out": 3}, {"in": {"x": 2.25}, "out": 1.5}],
            "held": [],
        }
    )
    failing = Example(4, (-1,), "negative", raises=True)
    solve(Task(replace(guarded, examples=(*guarded.examples, failing))), on_fit=fits.append)
    record, root = fits
    assert all(name in record["js"] for name in ("mag", "nx", "ny"))
    assert root["js"].startswith("if (")
    assert "throw new Error" in root["js"]
    assert "raise ValueError" in root["py"]


async def test_cancelling_kills_the_child_and_the_next_search_works() -> None:
    synthesiser = Synthesiser()
    started = asyncio.Event()
    try:
        search = asyncio.create_task(synthesiser.solve(Task(HOPELESS), lambda used, budget: started.set()))
        await started.wait()
        child = synthesiser._child
        assert child is not None
        search.cancel()
        with pytest.raises(asyncio.CancelledError):
            await search
        assert await gone(child.pid)
        assert (await synthesiser.solve(task("dedupe"))).outcome == "likely"
    finally:
        await synthesiser.close()


async def test_close_ends_the_child_in_the_middle_of_a_search() -> None:
    synthesiser = Synthesiser()
    started = asyncio.Event()
    search = asyncio.create_task(synthesiser.solve(Task(HOPELESS), lambda used, budget: started.set()))
    await started.wait()
    child = synthesiser._child
    assert child is not None
    await synthesiser.close()
    assert await gone(child.pid)
    with pytest.raises(ModelError, match="built-in synthesiser"):
        await search


async def test_a_child_that_is_killed_is_an_error_with_a_hint_and_is_replaced() -> None:
    synthesiser = Synthesiser()
    started = asyncio.Event()
    try:
        search = asyncio.create_task(synthesiser.solve(Task(HOPELESS), lambda used, budget: started.set()))
        await started.wait()
        assert synthesiser._child is not None
        os.kill(synthesiser._child.pid, signal.SIGKILL)
        with pytest.raises(ModelError) as caught:
            await search
        assert caught.value.hint
        assert (await synthesiser.solve(task("dedupe"))).outcome == "likely"
    finally:
        await synthesiser.close()


async def test_the_child_ends_when_its_parent_dies() -> None:
    program = """
import asyncio, sys
sys.path[:0] = sys.argv[1:]
from tests.synthesis.specs import HOPELESS
from intent_lsp.synthesis.contract import Task
from intent_lsp.synthesis.process import Synthesiser

async def main():
    synthesiser = Synthesiser()
    await synthesiser.solve(Task(HOPELESS), lambda *_: print(synthesiser._child.pid, flush=True))

asyncio.run(main())
"""
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, SOURCE, str(Path(__file__).parents[2]), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert running(pid)
    parent.kill()
    await parent.stdout.read()
    await parent.wait()
    assert await gone(pid)


def test_importing_the_process_imports_no_operators() -> None:
    program = (
        "import sys; import intent_lsp.synthesis.process; "
        "print([name for name in sys.modules if name.startswith('intent_lsp.synthesis.')])"
    )
    out = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": SOURCE},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "operators" not in out
    assert "search" not in out
