"""How far the examples of a proposed document reach, in a line."""

from __future__ import annotations

from collections import Counter

from intent_lsp.adoption.proposal import Proposal

_ORIGIN = {"docstring": "docs", "test": "tests", "made": "runs"}


def coverage_text(proposal: Proposal) -> str:
    """``6 examples (docs 2, runs 4), 5 of 5 branches``."""
    count = len(proposal.examples)
    origins = Counter(_ORIGIN[one.call.origin] for one in proposal.examples)
    where = ", ".join(f"{origin} {number}" for origin, number in origins.items())
    branches = f"{proposal.reached} of {proposal.branches} branch{'es' * (proposal.branches != 1)}"
    return f"{count} example{'s' * (count != 1)} ({where}), {branches}"
