"""Every small change of a Python function."""

from __future__ import annotations

import ast

from intent_lsp.nearmiss import python_statements
from intent_lsp.nearmiss.contract import Change, Hints
from intent_lsp.nearmiss.python_expressions import Expressions
from intent_lsp.syntax.python import Source
from intent_lsp.values import JsonValue


def changes(code: str, name: str, hints: Hints, expected: list[JsonValue]) -> list[Change]:
    """The changes of the function and of those it may call. ``expected``: what the failing examples want."""
    source = Source.of(code)
    if source is None or source.function(name) is None:
        return []
    found: list[Change] = []
    for function in source.functions():
        found += Expressions(source, function, hints).changes()
        found += python_statements.changes(source, function, hints, expected if function.name == name else [])
    return found


def functions(code: str) -> dict[str, tuple[int, int]]:
    """Where each function at the top level stands, in bytes."""
    source = Source.of(code)
    return {function.name: source.span(function) for function in source.functions()} if source else {}


def raising(code: str) -> list[tuple[int, int]]:
    """Where errors are made that are raised, in bytes."""
    source = Source.of(code)
    found = [node.exc for node in ast.walk(source.tree) if isinstance(node, ast.Raise)] if source else []
    return [source.span(error) for error in found if source and error is not None]


def parses(code: str) -> bool:
    """Whether code is Python at all."""
    return Source.of(code) is not None
