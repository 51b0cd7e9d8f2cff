"""``Math`` and ``Number``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.code import Code
from intent_lsp.translation.javascript_to_python.iteration import Iteration
from intent_lsp.translation.javascript_to_python.writer import MULTIPLY, POWER, a, flat
from intent_lsp.translation.value_lattice import (
    BOOL,
    FINITE,
    INT,
    NAT,
    NEVER,
    NUMBER,
    NUMBERS,
    WHOLE,
    joined,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Function: TypeAlias = Callable[[Iteration, "Node", "list[Node]"], Code]


def only(writer: Iteration, node: Node, arguments: list[Node]) -> Node:
    if len(arguments) != 1 or arguments[0].type == "spread_element":
        raise writer.refuse(node, "this call with other than one argument")
    return arguments[0]


def _rounding(plain: str, helper: str) -> Function:
    def written(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
        inner = only(writer, node, arguments)
        halved = _floored(writer, inner) if plain == "floor" else None
        if halved is not None:
            return halved
        code = writer.numeric(inner)
        if code.kind.name in WHOLE or code.kind == NEVER:
            return code
        if code.kind == FINITE and plain:
            return Code(f"{writer.module('math')}.{plain}({code.text})", INT)
        return writer.call(helper, code.text, kind=INT if code.kind == FINITE else NUMBER)

    return written


def _floored(writer: Iteration, node: Node) -> Code | None:
    """``Math.floor(a / b)`` of whole numbers."""
    while node.type == "parenthesized_expression":
        node = node.named_children[0]
    operator = field(node, "operator")
    if node.type != "binary_expression" or operator is None or text(operator) != "/":
        return None
    left, right = node.named_children[0], node.named_children[-1]
    one, two = writer.numeric(left), writer.numeric(right)
    if one.kind.name not in WHOLE or two.kind.name not in WHOLE or not writer.is_filled(right):
        return None
    one = writer.exactly(left, one)
    kind = NAT if one.kind == NAT and two.kind == NAT else INT
    return Code(f"{one.at(MULTIPLY)} // {two.at(MULTIPLY + 1)}", kind, MULTIPLY)


def _absolute(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.numeric(only(writer, node, arguments))
    return Code(f"abs({code.text})", NAT if code.kind.name in WHOLE else code.kind)


def _extreme(plain: str, helper: str) -> Function:
    def written(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
        if len(arguments) == 1 and arguments[0].type == "spread_element":
            inner = arguments[0].named_children[0]
            items = writer.items(inner)
            item = items.kind.item
            if item.name not in NUMBERS | {"never"}:
                raise writer.refuse(node, f"Math.{plain}() of {a(item)}")
            if f"{flat(inner)}.length" in writer.facts and item != NUMBER:
                return Code(f"{plain}({items.text})", item)
            if item == NUMBER:
                return writer.call(helper, f"*{items.text}", kind=NUMBER)
            sign = "-" if plain == "max" else ""
            return Code(f"{plain}({items.text}, default={sign}{writer.module('math')}.inf)", NUMBER)
        texts, kinds = [], []
        for one in arguments:
            if one.type == "spread_element":
                items = writer.items(one.named_children[0])
                texts.append(f"*{items.text}")
                kinds.append(items.kind.item)
            else:
                code = writer.numeric(one)
                texts.append(code.text)
                kinds.append(code.kind)
        kind = joined(*kinds)
        if kind.name not in NUMBERS | {"never"}:
            raise writer.refuse(node, f"Math.{plain}() of {a(kind)}")
        if kind == NUMBER or len(arguments) < 2:
            return writer.call(helper, *texts, kind=NUMBER)
        if plain == "max" and NAT in kinds and kind == INT:
            kind = NAT
        return Code(f"{plain}({', '.join(texts)})", kind)

    return written


def _square_root(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.numeric(only(writer, node, arguments))
    if code.kind == NAT:
        return Code(f"{writer.module('math')}.sqrt({code.text})", FINITE)
    return writer.call("square_root", code.text, kind=NUMBER)


def _power(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    first, second = (writer.numeric(one) for one in arguments)
    if first.kind.name in WHOLE and second.kind == NAT:
        return Code(f"{first.at(POWER + 1)} ** {second.at(POWER)}", first.kind, POWER)
    return writer.call("power", first.text, second.text, kind=NUMBER)


def _logarithm(name: str) -> Function:
    def written(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
        code = writer.numeric(only(writer, node, arguments))
        more = [] if name == "log" else [f"{writer.module('math')}.{name}"]
        return writer.call("logarithm", code.text, *more, kind=NUMBER)

    return written


def _simple(name: str) -> Function:
    def written(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
        code = writer.numeric(only(writer, node, arguments))
        if code.kind == NUMBER:
            raise writer.refuse(node, f"Math.{name}() of what may be NaN")
        return Code(f"{writer.module('math')}.{name}({code.text})", FINITE)

    return written


def _sign(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.numeric(only(writer, node, arguments))
    return writer.call("sign", code.text, kind=INT if code.kind != NUMBER else NUMBER)


def _is_integer(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.expr(only(writer, node, arguments))
    if code.kind.name in WHOLE:
        return Code("True", BOOL)
    if code.kind.name not in ("finite", "number"):
        raise writer.refuse(node, f"Number.isInteger() of {a(code.kind)}")
    return Code(f"float({code.text}).is_integer()", BOOL)


def _is_nan(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.numeric(only(writer, node, arguments))
    if code.kind.name in (*WHOLE, "finite"):
        return Code("False", BOOL)
    return Code(f"{writer.module('math')}.isnan({code.text})", BOOL)


def _is_finite(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.numeric(only(writer, node, arguments))
    return Code("True", BOOL) if code.kind.name in (*WHOLE, "finite") else Code(
        f"{writer.module('math')}.isfinite({code.text})", BOOL)  # fmt: skip
