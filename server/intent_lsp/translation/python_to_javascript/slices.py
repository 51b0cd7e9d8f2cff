"""Slices of lists and of texts."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.writer import Writer, a
from intent_lsp.translation.value_lattice import ANY, NEVER, TEXT, list_of


def sliced(writer: Writer, node: ast.Subscript) -> Code:
    """``items[start:stop:step]``; a text is cut by its characters, as Python counts them."""
    part = node.slice
    assert isinstance(part, ast.Slice)  # noqa: S101  what the caller saw
    value = writer.expr(node.value)
    if value.kind == TEXT:
        found = _cut(writer, part, f"[...{value.text}]", fresh=True)
        if found == f"[...{value.text}]":
            return value
        return Code(f'{found}.join("")', TEXT)
    if value.kind.name in ("list", "tuple"):
        return Code(_cut(writer, part, value.at(ATOM), fresh=value.fresh), list_of(value.kind.item), ATOM, True)
    if value.kind == NEVER:
        _cut(writer, part, value.text, fresh=False)
        return value
    if value.kind == ANY:
        raise writer.refuse(node, "a slice of a value of unknown type")
    raise writer.refuse(node, f"a slice of {a(value.kind)}")


def _cut(writer: Writer, part: ast.Slice, items: str, *, fresh: bool) -> str:
    start, stop = (_bound(writer, bound) for bound in (part.lower, part.upper))
    step = 1 if part.step is None else _constant(part.step)
    if step == 1:
        if start in ("", "0"):
            return f"{items}.slice(0, {stop})" if stop else items if fresh else f"[...{items}]"
        return f"{items}.slice({start}{', ' * bool(stop)}{stop})"
    if step == -1 and not start and not stop:
        return f"{items if fresh else f'[...{items}]'}.reverse()"
    if step is not None and step > 1 and not start and not stop:
        return f"{items}.filter((_, i) => i % {step} === 0)"
    assert part.step is not None  # noqa: S101  else it is 1
    by = writer.whole_number(part.step).text
    return writer.call("slice", items, start or "null", stop or "null", by, kind=ANY).text


def _bound(writer: Writer, node: ast.expr | None) -> str:
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return ""
    return writer.whole_number(node).text


def _constant(node: ast.expr) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _constant(node.operand)
        return None if inner is None else -inner
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else None
