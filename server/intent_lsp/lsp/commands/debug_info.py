"""``intent.debugInfo``: what a bug report needs, with nothing of anybody's documents in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intent_lsp.lsp.features import debug

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

NAME = "intent.debugInfo"


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Versions, client, folders, and how much is under way."""
    return debug.info(session)
