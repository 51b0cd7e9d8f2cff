"""``intent.open {uri}``: show a generated file or a candidate in the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intent_lsp.lsp.commands import arguments

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

NAME = "intent.open"


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"success": bool}``, as the editor does."""
    uri = arguments.uri(argument)
    if not session.flags.show_document:
        return {"success": False}
    return await session.client.ask("window/showDocument", {"uri": uri, "takeFocus": True}, None)
