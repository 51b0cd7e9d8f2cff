"""What all parts of the translation share: names, kinds, helpers, and what is known at a place of the program."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import text
from intent_lsp.translation.code import Code, Knowledge
from intent_lsp.translation.contract import Refusal
from intent_lsp.translation.flow_state import FlowState, mentions
from intent_lsp.translation.javascript_to_python.names import RESERVED, literal, snake
from intent_lsp.translation.value_lattice import NEVER, NUMBER, NUMBERS, Kind

if TYPE_CHECKING:
    from tree_sitter import Node

LAMBDA, TERNARY, OR, AND, NOT, COMPARE, BIT_OR, BIT_XOR, BIT_AND, SHIFT, ADD, MULTIPLY, UNARY, POWER, CALL = range(
    1, 16
)
"""Levels of Python's operators, the loosest first."""


@dataclass(slots=True)
class ModuleNames:
    """What the module's own names are called, and which are functions."""

    functions: dict[str, Node]
    constants: dict[str, Node]
    entry: str
    words: frozenset[str] = frozenset()
    """Every identifier of the source, and what it may be called in Python."""
    renamed: dict[str, str] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    """The entry's."""
    open: frozenset[str] = frozenset()
    """Those of which nothing is known but their use."""
    beyond: bool = False
    """Whether the program itself makes characters beyond the basic plane."""
    kept_names: frozenset[str] = frozenset()
    """Names that stay as they are: the entry and its parameters."""


class Writer(FlowState, ABC):
    """The state of one pass over the module."""

    def __init__(self, names: ModuleNames, knowledge: Knowledge) -> None:
        super().__init__(names, knowledge)
        self.names = names
        self.modules: set[str] = set()
        self.before: list[str] = []
        """Lines that stand in front of the statement at hand: functions that a callback became."""

    @abstractmethod
    def expr(self, node: Node) -> Code:
        """An expression's value."""

    @abstractmethod
    def test(self, node: Node) -> Code:
        """An expression as a condition, with JavaScript's notion of what is true."""

    @abstractmethod
    def items(self, node: Node) -> Code:
        """What an expression yields when it is gone through, as a list."""

    @abstractmethod
    def callback(self, node: Node, *kinds: Kind) -> tuple[list[str], Code]:
        """A function that is handed over: its parameters' names and its body as an expression."""

    @abstractmethod
    def function_lines(self, node: Node, name: str, scope: str) -> list[str]:
        """A function's definition."""

    def refuse(self, node: Node, reason: str) -> Refusal:
        """What ends the translation here, for a ``raise``."""
        return Refusal(node.start_point[0] + 1, reason)

    def module(self, name: str) -> str:
        """A module of the standard library, which is then imported."""
        self.modules.add(name)
        return name

    def call(self, helper: str, *arguments: str, kind: Kind, fresh: bool = False) -> Code:
        """A call of a helper."""
        return Code(f"{self.need(helper)}({', '.join(arguments)})", kind, fresh=fresh)

    # --- names -------------------------------------------------------------------------------------------------------

    def name(self, javascript: str) -> str:
        """What a name is called in Python."""
        if javascript in self.names.renamed:
            return self.names.renamed[javascript]
        found = javascript if javascript in self.names.kept_names else snake(javascript)
        taken = set(self.names.renamed.values())
        while found in RESERVED or found in taken:
            found += "_"
        self.names.renamed[javascript] = found
        return found

    def marked(self, word: str, name: str) -> bool:
        """Whether an earlier pass noted this of a name that is seen from here."""
        return (word, self.owner(name) or "", name) in self.knowledge.marks

    def mark(self, word: str, name: str) -> None:
        """Note something of a name for the next pass."""
        if word == "ordered" and not self.marked(word, name):  # it was taken for a plain Set
            self.knowledge.variables.pop((self.owner(name) or "", name), None)
        self.knowledge.mark(word, self.owner(name) or "", name)

    def measures(self) -> None:
        """The program counts or cuts texts: they have to be JavaScript's units."""
        self.knowledge.mark("units")

    @property
    def in_units(self) -> bool:
        """Whether the program works on texts of JavaScript's units."""
        if ("units",) not in self.knowledge.marks:
            return False
        kinds = (self.knowledge.kind(self.names.entry, name) for name in self.names.parameters)
        return self.names.beyond or any(may_hold_text(kind) for kind in kinds)

    def quoted(self, constant: str) -> str:
        """A text of the program as a constant."""
        return literal(constant, units=self.in_units)

    def forget(self, *names: str, keep: Set[str] = frozenset()) -> None:
        """These names now hold something else; ``keep``: those of them that have the length they had."""
        self.facts = {
            fact
            for fact in self.facts
            if not mentions(fact, names) or not mentions(_without_lengths(fact, keep), names)
        }
        gone = [name for name in names if name not in keep]
        for name in [name for name, bounds in self.bounds.items() if mentions(f"{name} {bounds.of}", gone)]:
            del self.bounds[name]

    def is_filled(self, node: Node) -> bool:
        """Whether the value is known to be not empty and not zero."""
        if node.type == "number":
            return float(number_of(node)) != 0
        if node.type == "string":
            return len(text(node)) > 2
        return flat(node) in self.facts

    def is_inside(self, items: Node, index: Node) -> bool:
        """Whether ``items[index]`` is there for certain."""
        name, words = flat(items), flat(index)
        if words in ("0", f"{name}.length - 1"):
            return f"{name}.length" in self.facts
        variable, offset = with_offset(words)
        if f"{words} < {name}.length" in self.facts and self.expr(index).kind.name == "nat":
            return True
        bounds = self.bounds.get(variable)
        return bounds is not None and bounds.of == name and bounds.low + offset >= 0 and offset <= bounds.room

    # --- numbers -----------------------------------------------------------------------------------------------------

    def numeric(self, node: Node) -> Code:
        """An operand of arithmetic."""
        return self.as_number(node, self.expr(node))

    def as_number(self, node: Node, code: Code) -> Code:
        """A value in arithmetic; ``undefined`` counts as NaN, ``null`` would count as 0."""
        if code.kind.name in NUMBERS or code.kind == NEVER:
            return code
        if code.kind.name == "maybe" and code.kind.parts[0].name in NUMBERS and "null" not in code.kind.nothing:
            return self.call("number", code.text, kind=NUMBER)
        if code.kind.name == "bool":
            return Code(f"int({code.text})", Kind("nat"))
        raise self.refuse(node, f"arithmetic with {a(code.kind)}")

    def grows(self, node: Node) -> bool:
        """Whether a whole number may leave the range in which JavaScript is exact."""
        pending = [node]
        while pending:
            part = pending.pop()
            pending.extend(part.named_children)
            product = part.type == "binary_expression" and any(one.type in ("*", "**", "<<") for one in part.children)
            if product and not any(one.type == "number" for one in part.named_children):
                return True
            if part.type == "identifier" and self.marked("grows", text(part)):
                return True
        return False

    def exactly(self, node: Node, code: Code) -> Code:
        """The number, guarded where JavaScript may have lost digits and its digits matter."""
        return self.call("exact", code.text, kind=code.kind) if self.grows(node) else code


def holds(kind: Kind, name: str) -> bool:
    """Whether a kind is, or contains, one of that name."""
    inside = (*kind.parts, *(part for _, part in kind.fields))
    return kind.name == name or any(holds(part, name) for part in inside)


def may_hold_text(kind: Kind) -> bool:
    """Whether there may be a text in a value; keys are texts."""
    return any(holds(kind, name) for name in ("text", "any", "object", "record", "never"))


def _without_lengths(fact: str, names: Set[str]) -> str:
    """A fact without what it says of lengths that did not change."""
    return re.sub(r"([\w$]+)\.length", lambda found: "0" if found[1] in names else found[0], fact)


def flat(node: Node) -> str:
    """The source on one line, its brackets around the whole left out."""
    while node.type == "parenthesized_expression":
        node = node.named_children[0]
    return " ".join(text(node).split())


def with_offset(words: str) -> tuple[str, int]:
    """``i``, ``i + 2`` or ``i - 1`` as a name and what is added; an empty name for all else."""
    found = re.fullmatch(r"([A-Za-z_$][\w$]*)(?: ?([+-]) ?(\d+))?", words)
    if not found:
        return "", 0
    return found[1], int(f"{found[2]}{found[3]}") if found[2] else 0


def number_of(node: Node) -> float | int:
    """A number constant."""
    words = text(node).replace("_", "").lower()
    if words.endswith("n") and not words.startswith("0x"):
        raise Refusal(node.start_point[0] + 1, "a BigInt")
    if words[:2] in ("0x", "0o", "0b"):
        return int(words, 0)
    return int(words) if words.isdecimal() else float(words)


def a(kind: Kind) -> str:
    """A kind for messages."""
    words = {"text": "a string", "bool": "a boolean", "null": "null or undefined", "list": "an array",
             "tuple": "an array", "map": "a Map", "set": "a Set", "object": "an object", "record": "an object",
             "maybe": "a value that may be missing", "any": "a value of unknown type"}  # fmt: skip
    return words.get(kind.name, f"a {kind.name}")
