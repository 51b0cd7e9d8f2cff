"""A project's tests in Python, with the values in place: parameters of pytest, and names that stand for one value.

What is left are statements such as ``assert slug("A b") == "a-b"``, which :mod:`~intent_lsp.adoption.python_calls`
reads.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice, product

_MOST_CASES = 60
"""Cases of one test that are looked at."""
Values = Mapping[str, ast.expr]


def statements(tree: ast.Module) -> Iterator[ast.AST]:
    """All nodes of a file; functions once for each of their cases, with names replaced by what they stand for."""
    for node in tree.body:
        yield from _nodes_of(node)


def _nodes_of(node: ast.stmt) -> Iterator[ast.AST]:
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            yield from _nodes_of(inner)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for case in islice(_cases(node), _MOST_CASES):
            yield from _nodes_with_values(node, case)
    else:
        yield from ast.walk(node)


def _cases(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Values]:
    """The values of the parameters, for every combination of ``pytest.mark.parametrize``; one case without any."""
    tables = [rows for node in function.decorator_list if (rows := _table(node))]
    for combined in product(*tables):
        yield {name: value for row in combined for name, value in row.items()}


def _table(node: ast.expr) -> list[Values]:
    """The rows of one ``parametrize``; none where names or values are not written there."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="parametrize"), args=[names, ast.List(elts=rows) | ast.Tuple(elts=rows), *_]
        ):
            known = _names(names)
        case _:
            return []
    found = [_row(row) for row in rows]
    if len(known) == 1:
        return [{known[0]: row} for row in found]
    return [
        dict(zip(known, row.elts, strict=True))
        for row in found
        if isinstance(row, ast.Tuple | ast.List) and len(row.elts) == len(known)
    ]


def _row(row: ast.expr) -> ast.expr:
    """A row, also of ``pytest.param(…)``."""
    match row:
        case ast.Call(func=ast.Attribute(attr="param"), args=args):
            return args[0] if len(args) == 1 else ast.copy_location(ast.Tuple(args, ast.Load()), row)
    return row


def _names(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(text)):
            return [name.strip() for name in text.split(",") if name.strip()]
        case ast.List(elts=elts) | ast.Tuple(elts=elts):
            return [str(one.value) for one in elts if isinstance(one, ast.Constant)]
    return []


def _nodes_with_values(function: ast.FunctionDef | ast.AsyncFunctionDef, case: Values) -> Iterator[ast.AST]:
    """The nodes of a test's body."""
    known = dict(case)
    once = _assigned_once(function)
    for statement in function.body:
        replaced = _Replacing(known).visit(copy.deepcopy(statement))
        yield from ast.walk(replaced)
        match replaced:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in once:
                known[name] = value


def _assigned_once(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names that stand for one value throughout: set once, and looked at only in assertions and other assignments."""
    stores: Counter[str] = Counter()
    loads: Counter[str] = Counter()
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            (loads if isinstance(node.ctx, ast.Load) else stores)[node.id] += 1
    plain: Counter[str] = Counter()
    for statement in function.body:
        if _only_looks(statement):
            plain.update(
                node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            )
    for node in ast.walk(function):  # a method may change what it is called on, and so does x[0] = 1
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name):
            plain[node.value.id] -= 1
    return {name for name, count in stores.items() if count == 1 and loads[name] <= plain[name]}


def _only_looks(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return name.startswith("assert")
    return isinstance(statement, ast.Assert | ast.Assign | ast.With)


class _Replacing(ast.NodeTransformer):
    """Puts values in the place of names."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id) if isinstance(node.ctx, ast.Load) else None
        return node if value is None else copy.deepcopy(value)
