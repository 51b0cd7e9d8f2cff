"""Access by index and by key."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.names import literal
from intent_lsp.translation.python_to_javascript.operators import Operators
from intent_lsp.translation.python_to_javascript.regular_expressions import group_of
from intent_lsp.translation.python_to_javascript.slices import sliced
from intent_lsp.translation.python_to_javascript.writer import (
    a,
)
from intent_lsp.translation.value_lattice import (
    ANY,
    FLOAT,
    INT,
    NAT,
    NEVER,
    TEXT,
    Kind,
    joined,
    list_of,
    map_of,
    set_of,
)

_DEFAULTS = {
    "int": Code("0", NAT),
    "counter": Code("0", NAT),
    "float": Code("0", FLOAT),
    "str": Code('""', TEXT),
    "list": Code("[]", list_of(NEVER)),
    "set": Code("new Set()", set_of(NEVER)),
    "dict": Code("new Map()", map_of(NEVER, NEVER)),
}
"""What a defaultdict's factory makes; a Counter counts from 0."""


class Access(Operators):
    """Access by index and by key."""

    def _subscript(self, node: ast.Subscript) -> Code:
        if isinstance(node.slice, ast.Slice):
            return sliced(self, node)
        value = self.expr(node.value)
        match value.kind.name:
            case "text":
                return self._indexed(node, f"[...{value.text}]", TEXT)
            case "list" | "tuple":
                return self._indexed(node, value.at(ATOM), self._item_kind(node, value.kind))
            case "map":
                return self._mapped(node, value)
            case "object" | "record":
                return self._member(node, value)
            case "match":
                return group_of(self, node.slice, value)
            case "maybe" if value.kind.parts[0].name == "match":
                return group_of(self, node.slice, value._replace(kind=value.kind.parts[0]))
            case "any" | "maybe":
                return self.call("at", value.text, self.expr(node.slice).text, kind=ANY)
            case "never":
                self.expr(node.slice)
                return Code(f"{value.text}[0]", NEVER)
        raise self.refuse(node, f"an index into {a(value.kind)}")

    def _item_kind(self, node: ast.Subscript, kind: Kind) -> Kind:
        index = node.slice
        if kind.name == "tuple" and isinstance(index, ast.Constant) and isinstance(index.value, int):
            return kind.parts[index.value] if index.value < len(kind.parts) else NEVER
        return kind.item

    def _indexed(self, node: ast.Subscript, items: str, kind: Kind) -> Code:
        index = self.whole_number(node.slice)
        known = self.expr(node.value).kind
        position = node.slice.value if isinstance(node.slice, ast.Constant) else None
        inside = known.name == "tuple" and isinstance(position, int) and position < len(known.parts)
        if not inside and not self.is_inside(node.value, node.slice):
            return self.call("item", items, index.text, kind=kind)
        if index.kind == INT:
            return (
                Code(f"{items}.at({index.text})", kind) if index.text == "-1" else Code(f"{items}[{index.text}]", kind)
            )
        return Code(f"{items}[{index.text}]", kind)

    def _mapped(self, node: ast.Subscript, value: Code) -> Code:
        key = self.expr(node.slice)
        self.hashable(node, key.kind)
        default = self.default_of(node.value)
        if default is not None:
            kind = joined(value.kind.value, default.kind)
            if default.text == "0" and self.is_counter(node.value):
                return Code(f"({value.at(ATOM)}.get({key.text}) ?? 0)", kind)
            return self.call("setDefault", value.text, key.text, default.text, kind=kind)
        if f"{ast.unparse(node.slice)} in {ast.unparse(node.value)}" in self.facts:
            return Code(f"{value.at(ATOM)}.get({key.text})", value.kind.value)
        return self.call("entry", value.text, key.text, kind=value.kind.value)

    def default_of(self, node: ast.expr) -> Code | None:
        """What a ``defaultdict`` or ``Counter`` gives for a key that is missing."""
        if not isinstance(node, ast.Name):
            return None
        found = {
            mark[3] for mark in self.knowledge.marks if mark[:3] == ("default", self.owner(node.id) or "", node.id)
        }
        return _DEFAULTS[found.pop()] if len(found) == 1 else None

    def is_counter(self, node: ast.expr) -> bool:
        """Whether a missing key counts as 0 and is not added."""
        name = node.id if isinstance(node, ast.Name) else ""
        return ("default", self.owner(name) or "", name, "counter") in self.knowledge.marks

    def _member(self, node: ast.Subscript, value: Code) -> Code:
        key = self.expr(node.slice)
        if key.kind not in (TEXT, NEVER):
            raise self.refuse(node, "a key that may not be a string")
        name = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if isinstance(name, str):
            kind = value.kind.field(name)
            if kind is not None:
                return Code(f"{value.at(ATOM)}{access(name)}", kind)
        kind = value.kind.value
        if f"{ast.unparse(node.slice)} in {ast.unparse(node.value)}" in self.facts:
            text = f"{value.at(ATOM)}{access(name) if isinstance(name, str) else f'[{key.text}]'}"
            return Code(text, kind)
        return self.call("field", value.text, key.text, kind=kind)


def access(name: str) -> str:
    """``.name``, or ``["a name"]``."""
    return f".{name}" if name.isidentifier() and name.isascii() else f"[{literal(name)}]"
