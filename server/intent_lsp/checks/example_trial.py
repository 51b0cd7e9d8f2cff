"""The examples of a candidate: the shown ones in one instance, the hidden ones in another.

Code can remember what it was called with, and print or return it in a later call. So nothing that comes from an
instance that has seen a hidden input is kept but whether its own example passed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from intent_lsp.checks.outcomes import judge
from intent_lsp.document.model import Example, Intent
from intent_lsp.sandbox.contract import CodeError, Job, Outcome, Raised, Run, Sandbox
from intent_lsp.values import JsonValue


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of the examples."""

    run: Run
    """The run of the shown examples: whether the code loads, and its shape."""
    outcomes: Mapping[int, Outcome]
    """By the example's number. Hidden ones are absent unless all shown ones passed."""
    printed: str
    """What was printed while the code was loaded and the shown examples ran."""
    seconds: float


async def run_examples(job: Job, intent: Intent, sandbox: Sandbox) -> Trial:
    """Run the shown examples, and the hidden ones if those pass. Raises SandboxError.

    ``job`` is the candidate; its calls are replaced.
    """
    shown, hidden = intent.shown, intent.hidden
    run = await sandbox.run(replace(job, calls=_inputs(shown)))
    outcomes = _by_number(shown, run)
    seconds = run.seconds
    passed = all(judge(e, outcomes[e.number], intent.tolerance).passed for e in shown if e.number in outcomes)
    if hidden and passed and run.load_error is None:
        second = await sandbox.run(replace(job, calls=_inputs(hidden)))
        seconds += second.seconds
        outcomes |= _by_number(hidden, second)
    return Trial(run, outcomes, run.printed, seconds)


def _inputs(examples: Sequence[Example]) -> tuple[tuple[JsonValue, ...], ...]:
    return tuple(example.args for example in examples)


def _by_number(examples: Sequence[Example], run: Run) -> dict[int, Outcome]:
    outcomes = run.outcomes
    if run.load_error is not None:
        error = run.load_error
        outcomes = (Raised(error) if isinstance(error, CodeError) else error,) * len(examples)
    return {example.number: outcome for example, outcome in zip(examples, outcomes, strict=True)}
