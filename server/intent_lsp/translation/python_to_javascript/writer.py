"""What all parts of the translation share: names, kinds, helpers, and what is known at a place of the program."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from intent_lsp.translation.code import ATOM, Code, Knowledge
from intent_lsp.translation.contract import Refusal
from intent_lsp.translation.flow_state import FlowState, mentions
from intent_lsp.translation.python_to_javascript.names import RESERVED, camel
from intent_lsp.translation.value_lattice import NEVER, NUMBERS, WHOLE, Kind

ARROW, TERNARY, OR, AND, BIT, EQUAL, RELATE, SHIFT, ADD, MULTIPLY, POWER, UNARY, CALL = range(1, 14)
"""Levels of JavaScript's operators, the loosest first."""


@dataclass(slots=True)
class ModuleNames:
    """What the module's own names are called, and which are functions."""

    functions: dict[str, ast.FunctionDef]
    constants: dict[str, ast.expr]
    entry: str
    imported: dict[str, str] = field(default_factory=dict)
    """By local name: ``math``, or ``collections.Counter``."""
    renamed: dict[str, str] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    """The entry's parameters of which nothing is known but their use."""
    words: frozenset[str] = frozenset()
    """Every identifier of the source, and what it may be called in JavaScript."""


class Writer(FlowState, ABC):
    """The state of one pass over the module."""

    def __init__(self, names: ModuleNames, knowledge: Knowledge) -> None:
        super().__init__(names, knowledge)
        self.names = names

    @abstractmethod
    def expr(self, node: ast.expr) -> Code:
        """An expression's value."""

    @abstractmethod
    def test(self, node: ast.expr) -> Code:
        """An expression as a condition, with Python's notion of what is true."""

    @abstractmethod
    def items(self, node: ast.expr) -> Code:
        """What an expression yields when it is gone through, as an array."""

    @abstractmethod
    def closure(self, node: ast.expr, *kinds: Kind) -> Code:
        """A function that is handed over; ``kinds`` are its arguments', and the code's kind is its result's."""

    # --- refusing ----------------------------------------------------------------------------------------------------

    def refuse(self, node: ast.AST, reason: str) -> Refusal:
        """What ends the translation here, for a ``raise``."""
        return Refusal(getattr(node, "lineno", 0), reason)

    def call(self, helper: str, *arguments: str, kind: Kind, fresh: bool = False) -> Code:
        """A call of a helper."""
        return Code(f"{self.need(helper)}({', '.join(arguments)})", kind, ATOM, fresh)

    # --- names -------------------------------------------------------------------------------------------------------

    def name(self, python: str) -> str:
        """What a name is called in JavaScript."""
        if python in self.names.renamed:
            return self.names.renamed[python]
        found = python if python == self.names.entry else camel(python)
        taken = set(self.names.renamed.values())
        while found in RESERVED or found in taken:
            found += "_"
        self.names.renamed[python] = found
        return found

    # --- what holds here ---------------------------------------------------------------------------------------------

    def forget(self, *names: str) -> None:
        """These names now hold something else."""
        self.facts = {fact for fact in self.facts if not mentions(fact, names)}
        for name in [name for name, bounds in self.bounds.items() if mentions(f"{name} {bounds.of}", names)]:
            del self.bounds[name]

    def is_filled(self, node: ast.expr) -> bool:
        """Whether the value is known to be true for Python: not empty, not zero."""
        if isinstance(node, ast.Constant):
            return bool(node.value)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self.is_filled(node.operand)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
            return ast.unparse(node.args[0]) in self.facts if node.args else False
        if isinstance(node, ast.Name) and node.id in self.bounds and self.bounds[node.id].low > 0:
            return True
        return ast.unparse(node) in self.facts

    def is_inside(self, items: ast.expr, index: ast.expr) -> bool:
        """Whether ``items[index]`` is there for certain."""
        text = ast.unparse(items)
        if isinstance(index, ast.UnaryOp) and ast.unparse(index) == "-1":
            return text in self.facts
        if isinstance(index, ast.Constant) and index.value == 0:
            return text in self.facts
        if f"{ast.unparse(index)} < len({text})" in self.facts and self.expr(index).kind.name == "nat":
            return True
        name, offset = with_offset(index)
        bounds = self.bounds.get(name)
        return bounds is not None and bounds.of == text and bounds.low + offset >= 0 and offset <= bounds.room

    # --- numbers -----------------------------------------------------------------------------------------------------

    def numeric(self, node: ast.expr) -> Code:
        """An operand of arithmetic: a boolean counts as 0 or 1."""
        return self.as_number(node, self.expr(node))

    def as_number(self, node: ast.AST, code: Code) -> Code:
        """A value in arithmetic."""
        match code.kind.name:
            case name if name in NUMBERS:
                return code
            case "bool":
                return Code(f"Number({code.text})", Kind("nat"), CALL)
            case "any" | "maybe":
                return self.call("number", code.text, kind=Kind("number"))
            case "never":
                return code._replace(kind=NEVER)
        raise self.refuse(node, f"arithmetic with {a(code.kind)}")

    def whole_number(self, node: ast.expr) -> Code:
        """A whole number. Refuses what may be none, as Python does when it runs."""
        code = self.numeric(node)
        if code.kind.name in WHOLE or code.kind == NEVER:
            return code
        if code.kind.name == "number":
            return code  # Python fails on a float here; examples of whole numbers show which it is
        raise self.refuse(node, f"{ast.unparse(node)} is not a whole number for certain")

    def grows(self, node: ast.expr) -> bool:
        """Whether a whole number may leave the range in which JavaScript is exact."""
        for part in ast.walk(node):
            if isinstance(part, ast.BinOp) and isinstance(part.op, (ast.Mult, ast.Pow, ast.LShift)):
                constants = [isinstance(side, ast.Constant) for side in (part.left, part.right)]
                if not any(constants) or (isinstance(part.op, (ast.Pow, ast.LShift)) and not all(constants)):
                    return True
            if isinstance(part, ast.Name):
                owner = self.owner(part.id)
                if owner is not None and ("grows", owner, part.id) in self.knowledge.marks:
                    return True
        return False

    def exactly(self, node: ast.expr, code: Code) -> Code:
        """The number, guarded where it may have lost digits and its digits matter."""
        if code.kind.name in WHOLE and self.grows(node):
            return self.call("exact", code.text, kind=code.kind)
        return code


def with_offset(node: ast.expr) -> tuple[str, int]:
    """``i``, ``i + 2`` or ``i - 1`` as a name and what is added; an empty name for all else."""
    if isinstance(node, ast.Name):
        return node.id, 0
    if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Name) and isinstance(node.right, ast.Constant):
        value = node.right.value
        if isinstance(value, int) and isinstance(node.op, (ast.Add, ast.Sub)):
            return node.left.id, value if isinstance(node.op, ast.Add) else -value
    return "", 0


def a(kind: Kind) -> str:
    """A kind for messages."""
    words = {"text": "a string", "bool": "a boolean", "null": "None", "map": "a dict", "object": "a dict",
             "record": "a dict", "maybe": "a value that may be None", "any": "a value of unknown type"}  # fmt: skip
    return words.get(kind.name, f"a {kind.name}")
