"""``intent.prompt {uri, intent, target}``: show what the model was asked in the last round."""

from __future__ import annotations

from typing import Any

from intent_lsp.lsp.commands import arguments, shown_files
from intent_lsp.lsp.session import Session


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"uri", "system", "user", "round"}``: of the last round, or of the one that would begin.

    The file is written below ``.promirror/prompts``, and opened where the editor can. Raises ``JsonRpcInvalidParams``.
    """
    from intent_lsp.transpile.loop.prompts import SYSTEM, draft_prompt

    _, path, intent = await arguments.intent(argument, session.documents)
    target = arguments.one_target(argument)
    state = session.states.get(path, intent.name, target)
    is_recorded = state is not None and bool(state.prompt)
    number, user = (state.round, state.prompt) if state and is_recorded else (1, draft_prompt(intent, target))
    answer: dict[str, Any] = {"system": SYSTEM, "user": user, "round": number, "uri": None}
    text = f"<!-- round {number}: system -->\n\n{SYSTEM}\n<!-- round {number}: user -->\n\n{user}"
    file = await shown_files.write(session.scope.root_of(path), "prompts", f"{intent.name}.{target}.md", text)
    if file is not None:
        answer["uri"] = file.as_uri()
        await session.editor.show_file(file)
    return answer
