"""``intent.transpileWorkspace {uri?, target?, regenerate?, force?}``: every document of a folder, or of all folders."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.session import Session


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Transpile everything; documents that are open count as they stand in the editor."""
    return await session.orders.workspace(
        arguments.text(argument, "uri"),
        targets=arguments.target(argument),
        regenerate=arguments.flag(argument, "regenerate"),
        force=arguments.flag(argument, "force"),
        token=token,
    )
