"""A pytest-lsp client that remembers every message of the server until a test takes it.

pytest-lsp's own client has no handlers for ``applyEdit``, ``registerCapability``, refreshes and ``showMessageRequest``,
and drops the version of diagnostics. This one records them all, decoded by lsprotocol, so that a message that does not
fit the specification fails the test; a message that no test took fails it as well.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities

from tests.support.wire import REPOSITORY, SECONDS, SERVER

PROFILES = ("visual-studio-code", "neovim", "emacs", "empty")

REFRESHES = (
    types.WORKSPACE_CODE_LENS_REFRESH,
    types.WORKSPACE_INLAY_HINT_REFRESH,
    types.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
)
NOTIFICATIONS = (
    types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
    types.WINDOW_SHOW_MESSAGE,
    types.WINDOW_LOG_MESSAGE,
    types.PROGRESS,
    "intent/state",
)


def profile(name: str) -> types.ClientCapabilities:
    """The capabilities of an editor, as pytest-lsp recorded them."""
    return types.ClientCapabilities() if name == "empty" else client_capabilities(name)


@dataclass(frozen=True)
class Message:
    """One message of the server."""

    method: str
    params: Any


class RecordingClient(LanguageClient):
    """Records; tests take."""

    def __init__(self) -> None:
        super().__init__(converter_factory=default_converter)
        self.inbox: list[Message] = []
        self.settings: dict[str, Any] = {}
        self.documents: dict[str, str] = {}
        """What ``applyEdit`` works on: the text of open documents."""
        self._news = asyncio.Event()
        for method in NOTIFICATIONS:
            self._on(method, lambda params: None)
        for method in REFRESHES:
            self._on(method, lambda params: None)
        self._on(types.CLIENT_REGISTER_CAPABILITY, lambda params: None)
        self._on(types.CLIENT_UNREGISTER_CAPABILITY, lambda params: None)
        self._on(types.WINDOW_WORK_DONE_PROGRESS_CREATE, lambda params: None)
        self._on(types.WINDOW_SHOW_MESSAGE_REQUEST, lambda params: None)
        self._on(types.WINDOW_SHOW_DOCUMENT, lambda params: types.ShowDocumentResult(success=True))
        self._on(types.WORKSPACE_CONFIGURATION, lambda params: [self.settings for _ in params.items])
        self.apply: Callable[[Any], Any] = lambda params: types.ApplyWorkspaceEditResult(applied=True)
        """How ``applyEdit`` is done and answered; tests that look at texts put an editor here."""
        self._on(types.WORKSPACE_APPLY_EDIT, lambda params: self.apply(params))

    def _on(self, method: str, answer: Callable[[Any], Any]) -> None:
        def handle(params: Any) -> Any:
            self.inbox.append(Message(method, params))
            self._news.set()
            return answer(params)

        self.feature(method)(handle)

    async def take(self, method: str, which: Callable[[Any], bool] = lambda _: True) -> Any:
        """Wait for a message, take it out, and return its parameters."""
        async with asyncio.timeout(SECONDS):
            while True:
                for message in self.inbox:
                    if message.method == method and which(message.params):
                        self.inbox.remove(message)
                        return message.params
                self._news.clear()
                await self._news.wait()

    async def settled(
        self, uri: str, which: Callable[[types.PublishDiagnosticsParams], bool] = lambda _: True
    ) -> types.PublishDiagnosticsParams:
        """Wait for diagnostics of a document that are as expected; earlier ones of it are taken, too."""
        params: types.PublishDiagnosticsParams = await self.take(
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, lambda p: p.uri == uri and which(p)
        )
        self.drop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return params

    def drop(self, *methods: str) -> None:
        """Take every message of these methods that has come so far: the test expects them, but not how many."""
        self.inbox = [message for message in self.inbox if message.method not in methods]

    async def begin(
        self, folder: Path, capabilities: types.ClientCapabilities, **params: Any
    ) -> types.InitializeResult:
        """Begin a session in a folder."""
        return await self.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                process_id=os.getpid(),
                root_uri=folder.as_uri(),
                workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
                **params,
            )
        )

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Open a document."""
        self.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "markdown", version, text))
        )

    def edit(self, uri: str, version: int, changes: list[types.TextDocumentContentChangeEvent]) -> None:
        """Change a document."""
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(version, uri), changes)
        )

    async def command(self, name: str, **argument: Any) -> Any:
        """Run a command; returns the raw answer."""
        return await self.workspace_execute_command_async(types.ExecuteCommandParams(name, [argument]))


async def start(module: str = "intent_lsp.lsp") -> RecordingClient:
    """Start a server, not yet initialised."""
    client = RecordingClient()
    path = os.pathsep.join((str(SERVER), str(REPOSITORY)))
    await client.start_io(sys.executable, "-m", module, env={**os.environ, "PYTHONPATH": path})
    return client
