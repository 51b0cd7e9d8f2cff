"""What stays open about code that passes everything: the difference between *verified* and *uncertain*."""

from __future__ import annotations

from intent_lsp.checks.verdict import Verdict
from intent_lsp.models.contract import Reply

AMBIGUOUS = "other programs fit the examples as well"
"""The built-in provider's doubt."""


def doubts_of(verdict: Verdict, reply: Reply) -> tuple[str, ...]:
    """Each doubt once, in words that can stand behind "uncertain: "."""
    found = [*reply.doubts, *verdict.doubts]
    if reply.confidence == "ambiguous":
        found.append(AMBIGUOUS)
    return tuple(dict.fromkeys(found))
