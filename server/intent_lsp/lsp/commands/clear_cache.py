"""``intent.clearCache {uri?}``: forget the model replies kept for a folder, or for all folders."""

from __future__ import annotations

import asyncio
from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.uris import path_of


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"removed": N}``, the number of entries."""
    from intent_lsp.models.cache import cache_of

    uri = arguments.text(argument, "uri")
    path = path_of(uri) if uri else None
    roots = [session.scope.root_of(path)] if path is not None else list(session.scope.folders)
    removed = 0
    for root in roots:
        removed += await asyncio.to_thread(cache_of(root, session.scope.config_in(root)).clear)
    return {"removed": removed}
