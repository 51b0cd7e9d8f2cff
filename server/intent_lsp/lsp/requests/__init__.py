"""One module per request, each with a ``handle(ls, params)`` without logic.

:mod:`intent_lsp.lsp.wire.registry` lists them. They are imported when the client asks for the first time: the first
diagnostics do not wait for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from intent_lsp.lsp.wire.registry import COROUTINES, REQUESTS

Handle = Callable[[Any, Any], Any]


def handler(method: str) -> Handle:
    """What serves a method; imports its module when it is called for the first time. The server is passed as ``ls``."""
    name = f"{__name__}.{REQUESTS[method]}"

    def handle(ls: Any, params: Any) -> Any:
        return import_module(name).handle(ls, params)

    async def wait(ls: Any, params: Any) -> Any:
        answer: Awaitable[Any] = import_module(name).handle(ls, params)
        return await answer

    return wait if method in COROUTINES else handle
