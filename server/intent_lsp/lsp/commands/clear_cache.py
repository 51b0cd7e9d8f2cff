"""``intent.clearCache {uri?}``: forget the model replies kept for a folder, or for all folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intent_lsp.lsp.commands import arguments

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

NAME = "intent.clearCache"


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"removed": N}``, the number of entries."""
    return {"removed": await session.clear_cache(arguments.text(argument, "uri"))}
