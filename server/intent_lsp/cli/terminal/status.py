"""Exit statuses, and how results turn into one."""

from __future__ import annotations

from collections.abc import Iterable

from intent_lsp.errors import IntentError
from intent_lsp.status import GOOD, STRICT
from intent_lsp.transpile.results import Result

OK = 0
"""Everything is verified (or fresh)."""
FAILED = 1
"""Something failed, is stale, or was left alone."""
USAGE = 2
"""The arguments or the configuration are wrong; nothing was done."""
NO_PROVIDER = 3
"""No provider could answer."""
INTERRUPTED = 130


class UsageError(IntentError):
    """The arguments make no sense: exit status 2. Never leaves the command line."""


def of_results(results: Iterable[Result], *, strict: bool = False) -> int:
    """The exit status of a run; ``strict``: what is uncertain has failed."""
    status = OK
    for result in results:
        if any(problem.code == "no-provider" for problem in result.problems):
            return NO_PROVIDER
        if result.status not in (STRICT if strict else GOOD):
            status = FAILED
    return status
