"""A worker's engines, in one thread of their own: Dask's loop, which answers the scheduler, is never held up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from intent_lsp.config import Config
from intent_lsp.workbench import Workbench, open_workbench

_T = TypeVar("_T")
_MOST = 2
"""Configurations that stay open: a worker serves one run, seldom two."""


@dataclass(slots=True)
class _Open:
    bench: Workbench
    stack: AsyncExitStack
    users: int = 0


@dataclass(slots=True)
class WorkerEngines:
    """Workbenches by configuration, opened on first use. Everything but :meth:`run` is called in its own thread."""

    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _open: dict[str, _Open] = field(default_factory=dict)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Do ``work`` in that thread, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def take(self, config: Config, root: Path) -> Workbench:
        """The workbench of a configuration; :meth:`give_back` returns it."""
        key = repr(config)  # it holds mappings, which have no hash
        async with self._opening:
            if key not in self._open:
                await self._close_idle()
                stack = AsyncExitStack()
                self._open[key] = _Open(await stack.enter_async_context(open_workbench(root, config)), stack)
            self._open[key].users += 1
        return self._open[key].bench

    def give_back(self, config: Config) -> None:
        """A piece is done."""
        self._open[repr(config)].users -= 1

    async def _close_idle(self) -> None:
        idle = [key for key, entry in self._open.items() if not entry.users]
        for key in idle[: max(0, len(self._open) - _MOST + 1)]:
            await self._open.pop(key).stack.aclose()


@cache
def worker_engines() -> WorkerEngines:
    """Those of this process."""
    made = WorkerEngines()
    threading.Thread(target=made.loop.run_forever, name="intent-engines", daemon=True).start()
    return made
