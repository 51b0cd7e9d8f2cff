"""Hands pieces to workers, hears what happens there, and does again elsewhere what was lost. Writes nothing.

A piece goes to one worker by name, so that "elsewhere" is somewhere else: not to whom Dask would choose. What a worker
sends is bytes, which are read strictly; whether they are right is decided by whoever asked for the rounds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeAlias

from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Verdict
from intent_lsp.cluster import strict_reader as read
from intent_lsp.cluster.available_workers import AvailableWorkers, Worker
from intent_lsp.cluster.event_format import read_event
from intent_lsp.cluster.piece_format import Shipment, encode
from intent_lsp.cluster.worker import do_piece
from intent_lsp.cluster.worker_replies import answer_of, outcome_in, verdict_in
from intent_lsp.errors import WorkerLost
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.events import Emit, Lost, Sent, Work
from intent_lsp.transpile.loop.remote_rounds import Accept, Piece
from intent_lsp.values import Target

_TRIES = 3
"""Workers that a piece is given to; then it is done here."""
_LOOK = 1.0
"""Seconds between two looks at who is there."""
_MOST_PLACES = 256
_PATIENT = 5.0
"""Seconds for a scheduler to say who is there."""
_MOST_TOLD = 1 << 20
"""Bytes of one event."""
_GARBAGE = "sent an unreadable reply"
_Take: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[str]]
"""Takes an answer; tells what is wrong with it, empty for nothing. Raises ``Unreadable``."""


@dataclass(slots=True)
class _EventRoute:
    """Whom the events of a piece belong to."""

    works: Mapping[Target, Work]
    emit: Emit
    address: str


@dataclass(slots=True)
class Cluster:
    """Does rounds on a cluster: an :class:`~intent_lsp.transpile.loop.remote_rounds.RemoteRounds`."""

    client: Any
    """A connected ``distributed.Client``."""
    roster: AvailableWorkers
    workspace: Workspace
    shipment: Shipment
    trusts_workers: bool = False
    """Whether what workers say of code counts by itself: they are processes that this one has started."""
    closed: bool = False
    """Whether it is no longer needed."""
    _numbers: count[int] = field(default_factory=count)
    _listening: dict[int, _EventRoute] = field(default_factory=dict)

    async def rounds(self, piece: Piece, emit: Emit, accept: Accept) -> bool:
        """See :meth:`intent_lsp.transpile.loop.remote_rounds.RemoteRounds.rounds`."""
        return await self._give_to_workers(piece, None, emit, lambda found: accept(outcome_in(found)))

    async def verdict(self, piece: Piece, candidate: Candidate, emit: Emit) -> Verdict | None:
        """See :meth:`intent_lsp.transpile.loop.remote_rounds.RemoteRounds.verdict`."""
        verdicts: list[Verdict] = []

        async def take(found: Mapping[str, Any]) -> str:
            verdicts.append(verdict_in(found))
            return ""

        if self.trusts_workers and await self._give_to_workers(piece, candidate, emit, take):
            return verdicts[-1]
        return None

    async def _give_to_workers(self, piece: Piece, candidate: Candidate | None, emit: Emit, take: _Take) -> bool:
        """Give a piece to one worker after the other, until ``take`` has nothing against what came; whether it did."""
        key = piece.plan.key
        open_ = [target for target in piece.plan.targets if target not in piece.known]
        works = {target: Work(key.document, key.intent, target) for target in open_}
        number = next(self._numbers)
        data = encode(piece, self.workspace.relative(key.document), number, self.shipment, candidate)
        avoided: frozenset[str] = frozenset()
        for _ in range(_TRIES):
            worker = await self.roster.take(avoided)
            if worker is None:
                break
            avoided |= {worker.address}
            for one in works.values():
                emit(Sent(one, worker.name))
            self._listening[number] = _EventRoute(works, emit, worker.address)
            why = await self._tried(worker, number, data, take)
            if not why:
                return True
            for one in works.values():
                emit(Lost(one, worker.name, why))
        return False

    async def _tried(self, worker: Worker, number: int, data: bytes, take: _Take) -> str:
        """Empty when what came was taken; else why the worker was of no use. Gives its place back."""
        try:
            try:
                answer = await self._answer(worker, data)
            finally:
                del self._listening[number]
                self.roster.give_back(worker)
            why = await take(answer_of(answer))
        except WorkerLost as error:
            self.roster.failed(worker, str(error), for_good=error.for_good)
            return str(error)
        except read.Unreadable:
            why = _GARBAGE
        if why:
            self.roster.failed(worker, why)
        else:
            self.roster.worked(worker)
        return why

    async def _answer(self, worker: Worker, data: bytes) -> object:
        """What the worker gives. Raises :class:`~intent_lsp.errors.WorkerLost`."""
        try:
            future = self.client.submit(
                do_piece, data, workers=[worker.address], allow_other_workers=False, pure=False, retries=0
            )
        except Exception:  # Dask's own: it has closed the client
            raise WorkerLost("is out of reach: the scheduler does not answer", for_good=True) from None
        asking = asyncio.ensure_future(_settled(future))
        try:
            await asyncio.wait((asking, worker.lost), return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise WorkerLost(worker.lost.result())
            return _result_of(asking)
        finally:
            if not asking.done():
                with suppress(Exception):  # before who asks is: Dask's own tasks below it then end in order
                    async with asyncio.timeout(_LOOK):
                        await future.cancel()
                await asyncio.wait((asking,), timeout=_LOOK)
                asking.cancel()
            future.release()

    def on_message(self, event: tuple[float, object]) -> None:
        """Take what a worker tells: a sign of life, or an event of a piece that it has. Anything else is not heard."""
        with suppress(read.Unreadable, KeyError, TypeError):
            data = read.loads(event[1], _MOST_TOLD)
            address = read.text(data["worker"])
            self.roster.sign_of_life(address)
            piece = self._listening.get(data["number"])
            if piece is None or piece.address != address or "event" not in data:
                return
            piece.emit(read_event(read.mapping(data["event"]), piece.works))

    async def watch(self) -> None:
        """Keep the roster up to date, until cancelled, or :attr:`closed` is set: Dask may swallow a cancellation."""
        while not self.closed:
            with suppress(Exception):  # a scheduler may answer anything, or nothing: then the workers fall silent
                async with asyncio.timeout(_PATIENT):
                    info = await self.client.scheduler.identity(n_workers=-1)
                found = info["workers"]
                self.roster.update_workers({address: _described(address, found[address]) for address in found})
            self.roster.look()
            await asyncio.sleep(_LOOK)


async def _settled(future: Any) -> object:
    """Bytes, or the exception in their place. It is not raised: the other side chooses what it is."""
    error = await future.exception()
    return await future.result() if error is None else error


def _result_of(asking: asyncio.Future[object]) -> object:
    """What came. Raises :class:`~intent_lsp.errors.WorkerLost`."""
    try:
        found = asking.result()
    except (Exception, asyncio.CancelledError):
        raise WorkerLost("was lost") from None  # Dask has given it up: the scheduler or the worker has gone
    if isinstance(found, ImportError):
        raise WorkerLost("has no intent-lsp that can be used", for_good=True)
    if isinstance(found, BaseException):
        raise WorkerLost(f"failed: {type(found).__name__}")
    return found


def _described(address: str, info: Mapping[str, Any]) -> tuple[str, int]:
    """A worker's name, and how many pieces it is given: one more than it does at once, so that it never idles."""
    name = info.get("name")
    shown = f"worker {name}" if isinstance(name, int) else str(name or address)
    return shown.partition("://")[2] or shown, min(int(info["nthreads"]), _MOST_PLACES) + 1
