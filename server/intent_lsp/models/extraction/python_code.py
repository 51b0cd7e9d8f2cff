"""Python read with ``ast``: what a module defines and uses. No execution; never raises."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import lru_cache

from intent_lsp.syntax.python import parse

_DEF = re.compile(r"^(?:async[ \t]+)?def[ \t]+([^\W\d]\w*)[ \t]*\(", re.MULTILINE)


@dataclass(slots=True)
class ParsedPython:
    """What a piece of Python says. ``parses`` is false for broken code; the names are then found by their ``def``."""

    parses: bool
    declared: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


@lru_cache(maxsize=4)
def read(code: str) -> ParsedPython:
    """Read a module."""
    tree = parse(code)
    if tree is None:
        return ParsedPython(False, set(_DEF.findall(code)))
    module = ParsedPython(True)
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            module.declared.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            module.imported |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            module.declared |= {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    module.used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return module


def definitions(code: str) -> dict[str, set[str]]:
    """The functions and classes at the top level, each with the names that it mentions; none of broken code."""
    tree = parse(code)
    return {
        node.name: {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - {node.name}
        for node in (tree.body if tree is not None else ())
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }


def is_body(code: str) -> bool:
    """Whether the code is the body of a function: it returns, outside every function of its own."""
    tree = parse(code)  # ``return`` outside a function is an error of the compiler, not of the parser
    return tree is not None and any(_returns(node) for node in tree.body)


def is_lambda(code: str) -> bool:
    """Whether the code is one lambda expression."""
    tree = parse(code)
    return (
        tree is not None
        and len(tree.body) == 1
        and isinstance(tree.body[0], ast.Expr)
        and isinstance(tree.body[0].value, ast.Lambda)
    )


def _returns(node: ast.stmt) -> bool:
    pending: list[ast.AST] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, ast.Return):
            return True
        if not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(item))
    return False


def without_demo(code: str) -> str:
    """Take off what runs at import only to show the function: ``print(…)``, ``if __name__ == …``, at the end."""
    tree = parse(code)
    if tree is None:
        return code
    end = len(tree.body)
    while end > 1 and _is_demo(tree.body[end - 1]):
        end -= 1
    if end == len(tree.body):
        return code
    lines = code.split("\n")
    last = tree.body[end - 1].end_lineno or len(lines)
    return "\n".join(lines[:last])


def _is_demo(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return isinstance(node.value.func, ast.Name) and node.value.func.id == "print"
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.left, ast.Name)
        and node.test.left.id == "__name__"
    )
