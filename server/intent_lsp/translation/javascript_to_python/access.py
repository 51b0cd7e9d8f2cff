"""Members, indices and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.flow_state import there
from intent_lsp.translation.javascript_to_python.writer import (
    ADD,
    CALL,
    a,
    flat,
    number_of,
)
from intent_lsp.translation.value_lattice import (
    FINITE,
    INT,
    NAT,
    NEVER,
    NUMBER,
    TEXT,
    UNDEFINED,
    WHOLE,
    Kind,
    maybe,
    there_in,
)

if TYPE_CHECKING:
    from tree_sitter import Node
from intent_lsp.translation.javascript_to_python.chains import Chains
from intent_lsp.translation.javascript_to_python.conditions import Conditions
from intent_lsp.translation.javascript_to_python.literals import constant

_MATH = {"PI": "math.pi", "E": "math.e", "SQRT2": "math.sqrt(2)", "LN2": "math.log(2)"}

_NUMBERS = {
    "MAX_SAFE_INTEGER": ("2**53 - 1", NAT),
    "MIN_SAFE_INTEGER": ("1 - 2**53", INT),
    "EPSILON": ("2.0**-52", FINITE),
    "POSITIVE_INFINITY": ("math.inf", NUMBER),
    "NEGATIVE_INFINITY": ("-math.inf", NUMBER),
}


class Access(Conditions, Chains):
    """Members, indices and keys."""

    def _member(self, node: Node) -> Code:
        owner_node, name_node = node.named_children[0], node.named_children[-1]
        name = text(name_node)
        global_ = text(owner_node)
        if owner_node.type == "identifier" and self.owner(global_) is None:
            if global_ == "Math" and name in _MATH:
                self.module("math")
                return Code(_MATH[name], FINITE)
            if global_ == "Number" and name in _NUMBERS:
                written, kind = _NUMBERS[name]
                if "math" in written:
                    self.module("math")
                return Code(written, kind, ADD)
        owner = self.expr(owner_node)
        if owner.kind.name == "maybe":
            owner = owner._replace(kind=owner.kind.parts[0])
        match owner.kind.name, name:
            case "text", "length":
                self.measures()
                return Code(f"len({owner.text})", NAT)
            case (("list" | "tuple"), "length"):
                return Code(f"len({owner.text})", NAT)
            case (("map" | "set"), "size"):
                return Code(f"len({owner.text})", NAT)
            case (("object" | "record"), _):
                return self.field_of(owner, name, flat(node))
            case "never", _:
                return Code(owner.text, NEVER)
        raise self.refuse(node, f".{name} of {a(owner.kind)}")

    def field_of(self, owner: Code, name: str, words: str) -> Code:
        """``owner.name``."""
        kind, key = owner.kind.field(name), self.quoted(name)
        if {words, there(words)} & self.facts:
            return Code(f"{owner.at(ATOM)}[{key}]", _present(kind or owner.kind.value))
        if kind is None or "absent" in kind.nothing:
            found = maybe(owner.kind.value if kind is None else there_in(kind), UNDEFINED)
            return Code(f"{owner.at(ATOM)}.get({key})", found, _level(owner.kind))
        return Code(f"{owner.at(ATOM)}[{key}]", kind)

    def _subscript(self, node: Node) -> Code:
        owner_node, index_node = node.named_children[0], node.named_children[-1]
        owner = self.expr(owner_node)
        if owner.kind.name == "maybe":
            owner = owner._replace(kind=owner.kind.parts[0])
        match owner.kind.name:
            case "text" | "list" | "tuple":
                return self._indexed(owner_node, index_node, owner)
            case "object" | "record":
                if index_node.type == "string":
                    return self.field_of(owner, constant(index_node), flat(node))
                key, words = self._key(index_node), f"{flat(index_node)} in {flat(owner_node)}"
                if {flat(node), there(flat(node))} & self.facts:
                    return Code(f"{owner.at(ATOM)}[{key}]", _present(owner.kind.value))
                if words in self.facts:
                    return Code(f"{owner.at(ATOM)}[{key}]", owner.kind.value)
                return Code(f"{owner.at(ATOM)}.get({key})", maybe(owner.kind.value, UNDEFINED), _level(owner.kind))
            case "never":
                self.expr(index_node)
                return Code(owner.text, NEVER)
        raise self.refuse(node, f"an index into {a(owner.kind)}")

    def _indexed(self, owner_node: Node, index_node: Node, owner: Code) -> Code:
        index = self.numeric(index_node)
        kind = owner.kind.item
        if owner.kind == TEXT:
            self.measures()
        if owner.kind.name == "tuple" and index_node.type == "number":
            position = int(number_of(index_node))
            if position < len(owner.kind.parts):
                return Code(f"{owner.at(ATOM)}[{index.text}]", owner.kind.parts[position])
        if self.is_inside(owner_node, index_node) and index.kind.name in WHOLE:
            words = flat(index_node)
            last = words == f"{flat(owner_node)}.length - 1"
            return Code(f"{owner.at(ATOM)}[{'-1' if last else index.text}]", kind)
        return self.call("at", owner.text, index.text, kind=maybe(kind, UNDEFINED))


def _present(kind: Kind) -> Kind:
    return kind.parts[0] if kind.name == "maybe" else kind


def _level(owner: Kind) -> int:
    """A default may stand in ``get()`` where no value is ``None`` itself."""
    return CALL if owner.value.name in ("maybe", "null", "any") else ATOM
