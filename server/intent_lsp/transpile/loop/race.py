"""Several candidates of one round at once: the first that passes ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeAlias

from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.round_strategy import RoundStrategy

Try: TypeAlias = Callable[[RoundStrategy, Callable[[], None]], Awaitable[Attempt | None]]
"""Asks and checks one candidate, and calls back between the two."""


async def race(
    draws: Sequence[RoundStrategy], try_: Try, is_kept: Callable[[RoundStrategy], bool] = lambda _: False
) -> list[Attempt | None]:
    """What came of the draws, up to the first that passes. Raises what a try raises, unless one passes.

    Those that the cache holds come first, and where one of them passes, nobody is asked.
    """
    if len(draws) == 1:
        return [await try_(draws[0], lambda: None)]
    kept = [draw for draw in draws if is_kept(draw)]
    found = [await try_(draw, lambda: None) for draw in kept]
    if not any(attempt is not None and attempt.verdict.passed for attempt in found):
        found += await _until_one_passes([draw for draw in draws if draw not in kept], try_)
    return found


async def _until_one_passes(draws: Sequence[RoundStrategy], try_: Try) -> list[Attempt | None]:
    """All at once, in the order of the draws; calls under way when the first one passes are given up.

    An answer that had come by then is checked all the same: it is in the cache, and the next run, which finds it there,
    must not come to another winner.
    """
    answered: set[RoundStrategy] = set()
    tasks = [asyncio.ensure_future(try_(draw, partial(answered.add, draw))) for draw in draws]
    try:
        waiting = set(tasks)
        while waiting and not any(_passed(task) for task in tasks):
            _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task, draw in zip(tasks, draws, strict=True):
            if draw not in answered:
                task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    found = [result for result in results if not isinstance(result, BaseException)]
    if not any(attempt is not None and attempt.verdict.passed for attempt in found):
        for result in results:
            if isinstance(result, BaseException):
                raise result
    return found


def _passed(task: asyncio.Future[Attempt | None]) -> bool:
    if not task.done() or task.cancelled() or task.exception() is not None:
        return False
    attempt = task.result()
    return attempt is not None and attempt.verdict.passed
