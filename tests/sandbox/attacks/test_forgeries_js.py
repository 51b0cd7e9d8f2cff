"""Forgeries in JavaScript: whatever a candidate patches, the answer is what its function returned, or none."""

from __future__ import annotations

import pytest

from intent_lsp.sandbox.contract import Returned
from tests.sandbox.attacks.conftest import Attack
from tests.support.forgeries_javascript import FORGERIES

RIGHT = (Returned({"a": ["b", 1]}), Returned({"a": ["b", 2]}))


@pytest.mark.parametrize("name", FORGERIES)
async def test_what_it_returned_is_the_answer(attack: Attack, name: str) -> None:
    found = await attack("js", FORGERIES[name])
    for outcome, right in zip(found.outcomes, RIGHT, strict=False):  # some do not load: what they patch is not there
        assert outcome == right or not isinstance(outcome, Returned)
