"""The classes of a file of JavaScript or TypeScript, and their methods: these are seen, and not adopted. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.adoption.contract import MOVE_OUT, ExistingFunction, Note
from intent_lsp.adoption.javascript_obstacles import line
from intent_lsp.syntax import javascript as js

if TYPE_CHECKING:
    from tree_sitter import Node

_CLASSES = ("class_declaration", "abstract_class_declaration", "class")
_UNNAMED = "an unnamed class"


def methods(text: str) -> dict[str, int]:
    """The classes outside of functions that have methods, with how many."""
    counts = {_name(node) or _UNNAMED: sum(1 for _ in _methods(node)) for node in _classes(js.parse(text))}
    return {name: count for name, count in counts.items() if count}


def named(root: Node, name: str) -> ExistingFunction | None:
    """The method, also of an object, or the class of that name: it is there, and cannot be adopted.

    ``name`` may be ``Money.add``.
    """
    owner, _, method = name.rpartition(".")
    for node in js.walk(root):
        if node.type == "method_definition" and _name(node) == method and owner in ("", _owner(node)):
            return _refused(name, node, _method_note(node))
    for node in _classes(root):
        if _name(node) == name:
            return _refused(name, node, Note(line(node), "is a class, not a function"))
    return None


def _classes(root: Node) -> Iterator[Node]:
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_named and node.type in _CLASSES:
            yield node
        elif node.type not in js.FUNCTIONS:
            pending.extend(reversed(node.children))


def _methods(node: Node) -> Iterator[Node]:
    body = js.field(node, "body")
    return (inner for inner in body.named_children if inner.type == "method_definition") if body else iter(())


def _name(node: Node) -> str:
    """Its own name, else that of the variable that holds it; empty where there is none."""
    holder = node.parent if node.parent is not None and node.parent.type == "variable_declarator" else None
    found = js.field(node, "name") or (js.field(holder, "name") if holder is not None else None)
    return js.text(found) if found is not None else ""


def _owner(method: Node) -> str:
    """The name of the class, or of the variable that holds the object."""
    holder = method.parent
    if holder is not None and holder.type == "class_body":
        holder = holder.parent
    return _name(holder) if holder is not None else ""


def _method_note(method: Node) -> Note:
    if any(child.type == "static" for child in method.children):
        return Note(line(method), "is a static method", hint=MOVE_OUT)
    return Note(line(method), "is a method, which depends on an object")


def _refused(name: str, node: Node, note: Note) -> ExistingFunction:
    return ExistingFunction("js", name, line(node), obstacles=(note,))
