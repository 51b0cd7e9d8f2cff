"""Against winners that are right by accident: no recited results, votes, and doubts that are told."""

from __future__ import annotations

import math
from collections.abc import Sequence

from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.document.model import Intent
from intent_lsp.doubts import Doubt
from intent_lsp.nearmiss.batch import Batch
from intent_lsp.nearmiss.contract import Change, ChosenVariant, Variant
from intent_lsp.nearmiss.information import FixedExample, all_alike, information
from intent_lsp.sandbox.contract import Outcome, Returned
from intent_lsp.values import JsonValue

_HARMLESS_NUMBER = 2
_SHORT_TEXT = 2
_MAJORITY = 0.6


async def choose(
    winners: Sequence[Variant], batch: Batch, intent: Intent, fixed: Sequence[FixedExample], tried: Sequence[int]
) -> ChosenVariant:
    """The winner that most of what passes agrees with, and what speaks against it.

    Each winner votes with a weight that halves with every step of its cost, on inputs near the examples. ``fixed``: the
    examples that the change makes pass; ``tried``: the costs of all variants that were run. Raises
    :class:`~intent_lsp.errors.SandboxError`.
    """
    calls = nearby_inputs(intent)
    outcomes = await batch.run([winner.code for winner in winners], calls) if calls else [()] * len(winners)
    camps: dict[tuple[str, ...], list[Variant]] = {}
    for winner, given in zip(winners, outcomes, strict=True):
        camps.setdefault(tuple(map(_comparable, given)), []).append(winner)
    weights = [sum(2.0**-winner.cost for winner in camp) for camp in camps.values()]
    best = max(range(len(weights)), key=weights.__getitem__)
    winner = min(list(camps.values())[best], key=lambda variant: variant.cost)
    doubts = []
    if len(fixed) == 1:
        doubts.append(Doubt.CHANGE_RESTS_ON_ONE.of())
    elif information(fixed, batch.base.code) < _needed(winner, tried) or all_alike([e.expected for e in intent.shown]):
        doubts.append(Doubt.CHANGE_BY_CHANCE.of())
    elif len(set(winner.kinds)) > 1:
        doubts.append(Doubt.SEVERAL_CHANGES.of())
    if weights[best] < _MAJORITY * sum(weights):
        doubts.append(Doubt.OTHER_CHANGES_FIT.of())
    return ChosenVariant(winner, tuple(doubts))


def _needed(winner: Variant, tried: Sequence[int]) -> float:
    """The bits that a choice among what was tried takes: among what is as near, for a single change."""
    among = sum(cost <= winner.cost for cost in tried) if len(winner.kinds) == 1 else len(tried)
    return math.log2(1 + among)


def _comparable(outcome: Outcome) -> str:
    """What an outcome is, for comparing; all failures are alike."""
    return render_outcome(outcome) if isinstance(outcome, Returned) else "error"


def recites(change: Change, intent: Intent) -> bool:
    """Whether a change writes an expected value, or a longer piece of one, into the code; a hidden one no less."""
    expected = [example.expected for example in intent.examples if not example.raises]
    return any(_recited(value, expected) for value in change.introduced)


def _recited(value: JsonValue, expected: Sequence[JsonValue]) -> bool:
    if value is None or isinstance(value, (bool, list, dict)):
        return False
    if isinstance(value, str):
        holders = sum(isinstance(e, str) and value in e for e in expected)
        return len(value) > _SHORT_TEXT and 0 < holders < len(expected)
    return abs(value) > _HARMLESS_NUMBER and any(type(e) is not bool and e == value for e in expected)
