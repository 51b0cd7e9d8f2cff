"""What the use of a parameter in a function of JavaScript says about its type, where nothing is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.document.model import ANY, ArrayOf, Field, MapOf, Primitive, RecordOf, TypeExpr
from intent_lsp.document.type_language.typelang import union
from intent_lsp.syntax import javascript as js

if TYPE_CHECKING:
    from tree_sitter import Node

TEXT, NUMBER = Primitive("string"), Primitive("number")
_TEXT_METHODS = {"split", "trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase", "charAt",
                 "charCodeAt", "startsWith", "endsWith", "replace", "replaceAll", "padStart", "padEnd",
                 "substring", "substr", "match", "matchAll", "codePointAt", "normalize", "repeat",
                 "search", "localeCompare"}  # fmt: skip
_LIST_METHODS = {"map", "filter", "reduce", "forEach", "push", "join", "sort", "flat", "flatMap", "some",
                 "every", "find", "findIndex", "reverse", "splice", "shift", "pop", "unshift",
                 "reduceRight"}  # fmt: skip
_BOTH = {"length", "slice", "indexOf", "includes", "concat", "lastIndexOf", "at", "toString",
         "constructor", "hasOwnProperty"}  # fmt: skip
_TAKING: dict[str, TypeExpr] = {
    "Array.from": ArrayOf(ANY), "Object.keys": MapOf(ANY), "Object.entries": MapOf(ANY), "Object.values": MapOf(ANY),
    "parseInt": TEXT, "parseFloat": TEXT, "isNaN": NUMBER, "Number.isInteger": NUMBER, "Number.isNaN": NUMBER,
    "Number.isFinite": NUMBER, "isFinite": NUMBER, "Set": ArrayOf(ANY),
}  # fmt: skip
_OF_WORD: dict[str, TypeExpr] = {
    "string": TEXT,
    "number": NUMBER,
    "boolean": Primitive("boolean"),
    "object": MapOf(ANY),
}
_TRUTH = Primitive("boolean")
_OF_LITERAL: dict[str, TypeExpr] = {
    "string": TEXT, "template_string": TEXT, "number": NUMBER, "true": _TRUTH, "false": _TRUTH, "array": ArrayOf(ANY),
}  # fmt: skip
_ARITHMETIC = {"-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>"}
_ORDER = {"<", ">", "<=", ">=", "===", "==", "!==", "!="}


def type_from_use(function: Node, name: str) -> TypeExpr | None:
    """The type that the uses of the parameter agree on; ``None`` where they say nothing, or not the same."""
    found: dict[TypeExpr, None] = {}
    checked: dict[TypeExpr, None] = {}
    fields: dict[str, list[TypeExpr]] = {}
    for node in js.walk(function):
        if node.type == "identifier" and js.text(node) == name and node.parent is not None:
            checked.update(dict.fromkeys(_checked(node, node.parent)))
            for key, type in _fields(node, node.parent):
                fields.setdefault(key, []).extend([] if type is None else [type])
            found.update(dict.fromkeys(_uses(node, node.parent)))
    if checked:
        return union(list(checked))
    if not found and fields:
        return RecordOf(tuple(Field(key, union(types) if types else ANY, True) for key, types in fields.items()))
    if len(found) > 1:
        found.pop(MapOf(ANY), None)
    return next(iter(found)) if len(found) == 1 else None


def _checked(node: Node, parent: Node) -> Iterator[TypeExpr]:
    """``typeof x === "string"`` and ``Array.isArray(x)``."""
    if parent.type == "unary_expression" and js.text(parent.children[0]) == "typeof":
        compared = parent.parent
        if compared is not None and compared.type == "binary_expression":
            word = js.text(compared.children[2]).strip("'\"")
            if word in _OF_WORD:
                yield _OF_WORD[word]
    elif _call_of(node, parent) == "Array.isArray":
        yield ArrayOf(ANY)


def _call_of(node: Node, parent: Node) -> str:
    """What is called with the node as its first argument; empty for any other place."""
    call = parent.parent
    if parent.type != "arguments" or call is None or parent.named_children[0].id != node.id:
        return ""
    called = js.field(call, "function") or js.field(call, "constructor")
    return js.text(called) if called is not None else ""


def may_be_missing(function: Node, name: str) -> bool:
    """Whether a property of the parameter is read by ``?.``: it need not be given."""
    for node in js.walk(function):
        if node.type == "member_expression" and js.field(node, "optional_chain") is not None:
            owner = js.field(node, "object")
            if owner is not None and owner.type == "identifier" and js.text(owner) == name:
                return True
    return False


def _fields(node: Node, parent: Node) -> Iterator[tuple[str, TypeExpr | None]]:
    """The properties that are read, methods left out, with the types that what stands beside them says."""
    property = js.field(parent, "property")
    if parent.type != "member_expression" or property is None or property.id == node.id:
        return
    above = parent.parent
    is_method = above is not None and above.type == "call_expression" and js.field(above, "function") == parent
    if not is_method and js.text(property) not in _BOTH:
        yield js.text(property), _beside(parent)


def _beside(read: Node) -> TypeExpr | None:
    """The type of a property: that of the literal which stands in for it, ``?? 10``; where it decides, a boolean."""
    above = read.parent
    if above is None:
        return None
    if above.type == "binary_expression" and js.text(above.children[1]) in ("??", "||"):
        return _OF_LITERAL.get(above.children[2].type) if above.children[0] == read else None
    negated = above.type == "unary_expression" and js.text(above.children[0]) == "!"
    return _TRUTH if negated or js.field(above, "condition") == read else None


def _uses(node: Node, parent: Node) -> Iterator[TypeExpr]:
    property = js.field(parent, "property")
    if parent.type == "member_expression" and property is not None and property.id != node.id:
        word = js.text(property)
        if word in _TEXT_METHODS:
            yield TEXT
        elif word in _LIST_METHODS:
            yield ArrayOf(ANY)
        elif word in ("toFixed", "toPrecision"):
            yield NUMBER
    elif parent.type == "binary_expression":
        yield from _operand(node, parent)
    elif parent.type in ("update_expression", "unary_expression"):
        if js.text(parent)[:1] in "-+~" or js.text(parent)[-1:] in "-+":
            yield NUMBER
    elif parent.type == "for_in_statement" and js.field(parent, "right") == node:
        yield ArrayOf(ANY) if any(child.type == "of" for child in parent.children) else MapOf(ANY)
    elif parent.type == "subscript_expression" and js.field(parent, "index") == node:
        return
    elif parent.type == "spread_element" and parent.parent is not None and parent.parent.type == "array":
        yield ArrayOf(ANY)
    else:
        called = _call_of(node, parent)
        if called in _TAKING:
            yield _TAKING[called]
        elif called.startswith("Math.") or (parent.type == "arguments" and _is_math(parent)):
            yield NUMBER


def _is_math(arguments: Node) -> bool:
    called = js.field(arguments.parent, "function") if arguments.parent is not None else None
    return called is not None and js.text(called).startswith("Math.")


def _operand(node: Node, parent: Node) -> Iterator[TypeExpr]:
    left, operator, right = parent.children[0], js.text(parent.children[1]), parent.children[-1]
    other = right if left.id == node.id else left
    if operator in _ARITHMETIC or (operator in _ORDER and other.type == "number"):
        yield NUMBER
    elif operator == "+" and other.type in ("string", "template_string"):
        yield TEXT
    elif operator == "+" and other.type in ("number", "identifier"):
        yield NUMBER
    elif operator in _ORDER and other.type == "string":
        yield TEXT
    elif operator == "in" and right.id == node.id:
        yield MapOf(ANY)
