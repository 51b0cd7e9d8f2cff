"""The engines of the workspace folders, one each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from intent_lsp.config import Config
from intent_lsp.transpile.events import Emit

if TYPE_CHECKING:
    from intent_lsp.sandbox.contract import Sandbox
    from intent_lsp.transpile.planning.plan import Request
    from intent_lsp.transpile.publishing.writer import Writer
    from intent_lsp.transpile.results import Result

logger = logging.getLogger(__name__)


class Workbench(Protocol):
    """The engine for one workspace folder and one configuration; a test puts another in its place."""

    @property
    def sandbox(self) -> Sandbox:
        """Where code runs that is not trusted."""
        ...

    async def transpile(self, requests: Sequence[Request], emit: Emit) -> tuple[Result, ...]:
        """Do the work; cancelled together with its task, whose cancel message is the reason."""
        ...

    async def warm(self) -> None:
        """Load the models that the first work will need. Never raises."""
        ...


OpenWorkbench: TypeAlias = Callable[[Path, Config], AbstractAsyncContextManager[Workbench]]


@dataclass(slots=True)
class _Open:
    config: Config
    ready: asyncio.Future[Workbench]
    close: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    users: int = 0


class Workbenches:
    """One engine per folder, opened on first use, opened anew when the configuration changes.

    An engine lives in a task of its own, so that it is closed where it was opened. One that is still in use when its
    configuration is replaced is closed when its last run ends.
    """

    def __init__(self, open_workbench: OpenWorkbench) -> None:
        self._open = open_workbench
        self._current: dict[Path, _Open] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def use(self, root: Path, config: Config) -> _Lease:
        """A lease on the folder's engine: ``async with workbenches.use(root, config) as workbench``."""
        return _Lease(self, root, config)

    def _acquire(self, root: Path, config: Config) -> _Open:
        entry = self._current.get(root)
        if entry is not None and (entry.config != config or (entry.task is not None and entry.task.done())):
            if entry.users == 0:
                entry.close.set()
            entry = None
        if entry is None:
            entry = _Open(config, asyncio.get_running_loop().create_future())
            entry.task = asyncio.create_task(self._keep(root, entry), name=f"workbench {root.name}")
            self._tasks.add(entry.task)
            entry.task.add_done_callback(self._tasks.discard)
            self._current[root] = entry
        entry.users += 1
        return entry

    def _release(self, root: Path, entry: _Open) -> None:
        entry.users -= 1
        if entry.users == 0 and self._current.get(root) is not entry:
            entry.close.set()

    async def _keep(self, root: Path, entry: _Open) -> None:
        try:
            async with self._open(root, entry.config) as workbench:
                entry.ready.set_result(workbench)
                await entry.close.wait()
        except Exception as error:
            if entry.ready.done():
                logger.exception("the engine of %s ended badly", root)
            else:
                entry.ready.set_exception(error)
        finally:
            if not entry.ready.done():
                entry.ready.cancel()

    async def close(self) -> None:
        """Close every engine and wait for it."""
        for entry in self._current.values():
            entry.close.set()
        self._current.clear()
        if self._tasks:
            await asyncio.wait(set(self._tasks))

    def ready(self) -> list[Workbench]:
        """The engines that are open and ready."""
        entries = [entry.ready for entry in self._current.values() if entry.ready.done()]
        return [ready.result() for ready in entries if not ready.cancelled() and ready.exception() is None]

    def found_models(self) -> list[str]:
        """The models of the servers that the engines have found already. Asks nobody."""
        pools = (getattr(bench, "models", None) for bench in self.ready())
        servers = [server for pool in pools for server in getattr(pool, "servers", ())]
        return [model.name for server in servers for model in server.models]

    def open_roots(self) -> list[Path]:
        """The folders whose engine is open."""
        return list(self._current)


class _Lease:
    def __init__(self, workbenches: Workbenches, root: Path, config: Config) -> None:
        self._workbenches, self._root, self._config = workbenches, root, config
        self._entry: _Open | None = None

    async def __aenter__(self) -> Workbench:
        self._entry = self._workbenches._acquire(self._root, self._config)
        try:
            return await asyncio.shield(self._entry.ready)
        except BaseException:
            self._workbenches._release(self._root, self._entry)
            raise

    async def __aexit__(self, *_: object) -> None:
        if self._entry is not None:
            self._workbenches._release(self._root, self._entry)


def engine(on_progress: Callable[[str, float], None], writer: Callable[[Path], Writer]) -> OpenWorkbench:
    """The real engine; imported on first use, because it is most of the program. ``writer`` makes one for a folder."""

    def open_workbench(root: Path, config: Config):  # type: ignore[no-untyped-def]  # the type is OpenWorkbench's
        from intent_lsp.workbench import open_workbench as really_open

        return really_open(root, config, writer=writer(root), on_progress=on_progress)

    return open_workbench
