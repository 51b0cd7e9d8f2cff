"""Attacks in Python, grouped as in the list of attack groups; the world outside decides (see conftest).

Every attack defines ``f`` (called with 1, then with 2) and returns "pwned" where it believes to have succeeded.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from intent_lsp.sandbox.contract import Outcome, Raised, Returned, Run, Stopped
from intent_lsp.values import Opaque
from tests.support.attacks_python import (
    CRASH,
    FLOOD,
    FORGED,
    INERT,
    MEMORY,
    PATCHED,
    TAMPER,
    TIME,
)

Attack = Callable[..., Awaitable[Run]]


def pwned(outcome: Outcome) -> bool:
    return isinstance(outcome, Returned) and "pwned" in repr(outcome.value)


@pytest.mark.parametrize("name", INERT)
async def test_nothing_outside_is_touched(attack: Attack, name: str) -> None:
    found = await attack("py", INERT[name])
    assert not any(pwned(outcome) for outcome in found.outcomes)


@pytest.mark.parametrize("name", TIME)
async def test_time_is_limited(attack: Attack, name: str) -> None:
    found = await attack("py", TIME[name], 0.5)
    last = found.outcomes[-1] if found.outcomes else found.load_error
    assert isinstance(last, Stopped)
    assert last.reason == "time"


@pytest.mark.parametrize("name", MEMORY)
async def test_memory_is_limited(attack: Attack, name: str) -> None:
    found = await attack("py", MEMORY[name])
    assert isinstance(found.outcomes[0], Stopped)
    assert found.outcomes[0].reason in ("memory", "time", "trap")


@pytest.mark.parametrize("name", CRASH)
async def test_a_crash_stays_inside(attack: Attack, name: str) -> None:
    found = await attack("py", CRASH[name])
    first = found.outcomes[0] if found.outcomes else found.load_error
    assert isinstance(first, (Stopped, Raised))


@pytest.mark.parametrize("name", FLOOD)
async def test_output_is_limited(attack: Attack, name: str) -> None:
    found = await attack("py", FLOOD[name])
    assert isinstance(found.outcomes[0], Stopped)
    assert found.outcomes[0].reason == "output"
    assert len(found.printed) < 70_000


@pytest.mark.parametrize("name", TAMPER)
async def test_the_result_channel_cannot_be_forged(attack: Attack, name: str) -> None:
    found = await attack("py", TAMPER[name])
    assert not any(pwned(outcome) for outcome in found.outcomes), "only what the function returns is a result"


@pytest.mark.parametrize("name", FORGED)
async def test_only_exact_types_are_values(attack: Attack, name: str) -> None:
    found = await attack("py", FORGED[name])
    for outcome in found.outcomes:
        assert isinstance(outcome, Returned)
        assert isinstance(outcome.value, Opaque)


@pytest.mark.parametrize("name", PATCHED)
async def test_patching_the_library_changes_no_result(attack: Attack, name: str) -> None:
    found = await attack("py", PATCHED[name])
    assert found.outcomes == (Returned(["a", 1]), Returned(["a", 2]))


async def test_results_are_bounded(attack: Attack) -> None:
    found = await attack("py", "def f(x):\n    return [['x' * 1000] * 100] * 1000")
    assert found.outcomes == (Returned(Opaque("too large", "more than 4 MB")),) * 2


async def test_state_of_one_candidate_does_not_reach_the_next(attack: Attack) -> None:
    await attack("py", "import sys, math\nsys.leak = math.leak = 'pwned'\ndef f(x):\n    return 0")
    found = await attack("py", "import sys, math\ndef f(x):\n    return [hasattr(sys, 'leak'), hasattr(math, 'leak')]")
    assert found.outcomes == (Returned([False, False]),) * 2
