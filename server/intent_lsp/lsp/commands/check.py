"""``intent.check {uri, intent?, target?}``: run the examples on the code that is there; nothing is asked or written."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.session import Session


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer as ``intent.transpile`` does."""
    return await session.orders.document(
        arguments.uri(argument),
        intent=arguments.text(argument, "intent"),
        targets=arguments.target(argument),
        mode="check",
        token=token,
    )
