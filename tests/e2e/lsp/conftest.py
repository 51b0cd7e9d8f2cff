"""A recording client for every capability profile; a message that nobody took fails the test."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from lsprotocol import types

from tests.support.recording_client import PROFILES, REFRESHES, RecordingClient, profile, start

Start = Callable[..., Awaitable[RecordingClient]]


@pytest.fixture(params=PROFILES)
def capabilities(request: pytest.FixtureRequest) -> types.ClientCapabilities:
    """Each profile in turn."""
    return profile(request.param)


@pytest.fixture
async def launch(tmp_path: Path) -> AsyncIterator[Start]:
    """Start a session in ``tmp_path``; at the end it is shut down in order and its inbox must be empty."""
    clients: list[RecordingClient] = []

    async def begin(
        capabilities: types.ClientCapabilities,
        module: str = "intent_lsp.lsp",
        folder: Path = tmp_path,
        **params: object,
    ) -> RecordingClient:
        client = await start(module)
        clients.append(client)
        await client.begin(folder, capabilities, **params)
        workspace = capabilities.workspace
        if workspace and workspace.did_change_watched_files and workspace.did_change_watched_files.dynamic_registration:
            await client.take(types.CLIENT_REGISTER_CAPABILITY)
        if workspace and workspace.configuration:
            await client.take(types.WORKSPACE_CONFIGURATION)
        return client

    yield begin
    for client in clients:
        server = client._server
        assert server is not None
        await client.shutdown_session()
        async with asyncio.timeout(20):
            assert await server.wait() == 0
        await client.stop()  # type: ignore[no-untyped-call]  # pygls has no annotation there
        with contextlib.suppress(AttributeError):
            server._transport.close()  # type: ignore[attr-defined]  # or its pipes are left to the garbage collector
        client.drop(*REFRESHES)  # they come when they come, and say nothing but "ask again"
        assert client.inbox == []
