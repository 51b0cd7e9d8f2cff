"""``intent.status {uri?}``: what is known about each intent and target, for status bars and scripts."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.features import status
from intent_lsp.lsp.session import Session


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer the same object that the notification ``intent/state`` carries."""
    return status.overview(session.context, arguments.text(argument, "uri"))
