"""What documentation and tests say of a function, and it does not do."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.adoption.call_text import call_text
from intent_lsp.adoption.contract import TOLERANCE, ExistingFunction, Note, Tried
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.equality import difference
from intent_lsp.sandbox.contract import Returned
from intent_lsp.values import JsonValue, show


def contradictions(existing: ExistingFunction, tried: Sequence[Tried]) -> list[Note]:
    """What people wrote down and the code does not do."""
    return [
        _contradiction(existing, one, one.call.claimed[0]) for one in tried if one.call.claimed and contradicts(one)
    ]


def _contradiction(existing: ExistingFunction, one: Tried, claimed: JsonValue) -> Note:
    place, is_test = one.call.place, one.call.origin == "test"
    who = f"{place.message}:{place.line} says" if is_test else "the documentation says"
    said = f"{call_text(existing, one.call)} is {show(claimed)}"
    message = f"{who} {said}, but it gives {render_outcome(one.outcome)}"
    return Note(existing.line if is_test else place.line, message)


def contradicts(one: Tried) -> bool:
    """Whether somebody wrote down another result of the call."""
    if one.call.claimed is None:
        return False
    if not isinstance(one.outcome, Returned):
        return True
    return difference(one.call.claimed[0], one.outcome.value, TOLERANCE) is not None
