"""A module of JavaScript: the functions it offers, and what one of them needs of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intent_lsp.adoption.constants import usual_name
from intent_lsp.syntax import javascript as js

if TYPE_CHECKING:
    from tree_sitter import Node

_DECLARATIONS = ("lexical_declaration", "variable_declaration")
_NAMED = ("function_declaration", "generator_function_declaration", "class_declaration")


@dataclass(frozen=True, slots=True)
class ExportedFunction:
    """A function under the name by which others call it. ``statement``: the one at the top level that holds it."""

    name: str
    function: Node
    statement: Node
    local: str
    """Its name in the module; empty: it has none that is bound there."""


class JavaScriptModule:
    """The statements of a module by the names they bind."""

    def __init__(self, code: str, file: str) -> None:
        """``file``: what a function that has no name is called after."""
        self.root = js.parse(code)
        self.statements = js.statements(self.root)
        self.bound: dict[str, list[Node]] = {}
        for statement in self.statements:
            for name in bound_names(statement):
                self.bound.setdefault(name, []).append(statement)
        self._file = file

    def offered(self) -> list[ExportedFunction]:
        """What the module exports, each name once; all its functions where it exports nothing."""
        exported = {one.name: one for one in self._exported()}
        return list((exported or {one.name: one for one in self._own()}).values())

    def functions(self) -> list[ExportedFunction]:
        """Those that are exported, under these names, and then all at the top level."""
        return [*self._exported(), *self._own()]

    def function(self, name: str) -> ExportedFunction | None:
        """The function that is exported under the name, else the one that has it."""
        return next((one for one in self.functions() if one.name == name), None)

    def needed(self, offered: ExportedFunction) -> list[Node]:
        """The statements that the function leads to, its own left out, in the order of the module."""
        found: set[int] = set()
        names = [*used_names(offered.function)]
        while names:
            for statement in self.bound.get(names.pop(), ()):
                if statement.id not in found and statement.id != offered.statement.id:
                    found.add(statement.id)
                    names += used_names(statement)
        return [statement for statement in self.statements if statement.id in found]

    def _own(self) -> Iterator[ExportedFunction]:
        for name, function in js.functions(self.root).items():
            around = [one for one in self.bound[name] if one.start_byte <= function.start_byte < one.end_byte]
            yield ExportedFunction(
                name, function, (around or self.bound[name])[-1], name
            )  # others only change what it is

    def _exported(self) -> Iterator[ExportedFunction]:
        own = {one.name: one for one in self._own()}
        for statement in self.statements:
            for name, value in _exports(statement):
                if value.type in js.FUNCTIONS:
                    local = js.field(value, "name")
                    bound = js.text(local) if local is not None and value.type.endswith("_declaration") else ""
                    called = name or (js.text(local) if local is not None else usual_name(self._file))
                    yield ExportedFunction(called, value, statement, bound)
                elif (found := own.get(js.text(value))) is not None:
                    yield ExportedFunction(name or found.name, found.function, found.statement, found.local)


def _exports(statement: Node) -> Iterator[tuple[str, Node]]:
    """Names that a statement exports with the functions, or the names of functions, behind them; empty: the default."""
    if statement.type == "export_statement":
        if js.field(statement, "source") is not None:
            return
        default = any(child.type == "default" for child in statement.children)
        value = js.field(statement, "value") or (js.field(statement, "declaration") if default else None)
        if value is not None:
            yield "", value
        declaration = js.field(statement, "declaration")
        if declaration is not None and not default:
            yield from _declared(declaration)
        for node in statement.named_children:
            if node.type == "export_clause":
                for one in node.named_children:
                    local, alias = js.field(one, "name"), js.field(one, "alias")
                    if local is not None:
                        name = js.text(alias or local)
                        yield ("" if name == "default" else name), local
    elif statement.type == "expression_statement":
        yield from _assigned(statement.named_children[0])


def _declared(declaration: Node) -> Iterator[tuple[str, Node]]:
    if declaration.type in _NAMED and (name := js.field(declaration, "name")) is not None:
        yield js.text(name), declaration
    elif declaration.type in _DECLARATIONS:
        for child in declaration.named_children:
            name, value = js.field(child, "name"), js.field(child, "value")
            if name is not None and value is not None:
                yield js.text(name), name


def _assigned(node: Node) -> Iterator[tuple[str, Node]]:
    """``module.exports = …``, ``module.exports.name = …``, ``exports.name = …``, also one behind the other."""
    left, right = js.field(node, "left"), js.field(node, "right")
    if node.type != "assignment_expression" or left is None or right is None:
        return
    target = js.text(left)
    while right.type == "assignment_expression" and (inner := js.field(right, "right")) is not None:
        right = inner
    if target == "module.exports":
        if right.type == "object":
            yield from _members(right)
        else:
            yield "", right
    elif target.startswith(("exports.", "module.exports.")):
        name = target.rpartition(".")[2]
        yield ("" if name == "default" else name), right


def _members(node: Node) -> Iterator[tuple[str, Node]]:
    for member in node.named_children:
        key, value = js.field(member, "key"), js.field(member, "value")
        if member.type == "shorthand_property_identifier":
            yield js.text(member), member
        elif member.type == "method_definition" and (name := js.field(member, "name")) is not None:
            yield js.text(name), member
        elif key is not None and value is not None:
            yield js.text(key), value


def bound_names(statement: Node) -> Iterator[str]:
    """The names that a statement at the top level binds."""
    node = js.declared(statement)
    if node.type in _NAMED:
        if (name := js.field(node, "name")) is not None:
            yield js.text(name)
    elif node.type in _DECLARATIONS:
        for child in node.named_children:
            if (pattern := js.field(child, "name")) is not None:
                yield from pattern_names(pattern)
    elif node.type == "import_statement":
        for inner in js.walk(node):
            if inner.type in ("import_specifier", "import_clause", "namespace_import"):
                name = js.field(inner, "alias") or js.field(inner, "name")
                names = [name] if name is not None else [c for c in inner.named_children if c.type == "identifier"]
                yield from map(js.text, names)
    else:
        yield from sorted(_completed(node))


def _completed(statement: Node) -> set[str]:
    """The names that a statement at the top level changes: it is part of what they are."""
    found: set[str] = set()
    for node in js.walk(statement):
        changed = js.field(node, "left" if "assignment" in node.type else "argument")
        if node.type == "call_expression":
            called = js.field(node, "function")
            changed = js.field(called, "object") if called is not None else None
        elif node.type not in ("assignment_expression", "augmented_assignment_expression", "update_expression"):
            continue
        while changed is not None and (inner := js.field(changed, "object")) is not None:
            changed = inner
        if changed is not None and changed.type == "identifier":
            found.add(js.text(changed))
    return found - {"module", "exports"}


def pattern_names(pattern: Node) -> Iterator[str]:
    """The names in what stands left of an assignment, or between the parentheses of a function."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield js.text(pattern)
        return
    skipped = {node.id for name in ("key", "right", "value") if (node := js.field(pattern, name)) is not None}
    if pattern.type == "pair_pattern":
        skipped = {node.id for node in [js.field(pattern, "key")] if node is not None}
    if pattern.type in ("required_parameter", "optional_parameter"):
        skipped |= {node.id for node in pattern.named_children if node.type == "type_annotation"}
    for child in pattern.named_children:
        if child.id not in skipped:
            yield from pattern_names(child)


def used_names(node: Node) -> list[str]:
    """The names that are read or written anywhere in a node."""
    return [js.text(n) for n in js.walk(node) if n.type in ("identifier", "shorthand_property_identifier")]


def local_names(function: Node) -> set[str]:
    """The names that a function and those inside it bind."""
    found: set[str] = set()
    for node in js.walk(function):
        if node.type in js.FUNCTIONS:
            for parameter in js.parameters(node):
                found.update(pattern_names(parameter))
        elif node.type == "variable_declarator" and (pattern := js.field(node, "name")) is not None:
            found.update(pattern_names(pattern))
        elif node.type in ("catch_clause", "for_in_statement"):
            pattern = js.field(node, "parameter" if node.type == "catch_clause" else "left")
            if pattern is not None and not (node.type == "for_in_statement" and js.field(node, "kind") is None):
                found.update(pattern_names(pattern))
    return found
