"""Programs that two small models wrote, in pairs that differ: which side the votes are for.

A task's first examples are shown, as in a thin document. Every pair of a JavaScript and a Python program that pass them
is compared, and the task's other programs vote; the examples that are left over tell which side is right.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from intent_lsp.checks.agreement import find_divergences
from intent_lsp.checks.checker import Checker
from intent_lsp.checks.evidence import Vote, poll
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.document.model import Intent
from intent_lsp.equality import difference
from intent_lsp.mending.improve import improve
from intent_lsp.sandbox.contract import Job, Limits, Returned, Sandbox
from tests.support.tasks import intent_of

FILE = Path(__file__).parents[1] / "data" / "disagreeing_programs.json"
TASKS = json.loads(FILE.read_text(encoding="utf-8"))["tasks"]


class Judged(NamedTuple):
    """A program that passes what is shown, and whether it is right beyond that."""

    program: Candidate
    right: bool


async def is_right(program: Candidate, name: str, held: list[dict[str, Any]], sandbox: Sandbox) -> bool:
    calls = tuple(tuple(example["in"].values()) for example in held)
    run = await sandbox.run(Job(program.target, program.code, name, calls))
    return run.load_error is None and all(
        isinstance(outcome, Returned) and difference(example["out"], outcome.value) is None
        for example, outcome in zip(held, run.outcomes, strict=True)
    )


async def passing(task: dict[str, Any], intent: Intent, shown: int, sandbox: Sandbox) -> list[Judged]:
    held = task["shown"][shown:] + task["held"]
    programs = [await mended(Candidate(p["target"], p["code"]), intent, sandbox) for p in task["programs"]]
    return [Judged(program, await is_right(program, intent.name, held, sandbox)) for program in programs if program]


async def mended(program: Candidate, intent: Intent, sandbox: Sandbox) -> Candidate | None:
    """The program if it passes; one that changes its arguments works on a copy, as a run would have it."""
    verdict = await check(program, intent, sandbox, Limits())
    if verdict.passed or not any(failure.code == "changes-its-input" for failure in verdict.failures):
        return program if verdict.passed else None
    found = await improve(program, verdict, intent, Checker(sandbox, Limits()))
    return replace(program, code=found.code) if found is not None and found.verdict.passed else None


async def voted(pair: tuple[Judged, Judged], others: list[Judged], intent: Intent, sandbox: Sandbox) -> str:
    """How the disagreement of a pair ends: ``none``, ``question``, or for the side that is ``right`` or ``wrong``."""
    first, second = (side.program for side in pair)
    found = await find_divergences(first, second, intent, sandbox, Limits())
    if not found:
        return "none"
    calls = tuple(divergence.args for divergence in found)
    runs = [await sandbox.run(Job(o.program.target, o.program.code, intent.name, calls)) for o in others]
    opinions = [Vote(o.program.target, run.outcomes) for o, run in zip(others, runs, strict=True)]
    winner = poll(found, opinions, (first.target, second.target), intent).winner
    return "question" if winner is None else "right" if pair[winner].right else "wrong"


@pytest.mark.parametrize(("shown", "settled"), [(1, 12), (2, 4)])
async def test_the_votes_are_never_for_the_wrong_side(sandbox: Sandbox, shown: int, settled: int) -> None:
    """``settled``: how many pairs of which one is wrong end for the side that is right, without a question."""
    ended: Counter[str] = Counter()
    for task in TASKS:
        intent = intent_of({**task, "shown": task["shown"][:shown]})
        programs = await passing(task, intent, shown, sandbox)
        js, py = ([p for p in programs if p.program.target == target] for target in ("js", "py"))
        for pair in product(js, py):
            if pair[0].right != pair[1].right:
                ended[await voted(pair, [p for p in programs if p not in pair], intent, sandbox)] += 1
    assert ended["wrong"] == 0
    assert ended["right"] == settled


@pytest.mark.parametrize("name", ["concatenate_strings", "tuple_str_int"])
async def test_right_programs_are_not_disputed_on_what_breaks_the_form_of_all_examples(
    sandbox: Sandbox, name: str
) -> None:
    """Two lists of unequal length, a list in brackets that lost one of them: the programs differ, and nobody cares."""
    (task,) = (task for task in TASKS if task["name"] == name)
    intent = intent_of(task)
    programs = await passing(task, intent, len(task["shown"]), sandbox)
    pairs = [(one, two) for one, two in product(programs, programs) if one.program.target < two.program.target]
    assert pairs
    assert {await voted(pair, [], intent, sandbox) for pair in pairs} == {"none"}
