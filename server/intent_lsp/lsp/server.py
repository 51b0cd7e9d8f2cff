"""The server object: the protocol, the session, and the life of both."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import Any

from lsprotocol import types

from intent_lsp.lsp.client.initialize_params import InitializeMessage
from intent_lsp.lsp.client.logs import ToEditor
from intent_lsp.lsp.commands import Commands
from intent_lsp.lsp.runs.workbenches import OpenWorkbench
from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.channel import Channel
from intent_lsp.lsp.wire.framing import Framing
from intent_lsp.lsp.wire.process_lifetime import leave_soon, watch_process
from intent_lsp.lsp.wire.pygls_server import PyglsServer
from intent_lsp.lsp.wire.text_buffer import Workspace

CLOSE_SECONDS = 0.5
"""How long running work has to end itself when the server leaves."""
DRAIN_SECONDS = 0.2


class IntentServer(PyglsServer):
    """One language server for one client."""

    commands: Commands

    def __init__(self, open_workbench: OpenWorkbench | None = None) -> None:
        super().__init__()
        self._stopped: asyncio.Future[int] | None = None
        self.session = Session(self.protocol, open_workbench)

    def run(
        self, initialize: InitializeMessage, channel: Channel, framing: Framing, *, parents: tuple[int, ...] = ()
    ) -> int:
        """Serve until the session ends; returns the exit status.

        ``framing`` may hold messages that arrived together with ``initialize``. ``parents``: processes without which
        the server does not stay.
        """
        return asyncio.run(self._run(initialize, channel, framing, parents))

    async def _run(
        self, initialize: InitializeMessage, channel: Channel, framing: Framing, parents: tuple[int, ...]
    ) -> int:
        loop = asyncio.get_running_loop()
        self._stopped = loop.create_future()
        folders = [types.WorkspaceFolder(uri, name) for uri, name in initialize.folders]
        workspace = Workspace(None, types.TextDocumentSyncKind.Incremental, folders, initialize.flags.encoding)
        self.process_id = initialize.process_id
        self.protocol.begin(channel, workspace, initialize.trace)
        logging.getLogger("intent_lsp").addHandler(
            ToEditor(
                lambda: self.protocol.trace is not types.TraceValue.Off and not self.stopping,
                lambda method, params: loop.call_soon_threadsafe(self.protocol.notify, method, params),
            )
        )
        self.session.begin(initialize, workspace)

        def arrived(data: bytes) -> None:
            if not data:
                self.stop(0 if self.protocol.has_shut_down else 1)
                return
            framing.feed(data)
            self._take(framing)

        def parent_died() -> None:
            leave_soon(1)
            loop.call_soon_threadsafe(self.stop, 1)

        for pid in {*parents, *([initialize.process_id] if initialize.process_id else [])}:
            watch_process(pid, parent_died)
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self.stop, 1)
        channel.attach(loop, arrived)
        self._take(framing)
        status = await self._stopped
        leave_soon(status)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.session.close()
        channel.drain(DRAIN_SECONDS)
        return status

    def _take(self, framing: Framing) -> None:
        while not self.stopping and (body := framing.take()) is not None:
            self.protocol.receive(body)

    @property
    def stopping(self) -> bool:
        """Whether the end has begun."""
        return self._stopped is not None and self._stopped.done()

    def stop(self, status: int) -> None:
        """Begin the end; the first status counts."""
        if self._stopped is not None and not self._stopped.done():
            self._stopped.set_result(status)

    async def run_command(self, params: types.ExecuteCommandParams) -> Any:
        """Run one of our commands. Raises ``JsonRpcInvalidParams`` for an unknown one or bad arguments."""
        return await self.commands.run(params)
