"""What a mend is: a pure function from broken code to candidates that may be whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.values import Target


@dataclass(frozen=True, slots=True)
class BrokenCode:
    """Code that did not pass, and what was found."""

    code: str
    target: Target
    intent: Intent
    verdict: Verdict

    @property
    def name(self) -> str:
        """The function's name."""
        return self.intent.name

    @property
    def gate(self) -> Gate | None:
        """The gate that failed."""
        return self.verdict.gate

    @property
    def messages(self) -> tuple[str, ...]:
        """What the gates and the code itself said."""
        return tuple(f"{f.message} {f.error}" if f.error else f.message for f in self.verdict.failures)


@dataclass(frozen=True, slots=True)
class MendedCode:
    """A candidate, and what was done to it, for a report: ``added import re``."""

    code: str
    mend: str


Mend: TypeAlias = Callable[[BrokenCode], Iterator[MendedCode]]
"""Gives nothing where it has nothing to mend. Never raises; whether a candidate is better is told by running it."""
