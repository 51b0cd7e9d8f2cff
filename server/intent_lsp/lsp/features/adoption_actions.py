"""On the first line of a function of Python or JavaScript: make an intent document from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.action_shape import REWRITE, command_action, for_client, is_wanted
from intent_lsp.lsp.scope import Scope
from intent_lsp.values import Json

_CACHE = "function lines"
_WORDS = ("def ", "function", "=")
"""One of these stands in the first line of each function at the top level."""


def actions(view: View, scope: Scope, line: int, only: Sequence[str] | None) -> list[Json]:
    """``line``: from 0. Nothing for generated code, which has an intent, nor where code may not run."""
    name = _function_at(view, line) if scope.trusted and is_wanted(REWRITE, only) else None
    if name is None:
        return []
    argument = {"uri": view.uri, "function": name}
    action = for_client(
        command_action(f"Adopt '{name}' as an intention", REWRITE, "intent.adopt", argument), scope.flags
    )
    return [action] if action is not None else []


def _function_at(view: View, line: int) -> str | None:
    lines = view.text.lines
    if view.path is None or line >= len(lines) or not any(word in lines[line] for word in _WORDS):
        return None
    from intent_lsp.adoption import sources  # for those who look at code

    return _functions(view).get(line + 1) if view.path.suffix in sources.TARGET_OF else None


def _functions(view: View) -> Mapping[int, str]:
    """Names by line, from 1; read once for each text."""
    from intent_lsp.adoption import sources
    from intent_lsp.output.workspace import state_of

    known = view.feature_cache.get(_CACHE)
    if known is None or known[0] != view.text.revision:
        text = view.text.source
        found = sources.function_lines(view.path.name, text) if view.path and state_of(text).header is None else {}
        known = view.feature_cache[_CACHE] = view.text.revision, found
    functions: Mapping[int, str] = known[1]
    return functions
