"""Changes of JavaScript's expressions: comparisons, constants, operators, names, calls, indices and bounds."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.nearmiss import constants
from intent_lsp.nearmiss.confusable_names import JAVASCRIPT
from intent_lsp.nearmiss.contract import Change, Hints
from intent_lsp.nearmiss.javascript_edits import put, swapped
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit

if TYPE_CHECKING:
    from tree_sitter import Node

_OTHER = {
    "<": ("<=", ">=", ">", "!=="), "<=": ("<", ">", ">=", "==="), ">": (">=", "<=", "<", "!=="),
    ">=": (">", "<", "<=", "==="), "===": ("!==", "<=", ">=", "<", ">"), "!==": ("===", "<", ">"),
    "==": ("!=", "<=", ">=", "<", ">"), "!=": ("==", "<", ">"), "&&": ("||",), "||": ("&&", "??"), "??": ("||",),
    "+": ("-", "*"), "-": ("+", "*"), "*": ("**", "+", "/"), "/": ("*", "%"), "%": ("/",), "**": ("*",),
    "^": ("**", "&", "|"), "&": ("|", "^"), "|": ("&", "^"), ">>": ("<<",), "<<": (">>",),
}  # fmt: skip
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "===", "!==", "==", "!="})
_PLAIN = frozenset(
    {"identifier", "number", "string", "call_expression", "member_expression", "subscript_expression", "array",
     "parenthesized_expression", "template_string", "true", "false", "null", "regex"}
)  # fmt: skip
_FORMS = (
    "[...{}].sort()", "[...{}].sort((a, b) => a - b)", "[...{}].reverse()", "{}.toLowerCase()", "{}.trim()",
    "{}.length", "Math.abs({})", "String({})", "Number({})", "[...new Set({})]",
)  # fmt: skip


class Expressions:
    """The changes of one function."""

    def __init__(self, function: Node, hints: Hints) -> None:
        self.function, self.hints = function, hints
        body = js.field(function, "body")
        self.nodes = list(js.walk(body)) if body is not None else []
        self.parameters = [js.text(p).split("=")[0].strip().lstrip(".") for p in js.parameters(function)]
        self.names = self._names()

    def changes(self) -> Iterator[Change]:
        """Every change, in no order that matters."""
        for node in self.nodes:
            match node.type:
                case "binary_expression":
                    yield from self._operation(node)
                case "variable_declarator" if (start := js.field(node, "value")) is not None and start.type == "number":
                    yield from self._start(start)
                case "augmented_assignment_expression":
                    yield from self._assignment(node)
                case "number" | "string" | "true" | "false" | "regex":
                    yield from self._constant(node)
                case "unary_expression" if js.text(node).startswith("!"):
                    yield put(node, js.text(node)[1:], "negated a condition", 3)
                case "if_statement" | "while_statement" | "ternary_expression":
                    condition = js.field(node, "condition")
                    if condition is not None:
                        bare = js.text(condition)
                        inner = bare if condition.type == "parenthesized_expression" else f"({bare})"
                        yield put(condition, f"(!{inner})", "negated a condition", 3)
                case "call_expression":
                    yield from self._call(node)
                case "member_expression" if js.text(node) == "Math.PI":
                    for number in constants.scaled(math.pi, self.hints):
                        yield put(node, str(number), f"wrote {number} for Math.PI", 2, number)
                case "spread_element":
                    yield put(node, js.text(node)[3:], "kept an item whole", 2)
                case "subscript_expression":
                    yield from self._index(node)
                case "array":
                    yield from self._array(node)
                case "identifier":
                    yield from self._name(node)
        yield from self._all_alike()

    def _operation(self, node: Node) -> Iterator[Change]:
        left, sign, right = (js.field(node, part) for part in ("left", "operator", "right"))
        if left is None or sign is None or right is None:
            return
        symbol = js.text(sign)
        for number, other in enumerate(_OTHER.get(symbol, ())):
            near = symbol in _COMPARISONS and number == 0
            yield put(sign, other, f"wrote {other} for {symbol}", 1 if near else 2)
        one, two = _operand(left), _operand(right)
        if symbol in _COMPARISONS and right.type not in ("number", "string"):
            for step in ("- 1", "+ 1"):
                yield put(right, f"{two} {step}", "moved a bound by one", 2)
        if symbol in ("+", "-", "/", "%", "**") and one != two:
            yield put(node, f"({two} {symbol} {one})", "swapped operands", 2)
        if symbol == "/":
            for name in ("floor", "trunc", "round", "ceil"):
                yield put(node, f"Math.{name}({js.text(node)})", f"wrote Math.{name} around a division", 2)
        if symbol not in _COMPARISONS:
            for kept in (one, two):
                yield put(node, kept, "left out an operand", 3 if symbol in ("&&", "||") else 4)
        inner = js.field(right, "operator")
        if right.type == "binary_expression" and inner is not None:
            middle, last = (js.field(right, part) for part in ("left", "right"))
            if middle is not None and last is not None:
                text = f"(({one} {symbol} {_operand(middle)}) {js.text(inner)} {_operand(last)})"
                yield put(node, text, "grouped otherwise", 3)

    def _all_alike(self) -> Iterator[Change]:
        """The same comparison everywhere."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            sign = js.field(node, "operator")
            if node.type == "binary_expression" and sign is not None and js.text(sign) in _COMPARISONS:
                found.setdefault(js.text(sign), []).append(sign)
        for symbol, places in found.items():
            for other in _OTHER[symbol] if len(places) > 1 else ():
                edits = tuple(Edit(place.start_byte, place.end_byte, other) for place in places)
                yield Change(edits, f"wrote {other} for every {symbol}", 3)

    def _start(self, node: Node) -> Iterator[Change]:
        """What a variable starts with: the first item, or what is below or above everything."""
        for other in [*(f"{name}[0]" for name in self.parameters), "-Infinity", "Infinity"]:
            yield put(node, other, f"wrote {other} for {js.text(node)}", 3)

    def _assignment(self, node: Node) -> Iterator[Change]:
        sign = js.field(node, "operator")
        if sign is not None:
            symbol = js.text(sign).removesuffix("=")
            for other in _OTHER.get(symbol, ()):
                if other not in _COMPARISONS:
                    yield put(sign, f"{other}=", f"wrote {other}= for {symbol}=", 2)
            yield put(sign, "=", f"wrote = for {symbol}=", 3)

    def _constant(self, node: Node) -> Iterator[Change]:
        text = js.text(node)
        if node.type in ("true", "false"):
            other = "false" if text == "true" else "true"
            yield put(node, other, f"wrote {other} for {text}", 2)
        elif node.type == "regex":
            pattern, _, flags = text[1:].rpartition("/")
            for new in dict.fromkeys([*constants.patterns(pattern), pattern]):
                for mark in dict.fromkeys([flags, "g", "gi", ""]):
                    if new and (new, mark) != (pattern, flags):
                        yield put(node, f"/{new}/{mark}", f"wrote /{new}/{mark} for {text}", 2)
        elif node.type == "number":
            value = _number(text)
            for number, cost in constants.numbers(value, self.hints) if value is not None else ():
                new = str(number) if number >= 0 else f"({number})"
                yield put(node, new, f"wrote {number} for {text}", cost, number)
        elif len(text) <= 60 and "\\" not in text:
            for said, cost in constants.texts(text[1:-1], self.hints):
                new = json.dumps(said, ensure_ascii=False)
                yield put(node, new, f"wrote {new} for {text}", cost, said)

    def _call(self, node: Node) -> Iterator[Change]:
        function, inside = js.field(node, "function"), js.field(node, "arguments")
        if function is None or inside is None:
            return
        called = js.field(function, "property") or function
        for other in JAVASCRIPT.get(js.text(called), ()):
            yield put(called, other, f"wrote {other} for {js.text(called)}", 2)
        arguments = [child for child in inside.named_children if child.type != "comment"]
        if len(arguments) == 2:
            one, two = arguments
            yield Change(swapped(one, two), "swapped arguments", 3)
        for argument in arguments:
            if argument.type not in ("number", "string", "arrow_function", "regex", "spread_element"):
                for step in ("+ 1", "- 1"):
                    yield put(argument, f"{_operand(argument)} {step}", "moved an argument by one", 2)
        name, owner = js.text(called), js.field(function, "object")
        if name == "sort" and not arguments:
            yield put(inside, "((a, b) => a - b)", "sorted numbers as numbers", 1)
        if name == "sort":
            yield put(node, f"{js.text(node)}.reverse()", "sorted downwards", 3)
        if owner is not None and name in ("sort", "reverse", "trim", "toLowerCase", "toUpperCase", "filter", "map"):
            yield put(node, js.text(owner), "left out a step", 3)
        if owner is not None and name in ("sort", "reverse") and owner.type == "identifier":
            yield put(owner, f"[...{js.text(owner)}]", "copied before sorting", 2)

    def _index(self, node: Node) -> Iterator[Change]:
        owner, index = js.field(node, "object"), js.field(node, "index")
        if owner is None or index is None:
            return
        if index.type not in ("number", "string"):
            for step in ("+ 1", "- 1"):
                yield put(index, f"{_operand(index)} {step}", "moved an index by one", 2)
        if not _is_target(node):
            yield put(node, js.text(owner), "left out an index", 4)
            rows = js.field(owner, "object") if owner.type == "subscript_expression" else None
            for table in (owner, rows):
                if table is not None:
                    each = f"{js.text(table)}.map((row) => row[{js.text(index)}])"
                    yield put(node, each, "took the index of every row", 4)
            yield put(node, f"({js.text(node)} ?? 0)", "defaulted missing values to 0", 3)

    def _array(self, node: Node) -> Iterator[Change]:
        """Other orders of what stands in an array; two arrays that are joined are added item by item."""
        items = node.named_children
        if len(items) != 2:
            return
        one, two = items
        yield Change(swapped(one, two), "swapped items", 2)
        if one.type == two.type == "spread_element":
            first, second = js.text(one)[3:], js.text(two)[3:]
            each = f"{first}.map((x, i) => x + {second}[i])"
            yield put(node, each, "added item by item", 4)
            yield put(node, f"{first}.map((x, i) => [...x, ...{second}[i]])", "joined item by item", 4)
            yield put(node, f"{first}.map((x, i) => [x, {second}[i]])", "paired item by item", 4)

    def _names(self) -> list[str]:
        found = list(self.parameters)
        for node in self.nodes:
            name = js.field(node, "name") if node.type == "variable_declarator" else None
            left = js.field(node, "left") if node.type == "for_in_statement" else None
            found += [js.text(n) for n in (name, left) if n is not None and n.type == "identifier"]
        return list(dict.fromkeys(found))[:8]

    def _name(self, node: Node) -> Iterator[Change]:
        name = js.text(node)
        if name not in self.names or _is_target(node):
            return
        for other in self.names:
            if other != name:
                yield put(node, other, f"wrote {other} for {name}", 3)
        if name not in self.parameters:
            for parameter in self.parameters:
                yield put(node, f"{parameter}[{name}]", f"wrote {parameter}[{name}] for {name}", 4)
        for form in _FORMS:
            yield put(node, form.format(name), f"wrote {form.format(name)} for {name}", 4)


def _is_target(node: Node) -> bool:
    """Whether the node is declared or assigned here, or is the name of what is called."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type in ("variable_declarator", "function_declaration", "function_expression"):
        return js.field(parent, "name") == node
    if parent.type in ("assignment_expression", "augmented_assignment_expression", "for_in_statement"):
        return js.field(parent, "left") == node
    if parent.type == "call_expression":
        return js.field(parent, "function") == node
    return parent.type in ("update_expression", "formal_parameters", "required_parameter", "array_pattern") or (
        parent.type == "arrow_function" and js.field(parent, "parameter") == node
    )


def _operand(node: Node) -> str:
    return js.text(node) if node.type in _PLAIN else f"({js.text(node)})"


def _number(text: str) -> int | float | None:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None
