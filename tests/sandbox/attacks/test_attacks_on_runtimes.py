"""The same attacks against the user's own Node and Python, as the confirmation runs them; the world outside decides.

What a candidate claims is of no interest here: ``process.env`` exists in Node, and is empty. What counts is that no
file, socket, process, signal or secret was reached, that it ends, and that the next candidate gets a clean process.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from intent_lsp.sandbox.contract import Job, Limits, Returned, Stopped
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.values import Target
from tests.sandbox.attacks.conftest import CONTROL, PATIENT, SECRET, World, ran
from tests.support import attacks_javascript, attacks_python

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc and relies on landlock"),
    pytest.mark.slow,
]
GROUPS = ("INERT", "TIME", "MEMORY", "CRASH", "FLOOD", "FORGED", "PATCHED", "ON_RUNTIMES")
LISTS: dict[Target, ModuleType] = {"js": attacks_javascript, "py": attacks_python}
CASES = [(target, group, name) for target, lists in LISTS.items() for group in GROUPS for name in getattr(lists, group)]


def code_of(target: Target, group: str, name: str) -> str:
    found = getattr(LISTS[target], group)[name]
    return found if isinstance(found, str) else str(found[0])


@pytest.mark.parametrize(("target", "group", "name"), CASES)
async def test_nothing_outside_is_reached(
    runtimes: Runtimes, world: World, target: Target, group: str, name: str
) -> None:
    before = children()
    mode = (world.folder / "canary").stat().st_mode
    limits = Limits(seconds_per_call=0.5 if group == "TIME" else PATIENT)
    started = time.monotonic()
    found = await ran(runtimes, Job(target, world.fill(code_of(target, group, name)), "f", ((1,), (2,)), limits=limits))
    assert time.monotonic() - started < 30
    assert world.touched() == []
    assert (world.folder / "canary").stat().st_mode == mode
    assert SECRET not in repr(found)
    assert "canary" not in [outcome.value for outcome in found.outcomes if isinstance(outcome, Returned)]
    assert not children() - before, "a process was left behind"
    if group == "TIME":
        last = found.outcomes[-1] if found.outcomes else found.load_error
        assert isinstance(last, Stopped)
    code, expected = CONTROL[target]
    assert (await ran(runtimes, Job(target, code, "control", ((21,),)))).outcomes == (Returned(expected),)


async def test_there_are_enough_attacks() -> None:
    for target in LISTS:
        assert sum(case[0] == target for case in CASES) >= 60


def children() -> set[int]:
    """Processes whose ancestors include ours, the waiting runtimes excepted."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text().rpartition(")")[2].split()
                if text[0] != "Z" and b"harness" not in (entry / "cmdline").read_bytes():
                    parents[int(entry.name)] = int(text[1])
            except OSError:
                continue
    found: set[int] = set()
    for pid in parents:
        above = pid
        while above in parents and above != os.getpid():
            above = parents[above]
        if above == os.getpid() and pid != os.getpid():
            found.add(pid)
    return found
