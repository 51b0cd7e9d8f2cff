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

    A branch is the beginning of the function, each arm of an ``if`` (the one that is not written too, and also in a
    comprehension), of a ``match`` and of a conditional expression, the body of a loop and of a handler, the end of a
    loop that something may leave before, a ``try`` that succeeds, and what ``and`` and ``or`` evaluate last.
    """
    tree = ast.parse(code)
    counting = _Counting()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            counting.visit(statement)
    first = next((i for i, node in enumerate(tree.body) if not _must_come_first(node)), len(tree.body))
    tree.body[first:first] = ast.parse(_BEFORE).body
    tree.body += ast.parse(_BEHIND.format(entry=entry)).body
    return Instrumented(ast.unparse(ast.fix_missing_locations(tree)), _ENTRY, tuple(counting.sources))


def _must_come_first(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def _line(node: ast.AST) -> str:
    """The first line of a piece of the function."""
    return ast.unparse(node).split("\n", 1)[0]


def _may_be_left(loop: ast.For | ast.While) -> bool:
    """Whether something in a loop may end it before its end."""
    return any(isinstance(node, ast.Return | ast.Break) for part in loop.body for node in ast.walk(part))


def _always(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


class _Counting(ast.NodeTransformer):
    """Puts the counters in."""

    def __init__(self) -> None:
        self.sources: list[str] = []

    def _hit(self, source: str) -> ast.Call:
        self.sources.append(source)
        return ast.Call(ast.Name(_HIT, ast.Load()), [ast.Constant(len(self.sources) - 1)], [])

    def _counted(self, body: list[ast.stmt], other: str = "") -> list[ast.stmt]:
        """``other``: what says which branch it is where nothing is written there."""
        hit = ast.Expr(self._hit(_line(body[0]) if body else other))
        return [hit, *self._visited(body)]

    def _visited(self, body: Iterable[ast.stmt]) -> list[ast.stmt]:
        return [cast(ast.stmt, self.visit(node)) for node in body]

    def _valued(self, node: ast.expr) -> ast.expr:
        """``hit() or value``: a hit is ``None``."""
        hit = self._hit(_line(node))
        return ast.BoolOp(ast.Or(), [hit, cast(ast.expr, self.visit(node))])

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = self._counted(node.body)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        otherwise = f"not ({_line(node.test)})"
        node.test = self.visit(node.test)
        node.body = self._counted(node.body)
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node.orelse = self._visited(node.orelse)
        else:
            node.orelse = self._counted(node.orelse, otherwise)
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._loop(node, f"the end of: {_line(node)}")

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._loop(node, "" if _always(node.test) else f"the end of: {_line(node)}")

    def _loop(self, node: ast.For | ast.While, end: str) -> ast.AST:
        """``end``: how the end of the loop is named; empty where it has none."""
        ends = bool(end and (node.orelse or _may_be_left(node)))
        if isinstance(node, ast.For):
            node.iter = self.visit(node.iter)
        else:
            node.test = self.visit(node.test)
        node.body = self._counted(node.body)
        node.orelse = self._counted(node.orelse, end) if ends else self._visited(node.orelse)
        return node

    def visit_Try(self, node: ast.Try) -> ast.AST:
        *first, last = node.body
        node.body = [*self._visited(first), *self._succeeding(last)]
        node.handlers = [cast(ast.ExceptHandler, self.visit(handler)) for handler in node.handlers]
        node.orelse, node.finalbody = self._visited(node.orelse), self._visited(node.finalbody)
        return node

    def _succeeding(self, last: ast.stmt) -> list[ast.stmt]:
        """The last statement of a ``try``, which counts once it is done; what has arms has counters of its own."""
        if isinstance(last, ast.Return) and last.value is not None:
            source, value = _line(last), cast(ast.expr, self.visit(last.value))
            pair = ast.Tuple([value, self._hit(source)], ast.Load())
            return [ast.Return(ast.Subscript(pair, ast.Constant(0), ast.Load()))]
        if isinstance(last, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr):
            source = _line(last)
            return [cast(ast.stmt, self.visit(last)), ast.Expr(self._hit(source))]
        return [cast(ast.stmt, self.visit(last))]

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

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """``if test`` becomes ``if test and (hit() or True) or hit()``: both hits are ``None``."""
        sources = [_line(test) for test in node.ifs]
        node.iter = self.visit(node.iter)
        node.ifs = [self._condition(self.visit(test), source) for test, source in zip(node.ifs, sources, strict=True)]
        return node

    def _condition(self, test: ast.expr, source: str) -> ast.expr:
        yes = ast.BoolOp(ast.Or(), [self._hit(source), ast.Constant(value=True)])
        return ast.BoolOp(ast.Or(), [ast.BoolOp(ast.And(), [test, yes]), self._hit(f"not ({source})")])
