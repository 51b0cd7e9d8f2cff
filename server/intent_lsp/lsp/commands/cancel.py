"""``intent.cancel {uri?, intent?}``: cancel an intent's, a document's, or all transpiling."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.uris import path_of


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"cancelled": N}``, the number of intents that were under way, and of commands that had not begun."""
    uri = arguments.text(argument, "uri")
    path = path_of(uri) if uri else None
    if uri and path is None:
        return {"cancelled": 0}
    return {"cancelled": session.orders.cancel(path, arguments.text(argument, "intent"))}
