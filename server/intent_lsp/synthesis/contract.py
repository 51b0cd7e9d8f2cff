"""The contract of the built-in synthesiser: examples in, a program in both languages out. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from intent_lsp.document.model import Intent
from intent_lsp.values import Counterexample, Question, Target


@dataclass(frozen=True, slots=True)
class Task:
    """What to search for. Only the intent's shown examples count; counterexamples join them."""

    intent: Intent
    counterexamples: tuple[Counterexample, ...] = ()
    budget: int = 1_500_000
    """How many operator evaluations the search may use: never seconds, so that every machine finds the same program."""


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What was found. ``likely``: trusted; ``ambiguous``: other programs fit as well; ``none``: nothing fits."""

    outcome: Literal["likely", "ambiguous", "none"]
    code: dict[Target, str]
    """Formatted source of a module that defines the function, per target; empty when nothing fits."""
    explanation: str
    """One line: "inferred from 5 examples; the description only ranked candidates", or what was sought in vain."""
    question: Question | None = None
    evaluations: int = 0
    doubt: str = ""
    """What is open about an ambiguous program, in words that can stand behind "uncertain: "; empty for the others."""


Progress: TypeAlias = Callable[[int, int], None]
"""Called now and then with (evaluations used, budget)."""

OnFit: TypeAlias = Callable[[dict[Target, str]], None]
"""Called at most once, with the first program that fits: its body on one line, per target. The search goes on: what
comes out in the end may be another program."""
