"""Expressions: operators, literals, access by index and key, conditions."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.access import Access
from intent_lsp.translation.python_to_javascript.builtins import call_of
from intent_lsp.translation.python_to_javascript.comparisons import comparison, condition
from intent_lsp.translation.python_to_javascript.formats import formatted
from intent_lsp.translation.python_to_javascript.modules import member_of
from intent_lsp.translation.python_to_javascript.names import literal
from intent_lsp.translation.python_to_javascript.regular_expressions import compiled
from intent_lsp.translation.python_to_javascript.writer import (
    a,
)
from intent_lsp.translation.value_lattice import (
    ANY,
    BOOL,
    DICTS,
    FLOAT,
    INT,
    LISTS,
    NAT,
    NULL,
    TEXT,
    Kind,
    function_of,
    joined,
    list_of,
    map_of,
    record_of,
    set_of,
    tuple_of,
)

_EXACT = 1 << 53


class Expressions(Access):
    """Writes expressions."""

    def expr(self, node: ast.expr) -> Code:
        match node:
            case ast.Constant(value):
                return self._constant(node, value)
            case ast.Name(name):
                return self._name(node, name)
            case ast.BinOp():
                return self._binary(node)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BoolOp():
                return self._logical(node)
            case ast.Compare():
                return comparison(self, node)
            case ast.IfExp(test, body, orelse):
                return self._ternary(test, body, orelse)
            case ast.Call():
                return call_of(self, node)
            case ast.Attribute():
                return member_of(self, node)
            case ast.Subscript():
                return self._subscript(node)
            case ast.List(elts) | ast.Tuple(elts):
                return self._list(node, elts)
            case ast.Dict():
                return self._dict(node)
            case ast.Set(elts):
                self.hashable(node, *(self.expr(item).kind for item in elts))
                inner = self._list(node, elts)
                return Code(f"new Set({inner.text})", set_of(inner.kind.item), ATOM, True)
            case ast.JoinedStr():
                return formatted(self, node)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp() | ast.DictComp():
                return self.comprehension(node)
            case ast.Lambda():
                return self._lambda(node)
            case ast.NamedExpr():
                raise self.refuse(node, "an assignment inside of an expression (:=)")
            case ast.Await() | ast.Yield() | ast.YieldFrom():
                raise self.refuse(node, "generators and coroutines")
        raise self.refuse(node, f"the expression {ast.unparse(node)[:40]}")

    def test(self, node: ast.expr) -> Code:
        return condition(self, node)

    def hashable(self, node: ast.AST, *kinds: Kind) -> None:
        """Keys are compared by value; JavaScript does so for numbers and texts only."""
        for kind in kinds:
            inner = kind.parts[0] if kind.name == "maybe" else kind
            if inner.name in LISTS | DICTS | {"set"}:
                raise self.refuse(node, f"{a(inner)} as a key or in a set: JavaScript compares those by identity")
            if inner == ANY:
                raise self.refuse(node, "a value of unknown type as a key or in a set")
            if inner == BOOL:
                raise self.refuse(node, "a boolean as a key or in a set")

    # --- literals and names ------------------------------------------------------------------------------------------

    def _constant(self, node: ast.expr, value: object) -> Code:
        if value is None:
            return Code("null", NULL)
        if isinstance(value, bool):
            return Code("true" if value else "false", BOOL)
        if isinstance(value, str):
            return Code(literal(value), TEXT)
        if isinstance(value, int):
            if value > _EXACT:
                raise self.refuse(node, "a whole number beyond 2^53")
            return Code(str(value), NAT)
        if isinstance(value, float):
            return Code(repr(value), FLOAT)
        raise self.refuse(node, f"the constant {value!r}"[:60])

    def _name(self, node: ast.expr, name: str) -> Code:
        if any(name in names for names in self.inner):
            return Code(self.name(name), self.kind_of_name(name))
        owner = self.owner(name)
        if owner is None:
            return self.global_(node, name)
        if owner == "" and compiled(self.names, name):
            raise self.refuse(node, "a regular expression in this place")
        scoped = f"{owner}.{name}".lstrip(".")
        if scoped in self.names.functions:
            return Code(self.name(name), function_of(self.knowledge.kind(scoped, "return")))
        kind = self.kind_of_name(name)
        if kind.name == "maybe" and f"{name} is not None" in self.facts:
            kind = kind.parts[0]
        if kind == INT and name in self.bounds and self.bounds[name].low >= 0:
            kind = NAT
        return Code(self.name(name), kind)

    def global_(self, node: ast.expr, name: str) -> Code:
        """A built-in function that is handed over, or a module's member."""
        raise self.refuse(node, f"the name {name} is not defined here, or not one that the rules know")

    def _list(self, node: ast.expr, elts: list[ast.expr]) -> Code:
        texts, kinds, spread = [], [], False
        for item in elts:
            if isinstance(item, ast.Starred):
                inner = self.items(item.value)
                texts.append(f"...{inner.text}")
                kinds.append(inner.kind.item)
                spread = True
            else:
                code = self.expr(item)
                texts.append(code.text)
                kinds.append(code.kind)
        kind = tuple_of(*kinds) if isinstance(node, ast.Tuple) and not spread else list_of(joined(*kinds))
        return Code(f"[{', '.join(texts)}]", kind, ATOM, True)

    def _dict(self, node: ast.Dict) -> Code:
        keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
        values = [self.expr(value) for value in node.values]
        if keys and all(isinstance(key, str) for key in keys) and not self.is_map(node):
            names = [str(key) for key in keys]
            if "__proto__" in names:
                raise self.refuse(node, "the key __proto__")
            pairs = [f"{_key(name)}: {value.text}" for name, value in zip(names, values, strict=True)]
            short = [pair if pair != f"{n}: {n}" else n for pair, n in zip(pairs, names, strict=True)]
            kinds = {name: value.kind for name, value in zip(names, values, strict=True)}
            return Code(f"{{ {', '.join(short)} }}", record_of(kinds), ATOM, True)
        if any(key is None for key in node.keys):
            raise self.refuse(node, "** in a dict")
        written = [self.expr(key) for key in node.keys if key is not None]
        self.hashable(node, *(key.kind for key in written))
        inner = ", ".join(f"[{key.text}, {value.text}]" for key, value in zip(written, values, strict=True))
        kind = map_of(joined(*(k.kind for k in written)), joined(*(v.kind for v in values)))
        return Code(f"new Map([{inner}])" if inner else "new Map()", kind, ATOM, True)

    def is_map(self, node: ast.expr) -> bool:
        """Whether a dict with constant keys is used as one whose keys vary."""
        return ("map", str(node.lineno), str(node.col_offset)) in self.knowledge.marks

    def _lambda(self, node: ast.Lambda) -> Code:
        code = self.closure(node, *(ANY for _ in node.args.args))
        return code._replace(kind=function_of(code.kind))

    # --- operators ---------------------------------------------------------------------------------------------------

    # --- access ------------------------------------------------------------------------------------------------------


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else literal(name)
