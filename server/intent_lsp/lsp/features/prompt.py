"""What a model is asked, to read: the last round's prompt, or the one that would begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcInvalidParams

from intent_lsp.lsp.features import kept
from intent_lsp.lsp.runs.orders import file_of_uri
from intent_lsp.values import Target

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session


async def show(session: Session, uri: str, name: str, target: Target) -> dict[str, Any]:
    """Write the prompt below ``.promirror/prompts`` and open it. Raises ``JsonRpcInvalidParams``."""
    from intent_lsp.transpile.prompts import SYSTEM, draft_prompt

    view = await session.closed_or_open(file_of_uri(uri))
    intent = view.document.intent(name) if view is not None else None
    if view is None or view.path is None or intent is None:
        raise JsonRpcInvalidParams(f"There is no intent {name!r} in {uri}.")
    state = session.states.get(view.path, name, target)
    asked = state is not None and bool(state.prompt)
    number, user = (state.round, state.prompt) if state and asked else (1, draft_prompt(intent, target))
    answer: dict[str, Any] = {"system": SYSTEM, "user": user, "round": number, "uri": None}
    text = f"<!-- round {number}: system -->\n\n{SYSTEM}\n<!-- round {number}: user -->\n\n{user}"
    file = await kept.write(session.root_of(view.path), "prompts", f"{name}.{target}.md", text)
    if file is not None:
        answer["uri"] = file.as_uri()
        await kept.open_file(session, file)
    return answer
