"""The gates of one candidate, in order; it stops at the first that fails.

``extracted`` is decided before there is a candidate, ``agreement`` when both targets of an intent have passed the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from intent_lsp import aside
from intent_lsp.checks.confirmation import confirm
from intent_lsp.checks.contract import breach
from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.checks.outcomes import judge, render_outcome
from intent_lsp.checks.properties import holds
from intent_lsp.checks.static import static_failures
from intent_lsp.checks.syntax import python_too_new
from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.sandbox.contract import CodeError, Job, Limits, Outcome, Returned, Run, Sandbox, Stopped
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.values import JsonValue, Opaque, Target, show


@dataclass(frozen=True, slots=True)
class Candidate:
    """Code that claims to meet an intent."""

    target: Target
    code: str
    modules: Mapping[str, str] = field(default_factory=dict)
    """Sources of the generated functions it may import (``uses``), by name."""


async def check(
    candidate: Candidate, intent: Intent, sandbox: Sandbox, limits: Limits, runtimes: Runtimes | None = None
) -> Verdict:
    """Run a candidate through the gates *parses* to *runtimes*; without ``runtimes`` nothing is confirmed.

    Raises :class:`~intent_lsp.errors.SandboxError` when nothing can be run at all.
    """
    calls = tuple(example.args for example in intent.examples)
    job = Job(candidate.target, candidate.code, intent.name, calls, dict(candidate.modules), limits)
    if runtimes is not None and not runtimes.known(job):
        runtimes.warm(candidate.target)
    verdict = await _in_sandbox(candidate, intent, sandbox, limits)
    return await confirm(verdict, job, intent, runtimes) if runtimes is not None and verdict.passed else verdict


async def _in_sandbox(candidate: Candidate, intent: Intent, sandbox: Sandbox, limits: Limits) -> Verdict:
    examples = intent.examples
    extra = nearby_inputs(intent) if intent.properties else []
    calls = (*(example.args for example in examples), *extra)
    run = await sandbox.run(Job(candidate.target, candidate.code, intent.name, calls, dict(candidate.modules), limits))
    gate, failures = _load_failures(run, candidate, intent)
    if gate is not None:
        unreached = tuple(_unreached(run, e.number, show(e.expected)) for e in examples)
        return Verdict(gate, unreached, failures, run.printed, run.seconds)
    results = await aside.work(_heavy(run), _judged, intent, run)
    gate, failures = _example_failures(results, intent)
    # The examples' results stay with it: a repair needs them, and the better of two candidates is told by them.
    static = static_failures(candidate.code, candidate.target)
    if static:
        return Verdict(Gate.STATIC, results, (*static, *failures), run.printed, run.seconds)
    if gate is None and intent.properties:
        inputs = [(e.args, o) for e, o in zip(examples, run.outcomes, strict=False) if not e.raises]
        inputs += list(zip(extra, run.outcomes[len(examples) :], strict=True))
        failures = await aside.work(_heavy(run), _property_failures, intent, inputs)
        gate = Gate.PROPERTIES if failures else None
    return Verdict(gate, results, failures, run.printed, run.seconds)


def _heavy(run: Run) -> bool:
    return aside.heavy(*(outcome.value for outcome in run.outcomes if isinstance(outcome, Returned)))


def _judged(intent: Intent, run: Run) -> tuple[ExampleResult, ...]:
    return tuple(judge(e, o, intent.tolerance) for e, o in zip(intent.examples, run.outcomes, strict=False))


def _load_failures(run: Run, candidate: Candidate, intent: Intent) -> tuple[Gate | None, tuple[Failure, ...]]:
    if run.missing_entry:
        what = "export a function" if candidate.target == "js" else "define a function"
        return Gate.CONTRACT, (Failure(Gate.CONTRACT, f"the code does not {what} named `{intent.name}`"),)
    if isinstance(run.load_error, Stopped):
        return Gate.PARSES, (Failure(Gate.PARSES, f"the code {run.load_error.message} while loading"),)
    error = run.load_error
    if error is None and candidate.target == "py":
        error = python_too_new(candidate.code)
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

    Only inputs for which a JSON value came back count: an error is no result that a property could speak of.
    """
    failures: list[Failure] = []
    for text in intent.properties:
        for args, outcome in inputs:
            if not isinstance(outcome, Returned) or isinstance(outcome.value, Opaque):
                continue
            reason = holds(text.text, intent, args, outcome.value)
            if reason is not None:
                call = f"{intent.name}({', '.join(show(value) for value in args)})"
                message = f"property `{text.text}`: {reason} for {call}, which returned {render_outcome(outcome)}"
                failures.append(Failure(Gate.PROPERTIES, message, args=args, property=text.text))
                break
    return tuple(failures)
