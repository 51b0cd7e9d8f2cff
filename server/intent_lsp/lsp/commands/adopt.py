"""``intent.adopt {uri, function}``: make a document from a function of a file of Python or JavaScript, and show it."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.runs.orders import file_of_uri
from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.errors import JsonRpcInvalidParams


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"document", "examples", "branches": {"reached", "total"}, "remarks", "cancelled"}``.

    Raises ``JsonRpcException`` where nothing can be made of the function, with the reasons and what to do.
    """
    from intent_lsp.adoption import sources
    from intent_lsp.lsp.runs.adoption import Adoption

    path, name = file_of_uri(arguments.uri(argument)), arguments.required(argument, "function")
    if path.suffix not in sources.TARGET_OF:
        raise JsonRpcInvalidParams(f"{path.name} is neither Python nor JavaScript.")
    session.orders.need_trust()
    adoption = Adoption(session.editor, session.scope, session.documents, session.workbenches)
    return await adoption.run(path, name, token)
