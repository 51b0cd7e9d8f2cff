"""``intent.open {uri, intent?}``: show a file in the editor, at the intent where one is named."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.uris import path_of


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"success": bool}``, as the editor does."""
    uri = arguments.uri(argument)
    if not session.scope.flags.show_document:
        return {"success": False}
    params: dict[str, Any] = {"uri": uri, "takeFocus": True}
    name, path = arguments.text(argument, "intent"), path_of(uri)
    view = await session.documents.closed_or_open(path) if name and path is not None else None
    intent = view.document.intent(name) if view is not None and name else None
    if view is not None and intent is not None:
        params["selection"] = view.range(intent.place(intent.name_span))
    return await session.editor.client.ask("window/showDocument", params, None)
