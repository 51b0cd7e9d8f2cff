"""The variation gate: what must not matter (clock, zone, seed, order, a second call) does not change a result.

One more run tells it in the common case: another world, the examples in reverse, each called a second time with the
very same objects, which JavaScript finds frozen. What the first call changes in its arguments is a finding of its own.
Only after a change the causes are told apart, by varying one thing at a time. Examples that a model may see never share
an instance with hidden ones: code could remember a hidden input and show it later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from intent_lsp import off_loop
from intent_lsp.checks.outcomes import judge, render_outcome
from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.document.model import Example, Intent
from intent_lsp.doubts import Doubt
from intent_lsp.equality import difference
from intent_lsp.sandbox.contract import CodeError, Job, Outcome, Raised, Returned, Run, Sandbox, Stopped, World
from intent_lsp.values import JsonValue, Opaque, show

OTHER = World(clock_ns=2_035_807_384_000_000_000, zone_minutes=-570, seed=13)
"""July 2034, nine and a half hours west of Greenwich, another seed."""
_CLOCKS = (World(clock_ns=OTHER.clock_ns), World(zone_minutes=OTHER.zone_minutes))

_SECONDS_FOR_LARGE = 20.0
"""More for each call: to write down large arguments before and after it, and to freeze them, is not the code's time."""

_TOO_LARGE = "changes its input, which is too large to be shown"


class Variation(NamedTuple):
    """What came of it."""

    failures: tuple[Failure, ...] = ()
    """One for each example of which something changed."""
    doubts: tuple[str, ...] = ()
    """What could not be tried."""


@dataclass(frozen=True, slots=True)
class _Change:
    """An example whose result is not what it was."""

    example: Example
    before: Outcome
    after: Outcome


async def vary(job: Job, intent: Intent, outcomes: Mapping[int, Outcome], sandbox: Sandbox) -> Variation:
    """What changes although nothing changed that matters; nothing for an intent that is not pure.

    ``job`` is the one that passed; its calls are replaced. ``outcomes``: what each example came to, by its number.
    Raises :class:`~intent_lsp.errors.SandboxError`.
    """
    if not intent.pure:
        return Variation()
    groups = [group for group in (intent.shown, intent.hidden) if group]
    found = await asyncio.gather(*(_vary(job, intent, group, outcomes, sandbox) for group in groups))
    doubts = dict.fromkeys(doubt for part in found for doubt in part.doubts)
    return Variation(tuple(failure for part in found for failure in part.failures), tuple(doubts))


async def _vary(
    job: Job, intent: Intent, examples: Sequence[Example], outcomes: Mapping[int, Outcome], sandbox: Sandbox
) -> Variation:
    backwards = list(reversed(examples))
    inputs = tuple(example.args for example in backwards)
    job = _patient(job, inputs)
    run = await sandbox.run(replace(job, calls=inputs, world=OTHER, repeat=True))
    no_room = any(isinstance(outcome, Stopped) and outcome.reason == "memory" for outcome in run.outcomes)
    if no_room and off_loop.is_large(*inputs):
        return await _once(job, intent, backwards, outcomes, sandbox)
    changes = await _changed(run, [example for example in backwards for _ in range(2)], outcomes, intent)
    altered = await off_loop.run_off_loop(bool(run.changed), _altered, run, backwards, intent)
    if not changes:
        return altered
    return Variation(tuple(await _failures_with_cause(job, intent, examples, outcomes, sandbox, changes, altered)))


def _patient(job: Job, inputs: tuple[tuple[JsonValue, ...], ...]) -> Job:
    if not off_loop.is_large(*inputs):
        return job
    seconds = job.limits.seconds_per_call + _SECONDS_FOR_LARGE
    return replace(job, limits=replace(job.limits, seconds_per_call=seconds))


async def _once(
    job: Job, intent: Intent, backwards: Sequence[Example], outcomes: Mapping[int, Outcome], sandbox: Sandbox
) -> Variation:
    """What can be tried of arguments that memory does not suffice to keep twice."""
    run = await sandbox.run(replace(job, calls=tuple(example.args for example in backwards), world=OTHER))
    changes = await _changed(run, backwards, outcomes, intent)
    if changes:
        examples = list(reversed(backwards))
        return Variation(
            tuple(await _failures_with_cause(job, intent, examples, outcomes, sandbox, changes, Variation()))
        )
    return Variation(doubts=(Doubt.TOO_LARGE_TO_REPEAT.of(),))


async def _failures_with_cause(
    job: Job,
    intent: Intent,
    examples: Sequence[Example],
    outcomes: Mapping[int, Outcome],
    sandbox: Sandbox,
    changes: list[_Change],
    altered: Variation,
) -> Sequence[Failure]:
    """A failure for each change, with its cause."""
    code, changes = await _cause(job, intent, examples, outcomes, sandbox, changes)
    if code == "changes-its-input" and altered.failures:
        return altered.failures
    return [_failure(change, code, intent) for change in sorted(changes, key=lambda change: change.example.number)]


async def _cause(
    job: Job,
    intent: Intent,
    examples: Sequence[Example],
    outcomes: Mapping[int, Outcome],
    sandbox: Sandbox,
    together: list[_Change],
) -> tuple[str, list[_Change]]:
    """The code of the first thing that changes a result on its own, and what it changes.

    While the world varies, the calls are those that passed: the same ones in the same order.
    """
    inputs = tuple(example.args for example in examples)

    async def elsewhere(world: World) -> list[_Change]:
        return await _changed(await sandbox.run(replace(job, calls=inputs, world=world)), examples, outcomes, intent)

    for world in _CLOCKS:
        if changes := await elsewhere(world):
            return "depends-on-time", changes
    if changes := await elsewhere(World(seed=OTHER.seed)):
        return "depends-on-chance", changes
    backwards = [example for example in reversed(examples) for _ in range(2)]
    run = await sandbox.run(replace(job, calls=tuple(example.args for example in backwards)))
    if changes := await _changed(run, backwards, outcomes, intent):
        return "depends-on-state", changes
    backwards = list(reversed(examples))
    run = await sandbox.run(replace(job, calls=tuple(example.args for example in backwards), repeat=True))
    if changes := await _changed(run, [example for example in backwards for _ in range(2)], outcomes, intent):
        return "changes-its-input", changes
    return "depends-on-time", together


async def _changed(
    run: Run, examples: Sequence[Example], outcomes: Mapping[int, Outcome], intent: Intent
) -> list[_Change]:
    """:func:`_changes`, off the event loop where the results are large."""
    large = off_loop.is_large(*(outcome.value for outcome in run.outcomes if isinstance(outcome, Returned)))
    return await off_loop.run_off_loop(large, _changes, run, examples, outcomes, intent)


def _changes(run: Run, examples: Sequence[Example], outcomes: Mapping[int, Outcome], intent: Intent) -> list[_Change]:
    """The first change of every example."""
    results: Sequence[Outcome] = run.outcomes
    if run.load_error is not None:
        error = run.load_error
        results = [Raised(error) if isinstance(error, CodeError) else error] * len(examples)
    found: dict[int, _Change] = {}
    for example, after in zip(examples, results, strict=True):
        before = outcomes[example.number]
        if isinstance(after, Stopped) and after.reason == "output":
            continue  # twice as many results as before were too many for one job, which says nothing
        if example.number not in found and not judge(example, after, intent.tolerance).passed:
            found[example.number] = _Change(example, before, after)
    return list(found.values())


def _altered(run: Run, examples: Sequence[Example], intent: Intent) -> Variation:
    """What the first call of each example, of which ``run`` made two, has changed in its arguments."""
    found = []
    doubts: tuple[str, ...] = ()
    for index, values in run.changed.items():
        example = examples[index // 2]
        if isinstance(values, Opaque) and values.kind != "too large":
            doubts = (Doubt.TOO_LARGE_TO_REPEAT.of(),)
            continue
        told = _TOO_LARGE if isinstance(values, Opaque) else _alteration(example, values, intent)
        if told:
            message = "changes its input in a hidden example" if example.hidden else told
            found.append(Failure(Gate.VARIATION, message, example=example.number, code="changes-its-input"))
    return Variation(tuple(sorted(found, key=lambda failure: failure.example)), doubts)


def _alteration(example: Example, values: Sequence[JsonValue | Opaque], intent: Intent) -> str:
    """The first argument that is not what it was, before and after the call; empty when all are."""
    for number, (before, after) in enumerate(zip(example.args, values, strict=False)):
        where = difference(before, after, 0.0)
        if where is not None:
            parameters = intent.signature.parameters
            name = parameters[min(number, len(parameters) - 1)].name if parameters else f"argument {number + 1}"
            was, became = show(before), show(after) if not isinstance(after, Opaque) else str(after)
            return f"changes `{name}`: {was} before the call, {became if became != was else where} after it"
    return ""


_WHY = {
    "depends-on-time": "at another time or in another time zone",
    "depends-on-chance": "with another random seed",
    "depends-on-state": "in another order or a second call",
    "changes-its-input": "when it is called again with the same objects, frozen or changed by the first call",
}


def _failure(change: _Change, code: str, intent: Intent) -> Failure:
    if change.example.hidden:
        message = f"a hidden example gives another result {_WHY[code]}"
        return Failure(Gate.VARIATION, message, example=change.example.number, code=code)
    before, after = render_outcome(change.before), render_outcome(change.after)
    error = change.after.error if isinstance(change.after, Raised) else None
    message = f"got {before}, but {after} {_WHY[code]}"
    return Failure(Gate.VARIATION, message, example=change.example.number, error=error, code=code)
