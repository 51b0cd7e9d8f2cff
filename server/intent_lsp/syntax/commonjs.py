"""A module of JavaScript as a CommonJS module, and back: the same statements, with other words for import and export.

Code is verified as an ES module. As CommonJS it is strict as well, and says ``"use strict"`` for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits

if TYPE_CHECKING:
    from tree_sitter import Node

_STRICT = '"use strict";\n\n'
_WRAPPER = frozenset({"module", "exports", "require", "__filename", "__dirname", "arguments"})
"""Names that mean something only in a CommonJS module."""
_OWN_THIS = js.FUNCTIONS - {"arrow_function"}


def is_commonjs(code: str) -> bool:
    """Whether a module exports as CommonJS does, in one statement at its end."""
    return to_module(code) != code


def to_commonjs(code: str) -> str | None:
    """The ES module as a CommonJS module; ``None`` where it cannot be one. A CommonJS module is returned as it is."""
    if is_commonjs(code):
        return code
    root = js.parse(code)
    if root.has_error or _needs_es(root):
        return None
    edits: list[Edit] = []
    exports: dict[str, str] = {}
    imports_over = False
    for statement in js.statements(root):
        if statement.type == "import_statement":
            text = None if imports_over else _required(statement)
            if text is None:
                return None
            edits.append(Edit(statement.start_byte, statement.end_byte, text))
            continue
        imports_over = True
        if statement.type == "export_statement":
            found = _exported(statement)
            if found is None:
                return None
            exports |= found
            declaration = js.field(statement, "declaration")
            edits.append(Edit(statement.start_byte, declaration.start_byte if declaration else statement.end_byte, ""))
    if not exports:
        return None
    members = ", ".join(name if name == local else f"{name}: {local}" for name, local in exports.items())
    body = apply_edits(code, edits).strip("\n")
    made = f"{_STRICT}{body}\n\nmodule.exports = {{ {members} }};\n"
    return made if _tokens(to_module(made)) == _tokens(code) else None


def to_module(code: str) -> str:
    """The CommonJS module as an ES module with the same lines, for running it; other code as it is."""
    if "module.exports" not in code:
        return code
    root = js.parse(code)
    statements = js.statements(root)
    members = _members(statements[-1]) if statements and not root.has_error else None
    if members is None:
        return code
    declared = {name: statement for statement in statements for name in _names(statement)}
    edits = [Edit(s.start_byte, s.end_byte, text) for s in statements if (text := _imported(s)) is not None]
    prefixed: set[int] = set()
    rest: list[str] = []
    for name, local in members.items():
        statement = declared.get(local)
        if name != local or statement is None:
            rest.append(f"{local} as {name}")
        elif statement.start_byte not in prefixed:
            prefixed.add(statement.start_byte)
            edits.append(Edit(statement.start_byte, statement.start_byte, "export "))
    last = statements[-1]
    edits.append(Edit(last.start_byte, last.end_byte, f"export {{ {', '.join(rest)} }};" if rest else ""))
    return apply_edits(code, edits).rstrip() + "\n"


def as_es_module(code: str) -> str:
    """The code as an ES module as one would write it: strict without saying so."""
    return to_module(code).removeprefix(_STRICT)


# --- from an ES module -------------------------------------------------------------------------------------------


def _needs_es(root: Node) -> bool:
    """Whether something at the top level is possible in ES modules only, or a name would mean something else."""
    pending = [(root, True)]
    while pending:
        node, top = pending.pop()
        if node.type in ("identifier", "shorthand_property_identifier") and js.text(node) in _WRAPPER:
            return True
        if node.type == "meta_property" or (top and node.type in ("this", "await_expression")):
            return True
        top = top and node.type not in _OWN_THIS
        pending += [(child, top) for child in node.children]
    return False


def _required(statement: Node) -> str | None:
    """``import { a as b } from "./c.js";`` as ``const { a: b } = require("./c.js");``."""
    source = js.field(statement, "source")
    clauses = [node for node in statement.named_children if node.type == "import_clause"]
    if source is None or len(clauses) != 1 or len(clauses[0].named_children) != 1:
        return None
    clause = clauses[0].named_children[0]
    if clause.type == "namespace_import":
        return f"const {js.text(clause.named_children[0])} = require({js.text(source)});"
    if clause.type != "named_imports":
        return None
    names = [(js.field(node, "name"), js.field(node, "alias")) for node in clause.named_children]
    parts = [f"{js.text(a)}: {js.text(b)}" if b else js.text(a) for a, b in names if a is not None]
    return f"const {{ {', '.join(parts)} }} = require({js.text(source)});"


def _exported(statement: Node) -> dict[str, str] | None:
    """What an export statement exports, as names and local names; ``None`` for a default export and the like."""
    if any(child.type in ("default", "*", "namespace_export") for child in statement.children):
        return None
    if js.field(statement, "source") is not None:
        return None
    declaration = js.field(statement, "declaration")
    if declaration is not None:
        return {name: name for name in _names(declaration)} or None
    found: dict[str, str] = {}
    for node in js.walk(statement):
        if node.type == "export_specifier" and (name := js.field(node, "name")) is not None:
            found[js.text(js.field(node, "alias") or name)] = js.text(name)
    return found if "default" not in found else None


def _names(statement: Node) -> Iterator[str]:
    """The names that a declaration declares; none of a pattern."""
    if statement.type in ("function_declaration", "generator_function_declaration", "class_declaration"):
        if (name := js.field(statement, "name")) is not None:
            yield js.text(name)
    elif statement.type in ("lexical_declaration", "variable_declaration"):
        names = [js.field(node, "name") for node in statement.named_children if node.type == "variable_declarator"]
        yield from (js.text(name) for name in names if name is not None and name.type == "identifier")


# --- to an ES module ---------------------------------------------------------------------------------------------


def _members(statement: Node) -> dict[str, str] | None:
    """The names in ``module.exports = { … };`` with what they stand for."""
    assignment = statement.named_children[0] if statement.type == "expression_statement" else None
    left, right = (js.field(assignment, side) if assignment else None for side in ("left", "right"))
    if left is None or right is None or js.text(left) != "module.exports" or right.type != "object":
        return None
    found: dict[str, str] = {}
    for member in right.named_children:
        key, value = js.field(member, "key"), js.field(member, "value")
        if member.type == "shorthand_property_identifier":
            found[js.text(member)] = js.text(member)
        elif key is not None and value is not None and key.type == "property_identifier" and value.type == "identifier":
            found[js.text(key)] = js.text(value)
        elif member.type != "comment":
            return None
    return found


def _imported(statement: Node) -> str | None:
    """``const { a: b } = require("./c.cjs");`` as ``import { a as b } from "./c.js";``."""
    declarators = statement.named_children if statement.type == "lexical_declaration" else []
    if len(declarators) != 1:
        return None
    name, value = js.field(declarators[0], "name"), js.field(declarators[0], "value")
    if name is None or value is None or value.type != "call_expression":
        return None
    called, given = js.field(value, "function"), js.field(value, "arguments")
    if called is None or given is None or js.text(called) != "require" or len(given.named_children) != 1:
        return None
    source = js.text(given.named_children[0])
    if name.type == "identifier":
        return f"import * as {js.text(name)} from {source};"
    parts: list[str] = []
    for node in name.named_children:
        key, local = js.field(node, "key"), js.field(node, "value")
        parts.append(f"{js.text(key)} as {js.text(local)}" if key and local else js.text(node))
    return f"import {{ {', '.join(parts)} }} from {source};" if name.type == "object_pattern" else None


def _tokens(code: str) -> list[bytes]:
    """The leaves of the tree but for comments, the strict directive, and which way names are exported."""
    found: list[bytes] = []
    for statement in js.statements(js.parse(code)):
        if statement.type == "expression_statement" and js.text(statement).startswith('"use strict"'):
            continue
        if statement.type == "export_statement" and js.field(statement, "declaration") is None:
            continue
        node = js.declared(statement)
        found += [leaf.text or b"" for leaf in js.walk(node) if leaf.type != "comment" and not leaf.children]
    return found
