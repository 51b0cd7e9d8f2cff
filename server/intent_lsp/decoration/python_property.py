"""Properties in Python."""

from __future__ import annotations

from intent_lsp.decoration.plain_patterns import python_pattern
from intent_lsp.decoration.property_code import (
    CHOICE,
    COMPARISON,
    NOT,
    OR,
    SUM,
    WHOLE,
    PropertyWriter,
    UnsayableError,
    WrittenExpression,
)
from intent_lsp.decoration.property_types import NUMBER, STRING
from intent_lsp.decoration.value_text import python_text, python_value
from intent_lsp.document import cel_tree as cel
from intent_lsp.values import JsonValue

_WORDS = {"||": "or", "&&": "and"}


class PythonSpeaker(PropertyWriter):
    """Numbers, texts, lists and dicts as JSON has them; ``math`` and ``re`` are the helpers."""

    def word(self, operator: str) -> str:
        return _WORDS[operator]

    def constant(self, value: JsonValue) -> WrittenExpression:
        return WrittenExpression(python_value(value))

    def negated(self, tree: cel.Tree) -> WrittenExpression:
        match tree:
            case cel.Binary("in", left, right):
                return WrittenExpression(f"{self.tight(left, SUM)} not in {self.tight(right, SUM)}", COMPARISON)
            case cel.Binary("==", left, right):
                return self.relation("!=", left, right)
            case _:
                return WrittenExpression(f"not {self.tight(tree, NOT)}", NOT)

    def choice(self, condition: str, then: str, otherwise: str) -> WrittenExpression:
        return WrittenExpression(f"{then} if {condition} else {otherwise}", CHOICE)

    def relation(self, operator: str, left: cel.Tree, right: cel.Tree) -> WrittenExpression:
        if operator == "%":  # truncates, as CEL does
            self.helpers.add("math")
            return WrittenExpression(f"math.fmod({self.tight(left, CHOICE)}, {self.tight(right, CHOICE)})")
        if isinstance(right, cel.Constant) and (right.value is None or isinstance(right.value, bool)):
            operator = {"==": "is", "!=": "is not"}.get(operator, operator)
        return WrittenExpression(f"{self.tight(left, SUM)} {operator} {self.tight(right, SUM)}", COMPARISON)

    def joined(self, left: cel.Tree, right: cel.Tree, *, known: bool) -> WrittenExpression:
        return WrittenExpression(f"{self.tight(left, SUM)} + {self.tight(right, SUM + 1)}", SUM)

    def member(self, value: cel.Tree, name: str, *, tested: bool) -> WrittenExpression:
        key = python_text(name)
        if tested:
            return WrittenExpression(f"{key} in {self.tight(value, SUM)}", COMPARISON)
        return WrittenExpression(f"{self.tight(value, WHOLE)}[{key}]")

    def index(self, value: cel.Tree, index: cel.Tree) -> WrittenExpression:
        said = self.tight(index, CHOICE)
        kind = self.scope.type(index)
        if kind == NUMBER and isinstance(index, cel.Name):
            said = f"int({said})"
        elif kind not in (NUMBER, STRING):
            raise UnsayableError
        return WrittenExpression(f"{self.tight(value, WHOLE)}[{said}]")

    def call(self, function: str, arguments: tuple[cel.Tree, ...]) -> WrittenExpression:
        first = arguments[0]
        match function:
            case "size":
                return WrittenExpression(f"len({self.tight(first, CHOICE)})")
            case "contains":
                return WrittenExpression(f"{self.tight(arguments[1], SUM)} in {self.tight(first, SUM)}", COMPARISON)
            case "startsWith" | "endsWith":
                method = function.lower()
                return WrittenExpression(f"{self.tight(first, WHOLE)}.{method}({self.tight(arguments[1], CHOICE)})")
            case "matches":
                return self._matches(first, arguments[1])
            case "int" | "double" if self.scope.type(first) == NUMBER:
                return WrittenExpression(f"{'int' if function == 'int' else 'float'}({self.tight(first, CHOICE)})")
            case _:
                raise UnsayableError

    def _matches(self, text: cel.Tree, pattern: cel.Tree) -> WrittenExpression:
        made = python_pattern(str(pattern.value)) if isinstance(pattern, cel.Constant) else None
        if made is None:
            raise UnsayableError
        self.helpers.add("re")
        return WrittenExpression(
            f"re.search({python_text(made)}, {self.tight(text, CHOICE)}, re.ASCII) is not None", COMPARISON
        )

    def items(self, value: cel.Tree) -> str:
        return self.tight(value, OR)

    def macro(self, macro: cel.Macro, items: str, variable: str, *, deciding: bool) -> WrittenExpression:
        last = self.tight(macro.parts[-1], OR, deciding=deciding)
        over = f"for {variable} in {items}"
        match macro.macro:
            case "all":
                return WrittenExpression(f"all({last} {over})")
            case "exists":
                return WrittenExpression(f"any({last} {over})")
            case "filter":
                return WrittenExpression(f"[{variable} {over} if {last}]")
            case "map":
                condition = f" if {self.tight(macro.parts[0], OR)}" if len(macro.parts) > 1 else ""
                return WrittenExpression(f"[{last} {over}{condition}]")
            case _:
                return WrittenExpression(f"[{last} {over}].count(True) == 1", COMPARISON)
