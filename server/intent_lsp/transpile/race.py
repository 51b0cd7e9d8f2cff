"""Several candidates of one round at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

from intent_lsp.transpile.attempts import Attempt


async def race(attempts: Iterable[Coroutine[Any, Any, Attempt | None]]) -> list[Attempt | None]:
    """Those that came to an end, as they came: the first that passes wins, and the others are given up.

    Raises what an attempt raises.
    """
    tasks = [asyncio.create_task(attempt) for attempt in attempts]
    done: list[Attempt | None] = []
    try:
        for next_done in asyncio.as_completed(tasks):
            attempt = await next_done
            done.append(attempt)
            if attempt is not None and attempt.verdict.passed:
                break
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return done
