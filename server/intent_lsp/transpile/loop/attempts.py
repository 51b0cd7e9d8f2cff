"""A candidate with what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.models.contract import Reply
from intent_lsp.transpile.loop.doubt import doubts_of

_ORDER = list(Gate)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A candidate with its verdict and where it came from."""

    code: str
    verdict: Verdict
    reply: Reply
    round: int
    """0: code that was verified before and has been checked again."""
    origin: int
    """The round that wrote it, in this run or an earlier one."""
    ported: bool = False
    """Whether it was written from the other language's code."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """The best candidate passes the most examples; then the one that got further, then the later one."""
        gate = len(_ORDER) if self.verdict.gate is None else _ORDER.index(self.verdict.gate)
        return self.verdict.passed_examples, gate, self.round

    @property
    def certain(self) -> bool:
        """Whether it passes everything and nothing about it is open."""
        return self.verdict.passed and not doubts_of(self.verdict, self.reply)


def why_it_failed(verdict: Verdict) -> str:
    """One line for people."""
    if verdict.gate in (Gate.EXAMPLES, Gate.HIDDEN):
        total = len(verdict.examples)
        return f"{total - verdict.passed_examples} of {total} examples fail"
    return verdict.failures[0].message if verdict.failures else "the code was not accepted"
