"""``intent.pull {uri, model}``: fetch a model that is not installed, through Ollama. Never done unasked."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.runs import model_pull
from intent_lsp.lsp.session import Session


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"pulled", "cancelled"}``."""
    return await model_pull.pull(
        session.editor, session.scope, arguments.uri(argument), arguments.required(argument, "model"), token
    )
