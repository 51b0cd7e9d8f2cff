"""Where two functions differ on the same calls, and the examples that would settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intent_lsp.adoption.choose_examples import is_deliberate, is_json
from intent_lsp.adoption.contract import ExistingFunction, Program, Tried
from intent_lsp.adoption.traced_runs import outcomes
from intent_lsp.equality import difference
from intent_lsp.sandbox.contract import Outcome, Raised, Returned, Sandbox, Stopped


@dataclass(frozen=True, slots=True)
class Difference:
    """A call on which the reference and the other function differ."""

    reference: Tried
    other: Outcome


async def differences(
    existing: ExistingFunction, tried: Sequence[Tried], other: Program, tolerance: float, sandbox: Sandbox
) -> list[Difference]:
    """The calls of ``tried`` (what the reference did) on which another program does something else.

    A call that the reference does not answer (it fails where nobody meant it to, or gives no JSON value) tells nothing.
    Raises ``AdoptionError`` where the code does not load, and ``SandboxError``.
    """
    answered = [one for one in tried if _answers(one.outcome, existing)]
    outcomes_of_other = await outcomes(other, [one.call.args for one in answered], sandbox)
    return [
        Difference(one, outcome)
        for one, outcome in zip(answered, outcomes_of_other, strict=True)
        if outcomes_differ(one.outcome, outcome, tolerance)
    ]


def compared(existing: ExistingFunction, tried: Sequence[Tried]) -> int:
    """How many calls of the reference tell something."""
    return sum(_answers(one.outcome, existing) for one in tried)


def _answers(outcome: Outcome, existing: ExistingFunction) -> bool:
    if isinstance(outcome, Raised):
        return is_deliberate(outcome.error, existing)
    return isinstance(outcome, Returned) and is_json(outcome.value)


def outcomes_differ(one: Outcome, other: Outcome, tolerance: float) -> bool:
    """Whether two outcomes are not the same; errors are, whatever they say."""
    if isinstance(one, Returned) and isinstance(other, Returned):
        return not is_json(other.value) or difference(one.value, other.value, tolerance) is not None
    if isinstance(one, Stopped) or isinstance(other, Stopped):
        return not (isinstance(one, Stopped) and isinstance(other, Stopped))
    return isinstance(one, Returned) or isinstance(other, Returned)
