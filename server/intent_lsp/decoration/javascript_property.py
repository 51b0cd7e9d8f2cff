"""Properties in JavaScript."""

from __future__ import annotations

import json
import re

from intent_lsp.decoration.plain_patterns import javascript_pattern
from intent_lsp.decoration.property_code import (
    CHOICE,
    COMPARISON,
    OR,
    PRODUCT,
    SIGN,
    SUM,
    WHOLE,
    PropertyWriter,
    UnsayableError,
    WrittenExpression,
)
from intent_lsp.decoration.property_types import NUMBER, SIMPLE, STRING
from intent_lsp.decoration.value_text import javascript_value
from intent_lsp.document import cel_tree as cel
from intent_lsp.document.model import ArrayOf, MapOf, RecordOf, TupleOf, TypeExpr
from intent_lsp.values import JsonValue

_SIGNS = {"==": "===", "!=": "!=="}
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_METHODS = {"contains": "includes", "startsWith": "startsWith", "endsWith": "endsWith"}
_MACROS = {"all": "every", "exists": "some", "filter": "filter", "exists_one": "filter", "existsOne": "filter"}


class JavaScriptSpeaker(PropertyWriter):
    """Values as JSON has them; ``equal``, for lists and records, is the one helper."""

    def word(self, operator: str) -> str:
        return operator

    def constant(self, value: JsonValue) -> WrittenExpression:
        return WrittenExpression(javascript_value(value))

    def negated(self, tree: cel.Tree) -> WrittenExpression:
        if isinstance(tree, cel.Binary) and tree.operator == "==":
            return self.relation("!=", tree.left, tree.right)
        return WrittenExpression(f"!{self.tight(tree, WHOLE)}", SIGN)

    def choice(self, condition: str, then: str, otherwise: str) -> WrittenExpression:
        return WrittenExpression(f"{condition} ? {then} : {otherwise}", CHOICE)

    def relation(self, operator: str, left: cel.Tree, right: cel.Tree) -> WrittenExpression:
        if operator == "in":
            return self._contained(left, right)
        if operator == "%":
            return WrittenExpression(f"{self.tight(left, PRODUCT)} % {self.tight(right, SIGN)}", PRODUCT)
        simple = self._is_simple(left) or self._is_simple(right)
        if operator in _SIGNS and not simple:
            self.helpers.add("equal")
            call = f"equal({self.tight(left, CHOICE)}, {self.tight(right, CHOICE)})"
            return WrittenExpression(call) if operator == "==" else WrittenExpression(f"!{call}", SIGN)
        return WrittenExpression(
            f"{self.tight(left, SUM)} {_SIGNS.get(operator, operator)} {self.tight(right, SUM)}", COMPARISON
        )

    def _is_simple(self, tree: cel.Tree) -> bool:
        return self.scope.type(tree) in SIMPLE

    def _contained(self, left: cel.Tree, right: cel.Tree) -> WrittenExpression:
        container = self.scope.type(right)
        item, items = self.tight(left, CHOICE), self.tight(right, WHOLE)
        if isinstance(container, (MapOf, RecordOf)):
            return WrittenExpression(f"Object.hasOwn({items}, {item})")
        if not isinstance(container, (ArrayOf, TupleOf)):
            raise UnsayableError
        if self._is_simple(left):
            return WrittenExpression(f"{items}.includes({item})")
        self.helpers.add("equal")
        return WrittenExpression(f"{items}.some((other) => equal(other, {item}))")

    def joined(self, left: cel.Tree, right: cel.Tree, *, known: bool) -> WrittenExpression:
        if not known or not isinstance(self.scope.type(left), (ArrayOf, TupleOf)):
            raise UnsayableError
        return WrittenExpression(f"[...{self.tight(left, WHOLE)}, ...{self.tight(right, WHOLE)}]")

    def member(self, value: cel.Tree, name: str, *, tested: bool) -> WrittenExpression:
        if tested:
            return WrittenExpression(f"Object.hasOwn({self.tight(value, CHOICE)}, {json.dumps(name)})")
        return WrittenExpression(f"{self.tight(value, WHOLE)}.{name}")

    def index(self, value: cel.Tree, index: cel.Tree) -> WrittenExpression:
        if self.scope.type(index) not in (NUMBER, STRING):
            raise UnsayableError
        return WrittenExpression(f"{self.tight(value, WHOLE)}[{self.tight(index, CHOICE)}]")

    def call(self, function: str, arguments: tuple[cel.Tree, ...]) -> WrittenExpression:
        first = arguments[0]
        match function:
            case "size":
                return self._size(first, self.scope.type(first))
            case "matches":
                pattern = arguments[1]
                made = javascript_pattern(str(pattern.value)) if isinstance(pattern, cel.Constant) else None
                if made is None:
                    raise UnsayableError
                return WrittenExpression(f'new RegExp({json.dumps(made)}, "u").test({self.tight(first, CHOICE)})')
            case "contains" | "startsWith" | "endsWith":
                return WrittenExpression(
                    f"{self.tight(first, WHOLE)}.{_METHODS[function]}({self.tight(arguments[1], CHOICE)})"
                )
            case "int" if self.scope.type(first) == NUMBER:
                return WrittenExpression(f"Math.trunc({self.tight(first, CHOICE)})")
            case "double" if self.scope.type(first) == NUMBER:
                return self.say(first, deciding=False)
            case _:
                raise UnsayableError

    def _size(self, tree: cel.Tree, kind: TypeExpr) -> WrittenExpression:
        if kind == STRING:  # in code points
            return WrittenExpression(f"[...{self.tight(tree, WHOLE)}].length")
        if isinstance(kind, (MapOf, RecordOf)):
            return WrittenExpression(f"Object.keys({self.tight(tree, CHOICE)}).length")
        if isinstance(kind, (ArrayOf, TupleOf)):
            return WrittenExpression(f"{self.tight(tree, WHOLE)}.length")
        raise UnsayableError

    def items(self, value: cel.Tree) -> str:
        kind = self.scope.type(value)
        if isinstance(kind, (MapOf, RecordOf)):
            return f"Object.keys({self.tight(value, CHOICE)})"
        if isinstance(kind, (ArrayOf, TupleOf)):
            return self.tight(value, WHOLE)
        raise UnsayableError

    def macro(self, macro: cel.Macro, items: str, variable: str, *, deciding: bool) -> WrittenExpression:
        parts = [self._arrow(variable, part, deciding=deciding) for part in macro.parts]
        if macro.macro == "map":
            return WrittenExpression(items + "".join(f".filter({part})" for part in parts[:-1]) + f".map({parts[-1]})")
        said = f"{items}.{_MACROS[macro.macro]}({parts[-1]})"
        if macro.macro in ("exists_one", "existsOne"):
            return WrittenExpression(f"{said}.length === 1", COMPARISON)
        return WrittenExpression(said)

    def _arrow(self, variable: str, body: cel.Tree, *, deciding: bool) -> str:
        said = self.tight(body, OR, deciding=deciding)
        return f"({variable}) => {f'({said})' if said.startswith('{') else said}"
