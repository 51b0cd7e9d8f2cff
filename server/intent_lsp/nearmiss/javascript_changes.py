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


def functions(code: str) -> dict[str, tuple[int, int]]:
    """Where each function at the top level stands, in bytes."""
    return {name: (node.start_byte, node.end_byte) for name, node in js.functions(js.parse(code)).items()}


def raising(code: str) -> list[tuple[int, int]]:
    """Where errors are made that are thrown, in bytes."""
    thrown = [node for node in js.walk(js.parse(code)) if node.type == "throw_statement"]
    return [(child.start_byte, child.end_byte) for node in thrown for child in node.named_children]


def parses(code: str) -> bool:
    """Whether code is JavaScript at all."""
    return not js.parse(code).has_error
