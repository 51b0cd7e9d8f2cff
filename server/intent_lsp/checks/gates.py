"""The gates of one candidate, in order; it stops at the first that fails.

``extracted`` is decided before there is a candidate, ``agreement`` when both targets of an intent have passed the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from intent_lsp import off_loop
from intent_lsp.checks.confirmation import confirm
from intent_lsp.checks.contract import breach
from intent_lsp.checks.effort import is_laborious
from intent_lsp.checks.example_trial import run_examples
from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.checks.outcomes import judge, render_expected, render_outcome
from intent_lsp.checks.properties import violation
from intent_lsp.checks.static import method_failures, static_failures
from intent_lsp.checks.syntax import python_too_new
from intent_lsp.checks.variation import vary
from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.runtime_versions import DEFAULT, OldestRuntimes
from intent_lsp.sandbox.contract import CodeError, Job, Limits, Outcome, Returned, Run, Sandbox, Stopped
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.syntax.commonjs import to_module
from intent_lsp.values import JsonValue, Opaque, Target, show


@dataclass(frozen=True, slots=True)
class Candidate:
    """Code that claims to meet an intent."""

    target: Target
    code: str
    modules: Mapping[str, str] = field(default_factory=dict)
    """Sources of the generated functions it may import (``uses``), by name."""

    def __post_init__(self) -> None:
        """JavaScript is run as ES modules, however it is written."""
        if self.target == "js":
            object.__setattr__(self, "code", to_module(self.code))
            object.__setattr__(self, "modules", {name: to_module(code) for name, code in self.modules.items()})


async def check(
    candidate: Candidate,
    intent: Intent,
    sandbox: Sandbox,
    limits: Limits,
    runtimes: Runtimes | None = None,
    oldest: OldestRuntimes = DEFAULT,
) -> Verdict:
    """Run a candidate through the gates *parses* to *runtimes*; without ``runtimes`` nothing is confirmed.

    ``oldest``: the code must not use what these versions lack; its Node is that of ``limits``.
    Raises :class:`~intent_lsp.errors.SandboxError` when nothing can be run at all.
    """
    whole = job(candidate, intent, limits)
    if runtimes is not None and not runtimes.confirmed_by(whole):
        runtimes.warm(candidate.target)
    verdict = await _in_sandbox(candidate, replace(whole, calls=()), intent, sandbox, oldest)
    return await confirm(verdict, whole, intent, runtimes) if runtimes is not None and verdict.passed else verdict


def job(candidate: Candidate, intent: Intent, limits: Limits) -> Job:
    """What is confirmed: one call for each example."""
    calls = tuple(example.args for example in intent.examples)
    return Job(candidate.target, candidate.code, intent.name, calls, dict(candidate.modules), limits)


async def _in_sandbox(
    candidate: Candidate, job: Job, intent: Intent, sandbox: Sandbox, oldest: OldestRuntimes
) -> Verdict:
    trial = await run_examples(job, intent, sandbox)
    gate, failures = _load_failures(trial.run, candidate, intent, oldest)
    if gate is not None:
        unreached = tuple(_unreached(trial.run, e.number, show(e.expected)) for e in intent.examples)
        return Verdict(gate, unreached, failures, trial.printed, trial.seconds)
    results = await off_loop.run_off_loop(_heavy(trial.outcomes.values()), _judged, intent, trial.outcomes)
    gate, failures = _example_failures(results, intent)
    # The examples' results stay with it: a repair needs them, and the better of two candidates is told by them.
    static = static_failures(candidate.code, candidate.target, oldest)
    if candidate.target == "js":
        raised = (result.error for result in results if result.error is not None and not result.passed)
        static += method_failures(candidate.code, raised, oldest.node)
    if static:
        return Verdict(Gate.STATIC, results, (*static, *failures), trial.printed, trial.seconds)
    doubts: tuple[str, ...] = ()
    if gate is None:
        extra = nearby_inputs(intent) if intent.properties else []
        varied, more = await asyncio.gather(
            vary(job, intent, trial.outcomes, sandbox), _further(job, tuple(extra), sandbox)
        )
        failures, doubts = varied
        gate = Gate.VARIATION if failures else None
        if gate is None and intent.properties:
            inputs = [(e.args, trial.outcomes[e.number]) for e in intent.examples if not e.raises]
            inputs += list(zip(extra, more, strict=True))
            failures = await off_loop.run_off_loop(
                is_laborious(intent) or _heavy(o for _, o in inputs), _property_failures, intent, inputs
            )
            gate = Gate.PROPERTIES if failures else None
    return Verdict(gate, results, failures, trial.printed, trial.seconds, doubts)


async def _further(job: Job, calls: tuple[tuple[JsonValue, ...], ...], sandbox: Sandbox) -> tuple[Outcome, ...]:
    """What made-up inputs come to, in an instance of their own: nothing that is printed there is kept."""
    if not calls:
        return ()
    run = await sandbox.run(replace(job, calls=calls))
    if run.load_error is None:
        return run.outcomes
    return tuple(Stopped("trap", "did not load a second time") for _ in calls)


def _heavy(outcomes: Iterable[Outcome]) -> bool:
    return off_loop.is_large(*(outcome.value for outcome in outcomes if isinstance(outcome, Returned)))


def _judged(intent: Intent, outcomes: Mapping[int, Outcome]) -> tuple[ExampleResult, ...]:
    return tuple(
        judge(example, outcomes[example.number], intent.tolerance)
        if example.number in outcomes
        else ExampleResult(example.number, False, render_expected(example), "not run")
        for example in intent.examples
    )


def _load_failures(
    run: Run, candidate: Candidate, intent: Intent, oldest: OldestRuntimes
) -> tuple[Gate | None, tuple[Failure, ...]]:
    if run.missing_entry:
        what = "export a function" if candidate.target == "js" else "define a function"
        return Gate.CONTRACT, (Failure(Gate.CONTRACT, f"the code does not {what} named `{intent.name}`"),)
    if isinstance(run.load_error, Stopped):
        return Gate.PARSES, (Failure(Gate.PARSES, f"the code {run.load_error.message} while loading"),)
    error = run.load_error
    if error is None and candidate.target == "py":
        error = python_too_new(candidate.code, oldest.python)
    if error is not None:
        where = f" (line {error.line})" if error.line else ""
        return Gate.PARSES, (Failure(Gate.PARSES, f"{error}{where}", error=error),)
    if run.shape is not None:
        wrong = breach(run.shape, intent.signature, candidate.target, intent.name)
        if wrong is not None:
            return Gate.CONTRACT, (Failure(Gate.CONTRACT, wrong),)
    return None, ()


def _unreached(run: Run, number: int, expected: str) -> ExampleResult:
    error: CodeError | None = run.load_error if isinstance(run.load_error, CodeError) else None
    return ExampleResult(number, False, expected, "not run", error)


def _example_failures(results: tuple[ExampleResult, ...], intent: Intent) -> tuple[Gate | None, tuple[Failure, ...]]:
    hidden = {example.number for example in intent.hidden}
    for gate, wanted in ((Gate.EXAMPLES, False), (Gate.HIDDEN, True)):
        failed = [r for r in results if not r.passed and (r.number in hidden) is wanted]
        if failed:
            return gate, tuple(
                Failure(gate, f"got {r.got}, want {r.expected}", example=r.number, error=r.error) for r in failed
            )
    return None, ()


def _property_failures(intent: Intent, inputs: list[tuple[tuple[JsonValue, ...], Outcome]]) -> tuple[Failure, ...]:
    """The first counterexample of each property.

    Only inputs for which a JSON value came back count: an error is not a result that a property could speak of.
    """
    failures: list[Failure] = []
    for text in intent.properties:
        for args, outcome in inputs:
            if not isinstance(outcome, Returned) or isinstance(outcome.value, Opaque):
                continue
            reason = violation(text.text, intent, args, outcome.value)
            if reason is not None:
                call = f"{intent.name}({', '.join(show(value) for value in args)})"
                message = f"property `{text.text}`: {reason} for {call}, which returned {render_outcome(outcome)}"
                failures.append(Failure(Gate.PROPERTIES, message, args=args, property=text.text))
                break
    return tuple(failures)
