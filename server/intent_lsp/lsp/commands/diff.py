"""``intent.diff {uri, intent, target}``: what was edited by hand, or how the candidate differs from the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intent_lsp.lsp.commands import arguments
from intent_lsp.lsp.features import difference

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

NAME = "intent.diff"


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"left": {uri, title, text}, "right": …, "unified"}``.

    LSP has no request to show a difference. Clients that say ``experimental.intentDiff`` show it themselves; in others
    the unified difference is opened as a file, where they can open files.
    """
    return await difference.show(
        session, arguments.uri(argument), arguments.required(argument, "intent"), arguments.one_target(argument)
    )
