"""From verdicts and problems to findings with a place in the document (lines and columns from 1)."""

from __future__ import annotations

from intent_lsp.checks.verdict import Failure, Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.text.span import Span
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.results import Finding

CODES = {
    Gate.EXTRACTED: "no-code",
    Gate.PARSES: "code-syntax",
    Gate.STATIC: "code-names",
    Gate.CONTRACT: "code-contract",
    Gate.EXAMPLES: "example-failed",
    Gate.HIDDEN: "example-failed",
    Gate.VARIATION: "depends-on-state",
    Gate.PROPERTIES: "property-failed",
    Gate.RUNTIMES: "differs-on-runtime",
    Gate.AGREEMENT: "targets-disagree",
}
"""The stable code of a failure, by the gate that found it."""
VARIATIONS = ("depends-on-state", "depends-on-time", "depends-on-chance", "changes-its-input")
"""The codes of :attr:`Gate.VARIATION`."""


def verdict_findings(verdict: Verdict, intent: Intent) -> tuple[Finding, ...]:
    """One finding per failure, each on the line of the example or property it belongs to."""
    return tuple(
        finding_at(failure_span(failure, intent), failure_code(failure), failure.message, intent)
        for failure in verdict.failures
    )


def failure_code(failure: Failure) -> str:
    """The stable code under which a failure is told."""
    return failure.code or CODES[failure.gate]


def failure_span(failure: Failure, intent: Intent) -> Span:
    """Where a failure belongs, relative to the intent: its example, its property, or the intent's name."""
    for example in intent.examples:
        if failure.example and example.number == failure.example:
            return example.span
    for text in intent.properties:
        if failure.property and text.text == failure.property:
            return text.span
    return intent.name_span


def problem_findings(intent: Intent) -> tuple[Finding, ...]:
    """The intent's own static errors."""
    return tuple(
        finding_at(problem.span, problem.code, problem.message, intent)
        for problem in intent.problems
        if problem.severity == "error"
    )


def plan_findings(plan: IntentPlan) -> tuple[Finding, ...]:
    """Why a planned intent cannot be transpiled at all: its own errors, else what the plan found out."""
    span = plan.problem_span or plan.intent.name_span
    return problem_findings(plan.intent) or (finding_at(span, plan.problem_code, plan.problem, plan.intent),)


def intent_finding(code: str, message: str, intent: Intent) -> Finding:
    """A finding on the intent's name."""
    return finding_at(intent.name_span, code, message, intent)


def finding_at(span: Span, code: str, message: str, intent: Intent) -> Finding:
    """A finding at a place inside the intent."""
    placed = intent.place(span)
    return Finding(code, message, placed.line + 1, placed.column + 1)
