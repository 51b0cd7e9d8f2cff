"""What a variant has to pass: examples, and properties on inputs near them.

Of a hidden example, and of a property, the search learns whether a variant passes it, and nothing else: no change is
derived from their values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.checks.outcomes import judge
from intent_lsp.checks.properties import holds
from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Example, Intent
from intent_lsp.sandbox.contract import Outcome, Returned
from intent_lsp.values import JsonValue, Opaque


@dataclass(frozen=True, slots=True)
class Goal:
    """One input, and whether an outcome is good there."""

    args: tuple[JsonValue, ...]
    passes: Callable[[Outcome], bool]
    example: Example | None = None
    """``None``: properties only."""

    @property
    def suggests(self) -> bool:
        """Whether its expected value may suggest changes."""
        return self.example is not None and not self.example.hidden and not self.example.raises

    @property
    def expected(self) -> JsonValue:
        """For measuring how much the goal says: of a property, yes."""
        return self.example.expected if self.example is not None else True


def goals_of(intent: Intent, gate: Gate | None = Gate.EXAMPLES) -> list[Goal]:
    """The goals of code that fails at a gate: hidden examples and properties count once the shown examples pass."""
    goals = [_example(example, intent) for example in intent.shown]
    if gate in (Gate.HIDDEN, Gate.PROPERTIES):
        goals += [_example(example, intent) for example in intent.hidden]
    if gate is Gate.PROPERTIES:
        inputs = [example.args for example in intent.examples if not example.raises] + nearby_inputs(intent)
        goals += [_property(args, intent) for args in inputs]
    return goals


def _example(example: Example, intent: Intent) -> Goal:
    return Goal(example.args, lambda outcome: judge(example, outcome, intent.tolerance).passed, example)


def _property(args: tuple[JsonValue, ...], intent: Intent) -> Goal:
    def passes(outcome: Outcome) -> bool:
        if not isinstance(outcome, Returned) or isinstance(outcome.value, Opaque):
            return False  # a variant must not get away with an error where the code that is varied has a result
        value = outcome.value
        return all(holds(text.text, intent, args, value) is None for text in intent.properties)

    return Goal(args, passes)
