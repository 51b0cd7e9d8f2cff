"""The function under another name, not exported, or in a class, and parameters under other names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Signature
from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.naming import best_match

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})


def function_name(broken: BrokenCode) -> Iterator[MendedCode]:
    """The function exists under another name, or is not exported."""
    root = js.parse(broken.code)
    if broken.gate is not Gate.CONTRACT or root.has_error:
        return
    functions = js.functions(root)
    if broken.name in functions:
        if _missing(broken):
            yield MendedCode(f"{broken.code.rstrip()}\n\nexport {{ {broken.name} }};\n", "exported the function")
        return
    found = best_match(broken.name, {name: _mentioned(node, functions) - {name} for name, node in functions.items()})
    if found is None or any(n.type in _NAMES and js.text(n) == broken.name for n in js.walk(root)):
        return
    edits = [
        Edit(n.start_byte, n.end_byte, broken.name) for n in js.walk(root) if n.type in _NAMES and js.text(n) == found
    ]
    code = apply_edits(broken.code, edits)
    if not _exported(functions[found]):
        code = f"{code.rstrip()}\n\nexport {{ {broken.name} }};\n"
    yield MendedCode(code, f"renamed the function (it was {found})")


def _missing(broken: BrokenCode) -> bool:
    return any("does not export" in message for message in broken.messages)


def _mentioned(node: Node, names: dict[str, Node]) -> set[str]:
    return {js.text(n) for n in js.walk(node) if n.type in _NAMES and js.text(n) in names}


def _exported(node: Node) -> bool:
    while node.parent is not None and node.parent.type in (
        "lexical_declaration",
        "variable_declarator",
        "export_statement",
    ):
        node = node.parent
        if node.type == "export_statement":
            return not any(child.type == "default" for child in node.children)
    return False


def method(broken: BrokenCode) -> Iterator[MendedCode]:
    """``class Solution`` with the method that is wanted: a function that calls it."""
    root = js.parse(broken.code)
    if broken.gate is not Gate.CONTRACT or root.has_error or broken.name in js.functions(root):
        return
    for node in map(js.declared, js.statements(root)):
        name, body = js.field(node, "name"), js.field(node, "body")
        if node.type != "class_declaration" or name is None or body is None:
            continue
        methods = {
            js.text(n): m for m in body.named_children if m.type == "method_definition" and (n := js.field(m, "name"))
        }
        methods.pop("constructor", None)
        called = {
            one: {js.text(n) for n in js.walk(m) if n.type == "property_identifier"} - {one}
            for one, m in methods.items()
        }
        found = best_match(broken.name, called)
        if found is not None:
            static = any(child.type == "static" for child in methods[found].children)
            passed = ", ".join(("..." if p.rest else "") + p.name for p in broken.intent.signature.parameters)
            owner = js.text(name) if static else f"new {js.text(name)}()"
            head = f"export function {broken.name}({declared(broken.intent.signature)}) {{"
            code = f"{broken.code.rstrip()}\n\n{head}\n  return {owner}.{found}({passed});\n}}\n"
            yield MendedCode(code, f"called the method {js.text(name)}.{found}")


def declared(signature: Signature) -> str:
    """The signature's parameters as JavaScript declares them."""
    parts = []
    for parameter in signature.parameters:
        if parameter.rest:
            parts.append(f"...{parameter.name}")
        elif parameter.has_default:
            parts.append(f"{parameter.name} = {json.dumps(parameter.default, ensure_ascii=False)}")
        else:
            parts.append(parameter.name)
    return ", ".join(parts)


def parameter_names(broken: BrokenCode) -> Iterator[MendedCode]:
    """Parameters under other names, in another order, or taken apart in a pattern."""
    root = js.parse(broken.code)
    function = js.functions(root).get(broken.name)
    if broken.gate is not Gate.CONTRACT or root.has_error or function is None:
        return
    have, wanted = js.parameters(function), broken.intent.signature.parameters
    if len(have) == 1 < len(wanted):
        yield from _record(broken, have[0])
    if len(have) != len(wanted) or not have:
        return
    whole = Edit(have[0].start_byte, have[-1].end_byte, declared(broken.intent.signature))
    if have[0].type == "identifier" and js.field(function, "parameter") is not None:
        whole = whole._replace(text=f"({whole.text})")
    names, spelled = [_name(node) for node in have], [p.name for p in wanted]
    if names == spelled or sorted(n or "" for n in names) == sorted(spelled):
        yield MendedCode(apply_edits(broken.code, [whole]), "wrote the parameters as the signature does")
        return
    pairs = [(name, new) for name, new in zip(names, spelled, strict=True) if name != new]
    if any(name is None for name, _ in pairs):
        yield from _taken_apart(broken, function, have, whole)
        return
    renamed = {str(name): new for name, new in pairs}
    edits = _renaming(function, renamed)
    if edits is not None:
        said = ", ".join(f"{old} to {new}" for old, new in renamed.items())
        yield MendedCode(apply_edits(broken.code, [*edits, whole]), f"renamed parameters ({said})")


def _record(broken: BrokenCode, parameter: Node) -> Iterator[MendedCode]:
    """All parameters as the fields of one record, ``f({ x, y })``: callers pass them one by one."""
    pattern = js.field(parameter, "pattern")
    if pattern is None or pattern.type != "object_pattern":
        return
    fields = sorted(js.text(node) for node in pattern.named_children)
    if fields == sorted(p.name for p in broken.intent.signature.parameters):
        edit = Edit(parameter.start_byte, parameter.end_byte, declared(broken.intent.signature))
        yield MendedCode(apply_edits(broken.code, [edit]), "wrote the parameters as the signature does")


def _name(parameter: Node) -> str | None:
    """The parameter's name; ``None`` for a pattern."""
    if parameter.type == "identifier":
        return js.text(parameter)
    pattern = js.field(parameter, "pattern")
    if pattern is not None and pattern.type == "rest_pattern":
        pattern = pattern.named_children[0]
    return js.text(pattern) if pattern is not None and pattern.type == "identifier" else None


def _renaming(function: Node, renamed: dict[str, str]) -> list[Edit] | None:
    """The edits of the body; ``None`` where a new name is taken, or an old one is declared again inside."""
    body = js.field(function, "body")
    if body is None:
        return None
    edits = []
    for node in js.walk(body):
        if node.type not in _NAMES:
            continue
        name = js.text(node)
        if name in renamed.values() and name not in renamed:
            return None
        if name in renamed:
            if node.type == "shorthand_property_identifier_pattern" or _declares(node):
                return None
            text = renamed[name] if node.type == "identifier" else f"{name}: {renamed[name]}"
            edits.append(Edit(node.start_byte, node.end_byte, text))
    return edits


def _declares(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "variable_declarator":
        return js.field(parent, "name") == node
    return parent.type in ("required_parameter", "optional_parameter", "rest_pattern", "array_pattern") or (
        parent.type == "arrow_function" and js.field(parent, "parameter") == node
    )


def _taken_apart(broken: BrokenCode, function: Node, have: list[Node], whole: Edit) -> Iterator[MendedCode]:
    """A parameter that is a pattern: named in the head, taken apart in the body."""
    body = js.field(function, "body")
    if body is None or body.type != "statement_block":
        return
    lines = []
    for node, parameter in zip(have, broken.intent.signature.parameters, strict=True):
        pattern = js.field(node, "pattern")
        if pattern is not None and _name(node) is None:
            lines.append(f"\n  const {js.text(pattern)} = {parameter.name};")
        elif _name(node) != parameter.name:
            return
    start = body.start_byte + 1
    yield MendedCode(apply_edits(broken.code, [whole, Edit(start, start, "".join(lines))]), "named the parameters")
