"""What a worker answers, read: an outcome, a verdict, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intent_lsp.checks.verdict import Verdict
from intent_lsp.cluster import strict_reader as read
from intent_lsp.cluster.outcome_format import read_outcome
from intent_lsp.cluster.piece_format import VERSION, version_of
from intent_lsp.errors import WorkerLost
from intent_lsp.output.report_format import read_verdict
from intent_lsp.transpile.loop.remote_rounds import RemoteOutcome

_MOST_TOLD = 200
"""Characters of a worker's own words."""


def answer_of(data: object) -> dict[str, Any]:
    """An answer of a worker of this version that did its piece.

    Raises :class:`~intent_lsp.errors.WorkerLost`, and ``strict_reader.Unreadable`` for what is no
    answer at all.
    """
    found = read.loads(data)
    if version_of(found) != VERSION:
        raise WorkerLost("has another version of intent-lsp", for_good=True)
    if "refused" in found:
        raise WorkerLost(f"could not do it: {read.text(found['refused'])[:_MOST_TOLD]}")
    return found


def outcome_in(answer: Mapping[str, Any]) -> RemoteOutcome:
    """The outcome of rounds. Raises :class:`~intent_lsp.cluster.strict_reader.Unreadable`."""
    return read.strictly(lambda: read_outcome(answer["outcome"]))


def verdict_in(answer: Mapping[str, Any]) -> Verdict:
    """The verdict on code. Raises :class:`~intent_lsp.cluster.strict_reader.Unreadable`."""
    return read.strictly(lambda: read_verdict(answer["verdict"]))
