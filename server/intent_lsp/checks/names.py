"""Names that nothing defines, in Python code that parses. Nothing is executed.

A wrong accusation costs a right program, a miss is found when the code runs: what is only perhaps wrong is not told.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from intent_lsp.sandbox.contract import CodeError

_Place: TypeAlias = tuple[int, int]
_BY_HAND = re.compile(r"\b(?:globals|locals|vars|exec|eval|builtins|__builtins__|__dict__|global_enum)\b")
"""Code with one of these may define names in ways that no reader sees."""
_LATER = ("PythonFinalizationError",)
"""Built-in names that the program's own Python may lack; :mod:`intent_lsp.checks.newer_python` knows their versions."""


def undefined_names(code: str, tree: ast.Module) -> list[CodeError]:
    """One error per undefined name, in the order of the code; each name once."""
    from pyflakes import checker, messages  # a hundredth of a second, and only needed when code is checked

    if _BY_HAND.search(code):
        return []
    unread = set(_unread(tree))
    deleted = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del)}
    found: dict[str, CodeError] = {}
    for message in sorted(checker.Checker(tree, builtins=_LATER).messages, key=lambda m: (m.lineno, m.col)):
        if not isinstance(message, (messages.UndefinedName, messages.UndefinedExport)):
            continue
        if (message.lineno, message.col) in unread:
            continue
        name = str(message.message_args[0])
        if name in deleted:  # perhaps after its last use: a function that uses it may have run before
            continue
        where = "" if isinstance(message, messages.UndefinedName) else ", but `__all__` names it"
        found.setdefault(
            name, CodeError("NameError", f"`{name}` is not defined{where}", message.lineno, message.col + 1)
        )
    return list(found.values())


def _unread(tree: ast.Module) -> Iterator[_Place]:
    """Where names stand that Python itself does not look up: in quoted annotations and those of local variables, in
    all annotations after ``from __future__ import annotations``, and under a ``try`` that expects the name to lack."""
    future = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.col_offset
        elif isinstance(node, ast.Try) and _expects_names_to_lack(node):
            yield from _inside(node.body)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for inner in ast.walk(node):
                if isinstance(inner, ast.AnnAssign):
                    yield from _inside([inner.annotation])
        if future:
            annotations = (getattr(node, "annotation", None), getattr(node, "returns", None))
            yield from _inside([part for part in annotations if isinstance(part, ast.AST)])


def _inside(nodes: Sequence[ast.AST]) -> Iterator[_Place]:
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name):
                yield inner.lineno, inner.col_offset


def _expects_names_to_lack(node: ast.Try) -> bool:
    return any(
        handler.type is None
        or any(isinstance(n, ast.Name) and n.id in ("NameError", "Exception", "BaseException")
               for n in ast.walk(handler.type))
        for handler in node.handlers
    )  # fmt: skip
