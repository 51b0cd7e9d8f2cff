"""The seam to the engine: what the language server needs of it, and what a test puts in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from intent_lsp.config import Config
from intent_lsp.transpile.events import Emit

if TYPE_CHECKING:
    from intent_lsp.transpile.plan import Request
    from intent_lsp.transpile.results import Result


class Workbench(Protocol):
    """The engine for one workspace folder and one configuration."""

    async def transpile(self, requests: Sequence[Request], emit: Emit) -> tuple[Result, ...]:
        """Do the work; cancelled together with its task, whose cancel message is the reason."""
        ...

    async def warm(self) -> None:
        """Load the models that the first work will need. Never raises."""
        ...


OpenWorkbench: TypeAlias = Callable[[Path, Config], AbstractAsyncContextManager[Workbench]]


class Client(Protocol):
    """What features may say to the editor. ``params`` and answers are plain JSON."""

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
