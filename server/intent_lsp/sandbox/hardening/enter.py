"""Called by the worker on its way in: gives up what a worker does not need.

Nothing here raises; a layer that is missing says why.
"""

from __future__ import annotations

import sys

from intent_lsp.sandbox.hardening.layer import Layer

if sys.platform == "linux":  # imported now: later there are no files
    from intent_lsp.sandbox.hardening import landlock, limits, seccomp


def before_threads() -> list[Layer]:
    """While there is one thread: what applies to a thread and those it starts."""
    return [limits.enter(threads=True), landlock.enter()] if sys.platform == "linux" else []


def before_candidates() -> list[Layer]:
    """When everything is loaded and warm: no new threads, files, sockets, processes or executable memory."""
    if sys.platform != "linux":
        return []
    limits.no_more_threads()
    return [seccomp.enter()]
