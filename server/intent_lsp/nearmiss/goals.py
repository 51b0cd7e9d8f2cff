"""What a variant has to reach: examples, properties near them, and what the other language's code gives there.

Of a hidden example, and of a property, the search learns whether a variant passes it, and nothing else: no change is
derived from their values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intent_lsp.checks.agreement import disagree, is_proper
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.checks.outcomes import judge
from intent_lsp.checks.properties import violation
from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Example, Intent
from intent_lsp.sandbox.contract import Job, Limits, Outcome, Returned, Sandbox
from intent_lsp.values import JsonValue, Opaque


@dataclass(frozen=True, slots=True)
class Goal:
    """One input, and whether an outcome is good there."""

    args: tuple[JsonValue, ...]
    passes: Callable[[Outcome], bool]
    expected: JsonValue = True
    """For measuring how much the goal says; of a property: yes."""
    suggests: bool = False
    """Whether its expected value may suggest changes."""
    property: bool = False
    """It says what a result is like, and counts where the code that is varied has one."""


def goals_of(intent: Intent, gate: Gate) -> list[Goal]:
    """The goals of code that fails at a gate: hidden examples and properties count once the shown examples pass."""
    goals = [_example(example, intent) for example in intent.shown]
    if gate is not Gate.EXAMPLES:
        goals += [_example(example, intent) for example in intent.hidden]
    if gate in (Gate.PROPERTIES, Gate.AGREEMENT) and intent.properties:
        inputs = [example.args for example in intent.examples if not example.raises] + nearby_inputs(intent)
        goals += [_property(args, intent) for args in inputs]
    return goals


async def goals_like(reference: Candidate, intent: Intent, sandbox: Sandbox, limits: Limits) -> list[Goal]:
    """To give what ``reference`` gives, on inputs near the examples. Raises SandboxError."""
    calls = tuple(nearby_inputs(intent, suggested=True))
    job = Job(reference.target, reference.code, intent.name, calls, dict(reference.modules), limits)
    run = await sandbox.run(job)
    return [
        _alike(args, outcome, intent)
        for args, outcome in zip(calls, run.outcomes, strict=False)
        if is_proper(outcome, intent)
    ]


def _example(example: Example, intent: Intent) -> Goal:
    def passes(outcome: Outcome) -> bool:
        return judge(example, outcome, intent.tolerance).passed

    return Goal(example.args, passes, example.expected, suggests=not (example.hidden or example.raises))


def _property(args: tuple[JsonValue, ...], intent: Intent) -> Goal:
    def passes(outcome: Outcome) -> bool:
        if not isinstance(outcome, Returned) or isinstance(outcome.value, Opaque):
            return False  # a variant must not get away with an error where the code that is varied has a result
        value = outcome.value
        return all(violation(text.text, intent, args, value) is None for text in intent.properties)

    return Goal(args, passes, property=True)


def _alike(args: tuple[JsonValue, ...], wanted: Outcome, intent: Intent) -> Goal:
    value = wanted.value if isinstance(wanted, Returned) and not isinstance(wanted.value, Opaque) else None
    return Goal(args, lambda outcome: not disagree(wanted, outcome, intent), value)
