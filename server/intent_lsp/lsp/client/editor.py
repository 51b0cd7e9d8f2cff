"""The editor at the other end: what it is, which folders it has open, and how it is spoken to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, Protocol

from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.client.initialize_params import InitializeMessage
from intent_lsp.lsp.wire.uris import path_of
from intent_lsp.text import inert


class Client(Protocol):
    """What may be said to the editor. ``params`` and answers are plain JSON."""

    cancel_progress: dict[str | int, Callable[[], None]]

    def notify(self, method: str, params: Any | None = None) -> None:
        """Send a notification."""
        ...

    async def ask(self, method: str, params: Any | None = None, seconds: float | None = 30.0) -> Any:
        """Send a request and wait. Raises ``JsonRpcException`` when it is refused or not answered in time."""
        ...

    def bookkeeping(self) -> dict[str, int]:
        """How many messages and progresses are remembered at the moment."""
        ...


class Editor:
    """What the client said about itself, and the way to it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.initialize = InitializeMessage()
        self._folder_uris: Callable[[], Iterable[str]] = tuple

    def begin(self, initialize: InitializeMessage, folder_uris: Callable[[], Iterable[str]]) -> None:
        """Take what ``initialize`` said. ``folder_uris``: the workspace folders as they are now."""
        self.initialize = initialize
        self._folder_uris = folder_uris

    @property
    def flags(self) -> ClientFlags:
        """What the client can do."""
        return self.initialize.flags

    @property
    def trusted(self) -> bool:
        """Whether generated code may run here; clients that know no trust are trusted."""
        return self.initialize.options.get("trusted") is not False

    @property
    def folders(self) -> tuple[Path, ...]:
        """The workspace folders that are on this machine's disk."""
        paths = (path_of(uri) for uri in self._folder_uris())
        return tuple(path for path in paths if path is not None)

    def show(self, kind: Literal["error", "warning", "info"], message: str) -> None:
        """Show a message to the user."""
        number = {"error": 1, "warning": 2, "info": 3}[kind]
        self.client.notify("window/showMessage", {"type": number, "message": inert.message(message)})

    async def show_file(self, path: Path) -> bool:
        """Show a file where the editor can; else say where it is."""
        if not self.flags.show_document:
            self.show("info", f"It is in {path}")
            return False
        answer = await self.client.ask("window/showDocument", {"uri": path.as_uri(), "takeFocus": True}, None)
        return isinstance(answer, dict) and answer.get("success") is True
