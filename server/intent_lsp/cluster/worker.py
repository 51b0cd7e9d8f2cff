"""What Dask calls on a worker: bytes in, bytes out. Never raises for what documents, models or generated code do."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any

from intent_lsp.cluster import strict_reader as read
from intent_lsp.cluster.event_format import event_data
from intent_lsp.cluster.outcome_format import outcome_data
from intent_lsp.cluster.piece_format import VERSION, candidate_of, decode, version_of, worker_config
from intent_lsp.cluster.worker_engines import WorkerEngines, worker_engines
from intent_lsp.config import Config
from intent_lsp.configuration.load import load
from intent_lsp.errors import IntentError
from intent_lsp.output.report_format import verdict_data
from intent_lsp.transpile.events import Event, Token
from intent_lsp.user_cache import user_cache
from intent_lsp.values import Target

BEAT = 1.0
"""Seconds between two signs of life."""
_BETWEEN_TOKENS = 0.25
"""Seconds: a view does not show more."""


def do_piece(data: bytes) -> bytes:
    """Do one piece. The answer names the version, and holds an outcome, a verdict, or why there is none."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def unwanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state == "cancelled"

    try:
        piece = read.loads(data)
        if version_of(piece) != VERSION:
            return read.dumps({"version": VERSION})
        telling = _Telling(piece["number"], worker.address, lambda told: worker.log_event(piece["topic"], told))
        root = Path(worker.local_directory) / "intent-lsp"
        root.mkdir(exist_ok=True)
        engines = worker_engines()
        found = engines.run(_outcome_or_cancelled(engines, piece, root, worker.state.nthreads, telling, unwanted))
    except IntentError as error:
        return read.dumps({"version": VERSION, "refused": str(error)})
    except Exception as error:  # whatever it is, the coordinator is to hear of it as bytes
        return read.dumps({"version": VERSION, "refused": f"unexpected {type(error).__name__}: {error}"})
    return read.dumps({"version": VERSION, **found})


@dataclass(slots=True)
class _Telling:
    """Tells the coordinator what happens."""

    number: int
    worker: str
    send: Callable[[bytes], None]
    _last: dict[Target, float] = field(default_factory=dict)

    def __call__(self, event: Event) -> None:
        if isinstance(event, Token):
            now = monotonic()
            if now - self._last.get(event.work.target, 0.0) < _BETWEEN_TOKENS:
                return
            self._last[event.work.target] = now
        data = event_data(event)
        if data is not None:
            self._send({"event": data})

    def alive(self) -> None:
        """A sign of life."""
        self._send({})

    def _send(self, data: dict[str, Any]) -> None:
        self.send(read.dumps({"worker": self.worker, "number": self.number, **data}))


async def _outcome_or_cancelled(
    engines: WorkerEngines, data: dict[str, Any], root: Path, jobs: int, telling: _Telling, unwanted: Callable[[], bool]
) -> dict[str, Any]:
    """:func:`_outcome_of`, cancelled as soon as nobody wants it. Raises :class:`~intent_lsp.errors.IntentError`."""
    doing = asyncio.ensure_future(_outcome_of(engines, data, root, jobs, telling))
    telling.alive()
    while not (await asyncio.wait((doing,), timeout=BEAT))[0]:
        telling.alive()
        if unwanted():
            doing.cancel()
    with suppress(asyncio.CancelledError):
        return await doing
    raise IntentError("was told to stop")


async def _outcome_of(
    engines: WorkerEngines, data: dict[str, Any], root: Path, jobs: int, telling: _Telling
) -> dict[str, Any]:
    config = read.strictly(lambda: _config(data, root, jobs))
    piece = read.strictly(lambda: decode(data, root, config))
    candidate = read.strictly(lambda: candidate_of(data, piece))
    bench = await engines.take(config, root)
    try:
        if candidate is not None:
            return {"verdict": verdict_data(await bench.engine.verdict(piece, candidate))}
        return {"outcome": outcome_data(await bench.engine.rounds(piece, telling))}
    finally:
        engines.give_back(config)


def _config(data: dict[str, Any], root: Path, jobs: int) -> Config:
    """This machine's user's settings, the project's, this process's environment; then what the coordinator decides."""
    own = load(root, env=os.environ, text=read.text(data["settings"])).config
    return replace(worker_config(replace(own, cache_dir=str(user_cache() / "cluster")), data), jobs=max(1, jobs))
