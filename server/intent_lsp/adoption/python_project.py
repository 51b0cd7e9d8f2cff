"""The other modules of a project that a function of Python leads to: what it needs of each, under a name of its own."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence

from intent_lsp.adoption.contract import LoadFile
from intent_lsp.adoption.python_needs import PythonModule
from intent_lsp.syntax import python

_MOST_MODULES = 30
"""A function that leads to more stays refused."""


class Project:
    """Collects modules. ``modules``: sources by the names under which the rewritten imports ask for them."""

    def __init__(self, load: LoadFile) -> None:
        self._load = load
        self._found: dict[str, tuple[str, PythonModule]] = {}
        self._wanted: dict[str, set[int]] = {}
        self.needed: dict[str, list[ast.stmt]] = {}

    def rewritten(self, statements: Sequence[ast.stmt], file: str) -> list[ast.stmt]:
        """The statements with imports of the project's modules by the names that these have here."""
        copy = ast.parse(ast.unparse(ast.Module([*statements], [])))
        made: ast.Module = _Imports(self, file).visit(copy)
        return made.body

    @property
    def modules(self) -> dict[str, str]:
        """The sources."""
        return {name: ast.unparse(ast.Module(body, [])) + "\n" for name, body in self.needed.items()}

    def knows(self, node: ast.Import | ast.ImportFrom, file: str) -> bool:
        """Whether an import is of modules that the project holds."""
        return all(path is not None for _, path in self._paths(node, file))

    def import_of(self, node: ast.Import | ast.ImportFrom, file: str) -> list[ast.stmt]:
        """The statements that stand for an import; the import itself where it is not of the project."""
        paths = list(self._paths(node, file))
        if not paths or any(path is None for _, path in paths):
            return [node]
        made: list[ast.stmt] = []
        for alias, path in paths:
            if path is None:
                continue
            local = alias.asname or alias.name
            if isinstance(node, ast.ImportFrom) and self._holds(path, alias):
                flat = self._take(path, alias.name)
                made.append(ast.ImportFrom(flat, [ast.alias(alias.name, alias.asname)], 0))
            else:
                made.append(ast.Import([ast.alias(self._take(path, None), local)]))
        return made

    def _holds(self, path: str, alias: ast.alias) -> bool:
        module = self._module(path)
        return module is not None and alias.name in module.bound

    def _paths(self, node: ast.Import | ast.ImportFrom, file: str) -> Iterator[tuple[ast.alias, str | None]]:
        """Each name that is imported, with the file that holds it, or that it is."""
        for alias in node.names:
            if isinstance(node, ast.Import):
                plain = "." not in alias.name and alias.name not in sys.stdlib_module_names
                yield alias, self._path(alias.name.split("."), 0, file) if plain else None
            elif node.level or (node.module or "").partition(".")[0] not in sys.stdlib_module_names:
                parts = node.module.split(".") if node.module else []
                inner = self._path([*parts, alias.name], node.level, file)
                outer = self._path(parts, node.level, file) if parts else None
                holds = outer is not None and self._holds(outer, alias)
                yield alias, outer if holds or inner is None else inner
            else:
                yield alias, None

    def _path(self, parts: Sequence[str], level: int, file: str) -> str | None:
        folders = file.split("/")[:-1]
        bases = [folders[: len(folders) - level + 1]] if level else [folders[:n] for n in range(len(folders), -1, -1)]
        for base in bases:
            for tail in (f"{'/'.join([*base, *parts])}.py", "/".join([*base, *parts, "__init__.py"])):
                if tail != file and self._module(tail) is not None:
                    return tail
        return None

    def _module(self, path: str) -> PythonModule | None:
        if path not in self._found:
            text = self._load(path) if len(self._found) < _MOST_MODULES else None
            tree = python.parse(text) if text is not None else None
            if tree is None:
                return None
            flat = "project_" + re.sub(r"\W", "_", path.removesuffix(".py"))
            self._found[path] = (flat, PythonModule(tree))
        return self._found[path][1]

    def _take(self, path: str, name: str | None) -> str:
        """Add to a module what a name of it needs, all of it without a name; the name under which it is found."""
        flat, module = self._found[path]
        wanted = self._wanted.setdefault(flat, set())
        statements = module.needed_by(module.tree.body if name is None else module.bound.get(name, []))
        new = {id(statement) for statement in statements} - wanted
        if new:
            wanted |= new
            body = [statement for statement in module.tree.body if id(statement) in wanted]
            self.needed[flat] = body  # first, as modules may import each other
            self.needed[flat] = self.rewritten(body, path)
        return flat

    def inlined_files(self) -> Iterator[tuple[str, PythonModule, list[ast.stmt]]]:
        """The files that something was taken of, with that: statements as they are written there."""
        for path, (flat, module) in self._found.items():
            wanted = self._wanted.get(flat, set())
            if wanted:
                yield path, module, [statement for statement in module.tree.body if id(statement) in wanted]


class _Imports(ast.NodeTransformer):
    """Puts the project's imports in the places of those that are written, inside functions too."""

    def __init__(self, project: Project, file: str) -> None:
        self._project, self._file = project, file

    def visit_Import(self, node: ast.Import) -> ast.AST | list[ast.stmt]:
        return self._one(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | list[ast.stmt]:
        return self._one(node)

    def _one(self, node: ast.Import | ast.ImportFrom) -> ast.AST | list[ast.stmt]:
        return self._project.import_of(node, self._file)
