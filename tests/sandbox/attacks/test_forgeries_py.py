"""Forgeries in Python: whatever a candidate changes on its way, the answer is what its function returned, or none."""

from __future__ import annotations

import pytest

from intent_lsp.sandbox.contract import Outcome, Raised, Returned
from intent_lsp.values import Opaque
from tests.sandbox.attacks.conftest import Attack
from tests.support.forgeries_python import OPAQUE, PRELUDE, RAISING, RETURNING


@pytest.mark.parametrize("name", RETURNING)
async def test_what_it_returned_is_the_answer(attack: Attack, name: str) -> None:
    found = await attack("py", PRELUDE + RETURNING[name])
    for outcome, right in zip(found.outcomes, (Returned(1), Returned(2)), strict=False):
        assert outcome == right or not isinstance(outcome, Returned)


@pytest.mark.parametrize("name", OPAQUE)
async def test_what_shows_itself_is_no_value(attack: Attack, name: str) -> None:
    found = await attack("py", PRELUDE + OPAQUE[name])
    assert found.outcomes
    assert all(isinstance(outcome.value, Opaque) for outcome in found.outcomes if isinstance(outcome, Returned))


@pytest.mark.parametrize("name", RAISING)
async def test_what_it_raised_is_the_answer(attack: Attack, name: str) -> None:
    found = await attack("py", PRELUDE + RAISING[name])
    assert found.outcomes
    assert all(is_a(outcome) for outcome in found.outcomes)


def is_a(outcome: Outcome) -> bool:
    return isinstance(outcome, Raised) and (outcome.error.type, outcome.error.message) == ("A", "A")
