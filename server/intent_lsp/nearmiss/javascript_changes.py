"""Every small change of a JavaScript function."""

from __future__ import annotations

from intent_lsp.nearmiss import javascript_statements
from intent_lsp.nearmiss.contract import Change, Hints
from intent_lsp.nearmiss.javascript_expressions import Expressions
from intent_lsp.syntax import javascript as js
from intent_lsp.values import JsonValue


def changes(code: str, name: str, hints: Hints, expected: list[JsonValue]) -> list[Change]:
    """The changes of the function and of those it may call. ``expected``: what the failing examples want."""
    root = js.parse(code)
    functions = js.functions(root)
    if root.has_error or name not in functions:
        return []
    found: list[Change] = []
    for one, function in functions.items():
        found += Expressions(function, hints).changes()
        found += javascript_statements.changes(function, hints, expected if one == name else [])
    return found
