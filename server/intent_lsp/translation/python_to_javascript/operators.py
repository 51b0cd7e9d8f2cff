"""Operators: arithmetic, logic, and what else stands between two values."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.facts import facts_of
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.minus_zero import as_float
from intent_lsp.translation.python_to_javascript.older_formats import of_percent
from intent_lsp.translation.python_to_javascript.writer import (
    ADD,
    AND,
    MULTIPLY,
    OR,
    POWER,
    TERNARY,
    UNARY,
    a,
)
from intent_lsp.translation.value_lattice import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    LISTS,
    NAT,
    NEVER,
    NULL,
    NUMBER,
    NUMBERS,
    SCALARS,
    TEXT,
    WHOLE,
    Kind,
    joined,
    list_of,
    set_of,
)


class Operators(Iteration):
    """Operators: arithmetic, logic, and what else stands between two values."""

    def _unary(self, node: ast.UnaryOp) -> Code:
        match node.op:
            case ast.Not():
                inner = self.test(node.operand)
                return Code(f"!{inner.at(UNARY)}", BOOL, UNARY)
            case ast.USub():
                code = self.numeric(node.operand)
                kind = INT if code.kind.name in WHOLE else code.kind
                return Code(f"-{code.at(UNARY + 1)}", kind, UNARY)
            case ast.UAdd():
                return self.numeric(node.operand)
        code = self.whole_number(node.operand)
        return Code(f"-{code.at(UNARY)} - 1", INT, ADD)

    def _logical(self, node: ast.BoolOp) -> Code:
        """``and`` and ``or`` give one of their operands."""
        is_and = isinstance(node.op, ast.And)
        facts, codes = set[str](), []
        for value in node.values:
            with self.given(facts):
                codes.append(self.expr(value))
            facts |= facts_of(value, is_and)
        if all(code.kind.name in ("bool", "never") for code in codes):
            return self.test(node)
        word, level = ("&&", AND) if is_and else ("||", OR)
        for value, code in zip(node.values[:-1], codes, strict=False):
            inner = code.kind.parts[0] if code.kind.name == "maybe" else code.kind
            if inner.name not in ("bool", "text", "null", "nat", "int", "never"):
                return self._chosen(node, codes, is_and, value)
        kinds = [code.kind for code in codes]
        if not is_and:
            kinds = [k.parts[0] if k.name == "maybe" else NEVER if k == NULL else k for k in kinds[:-1]] + kinds[-1:]
        return Code(f" {word} ".join(code.at(level + 1) for code in codes), joined(*kinds), level)

    def _chosen(self, node: ast.BoolOp, codes: list[Code], is_and: bool, blame: ast.expr) -> Code:
        if len(codes) > 2 or not isinstance(node.values[0], (ast.Name, ast.Attribute)):
            raise self.refuse(blame, "`and` or `or` that gives back a list, dict or number of unknown kind")
        test, (first, second) = self.test(node.values[0]), codes
        texts = (second, first) if is_and else (first, second)
        text = f"{test.at(OR)} ? {texts[0].at(TERNARY + 1)} : {texts[1].at(TERNARY)}"
        return Code(text, joined(first.kind, second.kind), TERNARY)

    def _ternary(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> Code:
        code = self.test(test)
        with self.given(facts_of(test)):
            yes = self.expr(body)
        with self.given(facts_of(test, False)):
            no = self.expr(orelse)
        text = f"{code.at(TERNARY + 1)} ? {yes.at(TERNARY)} : {no.at(TERNARY)}"
        return Code(text, joined(yes.kind, no.kind), TERNARY)

    def _binary(self, node: ast.BinOp) -> Code:
        left, right = self.expr(node.left), self.expr(node.right)
        if left.kind == NEVER and right.kind == NEVER:
            return Code(f"{left.text} + {right.text}", NEVER, ADD)
        if "set" in (left.kind.name, right.kind.name):
            return self._sets(node, left, right)
        if isinstance(node.op, ast.Add):
            return self._add(node, left, right)
        if isinstance(node.op, ast.Mult) and {left.kind.name, right.kind.name} & (LISTS | {"text"}):
            return self._repeat(node, left, right)
        if isinstance(node.op, ast.Mod) and left.kind == TEXT:
            return self._of_one(node, right)
        first, second = self.as_number(node.left, left), self.as_number(node.right, right)
        return self.arithmetic(node, node.op, (node.left, first), (node.right, second))

    def _of_one(self, node: ast.BinOp, right: Code) -> Code:
        """``"%s" % value``, where the value is neither a tuple, of which it would take the items, nor a dict."""
        if isinstance(node.left, ast.Constant) and right.kind.name in SCALARS:
            made = of_percent(node, str(node.left.value), [node.right])
            if made is not None:
                return self.expr(ast.fix_missing_locations(made))
        raise self.refuse(node, "% formats a string: write an f-string")

    def _add(self, node: ast.BinOp, left: Code, right: Code) -> Code:
        names = {left.kind.name, right.kind.name}
        if names <= LISTS:
            return Code(
                f"[...{left.at(TERNARY)}, ...{right.at(TERNARY)}]",
                joined(list_of(left.kind.item), list_of(right.kind.item)),
                ATOM,
                True,
            )
        if names == {"text"}:
            return Code(f"{left.at(ADD)} + {right.at(ADD + 1)}", TEXT, ADD)
        if names <= NUMBERS | {"bool"}:
            first, second = self.as_number(node.left, left), self.as_number(node.right, right)
            return self.arithmetic(node, node.op, (node.left, first), (node.right, second))
        if "never" in names:
            return Code(f"{left.at(ADD)} + {right.at(ADD + 1)}", joined(left.kind, right.kind), ADD)
        if names & {"any", "maybe"}:
            known = TEXT if "text" in names else NUMBER if names & NUMBERS else ANY
            return self.call("add", left.text, right.text, kind=known)
        raise self.refuse(node, f"{a(left.kind)} + {a(right.kind)}")

    def _repeat(self, node: ast.BinOp, left: Code, right: Code) -> Code:
        items, times, count = (
            (left, right, node.right) if left.kind.name in LISTS | {"text"} else (right, left, node.left)
        )
        times = self.whole_number(count)
        safe = times.text if times.kind == NAT else f"Math.max(0, {times.text})"
        if items.kind == TEXT:
            return Code(f"{items.at(ATOM)}.repeat({safe})", TEXT)
        source = node.left if items is left else node.right
        if isinstance(source, ast.List) and len(source.elts) == 1 and not isinstance(source.elts[0], ast.Starred):
            item = self.expr(source.elts[0])
            return Code(f"Array({safe}).fill({item.text})", list_of(item.kind), ATOM, True)
        return self.call("repeat", items.text, times.text, kind=list_of(items.kind.item), fresh=True)

    def _sets(self, node: ast.BinOp, left: Code, right: Code) -> Code:
        if left.kind.name != "set" or right.kind.name != "set":
            raise self.refuse(node, "an operator between a set and something else")
        kind = set_of(joined(left.kind.item, right.kind.item))
        match node.op:
            case ast.BitOr():
                return Code(f"new Set([...{left.text}, ...{right.text}])", kind, ATOM, True)
            case ast.BitAnd():
                return self.call("intersection", left.text, right.text, kind=left.kind, fresh=True)
            case ast.Sub():
                return self.call("difference", left.text, right.text, kind=left.kind, fresh=True)
        raise self.refuse(node, "this operator between sets")

    def arithmetic(
        self, node: ast.AST, op: ast.operator, one: tuple[ast.expr, Code], two: tuple[ast.expr, Code]
    ) -> Code:
        """Two numbers and an operator; each side with where it was written."""
        (first, left), (second, right) = one, two
        whole = left.kind.name in WHOLE and right.kind.name in WHOLE
        if isinstance(op, ast.Div) or not whole:
            left, right = as_float(self, first, left), as_float(self, second, right)
        natural = left.kind == NAT and right.kind == NAT
        kind = NAT if natural else INT if whole else joined(left.kind, right.kind)
        if {left.kind, right.kind} & {FLOAT}:
            kind = FLOAT
        match op:
            case ast.Add():
                return Code(f"{left.at(ADD)} + {right.at(ADD + 1)}", kind, ADD)
            case ast.Sub():
                return Code(f"{left.at(ADD)} - {right.at(ADD + 1)}", INT if whole else kind, ADD)
            case ast.Mult():
                return Code(f"{left.at(MULTIPLY)} * {right.at(MULTIPLY + 1)}", kind, MULTIPLY)
            case ast.Div():
                if self.is_filled(second):
                    return Code(f"{left.at(MULTIPLY)} / {right.at(MULTIPLY + 1)}", FLOAT, MULTIPLY)
                return self.call("divide", left.text, right.text, kind=FLOAT)
            case ast.FloorDiv():
                return self._floor(first, second, left, right, kind)
            case ast.Mod():
                return self._modulo(first, second, left, right, kind)
            case ast.Pow():
                return self._power(second, left, right, natural)
        return self._bits(node, op, one, two)

    def _floor(self, first: ast.expr, second: ast.expr, left: Code, right: Code, kind: Kind) -> Code:
        left = self.exactly(first, left)
        if self.is_filled(second) and kind.name in WHOLE:
            return Code(f"Math.floor({left.at(MULTIPLY)} / {right.at(MULTIPLY + 1)})", kind)
        return self.call("floorDivide", left.text, right.text, kind=kind)

    def _modulo(self, first: ast.expr, second: ast.expr, left: Code, right: Code, kind: Kind) -> Code:
        left = self.exactly(first, left)
        known = NAT if right.kind == NAT and kind.name in WHOLE else kind
        if self.is_filled(second) and left.kind == NAT and right.kind == NAT:
            return Code(f"{left.at(MULTIPLY)} % {right.at(MULTIPLY + 1)}", NAT, MULTIPLY)
        return self.call("modulo", left.text, right.text, kind=known)

    def _power(self, second: ast.expr, left: Code, right: Code, natural: bool) -> Code:
        if right.kind == NAT:
            kind = NAT if natural else left.kind
            return Code(f"{left.at(POWER + 2)} ** {right.at(POWER)}", kind, POWER)
        kind = FLOAT if FLOAT in (left.kind, right.kind) else NUMBER
        return self.call("power", left.text, right.text, kind=kind)

    def _bits(self, node: ast.AST, op: ast.operator, one: tuple[ast.expr, Code], two: tuple[ast.expr, Code]) -> Code:
        (first, left), (second, right) = one, two
        if left.kind.name not in WHOLE or right.kind.name not in WHOLE:
            raise self.refuse(node, "an operator on bits of what may not be a whole number")
        left = self.exactly(first, left)
        small = isinstance(second, ast.Constant) and isinstance(second.value, int) and 0 <= second.value < 1 << 31
        match op:
            case ast.BitAnd() if small:
                return Code(f"({left.text} & {right.text})", NAT)
            case ast.RShift() if small:
                return Code(f"Math.floor({left.at(MULTIPLY)} / 2 ** {right.text})", left.kind)
            case ast.LShift() if right.kind == NAT:
                return Code(f"{left.at(MULTIPLY)} * 2 ** {right.at(POWER)}", left.kind, MULTIPLY)
            case ast.BitAnd() | ast.BitOr() | ast.BitXor():
                word = {ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^"}[type(op)]
                kind = NAT if left.kind == right.kind == NAT else INT
                return self.call("bits", left.text, right.text, f"(x, y) => x {word} y", kind=kind)
        raise self.refuse(node, "this operator on bits")
