"""Attacks in JavaScript, grouped as in the list of attack groups; the world outside decides (see conftest).

Every attack exports ``f`` (called with 1, then with 2) and returns "pwned" where it believes to have succeeded.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from intent_lsp.sandbox.contract import Outcome, Raised, Returned, Run, Stopped
from intent_lsp.values import Opaque
from tests.support.attacks_javascript import (
    CRASH,
    FLOOD,
    FORGED,
    INERT,
    MEMORY,
    PATCHED,
    TIME,
)

Attack = Callable[..., Awaitable[Run]]


def pwned(outcome: Outcome) -> bool:
    return isinstance(outcome, Returned) and "pwned" in repr(outcome.value)


@pytest.mark.parametrize("name", INERT)
async def test_nothing_outside_is_touched(attack: Attack, name: str) -> None:
    found = await attack("js", INERT[name])
    assert not any(pwned(outcome) for outcome in found.outcomes)


@pytest.mark.parametrize("name", TIME)
async def test_time_is_limited(attack: Attack, name: str) -> None:
    found = await attack("js", TIME[name], 0.5)
    last = found.outcomes[-1] if found.outcomes else found.load_error
    assert isinstance(last, Stopped)
    assert last.reason == "time"


@pytest.mark.parametrize("name", MEMORY)
async def test_memory_is_limited(attack: Attack, name: str) -> None:
    first = (await attack("js", MEMORY[name])).outcomes[0]
    allocation_refused = isinstance(first, Raised) and first.error.type in ("RangeError", "InternalError")
    assert allocation_refused or (isinstance(first, Stopped) and first.reason in ("memory", "time"))


@pytest.mark.parametrize("name", CRASH)
async def test_a_crash_stays_inside(attack: Attack, name: str) -> None:
    found = await attack("js", CRASH[name])
    first = found.outcomes[0] if found.outcomes else found.load_error
    assert first is not None
    assert not isinstance(first, Returned)


@pytest.mark.parametrize("name", FLOOD)
async def test_output_is_limited(attack: Attack, name: str) -> None:
    found = await attack("js", FLOOD[name])
    first = found.outcomes[0] if found.outcomes else found.load_error
    assert isinstance(first, Stopped)
    assert first.reason == "output"
    assert len(found.printed) < 70_000


@pytest.mark.parametrize("name", FORGED)
async def test_only_plain_values_are_values(attack: Attack, name: str) -> None:
    code, expected = FORGED[name]
    assert (await attack("js", code)).outcomes == (Returned(expected),) * 2


@pytest.mark.parametrize("name", PATCHED)
async def test_patching_intrinsics_changes_no_result(attack: Attack, name: str) -> None:
    found = await attack("js", PATCHED[name] + "\nexport function f(x) { return { a: ['b', x] }; }")
    assert found.outcomes == (Returned({"a": ["b", 1]}), Returned({"a": ["b", 2]}))


@pytest.mark.parametrize("name", PATCHED)
async def test_patching_intrinsics_hides_no_error(attack: Attack, name: str) -> None:
    found = await attack("js", PATCHED[name] + "\nexport function f(x) { return x.y.z; }")
    assert [isinstance(outcome, Raised) and outcome.error.type for outcome in found.outcomes] == ["TypeError"] * 2


async def test_results_are_bounded(attack: Attack) -> None:
    found = await attack(
        "js",
        "export function f() { const a = new Array(1000).fill('x'.repeat(1000)); return new Array(1000).fill(a); }",
    )
    assert found.outcomes == (Returned(Opaque("too large", "more than 4 MB")),) * 2


async def test_state_of_one_candidate_does_not_reach_the_next(attack: Attack) -> None:
    await attack("js", "globalThis.leak = 'pwned'; Array.prototype.leak = 'pwned';\nexport function f() { return 0; }")
    found = await attack("js", "export function f() { return [typeof leak, typeof [].leak]; }")
    assert found.outcomes == (Returned(["undefined", "undefined"]),) * 2
