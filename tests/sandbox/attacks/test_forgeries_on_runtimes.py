"""The same forgeries on the user's own Node and Python: the answer is what the function returned, or none."""

from __future__ import annotations

import sys

import pytest

from intent_lsp.sandbox.contract import Job, Limits, Outcome, Raised, Returned
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.values import Opaque
from tests.sandbox.attacks.conftest import PATIENT, ran
from tests.support import forgeries_python as python
from tests.support.forgeries_javascript import FORGERIES

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="relies on landlock and seccomp"),
    pytest.mark.slow,
]
ARRAYS = ({"a": ["b", 1]}, {"a": ["b", 2]})


def job(target: str, code: str) -> Job:
    return Job("js" if target == "js" else "py", code, "f", ((1,), (2,)), limits=Limits(seconds_per_call=PATIENT))


HONEST: dict[str, tuple[str, str, object]] = {
    "py value": (
        "py",
        "def f(x):\n    return {'a': (x, None, 1.5, [True]), 'b': float('inf')}",
        [1, None, 1.5, [True]],
    ),
    "py coroutine": ("py", "import asyncio\nasync def f(x):\n    await asyncio.sleep(0.01)\n    return {'a': x}", 1),
    "js value": (
        "js",
        "export function f(x) { return { a: [x, null, 1.5, [true]], b: Infinity }; }",
        [1, None, 1.5, [True]],
    ),
    "js promise": (
        "js",
        "export async function f(x) { await new Promise(r => setTimeout(r, 50)); return { a: x }; }",
        1,
    ),
}
FAILING: dict[str, tuple[str, str]] = {
    "py error": ("py", "def f(x):\n    raise KeyError('é')"),
    "py coroutine's error": ("py", "async def f(x):\n    raise KeyError('é')"),
    "js error": ("js", "export function f(x) { throw new RangeError('é'); }"),
    "js promise's error": ("js", "export async function f(x) { await null; throw new RangeError('é'); }"),
}


@pytest.mark.parametrize("name", HONEST)
async def test_honest_code_is_told_as_it_is(runtimes: Runtimes, name: str) -> None:
    target, code, expected = HONEST[name]
    first, second = (await ran(runtimes, job(target, code))).outcomes
    assert isinstance(first, Returned)
    assert isinstance(first.value, dict)
    assert first.value["a"] == expected
    assert isinstance(second, Returned)


@pytest.mark.parametrize("name", FAILING)
async def test_honest_errors_are_told_as_they_are(runtimes: Runtimes, name: str) -> None:
    target, code = FAILING[name]
    for outcome in (await ran(runtimes, job(target, code))).outcomes:
        assert isinstance(outcome, Raised)
        assert outcome.error.type in ("KeyError", "RangeError")
        assert "é" in outcome.error.message
        assert outcome.error.line in (1, 2)


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
