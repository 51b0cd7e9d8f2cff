"""The same forgeries on the user's own Node and Python: the answer is what the function returned, or none."""

from __future__ import annotations

import sys

import pytest

from intent_lsp.sandbox.contract import Job, Limits, Outcome, Raised, Returned, Run
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.values import Opaque
from tests.sandbox.attacks.conftest import PATIENT
from tests.sandbox.attacks.test_attacks_on_runtimes import ran, runtimes
from tests.support import forgeries_python as python
from tests.support.forgeries_javascript import FORGERIES

__all__ = ["runtimes"]
pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(sys.platform != "linux", reason="relies on landlock and seccomp"),
]
ARRAYS = ({"a": ["b", 1]}, {"a": ["b", 2]})


async def forged(runtimes: Runtimes, job: Job) -> Run:
    return await ran(runtimes, job)


def job(target: str, code: str) -> Job:
    return Job("js" if target == "js" else "py", code, "f", ((1,), (2,)), limits=Limits(seconds_per_call=PATIENT))


@pytest.mark.parametrize("name", FORGERIES)
async def test_node_says_what_was_returned(runtimes: Runtimes, name: str) -> None:
    found = await ran(runtimes, job("js", FORGERIES[name]))
    for outcome, right in zip(found.outcomes, ARRAYS, strict=False):
        assert not isinstance(outcome, Returned) or outcome.value == right


@pytest.mark.parametrize("name", python.RETURNING)
async def test_python_says_what_was_returned(runtimes: Runtimes, name: str) -> None:
    found = await ran(runtimes, job("py", python.PRELUDE + python.RETURNING[name]))
    for outcome, right in zip(found.outcomes, (1, 2), strict=False):
        assert not isinstance(outcome, Returned) or outcome.value == right


@pytest.mark.parametrize("name", python.OPAQUE)
async def test_python_makes_no_value_of_what_shows_itself(runtimes: Runtimes, name: str) -> None:
    found = await ran(runtimes, job("py", python.PRELUDE + python.OPAQUE[name]))
    assert all(isinstance(outcome.value, Opaque) for outcome in found.outcomes if isinstance(outcome, Returned))


@pytest.mark.parametrize("name", python.RAISING)
async def test_python_says_what_was_raised(runtimes: Runtimes, name: str) -> None:
    found = await ran(runtimes, job("py", python.PRELUDE + python.RAISING[name]))
    assert not any(isinstance(outcome, Returned) for outcome in found.outcomes)
    assert all(is_a(outcome) for outcome in found.outcomes if isinstance(outcome, Raised))


def is_a(outcome: Outcome) -> bool:
    return isinstance(outcome, Raised) and (outcome.error.type, outcome.error.message) == ("A", "A")
