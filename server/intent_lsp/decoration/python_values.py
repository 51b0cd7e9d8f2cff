"""What kind of value the expressions of a Python function give, as far as that is plain to see."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from intent_lsp.decoration.python_types import Sequence
from intent_lsp.syntax.python import Function, own_nodes, returned_expressions

_WHOLE = {"int", "len", "ord", "round", "floor", "ceil", "trunc", "isqrt", "gcd", "lcm", "comb", "perm", "factorial",
          "index", "find", "count", "bit_length"}  # fmt: skip
"""Calls that give an integer, whatever they are given; ``round`` with one argument."""
_BROKEN = {"float", "sqrt", "hypot", "exp", "log", "log2", "log10", "sin", "cos", "tan", "atan2", "pow", "fsum", "mean",
           "fabs", "radians", "degrees"}  # fmt: skip
"""Calls that give a float."""
_PASSING = {"min", "max", "abs", "sum"}
"""Calls that give what they are given."""
_LISTS = {"list", "sorted", "split", "splitlines", "rsplit", "findall", "copy", "most_common"}


class Values:
    """The values of one function. ``fractional``: the parameters that may hold numbers with a fraction."""

    def __init__(self, function: Function, fractional: Collection[str]) -> None:
        self._fractional = frozenset(fractional)
        self._returned = returned_expressions(function)
        self._assigned = _assigned(function)

    def sequence(self) -> Sequence:
        """What a list of JSON is, as returned."""
        return self._same(self._returned, frozenset()) or "Sequence"

    def _sequence(self, value: ast.expr, seen: frozenset[str]) -> Sequence | None:
        """``None``: the name that is asked about, which says nothing of itself."""
        match value:
            case ast.List() | ast.ListComp():
                return "list"
            case ast.Tuple():
                return "tuple"
            case ast.IfExp(body=body, orelse=orelse):
                return self._same([body, orelse], seen)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._same([left, right], seen)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return "list" if name in _LISTS else "tuple" if name == "tuple" else "Sequence"
            case ast.Name(id=name) if name in seen:
                return None
            case ast.Name(id=name) if name in self._assigned:
                return self._same(self._assigned[name], seen | {name})
            case _:
                return "Sequence"

    def _same(self, values: list[ast.expr], seen: frozenset[str]) -> Sequence | None:
        kinds = {self._sequence(value, seen) for value in values} - {None}
        return kinds.pop() if len(kinds) == 1 else "Sequence" if kinds else None

    def may_break(self) -> bool:
        """Whether a number that is returned, by itself or in a list, may be a ``float``, also where it is whole."""
        return any(self._breaks(value, frozenset()) for value in self._returned)

    def _breaks(self, value: ast.expr, seen: frozenset[str]) -> bool:
        match value:
            case ast.Constant(value=constant):
                return isinstance(constant, float)
            case ast.BinOp(op=ast.Div()):
                return True
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                if name in _WHOLE and not (name == "round" and len(args) > 1):
                    return False
                return name in _BROKEN or (name in _PASSING | {"round"} and self._any(args, seen))
            case ast.Name(id=name):
                if name in seen:
                    return False
                return name in self._fractional or self._any(self._assigned.get(name, []), seen | {name})
            case ast.IfExp(body=body, orelse=orelse):
                return self._any([body, orelse], seen)
            case ast.ListComp(elt=elt) | ast.GeneratorExp(elt=elt) | ast.Starred(value=elt):
                return self._any([elt], seen)
            case ast.BinOp(left=left, right=right):
                return self._any([left, right], seen)
            case ast.UnaryOp(operand=operand):
                return self._any([operand], seen)
            case ast.BoolOp(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
                return self._any(values, seen)
            case _:
                return False

    def _any(self, values: list[ast.expr], seen: frozenset[str]) -> bool:
        return any(self._breaks(value, seen) for value in values)


def _assigned(function: Function) -> Mapping[str, list[ast.expr]]:
    """What each local name is made of: assigned, added, or iterated over."""
    found: dict[str, list[ast.expr]] = {}
    for node in own_nodes(function):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _note(found, target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                _note(found, target, value)
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                _note(found, target, ast.BinOp(left=ast.Name(id=name), op=op, right=value))
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                _note(found, target, ast.Starred(value=value))
            case _:
                pass
    return found


def _note(found: dict[str, list[ast.expr]], target: ast.expr, value: ast.expr) -> None:
    """Of several names at once each is noted with what is taken apart."""
    if isinstance(target, ast.Name):
        found.setdefault(target.id, []).append(value)
        return
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, []).append(ast.Starred(value=value))
