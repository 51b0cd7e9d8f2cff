"""Methods of Map and Set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.javascript_to_python.iteration import Iteration
from intent_lsp.translation.javascript_to_python.lists import forget, is_statement, learn_place, receiver
from intent_lsp.translation.javascript_to_python.texts import Method
from intent_lsp.translation.javascript_to_python.writer import COMPARE, flat
from intent_lsp.translation.value_lattice import (
    BOOL,
    NEVER,
    NULL,
    UNDEFINED,
    Kind,
    list_of,
    map_of,
    maybe,
    set_of,
    tuple_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def _key(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.expr(arguments[0])
    writer.hashable(node, code.kind)
    return code


def _get(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    key = _key(writer, node, arguments)
    owner = flat(receiver(node))
    if {f"{owner}.has({flat(arguments[0])})", flat(node)} & writer.facts:
        return Code(f"{value.at(ATOM)}[{key.text}]", value.kind.value)
    return Code(f"{value.at(ATOM)}.get({key.text})", maybe(value.kind.value, UNDEFINED))


def _set(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    key, item = _key(writer, node, arguments), writer.expr(arguments[1])
    if not is_statement(node):
        raise writer.refuse(node, "the value of set()")
    if item.kind.name in ("maybe", "null"):
        raise writer.refuse(node, "a value that may be missing, put into a Map")
    learn_place(writer, receiver(node), map_of(key.kind, item.kind))
    writer.facts.add(f"{flat(receiver(node))}.has({flat(arguments[0])})")
    return Code(f"{value.at(ATOM)}[{key.text}] = {item.text}", NULL)


def _has(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    return Code(f"{_key(writer, node, arguments).at(COMPARE + 1)} in {value.at(COMPARE + 1)}", BOOL, COMPARE)


def _delete(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    key = _key(writer, node, arguments)
    if not is_statement(node):
        raise writer.refuse(node, "the value of delete()")
    forget(writer, receiver(node))
    method = "discard({0})" if value.kind.name == "set" else "pop({0}, None)"
    return Code(f"{value.at(ATOM)}.{method.format(key.text)}", NULL)


def _views(which: str) -> Method:
    def written(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
        key, item = value.kind.parts
        kinds = {"keys": key, "values": item, "items": tuple_of(key, item)}
        return Code(f"{value.at(ATOM)}.{which}()", list_of(kinds[which]))

    return written


def _add(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    item = _key(writer, node, arguments)
    if not is_statement(node):
        raise writer.refuse(node, "the value of add()")
    owner = receiver(node)
    learn_place(writer, owner, Kind(value.kind.name, (item.kind,)) if value.kind != NEVER else set_of(item.kind))
    if value.kind.name == "ordered":
        return Code(f"{value.at(ATOM)}[{item.text}] = None", NULL)
    return Code(f"{value.at(ATOM)}.add({item.text})", NULL)


def _ordered_values(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    if value.kind.name == "set":
        owner = receiver(node)
        if owner.type == "identifier":
            writer.mark("ordered", text(owner))
        raise writer.refuse(node, "the order of a Set")
    return Code(f"list({value.text})", list_of(value.kind.item), fresh=True)


MAP_METHODS: dict[str, Method] = {
    "get": _get, "set": _set, "has": _has, "delete": _delete, "keys": _views("keys"), "values": _views("values"),
    "entries": _views("items"),
}  # fmt: skip
SET_METHODS: dict[str, Method] = {
    "has": _has, "add": _add, "delete": _delete, "values": _ordered_values, "keys": _ordered_values,
}  # fmt: skip
