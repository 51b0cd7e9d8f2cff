"""The classes of a file of Python, and their methods: these are seen, and not adopted. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from intent_lsp.adoption.contract import MOVE_OUT, ExistingFunction, Note
from intent_lsp.syntax import python

_METHOD = (ast.FunctionDef, ast.AsyncFunctionDef)


def methods(text: str) -> dict[str, int]:
    """The classes that have methods, with how many; empty where the text is not Python."""
    source = python.Source.of(text)
    counts = {node.name: sum(1 for _ in _methods(node)) for node in _classes(source.tree)} if source else {}
    return {name: count for name, count in counts.items() if count}


def named(tree: ast.Module, name: str) -> ExistingFunction | None:
    """The method, or the class, of that name: it is there, and cannot be adopted. ``name`` may be ``Cart.add``."""
    owner, _, method = name.rpartition(".")
    for node in _classes(tree):
        for inner in _methods(node):
            if inner.name == method and owner in ("", node.name):
                return _refused(name, inner.lineno, _method_note(node, inner))
        if node.name == name:
            return _refused(name, node.lineno, Note(node.lineno, "is a class, not a function"))
    return None


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in tree.body if isinstance(node, ast.ClassDef))


def _methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (inner for inner in node.body if isinstance(inner, _METHOD))


def _method_note(owner: ast.ClassDef, method: ast.FunctionDef | ast.AsyncFunctionDef) -> Note:
    if any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in method.decorator_list):
        return Note(method.lineno, f"is a static method of {owner.name}", hint=MOVE_OUT)
    return Note(method.lineno, f"is a method of {owner.name}, which depends on an object")


def _refused(name: str, line: int, note: Note) -> ExistingFunction:
    return ExistingFunction("py", name, line, obstacles=(note,))
