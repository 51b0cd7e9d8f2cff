"""Python as a tree with places in bytes."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from intent_lsp.syntax.edits import Edit, apply_edits

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


MOST_LEVELS = 150
"""Of a tree. Of 2,000 modules of Python's own library and of packages the deepest has 87; what reads a tree by
recursion, as :mod:`ast` and :mod:`copy` do, takes up to five frames of Python's thousand a level."""


def parse(code: str) -> ast.Module | None:
    """The tree; ``None`` for what is not Python, and for what :func:`nests_too_deeply`."""
    try:
        tree = _tree(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    return tree if isinstance(tree, ast.Module) and not _is_deep(tree) else None


def parse_expression(text: str) -> ast.expr | None:
    """The tree of one expression, with or without spaces around it; ``None`` as for :func:`parse`."""
    try:
        tree = _tree(text.strip(), "eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    return tree.body if isinstance(tree, ast.Expression) and not _is_deep(tree) else None


def nests_too_deeply(code: str) -> bool:
    """Whether code has more than ``MOST_LEVELS`` levels, or more than Python can parse."""
    try:
        return _is_deep(_tree(code))
    except (RecursionError, MemoryError):
        return True
    except (SyntaxError, ValueError, OverflowError) as error:
        return "too many nested" in str(error)


def _tree(code: str, mode: str = "exec") -> ast.AST:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree: ast.AST = compile(code, "<code>", mode, ast.PyCF_ONLY_AST, dont_inherit=True)
    return tree


def _is_deep(tree: ast.AST) -> bool:
    level = [tree]
    for _ in range(MOST_LEVELS):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True


class Source:
    """A module that parses, and its text."""

    def __init__(self, code: str, tree: ast.Module) -> None:
        self.code = code
        self.tree = tree

    @classmethod
    def of(cls, code: str) -> Source | None:
        """``None`` where the code does not parse."""
        tree = parse(code)
        return None if tree is None else cls(code, tree)

    @cached_property
    def data(self) -> bytes:
        """The text in UTF-8."""
        return self.code.encode("utf-8", "surrogatepass")

    @cached_property
    def _lines(self) -> list[int]:
        starts = [0]
        for line in self.data.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        return starts

    def span(self, node: ast.expr | ast.stmt | ast.arg) -> tuple[int, int]:
        """Where the node stands: first byte, and the one behind the last."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self._lines[node.lineno - 1] + node.col_offset, self._lines[end_line - 1] + end_column

    def text(self, node: ast.expr | ast.stmt | ast.arg) -> str:
        """The node as it is written."""
        start, end = self.span(node)
        return self.data[start:end].decode("utf-8", "surrogatepass")

    def replaced(self, node: ast.expr | ast.stmt | ast.arg, text: str) -> Edit:
        """The edit that puts ``text`` in the node's place."""
        return Edit(*self.span(node), text)

    def line_start(self, line: int) -> int:
        """Where a line starts; ``line`` counts from 1."""
        return self._lines[min(line, len(self._lines)) - 1]

    def without(self, nodes: list[ast.stmt]) -> str:
        """The text without whole top-level statements, their decorators included."""
        edits = []
        for node in nodes:
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            edits.append(Edit(self.line_start(first), self.line_start((node.end_lineno or node.lineno) + 1), ""))
        return apply_edits(self.code, edits).rstrip() + "\n"

    def functions(self) -> list[Function]:
        """The functions at the top level, in order."""
        return [node for node in self.tree.body if isinstance(node, Function)]

    def function(self, name: str) -> Function | None:
        """The function of that name that counts: the last one."""
        return next((node for node in reversed(self.functions()) if node.name == name), None)


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """What belongs to the function itself: not to functions and classes inside it."""
    pending: list[ast.AST] = list(reversed(function.body))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


def returned_expressions(function: Function) -> list[ast.expr]:
    """The expressions that the function itself returns."""
    return [node.value for node in own_nodes(function) if isinstance(node, ast.Return) and node.value is not None]
