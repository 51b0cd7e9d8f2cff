"""Functions of other intents that the code calls and does not import, or looks for in a wrong place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.mending.python_imports import with_import
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.python import Source

if TYPE_CHECKING:
    from tree_sitter import Node


def python(broken: BrokenCode) -> Iterator[MendedCode]:
    """``from .clamp import clamp``, for a function that the intent uses."""
    source = Source.of(broken.code)
    if source is None or not broken.intent.uses:
        return
    code, imported = broken.code, []
    for name in (use.name for use in broken.intent.uses):
        tree = ast.parse(code)
        wrong = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and _takes(node, name)]
        if wrong:
            code = apply_edits(code, [Source.of(code).replaced(node, "") for node in wrong])  # type: ignore[union-attr]
        elif name in _bound(tree) or not any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(tree)):
            continue
        added = with_import(code, f"from .{name} import {name}")
        if added is not None:
            code = added
            imported.append(name)
    if imported:
        yield MendedCode(code, f"imported {', '.join(imported)}")


def _takes(node: ast.ImportFrom, name: str) -> bool:
    """Whether the statement takes the function, and nothing else, from another module than its own."""
    own = node.module == name and node.level <= 1
    return [alias.name for alias in node.names] == [name] and not own


def _bound(tree: ast.Module) -> set[str]:
    """The names that are defined, assigned or imported anywhere in the module."""
    names = {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    names |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    names |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    imports = (n for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)))
    return names | {alias.asname or alias.name for node in imports for alias in node.names}


def javascript(broken: BrokenCode) -> Iterator[MendedCode]:
    """``import { clamp } from "./clamp.js"``, for a function that the intent uses."""
    if not broken.intent.uses:
        return
    root = js.parse(broken.code)
    if root.has_error:
        return
    edits, lines, imported = [], [], []
    for name in (use.name for use in broken.intent.uses):
        wrong = [node for node in js.statements(root) if node.type == "import_statement" and _names(node) == {name}]
        places = [source for node in wrong if (source := js.field(node, "source")) is not None]
        if any(js.text(place)[1:-1].removeprefix("./").removesuffix(".js") == name for place in places):
            continue
        if places:
            edits.append(Edit(places[0].start_byte, places[0].end_byte, f'"./{name}.js"'))
        elif name in _declared(root) or name not in _names(root):
            continue
        else:
            lines.append(f'import {{ {name} }} from "./{name}.js";\n')
        imported.append(name)
    if imported:
        gap = "\n" if lines and not broken.code.startswith("import ") else ""
        yield MendedCode("".join(lines) + gap + apply_edits(broken.code, edits), f"imported {', '.join(imported)}")


def _names(node: Node) -> set[str]:
    return {js.text(n) for n in js.walk(node) if n.type in ("identifier", "shorthand_property_identifier")}


def _declared(root: Node) -> set[str]:
    """The names that some statement of the module declares, and those of parameters."""
    found = set(js.functions(root))
    for node in js.walk(root):
        if node.type in ("import_statement", "formal_parameters"):
            found |= _names(node)
        elif node.type in ("variable_declarator", "function_declaration") and (name := js.field(node, "name")):
            found |= _names(name)
    return found
