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
    Said,
    Speaker,
    UnsayableError,
)
from intent_lsp.decoration.property_types import NUMBER, STRING
from intent_lsp.decoration.value_text import python_text, python_value
from intent_lsp.document import cel_tree as cel
from intent_lsp.values import JsonValue

_WORDS = {"||": "or", "&&": "and"}


class PythonSpeaker(Speaker):
    """Numbers, texts, lists and dicts as JSON has them; ``math`` and ``re`` are the helpers."""

    def word(self, operator: str) -> str:
        return _WORDS[operator]

    def constant(self, value: JsonValue) -> Said:
        return Said(python_value(value))

    def negated(self, tree: cel.Tree) -> Said:
        match tree:
            case cel.Binary("in", left, right):
                return Said(f"{self.tight(left, SUM)} not in {self.tight(right, SUM)}", COMPARISON)
            case cel.Binary("==", left, right):
                return self.relation("!=", left, right)
            case _:
                return Said(f"not {self.tight(tree, NOT)}", NOT)

    def choice(self, condition: str, then: str, otherwise: str) -> Said:
        return Said(f"{then} if {condition} else {otherwise}", CHOICE)

    def relation(self, operator: str, left: cel.Tree, right: cel.Tree) -> Said:
        if operator == "%":  # truncates, as CEL does
            self.helpers.add("math")
            return Said(f"math.fmod({self.tight(left, CHOICE)}, {self.tight(right, CHOICE)})")
        if isinstance(right, cel.Constant) and (right.value is None or isinstance(right.value, bool)):
            operator = {"==": "is", "!=": "is not"}.get(operator, operator)
        return Said(f"{self.tight(left, SUM)} {operator} {self.tight(right, SUM)}", COMPARISON)

    def joined(self, left: cel.Tree, right: cel.Tree, *, known: bool) -> Said:
        return Said(f"{self.tight(left, SUM)} + {self.tight(right, SUM + 1)}", SUM)

    def member(self, value: cel.Tree, name: str, *, tested: bool) -> Said:
        key = python_text(name)
        if tested:
            return Said(f"{key} in {self.tight(value, SUM)}", COMPARISON)
        return Said(f"{self.tight(value, WHOLE)}[{key}]")

    def index(self, value: cel.Tree, index: cel.Tree) -> Said:
        said = self.tight(index, CHOICE)
        kind = self.scope.type(index)
        if kind == NUMBER and isinstance(index, cel.Name):
            said = f"int({said})"
        elif kind not in (NUMBER, STRING):
            raise UnsayableError
        return Said(f"{self.tight(value, WHOLE)}[{said}]")

    def call(self, function: str, arguments: tuple[cel.Tree, ...]) -> Said:
        first = arguments[0]
        match function:
            case "size":
                return Said(f"len({self.tight(first, CHOICE)})")
            case "contains":
                return Said(f"{self.tight(arguments[1], SUM)} in {self.tight(first, SUM)}", COMPARISON)
            case "startsWith" | "endsWith":
                method = function.lower()
                return Said(f"{self.tight(first, WHOLE)}.{method}({self.tight(arguments[1], CHOICE)})")
            case "matches":
                return self._matches(first, arguments[1])
            case "int" | "double" if self.scope.type(first) == NUMBER:
                return Said(f"{'int' if function == 'int' else 'float'}({self.tight(first, CHOICE)})")
            case _:
                raise UnsayableError

    def _matches(self, text: cel.Tree, pattern: cel.Tree) -> Said:
        made = python_pattern(str(pattern.value)) if isinstance(pattern, cel.Constant) else None
        if made is None:
            raise UnsayableError
        self.helpers.add("re")
        return Said(f"re.search({python_text(made)}, {self.tight(text, CHOICE)}, re.ASCII) is not None", COMPARISON)

    def items(self, value: cel.Tree) -> str:
        return self.tight(value, OR)

    def macro(self, macro: cel.Macro, items: str, variable: str, *, deciding: bool) -> Said:
        last = self.tight(macro.parts[-1], OR, deciding=deciding)
        over = f"for {variable} in {items}"
        match macro.macro:
            case "all":
                return Said(f"all({last} {over})")
            case "exists":
                return Said(f"any({last} {over})")
            case "filter":
                return Said(f"[{variable} {over} if {last}]")
            case "map":
                condition = f" if {self.tight(macro.parts[0], OR)}" if len(macro.parts) > 1 else ""
                return Said(f"[{last} {over}{condition}]")
            case _:
                return Said(f"[{last} {over}].count(True) == 1", COMPARISON)
