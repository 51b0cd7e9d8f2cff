"""One progress in the editor, as a guard that always ends what it began (LSP 3.17, "Work Done Progress")."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from types import TracebackType
from typing import Any

from intent_lsp.lsp.client.editor import Client
from intent_lsp.lsp.wire.errors import JsonRpcException
from intent_lsp.text.inert import label

REPORT_SECONDS = 0.1
"""Reports come no closer together than this."""

_numbers = itertools.count(1)


class Progress:
    """Shows messages while the ``with`` block runs. Work never waits for it.

    ``token``: the client's own, from ``workDoneToken``; else the server creates a string token, unless ``supported`` is
    false. Nothing is sent on a token whose creation the client refused.
    """

    def __init__(self, client: Client, title: str, *, supported: bool, token: str | int | None = None) -> None:
        self._client = client
        self._title = title
        self.on_cancel: Callable[[], None] = lambda: None
        """What to do when the user presses cancel."""
        self._supported = supported
        self._given = token
        self._token: str | int | None = None
        self._began = False
        self._ended = False
        self._message = ""
        self._last = 0.0
        self._later: asyncio.TimerHandle | None = None
        self._creating: asyncio.Task[None] | None = None
        self.outcome = ""
        """The message of the end."""

    def __enter__(self) -> Progress:
        return self

    def mute(self) -> None:
        """Create no progress for this one; a token of the client's own is still used."""
        self._supported = False

    def show(self, message: str) -> None:
        """Show a message soon; the first one opens the progress."""
        self._message = message
        if self._ended:
            return
        if self._began:
            self._report_soon()
        elif self._given is not None:
            self._token = self._given
            self._begin(self._given)
        elif self._supported and self._creating is None:
            self._token = f"intent-lsp/{next(_numbers)}"
            self._creating = asyncio.create_task(self._create(self._token))

    async def _create(self, token: str | int) -> None:
        try:
            await self._client.ask("window/workDoneProgress/create", {"token": token})
        except JsonRpcException:
            return
        if not self._ended:
            self._begin(token)

    def _begin(self, token: str | int) -> None:
        self._began = True
        self._client.cancel_progress[token] = lambda: self.on_cancel()
        self._send({"kind": "begin", "title": self._title, "cancellable": True, "message": self._message})

    def _report_soon(self) -> None:
        if self._later is None:
            loop = asyncio.get_running_loop()
            self._later = loop.call_at(max(self._last + REPORT_SECONDS, loop.time()), self._report)

    def _report(self) -> None:
        self._later = None
        self._send({"kind": "report", "cancellable": True, "message": self._message})

    def _send(self, value: dict[str, Any]) -> None:
        self._last = asyncio.get_running_loop().time()
        value |= {key: label(value[key]) for key in ("title", "message") if key in value}
        self._client.notify("$/progress", {"token": self._token, "value": value})

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        if self._later is not None:
            self._later.cancel()
        if self._creating is not None and not self._began:
            self._creating.cancel()
        if self._began and self._token is not None:
            self._client.cancel_progress.pop(self._token, None)
            self._send({"kind": "end", "message": self.outcome or ("failed" if error is not None else "done")})


async def finish_or_cancel(bar: Progress, work: asyncio.Task[Any]) -> bool:
    """Wait for the work, which ends when the user or the client cancels; whether it came to an end of its own."""

    def stop() -> None:
        work.cancel()

    bar.on_cancel = stop
    try:
        await asyncio.wait({work})
    except asyncio.CancelledError:
        work.cancel()
        await asyncio.wait({work})
        raise
    return not work.cancelled()
