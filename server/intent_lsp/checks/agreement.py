"""The agreement gate: both targets of an intent give the same outputs for the same inputs.

The inputs lie near the examples (:mod:`intent_lsp.checks.inputs`). An input on which a target raises, or gives what is
no finite JSON value of the declared type, lies outside what the intent describes, unless the other target gives a
proper value there.
"""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from intent_lsp import off_loop
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.document.model import Intent
from intent_lsp.document.type_language.types import find_mismatch
from intent_lsp.equality import difference
from intent_lsp.sandbox.contract import Job, Limits, Outcome, Returned, Sandbox
from intent_lsp.sandbox.runtimes.node_fallback import is_refusal
from intent_lsp.values import LANGUAGES, JsonValue, Opaque, show


@dataclass(frozen=True, slots=True)
class Divergence:
    """The smallest input found on which two candidates disagree."""

    args: tuple[JsonValue, ...]
    message: str
    """For people and for the prompt: the call, and what each target gave."""
    outcomes: tuple[Outcome, Outcome]
    """What the first and the second candidate gave."""


async def find_divergence(
    first: Candidate, second: Candidate, intent: Intent, sandbox: Sandbox, limits: Limits
) -> Divergence | None:
    """The smallest input of :func:`find_divergences`."""
    found = await find_divergences(first, second, intent, sandbox, limits, most=1)
    return found[0] if found else None


async def find_divergences(
    first: Candidate,
    second: Candidate,
    intent: Intent,
    sandbox: Sandbox,
    limits: Limits,
    *,
    most: int = 5,
    calls: Sequence[tuple[JsonValue, ...]] | None = None,
) -> tuple[Divergence, ...]:
    """Run both candidates on inputs near the examples; the inputs on which they disagree, smallest first.

    ``calls``: other inputs, in their order.

    Raises :class:`~intent_lsp.errors.SandboxError` when nothing can be run at all.
    """
    calls = tuple(nearby_inputs(intent, suggested=True) if calls is None else calls)
    outcomes = await _run(first, second, intent, sandbox, limits, calls)
    return tuple(
        Divergence(
            args,
            f"for {intent.name}({', '.join(show(value) for value in args)}), {LANGUAGES[first.target]} gives "
            f"{render_outcome(one)} and {LANGUAGES[second.target]} gives {render_outcome(other)}",
            (one, other),
        )
        for args, one, other in await off_loop.run_off_loop(_are_large(outcomes), _differing, outcomes, intent, most)
    )


async def find_no_value(
    first: Candidate, second: Candidate, intent: Intent, sandbox: Sandbox, limits: Limits
) -> tuple[JsonValue, ...] | None:
    """The smallest input near the examples for which both candidates return, and neither returns a finite JSON value of
    the declared type. Where one of them raises an error, the input lies outside what the intent describes.

    Raises :class:`~intent_lsp.errors.SandboxError` when nothing can be run at all.
    """
    outcomes = await _run(first, second, intent, sandbox, limits, nearby_inputs(intent, suggested=True))
    return await off_loop.run_off_loop(_are_large(outcomes), _without_value, outcomes, intent)


def _without_value(outcomes: list[_Pair], intent: Intent) -> tuple[JsonValue, ...] | None:
    """The first input without a value. Takes the pairs out of the list."""
    found = next((args for args, *both in outcomes if all(_is_no_value(each, intent) for each in both)), None)
    outcomes.clear()
    return found


def _are_large(outcomes: list[_Pair]) -> bool:
    return off_loop.is_large(*(o.value for _, *pair in outcomes for o in pair if isinstance(o, Returned)))


def _is_no_value(outcome: Outcome, intent: Intent) -> bool:
    return isinstance(outcome, Returned) and not is_refusal(outcome) and not is_proper(outcome, intent)


async def _run(
    first: Candidate,
    second: Candidate,
    intent: Intent,
    sandbox: Sandbox,
    limits: Limits,
    calls: Sequence[tuple[JsonValue, ...]],
) -> list[_Pair]:
    """What both candidates give for each call. Only the list holds the results: millions of numbers take long to free,
    and the thread that takes them out of it frees them."""
    if not calls:
        return []
    runs = await asyncio.gather(
        *(
            sandbox.run(Job(c.target, c.code, intent.name, tuple(calls), dict(c.modules), limits))
            for c in (first, second)
        )
    )
    return list(zip(calls, runs[0].outcomes, runs[1].outcomes, strict=False))


_Pair: TypeAlias = tuple[tuple[JsonValue, ...], Outcome, Outcome]


def _differing(outcomes: list[_Pair], intent: Intent, most: int) -> list[_Pair]:
    """The first pairs that disagree. Takes the pairs out of the list."""
    found = list(itertools.islice((pair for pair in outcomes if disagree(pair[1], pair[2], intent)), most))
    outcomes.clear()
    return found


def disagree(one: Outcome, other: Outcome, intent: Intent) -> bool:
    """Whether two results for one input differ; two that are both outside the declared type do not."""
    if is_refusal(one) or is_refusal(other):
        return False  # nothing is known of it
    proper = [is_proper(outcome, intent) for outcome in (one, other)]
    if not any(proper):
        return False
    if not all(proper):
        return True
    assert isinstance(one, Returned)  # noqa: S101  what `is_proper` has shown
    assert isinstance(other, Returned)  # noqa: S101
    return difference(one.value, other.value, max(intent.tolerance, 1e-9)) is not None


def is_proper(outcome: Outcome, intent: Intent) -> bool:
    """Whether an outcome is a finite JSON value of the declared type."""
    if not isinstance(outcome, Returned) or not _finite(outcome.value):
        return False
    return find_mismatch(intent.signature.returns, outcome.value, intent.types) is None


def _finite(value: object) -> bool:
    if isinstance(value, Opaque):
        return False
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(_finite(item) for item in value)
    if isinstance(value, dict):
        return all(_finite(item) for item in value.values())
    return True
