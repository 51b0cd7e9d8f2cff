"""The other modules of a project that a function of JavaScript leads to, put in the places of their imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intent_lsp.adoption.contract import LoadFile
from intent_lsp.adoption.javascript_module import JavaScriptModule, bound_names
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.typescript import without_types

if TYPE_CHECKING:
    from tree_sitter import Node

_TAILS = ("", ".js", ".mjs", ".cjs", ".ts", "/index.js", "/index.mjs", "/index.cjs", "/index.ts")
_MOST = 120
"""Modules; a function that leads to more is no longer a small thing."""


@dataclass(frozen=True, slots=True)
class _Value:
    """An expression whose value is what a module exports: all of its names (``is_es``), or ``module.exports``."""

    expression: str
    is_es: bool


class Inliner:
    """Reads modules by ``load``, each once."""

    def __init__(self, load: LoadFile) -> None:
        self._load = load
        self._texts: dict[str, str | None] = {}
        self._taken: dict[str, JavaScriptModule] = {}

    def knows(self, source: str, file: str) -> bool:
        """Whether an import in ``file`` is of a module that the project holds."""
        return self._path(source, file) is not None

    def inlined_files(self) -> Iterator[tuple[str, JavaScriptModule]]:
        """The files that were put in, with what they hold."""
        yield from self._taken.items()

    def inlined(self, code: str, file: str, above: tuple[str, ...] = ()) -> str:
        """The code with a call in the place of each import of the project's modules; other imports stay.

        ``above``: the modules in whose places this one is put, which it must not import in turn.
        """
        edits: list[Edit] = []
        for node in js.walk(js.parse(code)):
            source = js.field(node, "source") if node.type == "import_statement" else required(node)
            value = self._value(unquoted(source), file, above) if source is not None else None
            if value is not None:
                text = _bound(node, value) if node.type == "import_statement" else value.expression
                edits.append(Edit(node.start_byte, node.end_byte, text))
        return apply_edits(code, edits)

    def _value(self, source: str, file: str, above: tuple[str, ...]) -> _Value | None:
        """What the module exports; ``None`` where the project does not hold it."""
        path = self._path(source, file)
        if path is None or path in above or len(self._taken) >= _MOST:
            return None
        text = self._texts[path] or ""
        self._taken.setdefault(path, JavaScriptModule(text, path))
        root = js.parse(without_types(text))
        if any(node.type in ("export_statement", "import_statement") for node in root.children):
            body, offered = _without_exports(root)
            inside = self.inlined(body, path, (*above, path))
            return _Value(f"(() => {{\n{inside}\nreturn {{ {offered} }};\n}})()", is_es=True)
        inside = self.inlined(js.text(root), path, (*above, path))
        before = "const module = { exports: {} }; let exports = module.exports;"
        return _Value(f"(() => {{ {before}\n{inside}\nreturn module.exports;\n}})()", is_es=False)

    def _path(self, source: str, file: str) -> str | None:
        if not source.startswith("."):
            return None
        parts = file.split("/")[:-1]
        for part in source.split("/"):
            if part == "..":
                if not parts:
                    return None
                parts.pop()
            elif part != ".":
                parts.append(part)
        base = "/".join(parts)
        return next((base + tail for tail in _TAILS if self._text(base + tail) is not None), None)

    def _text(self, path: str) -> str | None:
        if path not in self._texts:
            self._texts[path] = self._load(path)
        return self._texts[path]


def required(node: Node) -> Node | None:
    """What a call of ``require`` names."""
    called, given = js.field(node, "function"), js.field(node, "arguments")
    if node.type != "call_expression" or called is None or js.text(called) != "require" or given is None:
        return None
    return given.named_children[0] if given.named_children and given.named_children[0].type == "string" else None


def unquoted(node: Node) -> str:
    """The text of a string without its quotes."""
    return js.text(node).strip("'\"`")


def _bound(node: Node, value: _Value) -> str:
    """An import statement as a declaration."""
    names: list[str] = []
    for inner in js.walk(node):
        if inner.type == "namespace_import":
            return f"const {js.text(inner.named_children[0])} = {value.expression};"
        if inner.type == "import_clause" and inner.named_children[0].type == "identifier":
            default = js.text(inner.named_children[0])
            if not value.is_es and len(inner.named_children) == 1:
                return f"const {default} = {value.expression};"
            names.append(f"default: {default}")
        elif inner.type == "import_specifier" and (name := js.field(inner, "name")) is not None:
            names.append(f"{js.text(name)}: {js.text(js.field(inner, 'alias') or name)}")
    return f"const {{ {', '.join(names)} }} = {value.expression};"


def _without_exports(root: Node) -> tuple[str, str]:
    """The statements of an ES module without the words for export; and what it exports, as members of an object."""
    parts: list[str] = []
    offered: dict[str, str] = {}
    for node in js.statements(root):
        if node.type != "export_statement":
            parts.append(js.text(node))
            continue
        inner, value = js.field(node, "declaration"), js.field(node, "value")
        is_default = any(child.type == "default" for child in node.children)
        if inner is not None:
            parts.append(js.text(inner))
            names = list(bound_names(node))
            offered |= {"default": names[0]} if is_default and names else {name: name for name in names}
        elif value is not None:
            parts.append(f"const $default = {js.text(value)};")
            offered["default"] = "$default"
        for clause in node.named_children:
            for one in clause.named_children if clause.type == "export_clause" else ():
                if (local := js.field(one, "name")) is not None:
                    offered[js.text(js.field(one, "alias") or local)] = js.text(local)
    return "\n".join(parts), ", ".join(f"{name}: {local}" for name, local in offered.items())
