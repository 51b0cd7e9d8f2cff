"""``intent.pull {uri, model}``: fetch a model that is not installed, through Ollama. Never done unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.runs import model_pull

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

NAME = "intent.pull"


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"pulled", "cancelled"}``."""
    return await model_pull.pull(session, arguments.uri(argument), arguments.required(argument, "model"), token)
