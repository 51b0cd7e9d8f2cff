"""``intent.applyEdit {edit}``: for clients whose code actions are commands only; not meant for people."""

from __future__ import annotations

import logging
from typing import Any

from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.errors import JsonRpcInvalidParams

logger = logging.getLogger(__name__)


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Let the editor apply an edit that we offered; answer what it says."""
    if not isinstance(argument.get("edit"), dict):
        raise JsonRpcInvalidParams("`edit` must be a workspace edit.")
    if not session.scope.flags.apply_edit:
        return {"applied": False, "failureReason": "The editor cannot apply edits."}
    answer = await session.editor.client.ask("workspace/applyEdit", {"edit": argument["edit"]})
    if isinstance(answer, dict) and not answer.get("applied"):
        logger.warning("an edit was not applied: %s", answer.get("failureReason", "no reason given"))
    return answer
