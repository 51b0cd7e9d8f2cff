"""What checking a candidate yields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from intent_lsp.sandbox.contract import CodeError
from intent_lsp.values import JsonValue


class Gate(StrEnum):
    """The gates a candidate passes, in this order; it stops at the first that fails."""

    EXTRACTED = "extracted"
    PARSES = "parses"
    STATIC = "static"
    """What can be told without running: undefined names, a library newer than the runtimes that matter."""
    CONTRACT = "contract"
    EXAMPLES = "examples"
    HIDDEN = "hidden"
    VARIATION = "variation"
    """What must not matter (clock, seed, order, a second call) changes the result."""
    PROPERTIES = "properties"
    RUNTIMES = "runtimes"
    """The user's own Node or Python gives something else than the sandbox."""
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example against one candidate."""

    number: int
    """The example's number in its intent."""
    passed: bool
    expected: str
    """Rendered; for an error example: ``an error``, or ``an error containing "…"``."""
    got: str
    """Rendered: the value, ``TypeError: …``, or why it was stopped."""
    error: CodeError | None = None
    hint: str = ""
    """Why two values that look alike differ ("got a string, want a number"), or where (``.items[2].id``)."""
    full_value: str = ""
    """The value in full where ``got`` is cut off; empty if it is very long. Reports do not keep it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What the gate found, for people and for the repair prompt."""

    gate: Gate
    message: str
    example: int = 0
    """The example's number; 0 where the failure belongs to no example."""
    args: tuple[JsonValue, ...] = ()
    """The input, for properties and agreement."""
    error: CodeError | None = None
    property: str = ""
    code: str = ""
    """The stable code where one gate finds several kinds (``depends-on-time``); empty: the gate's own."""
    runtime: str = ""
    """The user's runtime that gave something else, such as ``Node 20.20.2``."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of all gates. ``gate`` is the one that failed, ``None`` when all passed."""

    gate: Gate | None
    examples: tuple[ExampleResult, ...]
    failures: tuple[Failure, ...] = ()
    printed: str = ""
    seconds: float = 0.0
    doubts: tuple[str, ...] = ()
    """What stays open although everything passes, one short phrase each ("not confirmed on Node: none was found").
    A verdict with a doubt is *uncertain*, never *verified*."""
    confirmed: tuple[str, ...] = ()
    """The user's runtimes that gave the same results, such as ``Node 20.20.2``."""
    unconfirmed: tuple[str, ...] = ()
    """Why a runtime could not be asked ("not confirmed on Node: …"). No doubt about the code, but told."""

    @property
    def passed(self) -> bool:
        """Whether every gate passed."""
        return self.gate is None

    @property
    def passed_examples(self) -> int:
        """How many examples passed, hidden ones included."""
        return sum(result.passed for result in self.examples)
