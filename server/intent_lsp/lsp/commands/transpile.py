"""``intent.transpile {uri, intent?, target?, regenerate?, force?, provider?, repair?}``: answers with the results, as
``--json`` does. ``provider``: ask only that one. ``repair``: go on from the candidate that was kept."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.session import Session


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Transpile a document, or one intent of it."""
    return await session.orders.document(
        arguments.uri(argument),
        intent=arguments.text(argument, "intent"),
        targets=arguments.target(argument),
        regenerate=arguments.flag(argument, "regenerate"),
        force=arguments.flag(argument, "force"),
        provider=arguments.text(argument, "provider") or "",
        mode="repair" if arguments.flag(argument, "repair") else "transpile",
        token=token,
    )
