"""Sums, the largest and the smallest, and order."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.writer import ADD, TERNARY, a
from intent_lsp.translation.value_lattice import (
    FLOAT,
    INT,
    LISTS,
    NAT,
    NEVER,
    NUMBERS,
    TEXT,
    WHOLE,
    Kind,
    joined,
    list_of,
)


def summed(writer: Iteration, node: ast.Call) -> Code:
    """``sum()``: Python adds floats with compensation, since 3.12; whole numbers are plainly added."""
    if len(node.args) != 1 or node.keywords:
        raise writer.refuse(node, "sum() with a start")
    items = writer.unordered(node.args[0])
    item = items.kind.item
    if item.name in WHOLE or item == NEVER:
        return Code(f"{items.at(ATOM)}.reduce((a, b) => a + b, 0)", NAT if item == NAT else INT)
    if item.name == "bool":
        return Code(f"{items.at(ATOM)}.filter((item) => item).length", NAT)
    if item.name in NUMBERS:
        return writer.call("sum", items.text, kind=item if item == FLOAT else Kind("number"))
    raise writer.refuse(node, f"sum() of {a(item)}")


def ordered(writer: Iteration, node: ast.Call) -> Code:
    """``sorted()``."""
    if len(node.args) != 1:
        raise writer.refuse(node, "sorted() with these arguments")
    items = writer.unordered(node.args[0])
    order = order_of(writer, node, items.kind.item)
    text = items.at(ATOM) if items.fresh else f"[...{items.text}]"
    return Code(f"{text}.sort({order})", list_of(items.kind.item), ATOM, True)


def order_of(writer: Iteration, node: ast.Call, item: Kind) -> str:
    """The comparison that ``key`` and ``reverse`` describe, as an arrow."""
    words = {word.arg: word.value for word in node.keywords}
    if words.keys() - {"key", "reverse"}:
        raise writer.refuse(node, "an order with other arguments than key and reverse")
    reverse = words.get("reverse")
    if reverse is not None and not (isinstance(reverse, ast.Constant) and isinstance(reverse.value, bool)):
        raise writer.refuse(node, "a reverse that is not a constant")
    down = isinstance(reverse, ast.Constant) and reverse.value is True
    low, high = writer.letter("a"), writer.letter("b")
    first, second = (high, low) if down else (low, high)
    key = words.get("key")
    if key is None or (isinstance(key, ast.Constant) and key.value is None):
        return f"({low}, {high}) => {_difference(writer, node, Code(first, item), Code(second, item))}"
    one, two = _keys(writer, key, item, first), _keys(writer, key, item, second)
    return f"({low}, {high}) => {_difference(writer, node, one, two)}"


def _keys(writer: Iteration, key: ast.expr, item: Kind, name: str) -> Code:
    """The key of the item called ``name``."""
    if isinstance(key, ast.Lambda) and len(key.args.args) == 1 and not key.args.defaults:
        with writer.within({key.args.args[0].arg: item}):
            text_name = writer.names.renamed.get(key.args.args[0].arg)
            writer.names.renamed[key.args.args[0].arg] = name
            try:
                return writer.expr(key.body)
            finally:
                writer.names.renamed.pop(key.args.args[0].arg)
                if text_name is not None:
                    writer.names.renamed[key.args.args[0].arg] = text_name
    closure = writer.closure(key, item)
    head = "(x) => "
    if not closure.text.startswith(head):
        raise writer.refuse(key, "this key")
    return Code(f"({closure.text})({name})", closure.kind)


def _difference(writer: Iteration, node: ast.AST, one: Code, two: Code) -> str:
    if one.kind.name in NUMBERS or one.kind == NEVER:
        return f"{one.at(ADD)} - {two.at(ADD + 1)}"
    if one.kind == TEXT:
        return writer.call("compareText", one.text, two.text, kind=INT).text
    if one.kind.name in LISTS | {"any", "bool", "maybe"}:
        return writer.call("compare", one.text, two.text, kind=INT).text
    raise writer.refuse(node, f"the order of {a(one.kind)}")


def extreme(writer: Iteration, node: ast.Call, name: str) -> Code:
    """``max()`` and ``min()``: of several values, or of one list."""
    words = {word.arg: word.value for word in node.keywords}
    if words.keys() - {"key", "default"}:
        raise writer.refuse(node, f"{name}() with these arguments")
    spread = any(isinstance(one, ast.Starred) for one in node.args)
    if len(node.args) > 1 and not words and not spread:
        values = [writer.expr(one) for one in node.args]
        if all(value.kind.name in NUMBERS or value.kind == NEVER for value in values):
            kinds = [value.kind for value in values]
            kind = NAT if name == "max" and NAT in kinds and {k.name for k in kinds} <= WHOLE else joined(*kinds)
            return Code(f"Math.{name}({', '.join(value.text for value in values)})", kind)
        items = Code(f"[{', '.join(value.text for value in values)}]", list_of(joined(*(v.kind for v in values))))
        return _of_list(writer, node, name, items, None, filled=True)
    if len(node.args) != 1 or spread:
        raise writer.refuse(node, f"{name}() with these arguments")
    inner = node.args[0]
    items = writer.unordered(inner) if "key" not in words else writer.items(inner)
    filled = ast.unparse(inner) in writer.facts
    default = words.get("default")
    if default is None:
        return _of_list(writer, node, name, items, words.get("key"), filled=filled)
    other = writer.expr(default)
    if not items.text.isidentifier():
        raise writer.refuse(node, f"{name}() with a default, of what is not a plain name")
    found = _of_list(writer, node, name, items, words.get("key"), filled=True)
    text = f"{items.text}.length > 0 ? {found.at(TERNARY)} : {other.at(TERNARY)}"
    return Code(text, joined(found.kind, other.kind), 2)


def _of_list(writer: Iteration, node: ast.AST, name: str, items: Code, key: ast.expr | None, *, filled: bool) -> Code:
    item = items.kind.item
    if key is None and filled and item.name in NUMBERS:
        return Code(f"Math.{name}(...{items.text})", item)
    helper = {"max": "largest", "min": "smallest"}[name]
    arguments = [items.text]
    kind = item
    if key is not None:
        closure = writer.closure(key, item)
        arguments.append(closure.text)
        kind = closure.kind
    if kind.name in ("map", "object", "record", "set", "null", "function"):
        raise writer.refuse(node, f"the order of {a(kind)}")
    return writer.call(helper, *arguments, kind=item)
