"""A function of Python that tells which of its branches a call takes."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import cast

from intent_lsp.adoption.contract import Instrumented

_HIT, _HITS, _ENTRY = "_intent_hit", "_intent_hits", "_intent_branches"
_BEFORE = f"{_HITS} = set()\ndef {_HIT}(number):\n    {_HITS}.add(number)\n"
_BEHIND = f"""
def {_ENTRY}(*args):
    {_HITS}.clear()
    try:
        {{entry}}(*args)
    except Exception:
        pass
    return sorted({_HITS})
"""


def instrumented(code: str, name: str, entry: str) -> Instrumented:
    """The module with a counter in each branch of the function ``name``; ``entry`` is what is called.

    A branch is the beginning of the function, each arm of an ``if`` (the one that is not written too), of a
    ``match`` and of a conditional expression, the body of a loop and of a handler, and what ``and`` and ``or``
    evaluate last.
    """
    tree = ast.parse(code)
    counting = _Counting()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            counting.visit(statement)
    first = next((i for i, node in enumerate(tree.body) if not _must_come_first(node)), len(tree.body))
    tree.body[first:first] = ast.parse(_BEFORE).body
    tree.body += ast.parse(_BEHIND.format(entry=entry)).body
    return Instrumented(ast.unparse(ast.fix_missing_locations(tree)), _ENTRY, counting.count)


def _must_come_first(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


class _Counting(ast.NodeTransformer):
    """Puts the counters in."""

    def __init__(self) -> None:
        self.count = 0

    def _hit(self) -> ast.Call:
        self.count += 1
        return ast.Call(ast.Name(_HIT, ast.Load()), [ast.Constant(self.count - 1)], [])

    def _counted(self, body: list[ast.stmt]) -> list[ast.stmt]:
        hit = ast.Expr(self._hit())
        return [hit, *self._visited(body)]

    def _visited(self, body: Iterable[ast.stmt]) -> list[ast.stmt]:
        return [cast(ast.stmt, self.visit(node)) for node in body]

    def _valued(self, node: ast.expr) -> ast.expr:
        """``hit() or value``: a hit is ``None``."""
        hit = self._hit()
        return ast.BoolOp(ast.Or(), [hit, cast(ast.expr, self.visit(node))])

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = self._counted(node.body)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        node.test = self.visit(node.test)
        node.body = self._counted(node.body)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node.orelse = self._visited(node.orelse)
        else:
            node.orelse = self._counted(node.orelse)
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        node.iter = self.visit(node.iter)
        node.body = self._counted(node.body)
        node.orelse = self._counted(node.orelse) if node.orelse else []
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        node.test = self.visit(node.test)
        node.body = self._counted(node.body)
        node.orelse = self._counted(node.orelse) if node.orelse else []
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.body = self._counted(node.body)
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        node.body = self._counted(node.body)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        node.test = self.visit(node.test)
        node.body, node.orelse = self._valued(node.body), self._valued(node.orelse)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        node.values = [self.visit(node.values[0]), *(self._valued(value) for value in node.values[1:])]
        return node
