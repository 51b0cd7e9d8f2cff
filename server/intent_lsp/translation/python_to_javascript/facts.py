"""What a condition says of the program behind it, as Python expressions that are then truthy."""

from __future__ import annotations

import ast

_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def facts_of(node: ast.expr, truth: bool = True) -> set[str]:
    """What holds where the condition came out as ``truth``."""
    match node:
        case ast.UnaryOp(ast.Not(), operand):
            return facts_of(operand, not truth)
        case ast.BoolOp(ast.And(), values) if truth:
            return {fact for value in values for fact in facts_of(value)}
        case ast.BoolOp(ast.Or(), values) if not truth:
            return {fact for value in values for fact in facts_of(value, False)}
        case ast.Compare(left, [operator], [right]):
            return _compared(left, type(operator) if truth else _NEGATED[type(operator)], right)
    return _filled(node) if truth else set()


def _compared(left: ast.expr, operator: type[ast.cmpop], right: ast.expr) -> set[str]:
    if operator is ast.Lt:
        return {f"{ast.unparse(left)} < {ast.unparse(right)}"} | _zero(left, operator, right)
    if operator is ast.In:
        return {f"{ast.unparse(left)} in {ast.unparse(right)}"}
    if operator is ast.IsNot and isinstance(right, ast.Constant) and right.value is None:
        return {f"{ast.unparse(left)} is not None"}
    return _zero(left, operator, right)


def _zero(left: ast.expr, operator: type[ast.cmpop], right: ast.expr) -> set[str]:
    """What a comparison with a number says of being zero."""
    value = _number(right)
    if value is None:
        if isinstance(right, (ast.List, ast.Constant)) and not getattr(right, "elts", getattr(right, "value", 1)):
            return _filled(left) if operator is ast.NotEq else set()
        return set()
    holds = {
        ast.NotEq: value == 0,
        ast.Eq: value != 0,
        ast.Gt: value >= 0,
        ast.GtE: value > 0,
        ast.Lt: value <= 0,
        ast.LtE: value < 0,
    }
    return _filled(left) if holds.get(operator) else set()


def _filled(node: ast.expr) -> set[str]:
    """A value that is truthy: of a length, what has it."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and node.args:
        return {ast.unparse(node.args[0])}
    return {ast.unparse(node)}


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    return None
