"""What was lost on a cluster and retried, for the end of a run: which worker, why, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from intent_lsp.transpile.events import Lost


def lost_work(events: Iterable[Lost]) -> list[str]:
    """``worker 1 died: 3 intents were retried``, one line per worker and reason."""
    pieces = {(event.worker, event.reason, event.work.document, event.work.intent) for event in events}
    counts = Counter((worker, reason) for worker, reason, *_ in pieces)
    return [
        f"{worker} {reason}: {count} intent{' was' if count == 1 else 's were'} retried"
        for (worker, reason), count in sorted(counts.items())
    ]
