"""One module per request; each has a METHOD and a ``handle(ls, params)`` without logic.

They are imported when the client asks for the first time: the first diagnostics do not wait for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from lsprotocol import types

REQUESTS: dict[str, str] = {
    types.TEXT_DOCUMENT_CODE_ACTION: "code_action",
    types.TEXT_DOCUMENT_CODE_LENS: "code_lens",
    types.CODE_LENS_RESOLVE: "code_lens_resolve",
    types.TEXT_DOCUMENT_COMPLETION: "completion",
    types.TEXT_DOCUMENT_DEFINITION: "definition",
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: "document_highlight",
    types.TEXT_DOCUMENT_DOCUMENT_LINK: "document_link",
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: "document_symbol",
    types.TEXT_DOCUMENT_FOLDING_RANGE: "folding_range",
    types.TEXT_DOCUMENT_FORMATTING: "formatting",
    types.TEXT_DOCUMENT_HOVER: "hover",
    types.TEXT_DOCUMENT_INLAY_HINT: "inlay_hint",
    types.TEXT_DOCUMENT_PREPARE_RENAME: "prepare_rename",
    types.TEXT_DOCUMENT_REFERENCES: "references",
    types.TEXT_DOCUMENT_RENAME: "rename",
    types.TEXT_DOCUMENT_SELECTION_RANGE: "selection_range",
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: "semantic_tokens",
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA: "semantic_tokens_delta",
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: "semantic_tokens_range",
    types.WORKSPACE_SYMBOL: "workspace_symbol",
}
"""The module that serves each method."""

COROUTINES = frozenset(
    (
        types.TEXT_DOCUMENT_COMPLETION,
        types.TEXT_DOCUMENT_DEFINITION,
        types.TEXT_DOCUMENT_REFERENCES,
        types.TEXT_DOCUMENT_RENAME,
        types.WORKSPACE_SYMBOL,
    )
)
"""Those whose ``handle`` is a coroutine function; pygls has to know before the module is there."""

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
