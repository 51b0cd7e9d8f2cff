"""Changes of Python's expressions: comparisons, constants, operators, names, calls, indices and bounds."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from intent_lsp.nearmiss import constants
from intent_lsp.nearmiss.confusable_names import PYTHON
from intent_lsp.nearmiss.contract import TIES, Change, Hints
from intent_lsp.syntax.edits import Edit
from intent_lsp.syntax.python import Function, Source

_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.In: "in",
    ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip
_OTHER_COMPARISON = {
    "<": ("<=", ">=", ">", "!="), "<=": ("<", ">", ">=", "=="), ">": (">=", "<=", "<", "!="),
    ">=": (">", "<", "<=", "=="), "==": ("!=", "<=", ">=", "<", ">"), "!=": ("==", "<", ">"), "in": ("not in",),
    "not in": ("in",), "is": ("is not",), "is not": ("is",),
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitXor: "^", ast.BitAnd: "&", ast.BitOr: "|",
}  # fmt: skip
_OTHER_OPERATOR = {
    "+": ("-", "*"), "-": ("+", "*"), "*": ("**", "+", "/", "//"), "/": ("//", "*", "%"), "//": ("/", "%"),
    "%": ("//",), "**": ("*",), "^": ("**", "&", "|"), "&": ("|", "^"), "|": ("&", "^"),
}  # fmt: skip

_STEPS = frozenset(
    ("strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "casefold", "swapcase", "copy")
)
"""Methods without arguments that give back what they are called on, a little changed."""


class Expressions:
    """The changes of one function."""

    def __init__(self, source: Source, function: Function, hints: Hints) -> None:
        self.source, self.function, self.hints = source, function, hints
        self.nodes = list(_placed(function))
        self.parameters = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        self.names = self._names()

    def changes(self) -> Iterator[Change]:
        """Every change, in no order that matters."""
        for node in self.nodes:
            match node:
                case ast.Compare():
                    yield from self._comparison(node)
                case ast.BoolOp():
                    yield from self._logic(node)
                case ast.BinOp():
                    yield from self._operation(node)
                case ast.Assign(value=ast.Constant(value=int() | float()) as start):
                    yield from self._start(start)
                case ast.AugAssign():
                    yield from self._assignment(node)
                case ast.Constant():
                    yield from self._constant(node)
                case ast.Call():
                    yield from self._call(node)
                case ast.Attribute(value=ast.Name(id="math"), attr="pi"):
                    for number in constants.scaled(math.pi, self.hints):
                        yield self._put(node, repr(number), f"wrote {number!r} for pi", 2, number)
                case ast.Starred():
                    yield self._put(node, self.source.text(node.value), "kept an item whole", 2)
                case ast.Subscript():
                    yield from self._subscript(node)
                case ast.Name(ctx=ast.Load()):
                    yield from self._name(node)
                case ast.If() | ast.While() | ast.IfExp():
                    yield self._put(node.test, f"not ({self.source.text(node.test)})", "negated a condition", 3)
                case ast.UnaryOp(op=ast.Not()):
                    yield self._put(node, self.source.text(node.operand), "negated a condition", 3)
        yield from self._all_alike()

    def _put(self, node: ast.expr, text: str, kind: str, cost: int, *new: object) -> Change:
        return Change((self.source.replaced(node, text),), kind, cost, new)

    def _between(self, left: ast.expr, right: ast.expr, text: str) -> Edit:
        return Edit(self.source.span(left)[1], self.source.span(right)[0], text)

    def _comparison(self, node: ast.Compare) -> Iterator[Change]:
        sides = [node.left, *node.comparators]
        for index, op in enumerate(node.ops):
            left, right, sign = sides[index], sides[index + 1], _COMPARE[type(op)]
            if self._simple_between(left, right, sign):
                for number, other in enumerate(_OTHER_COMPARISON[sign]):
                    edit = self._between(left, right, f" {other} ")
                    yield Change((edit,), f"wrote {other} for {sign}", 1 if number == 0 else 2)
            if sign in ("<", "<=", ">", ">=", "==") and not isinstance(right, ast.Constant):
                for step in ("- 1", "+ 1"):
                    yield self._put(right, f"{self._operand(right)} {step}", "moved a bound by one", 2)

    def _simple_between(self, left: ast.expr, right: ast.expr, sign: str) -> bool:
        """Whether nothing but the operator stands between two operands: no bracket of either."""
        between = self.source.data[self.source.span(left)[1] : self.source.span(right)[0]].decode()
        return " ".join(between.split()) == sign

    def _all_alike(self) -> Iterator[Change]:
        """The same comparison everywhere."""
        found: dict[str, list[tuple[ast.expr, ast.expr]]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Compare) and len(node.ops) == 1:
                sign = _COMPARE[type(node.ops[0])]
                if self._simple_between(node.left, node.comparators[0], sign):
                    found.setdefault(sign, []).append((node.left, node.comparators[0]))
        for sign, places in found.items():
            for other in _OTHER_COMPARISON[sign] if len(places) > 1 else ():
                edits = tuple(self._between(left, right, f" {other} ") for left, right in places)
                yield Change(edits, f"wrote {other} for every {sign}", 3)

    def _logic(self, node: ast.BoolOp) -> Iterator[Change]:
        sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            if self._simple_between(left, right, sign):
                yield Change((self._between(left, right, f" {other} "),), f"wrote {other} for {sign}", 2)
        for kept in node.values if len(node.values) == 2 else ():
            yield self._put(node, self.source.text(kept), "left out a condition", 3)

    def _operation(self, node: ast.BinOp) -> Iterator[Change]:
        sign = _OPERATORS.get(type(node.op))
        if sign is None:
            return
        if self._simple_between(node.left, node.right, sign):
            for other in _OTHER_OPERATOR[sign]:
                yield Change((self._between(node.left, node.right, f" {other} "),), f"wrote {other} for {sign}", 2)
        left, right = self._operand(node.left), self._operand(node.right)
        if ast.dump(node.left) != ast.dump(node.right) and sign not in ("*", "&", "|", "^"):
            yield self._put(node, f"({right} {sign} {left})", "swapped operands", 2)
        if isinstance(node.right, ast.BinOp) and (inner := _OPERATORS.get(type(node.right.op))):
            one, two = self._operand(node.right.left), self._operand(node.right.right)
            yield self._put(node, f"(({left} {sign} {one}) {inner} {two})", "grouped otherwise", 3)
        for kept in (node.left, node.right):
            yield self._put(node, self._operand(kept), "left out an operand", 4)
        if sign == "+":
            yield self._put(node, f"[x + y for x, y in zip({left}, {right})]", "added item by item", 4)

    def _start(self, node: ast.Constant) -> Iterator[Change]:
        """What a variable starts with: the first item, or what is below or above everything."""
        others = [*(f"{name}[0]" for name in self.parameters), 'float("-inf")', 'float("inf")']
        for other in others if not isinstance(node.value, bool) else ():
            yield self._put(node, other, f"wrote {other} for {self.source.text(node)}", 3)

    def _assignment(self, node: ast.AugAssign) -> Iterator[Change]:
        sign = _OPERATORS.get(type(node.op))
        for other in _OTHER_OPERATOR.get(sign or "", ()):
            yield Change((self._between(node.target, node.value, f" {other}= "),), f"wrote {other}= for {sign}=", 2)
        if sign is not None:
            yield Change((self._between(node.target, node.value, " = "),), f"wrote = for {sign}=", 3)

    def _constant(self, node: ast.Constant) -> Iterator[Change]:
        value = node.value
        if isinstance(value, bool):
            yield self._put(node, str(not value), f"wrote {not value} for {value}", 2)
        elif isinstance(value, (int, float)):
            for other, cost in constants.numbers(value, self.hints):
                text = repr(other) if other >= 0 else f"({other!r})"
                yield self._put(node, text, f"wrote {other!r} for {value!r}", cost, other)
        elif isinstance(value, str) and len(value) <= 60 and not self._is_statement(node):
            for text, cost in constants.texts(value, self.hints):
                raw = self.source.text(node)[:1] in "rR"
                yield self._put(node, f"{'r' * raw}{_literal(text, raw)}", f"wrote {text!r} for {value!r}", cost, text)

    def _is_statement(self, node: ast.Constant) -> bool:
        return any(isinstance(s, ast.Expr) and s.value is node for s in self.nodes)

    def _call(self, node: ast.Call) -> Iterator[Change]:
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        end = self.source.span(node.func)[1]
        for other in PYTHON.get(called, ()):
            edit = Edit(end - len(called.encode()), end, other)
            yield Change((edit,), f"wrote {other} for {called}", 2)
        arguments = node.args
        if called == "range" and not any(isinstance(a, ast.Starred) for a in arguments):
            yield from self._range(node)
        if len(arguments) == 2:
            one, two = map(self.source.text, arguments)
            edits = (self.source.replaced(arguments[0], two), self.source.replaced(arguments[1], one))
            yield Change(edits, "swapped arguments", 3)
        if called in _STEPS and isinstance(node.func, ast.Attribute) and not arguments:
            yield self._put(node, self._operand(node.func.value), "left out a step", 3)
        if called in ("sorted", "min", "max") and len(arguments) == 1 and node.keywords:
            last = f"list({self.source.text(arguments[0])})[::-1]"
            yield self._put(arguments[0], last, TIES, 3)
        if called in ("split", "strip", "join", "round", "sorted") and len(arguments) == 1 and not node.keywords:
            text = self.source.text(arguments[0])
            if called == "sorted":
                yield self._put(node, text, "left the order alone", 3)
                yield self._put(node, f"sorted({text}, reverse=True)", "sorted downwards", 2)
                yield self._put(node, f"sorted({text}, key=len)", "sorted by length", 4)
            elif called in ("split", "strip"):
                yield self._put(arguments[0], "", "left out an argument", 2)
        if called == "split" and not arguments and not node.keywords:
            start = self.source.span(node)[1] - 1
            yield Change((Edit(start, start, '" "'),), "split at single spaces", 2, (" ",))
        if called == "zip" and len(arguments) == 2:
            pair = self.source.text(node)
            yield self._put(node, f"[x + y for x, y in {pair}]", "added item by item", 4)

    def _range(self, node: ast.Call) -> Iterator[Change]:
        arguments = node.args
        bound = arguments[0] if len(arguments) == 1 else arguments[1] if len(arguments) > 1 else None
        if bound is not None and not isinstance(bound, ast.Constant):
            text = self._operand(bound)
            for step in ("+ 1", "- 1"):
                yield self._put(bound, f"{text} {step}", "moved a bound by one", 1)
            if len(arguments) == 1:
                for other in (f"1, {text}", f"1, {text} + 1", f"2, {text}", f"2, {text} + 1"):
                    yield self._put(bound, other, "moved the start of a range", 2)
            else:
                yield self._put(arguments[0], f"{self._operand(arguments[0])} + 1", "moved a bound by one", 2)
                yield self._put(arguments[0], f"{self._operand(arguments[0])} - 1", "moved a bound by one", 2)

    def _subscript(self, node: ast.Subscript) -> Iterator[Change]:
        index = node.slice
        if isinstance(index, ast.Slice):
            for bound in (index.lower, index.upper):
                if bound is not None:
                    if not isinstance(bound, ast.Constant):
                        for step in ("+ 1", "- 1"):
                            yield self._put(bound, f"{self._operand(bound)} {step}", "moved a bound by one", 2)
                    yield self._put(bound, "", "left out a bound", 3)
            return
        if not isinstance(index, ast.Constant):
            for step in ("+ 1", "- 1"):
                yield self._put(index, f"{self._operand(index)} {step}", "moved an index by one", 2)
        if isinstance(node.ctx, ast.Load):
            yield self._put(node, self._operand(node.value), "left out an index", 4)
            each = f"[row[{self.source.text(index)}] for row in {self._operand(node.value)}]"
            yield self._put(node, each, "took the index of every row", 4)

    def _names(self) -> list[str]:
        found = self.parameters + [n.id for n in self.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        return list(dict.fromkeys(found))[:8]

    def _name(self, node: ast.Name) -> Iterator[Change]:
        if node.id not in self.names:
            return
        for other in self.names:
            if other != node.id:
                yield self._put(node, other, f"wrote {other} for {node.id}", 3)
        for parameter in self.parameters:
            if node.id not in self.parameters:
                yield self._put(node, f"{parameter}[{node.id}]", f"wrote {parameter}[{node.id}] for {node.id}", 4)
        for form in ("sorted({})", "{}[::-1]", "{}.lower()", "{}.strip()", "len({})", "abs({})", "str({})", "int({})",
                     "set({})"):  # fmt: skip
            yield self._put(node, form.format(node.id), f"wrote {form.format(node.id)} for {node.id}", 4)

    def _operand(self, node: ast.expr) -> str:
        text = self.source.text(node)
        plain = isinstance(node, (ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.Constant, ast.List))
        return text if plain or (text.startswith("(") and text.endswith(")") and text.count("(") == 1) else f"({text})"


def _placed(function: Function) -> Iterator[ast.AST]:
    """The nodes of the body; what stands in a formatted string has no reliable place before Python 3.12."""
    pending: list[ast.AST] = list(reversed(function.body))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, ast.JoinedStr):
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


def _literal(text: str, raw: bool) -> str:
    """The text between quotes; a raw one only where it holds no quotes."""
    return f'"{text}"' if raw and '"' not in text else repr(text)
