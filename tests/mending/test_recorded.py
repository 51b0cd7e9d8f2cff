"""Replies of a real model (Qwen2.5-Coder-0.5B), from the reply's text to code that is right on held-out examples."""

from __future__ import annotations

import pytest

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.mending.improve import improve_towards
from intent_lsp.models.extraction.extract import extract
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.values import Target
from tests.mending.conftest import Improve
from tests.support.recorded import reply

CERTAIN = [
    ("below_zero", "js", 0.8, "removed import { sum } from 'lodash'"),
    ("count_up_to", "py", 0.1, "moved a bound by one"),
    ("decimal_to_binary", "py", 0.1, "put texts around the result"),
    ("add_lists", "py", 0.8, "swapped operands"),
    ("add_lists", "js", 0.1, "swapped items"),
    ("concatenate_strings", "py", 0.8, "added item by item"),
    ("concatenate_strings", "js", 0.8, "added item by item"),
    ("zip_list", "py", 0.1, "added item by item"),
    ("fib4", "js", 0.8, "wrote < for <="),
    ("add_elements", "js", 0.8, "wrote arr[i] for i"),
]
UNCERTAIN = [
    ("has_close_elements", "py", 0.8, "began with numbers = sorted(numbers)"),
    ("add_elements", "js", 0.1, "wrote 99 for 20"),
    ("get_max_triples", "js", 0.1, "grouped otherwise"),
    ("find_Extra", "py", 0.8, "wrote != for =="),
]
WRONG = [("validity_triangle", "py", 0.1), ("get_max_triples", "py", 0.1), ("Strongest_Extension", "js", 0.1)]
"""Code that comes to pass the examples and is wrong beyond them."""


@pytest.mark.parametrize(("task", "target", "temperature", "mend"), CERTAIN)
async def test_right_and_certain(
    improved: Improve, sandbox: Sandbox, task: str, target: Target, temperature: float, mend: str
) -> None:
    it = reply(task, target, temperature)
    code = extract(it.text, target=target, name=it.intent.name, signature=it.intent.signature).code
    improvement = await improved(code, target, it.intent)
    assert improvement is not None
    assert set(improvement.mends) == {mend}
    assert improvement.verdict.doubts == ()
    assert await it.right(improvement.code, sandbox)


@pytest.mark.parametrize(("task", "target", "temperature", "mend"), UNCERTAIN)
async def test_right_and_uncertain(
    improved: Improve, sandbox: Sandbox, task: str, target: Target, temperature: float, mend: str
) -> None:
    it = reply(task, target, temperature)
    code = extract(it.text, target=target, name=it.intent.name, signature=it.intent.signature).code
    improvement = await improved(code, target, it.intent)
    assert improvement is not None
    assert improvement.mends == (mend,)
    assert improvement.verdict.doubts == improvement.doubts != ()
    assert await it.right(improvement.code, sandbox)


@pytest.mark.parametrize(("task", "target", "temperature"), WRONG)
async def test_wrong_and_doubted(
    improved: Improve, sandbox: Sandbox, task: str, target: Target, temperature: float
) -> None:
    it = reply(task, target, temperature)
    code = extract(it.text, target=target, name=it.intent.name, signature=it.intent.signature).code
    improvement = await improved(code, target, it.intent)
    assert improvement is not None
    assert not await it.right(improvement.code, sandbox)
    assert improvement.verdict.passed
    assert improvement.verdict.doubts != ()


async def test_the_other_language_s_code_takes_a_doubt_away(sandbox: Sandbox) -> None:
    """What rests on one example alone rests on many inputs once another program gives the results."""
    it, other = reply("add_elements", "js", 0.1), reply("add_elements", "py", 0.1)
    code, reference = (
        extract(each.text, target=each.target, name=each.intent.name, signature=each.intent.signature).code
        for each in (it, other)
    )
    candidate = Candidate("js", code)
    verdict = await check(candidate, it.intent, sandbox, Limits())
    checker = Checker(sandbox, Limits())
    improvement = await improve_towards(Candidate("py", reference), candidate, verdict, it.intent, checker)
    assert improvement is not None
    assert (improvement.mends, improvement.doubts) == (("wrote 99 for 20",), ())
    assert await it.right(improvement.code, sandbox)
