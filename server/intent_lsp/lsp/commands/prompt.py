"""``intent.prompt {uri, intent, target}``: show what the model was asked in the last round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.features import prompt

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

NAME = "intent.prompt"


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"uri", "system", "user", "round"}``; the file is opened where the editor can."""
    return await prompt.show(
        session, arguments.uri(argument), arguments.required(argument, "intent"), arguments.one_target(argument)
    )
