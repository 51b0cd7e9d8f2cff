"""Who listens to one answer: several callers may have joined the same work."""

from __future__ import annotations

from typing import Protocol

from intent_lsp.models.contract import OnToken, OnWait
from intent_lsp.usage import OnUsage, Usage


class Listener(Protocol):
    """What a call tells as it goes on."""

    def token(self, text: str) -> None:
        """A piece of the answer came."""

    def wait(self, provider: str, model: str, reason: str) -> None:
        """The answer takes its time, for this reason; what came before is void."""

    def spent(self, usage: Usage) -> None:
        """A call for the answer is over."""


class CallListeners:
    """Passes tokens and waiting on to every listener; one that joins late first hears what it missed."""

    def __init__(self) -> None:
        self._listeners: list[tuple[OnToken, OnWait, OnUsage]] = []
        self._pieces: list[str] = []

    def join(self, on_token: OnToken, on_wait: OnWait, on_usage: OnUsage) -> None:
        """Listen from now on."""
        if self._pieces:
            on_token("".join(self._pieces))
        self._listeners.append((on_token, on_wait, on_usage))

    def leave(self, on_token: OnToken, on_wait: OnWait, on_usage: OnUsage) -> None:
        """Listen no more."""
        self._listeners.remove((on_token, on_wait, on_usage))

    def token(self, text: str) -> None:
        """A piece of the answer came."""
        self._pieces.append(text)
        for on_token, _, _ in self._listeners:
            on_token(text)

    def wait(self, provider: str, model: str, reason: str) -> None:
        """The answer takes its time, for this reason; what came before is void."""
        self._pieces.clear()
        for _, on_wait, _ in self._listeners:
            on_wait(provider, model, reason)

    def spent(self, usage: Usage) -> None:
        """A call for the answer is over: the first listener pays, so that no call is counted twice."""
        for _, _, on_usage in self._listeners[:1]:
            on_usage(usage)
