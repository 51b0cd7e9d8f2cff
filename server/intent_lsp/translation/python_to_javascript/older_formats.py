"""``"{}-{}".format(a, b)`` and ``"%s-%d" % (a, b)`` as the f-strings that mean the same. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from copy import deepcopy
from string import Formatter
from typing import TypeAlias

_Part: TypeAlias = tuple[str, str | None, str, str]
"""A text, the name of the field behind it (``None``: there is none), its format, its conversion."""
_PERCENT = re.compile(r"%(?:(?P<percent>%)|(?P<spec>0\d+(?=d)|\.\d+(?=f))?(?P<type>[srdf]))")


def with_f_strings(tree: ast.Module) -> ast.Module:
    """A copy of the tree, in which what is an f-string by another name is one."""
    copy = deepcopy(tree)
    _FStrings().visit(copy)
    return ast.fix_missing_locations(copy)


class _FStrings(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format")):
                return _of_format(node, text) or node
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod(), right=ast.Tuple(elts=values)):
                return of_percent(node, text, values) or node
        return node


def _of_format(node: ast.Call, text: str) -> ast.JoinedStr | None:
    """``None`` where it does more than an f-string, or fails."""
    given: dict[str, ast.expr] = {str(number): value for number, value in enumerate(node.args)}
    given |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    if len(given) != len(node.args) + len(node.keywords) or any(isinstance(one, ast.Starred) for one in node.args):
        return None
    try:
        found = list(Formatter().parse(text))
    except ValueError:
        return None
    parts: list[_Part] = [(said, name, spec or "", conversion or "") for said, name, spec, conversion in found]
    named = [name for _, name, _, _ in parts if name is not None]
    if "" in named:  # "{}" counts by itself, and then all do
        if any(name.isdigit() for name in named):
            return None
        count = iter(range(len(named)))
        parts = [(said, str(next(count)) if name == "" else name, spec, after) for said, name, spec, after in parts]
    return _joined(node, parts, given)


def of_percent(node: ast.BinOp, text: str, values: list[ast.expr]) -> ast.JoinedStr | None:
    """``text % values``; ``None`` where it does more than an f-string, or fails."""
    parts: list[_Part] = []
    end = number = 0
    for found in _PERCENT.finditer(text):
        said, end = text[end : found.start()], found.end()
        if "%" in said:
            return None
        if found["percent"]:
            parts.append((f"{said}%", None, "", ""))
            continue
        kind = found["type"]
        is_text = kind in ("s", "r")
        spec = "" if is_text else f"{found['spec'] or ''}{kind}"
        parts.append((said, str(number), spec, kind if is_text else ""))
        number += 1
    if "%" in text[end:] or number != len(values):
        return None
    return _joined(node, [*parts, (text[end:], None, "", "")], {str(n): value for n, value in enumerate(values)})


def _joined(node: ast.expr, parts: list[_Part], given: dict[str, ast.expr]) -> ast.JoinedStr | None:
    names = [name for _, name, _, _ in parts if name is not None]
    in_order = list(dict.fromkeys(names)) == [name for name in given if name in names]
    plain = all(isinstance(value, (ast.Name, ast.Constant)) for value in given.values())
    once = in_order and len(names) == len(given)
    if not set(names) <= given.keys() or any("{" in spec for _, _, spec, _ in parts) or not (plain or once):
        return None
    return ast.copy_location(ast.JoinedStr(list(_values(parts, given))), node)


def _values(parts: list[_Part], given: dict[str, ast.expr]) -> Iterator[ast.expr]:
    for said, name, spec, conversion in parts:
        if said:
            yield ast.Constant(said)
        if name is not None:
            kept = ast.JoinedStr([ast.Constant(spec)]) if spec else None
            yield ast.FormattedValue(given[name], ord(conversion) if conversion else -1, kept)
