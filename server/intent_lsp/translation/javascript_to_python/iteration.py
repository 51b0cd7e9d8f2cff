"""What is gone through: iterables as lists, and callbacks."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, parameters, text
from intent_lsp.translation.code import Code
from intent_lsp.translation.javascript_to_python.writer import LAMBDA, Writer, a, flat
from intent_lsp.translation.value_lattice import ANY, NEVER, TEXT, Kind, list_of, tuple_of

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset(("arrow_function", "function_expression"))


class Iteration(Writer):
    """Writes what goes through things."""

    def items(self, node: Node) -> Code:
        while node.type == "parenthesized_expression":
            node = node.named_children[0]
        if node.type == "new_expression" and flat(node.named_children[0]) == "Set":
            return self._distinct(node)
        code = self.expr(node)
        match code.kind.name:
            case "list" | "tuple":
                return code
            case "text":
                return Code(self.characters(code), list_of(TEXT), fresh=True)
            case "map":
                return Code(f"list({code.text}.items())", list_of(tuple_of(*code.kind.parts)), fresh=True)
            case "ordered":
                return Code(code.text, list_of(code.kind.item))
            case "set":
                if node.type == "identifier":
                    self.mark("ordered", text(node))
                raise self.refuse(node, "the order of a Set")
            case "never":
                return Code(code.text, list_of(NEVER))
        raise self.refuse(node, f"a loop over {a(code.kind)}")

    def _distinct(self, node: Node) -> Code:
        """``[...new Set(xs)]``: the items once, in their order."""
        arguments = field(node, "arguments")
        inner = arguments.named_children if arguments is not None else []
        if not inner:
            return Code("[]", list_of(NEVER), fresh=True)
        items = self.items(inner[0])
        self.hashable(inner[0], items.kind.item)
        return Code(f"dict.fromkeys({items.text})", list_of(items.kind.item))

    def hashable(self, node: Node, kind: Kind) -> None:
        """Python compares keys by value, and does not tell 1 from True."""
        if kind.name not in ("nat", "int", "finite", "text", "never", "bool"):
            raise self.refuse(node, f"{a(kind)} as a key or in a Set")

    def characters(self, code: Code) -> str:
        """A text's code points, which is what JavaScript's iteration gives."""
        if not self.in_units:
            return f"list({code.text})"
        self.module("re")
        return f"{self.need('characters')}({code.text})"

    # --- callbacks ---------------------------------------------------------------------------------------------------

    def callback(self, node: Node, *kinds: Kind) -> tuple[list[str], Code]:
        if node.type in FUNCTIONS:
            body = field(node, "body")
            if body is None:
                raise self.refuse(node, "a function without a body")
            names, known = self.bound(parameters(node), kinds)
            if body.type == "statement_block":
                return self._hoisted(
                    node, kinds, [one for one in body.named_children if one.type != "comment"], known, names
                )
            with self.within(known), self.given(self._key_facts(node, known)):
                code = self.expr(body)
            return names, code
        if node.type == "identifier":
            return self._named(node, kinds)
        raise self.refuse(node, "a function that is made by an expression")

    def _key_facts(self, node: Node, known: dict[str, Kind]) -> set[str]:
        owner = _keyed(node)
        return {f"{next(iter(known))} in {owner}"} if owner and known else set()

    def bound(self, nodes: list[Node], kinds: tuple[Kind, ...]) -> tuple[list[str], dict[str, Kind]]:
        """A callback's parameters: their source, and what the names in them hold."""
        names: list[str] = []
        known: dict[str, Kind] = {}
        if len(nodes) > len(kinds):
            raise self.refuse(nodes[-1], "a callback with more parameters than it is given")
        for node, kind in zip(nodes, kinds, strict=False):
            written, inner = self.pattern(node, kind)
            names.append(written)
            known |= inner
        return names, known

    def pattern(self, node: Node, kind: Kind) -> tuple[str, dict[str, Kind]]:
        """What an item is bound to: the target's source, and what its names hold."""
        if node.type == "required_parameter":
            if field(node, "value") is not None:
                raise self.refuse(node, "a default of a callback's parameter")
            node = field(node, "pattern") or node.named_children[0]
        if node.type == "identifier":
            return self.name(text(node)), {text(node): kind}
        if node.type == "array_pattern":
            parts = _with_holes(node)
            if any(child is not None and child.type in ("rest_pattern", "assignment_pattern") for child in parts):
                raise self.refuse(node, "a rest or default where an array is taken apart")
            return self._array_pattern(node, parts, kind)
        raise self.refuse(node, "this way of taking a value apart")

    def _array_pattern(self, node: Node, parts: list[Node | None], kind: Kind) -> tuple[str, dict[str, Kind]]:
        if kind.name == "tuple" and len(kind.parts) == len(parts):
            kinds = kind.parts
        elif kind == NEVER:
            kinds = (NEVER,) * len(parts)
        else:
            raise self.refuse(node, f"taking apart {a(kind)} whose length is not known to be {len(parts)}")
        texts, known = [], dict[str, Kind]()
        for one, part in zip(parts, kinds, strict=True):
            written, inner = self.pattern(one, part) if one is not None else ("_", {})
            texts.append(written)
            known |= inner
        return f"({', '.join(texts)})", known

    def _named(self, node: Node, kinds: tuple[Kind, ...]) -> tuple[list[str], Code]:
        name = text(node)
        letter = self.letter("item")
        if self.owner(name) is not None:
            scoped = f"{self.owner(name)}.{name}".lstrip(".")
            function = self.names.functions.get(scoped)
            if function is None:
                raise self.refuse(node, f"{name} as a callback")
            count = len(parameters(function))
            letters = [letter, *(self.letter(f"{letter}_{i}") for i in range(1, count))]
            for one, kind in zip(parameters(function), kinds, strict=False):
                pattern = field(one, "pattern") or one
                self.knowledge.learn(scoped, text(pattern), kind)
            given = letters[:count]
            return given, Code(f"{self.name(name)}({', '.join(given)})", self.knowledge.kind(scoped, "return"))
        return [letter], self.builtin(node, name, Code(letter, kinds[0] if kinds else ANY))

    @abstractmethod
    def builtin(self, node: Node, name: str, argument: Code) -> Code:
        """``Number``, ``String`` or ``Boolean`` of a value."""

    def _hoisted(
        self, node: Node, kinds: tuple[Kind, ...], body: list[Node], known: dict[str, Kind], names: list[str]
    ) -> tuple[list[str], Code]:
        """A callback of several statements becomes a function in front of the statement."""
        if len(body) == 1 and body[0].type == "return_statement" and body[0].named_children:
            with self.within(known):
                return names, self.expr(body[0].named_children[0])
        if self.inner:
            raise self.refuse(node, "a callback of several statements inside of another one")
        if any(not name.isidentifier() for name in names):
            raise self.refuse(node, "a callback of several statements that takes its argument apart")
        name = f"step{node.start_byte}"
        scope = f"{self.scope}.{name}"
        self.names.functions.setdefault(scope, node)
        written = self.names.renamed.setdefault(name, self._free_name())
        for one, kind in known.items():
            self.knowledge.learn(scope, one, kind)
        before, self.before = self.before, []
        lines = self.function_lines(node, name, scope)
        self.before = [*before, *self.before, *lines]
        kind = self.knowledge.kind(scope, "return")
        return names, Code(f"{written}({', '.join(names)})", kind)

    def _free_name(self) -> str:
        taken = set(self.names.renamed.values()) | self.names.words
        return next(name for name in ("step", *(f"step_{i}" for i in range(2, 99))) if name not in taken)

    def comprehension(self, node: Node, items: Code, make: str, *more: Kind) -> Code:
        """``items.map(callback)`` and its kin as a comprehension; ``make`` is one of ``map``, ``filter`` and ``each``.

        Of ``each``, the code is the inside of ``any()`` and the like, and its kind the callback's.
        """
        item = items.kind.item
        names, code = self.callback(node, item, Kind("nat"), *more)
        if len(names) > 2:
            raise self.refuse(node, "a callback that takes the whole array as well")
        if not names:
            names = ["_"]
        head = f"for {_bare(names[0])} in {items.at(3)}"
        if len(names) == 2:
            head = f"for {names[1]}, {names[0]} in enumerate({items.text})"
        if make == "each":
            return Code(f"{code.at(2)} {head}", code.kind, LAMBDA)
        return Code(f"[{code.text} {head}]", list_of(code.kind), fresh=True)

    def filtered(self, node: Node, items: Code) -> Code:
        """``items.filter(callback)``."""
        names, test = self.callback_test(node, items.kind.item, Kind("nat"))
        if not names:
            names = ["_"]
        head = f"for {_bare(names[0])} in {items.at(3)}"
        if len(names) == 2:
            head = f"for {names[1]}, {names[0]} in enumerate({items.text})"
        found = names[0] if names[0].isidentifier() else _listed(names[0])
        return Code(f"[{found} {head} if {test.at(3)}]", list_of(items.kind.item), fresh=True)

    def callback_test(self, node: Node, *kinds: Kind) -> tuple[list[str], Code]:
        """A callback whose result counts as true or not."""
        if node.type in FUNCTIONS:
            body = field(node, "body")
            names, known = self.bound(parameters(node), kinds)
            statements = [one for one in body.named_children if one.type != "comment"] if body is not None else []
            if body is not None and body.type == "statement_block" and len(statements) == 1:
                inner = statements[0].named_children
                body = inner[0] if statements[0].type == "return_statement" and inner else body
            if body is not None and body.type != "statement_block":
                with self.within(known), self.given(self._key_facts(node, known)):
                    return names, self.test(body)
        names, code = self.callback(node, *kinds)
        return names, self.truth(node, code)

    @abstractmethod
    def truth(self, node: Node, code: Code) -> Code:
        """Whether a value is true for JavaScript."""


def _with_holes(pattern: Node) -> list[Node | None]:
    """The parts of an array that is taken apart; ``None`` for what is passed over."""
    parts: list[Node | None] = []
    filled = False
    for child in pattern.children:
        if child.type == ",":
            parts += [None] * (not filled)
            filled = False
        elif child.is_named:
            parts.append(child)
            filled = True
    return parts


def _keyed(callback: Node) -> str:
    """The object whose keys a callback is given: of ``Object.keys(counts).map(…)``; else empty."""
    call = callback.parent.parent if callback.parent is not None else None
    found = re.match(r"Object\.keys\(([\w$.]+)\)", text(call)) if call is not None else None
    return found[1] if found else ""


def _bare(pattern: str) -> str:
    return pattern[1:-1] if pattern.startswith("(") else pattern


def _listed(pattern: str) -> str:
    """A taken-apart item, put together again."""
    return f"[{pattern[1:-1]}]"
