"""An existing function of Python, as far as reading it tells."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from intent_lsp.adoption import prose
from intent_lsp.adoption.constants import distinct
from intent_lsp.adoption.contract import Existing, Input, Load, Note, nothing
from intent_lsp.adoption.python_annotations import Annotations, NotJson
from intent_lsp.adoption.python_calls import NotPlain, from_doctests, plain
from intent_lsp.adoption.python_needs import Module
from intent_lsp.adoption.python_obstacles import obstacles, remarks
from intent_lsp.adoption.python_project import Project
from intent_lsp.adoption.python_use import hinted
from intent_lsp.document.model import ArrayOf, TypeExpr
from intent_lsp.syntax import python
from intent_lsp.syntax.python import Function
from intent_lsp.values import JsonValue

_BY_POSITION = "_intent_call"


def names(text: str) -> list[str]:
    """The functions that others are meant to call: at the top level, not private, no tests."""
    source = python.Source.of(text)
    found = [function.name for function in source.functions()] if source else []
    return [name for name in dict.fromkeys(found) if not name.startswith(("_", "test_")) and name != "main"]


def read(text: str, name: str, file: str, load: Load = nothing) -> Existing | None:
    """The function of that name; ``None`` where the file has none, or is not Python. ``file``: its path.

    ``load`` reads other modules of the project.
    """
    source = python.Source.of(text)
    if source is None:
        return None
    owner, _, method = name.partition(".")
    function = source.function(name)
    if function is None:
        return _method(source.tree, owner, method or owner)
    module = Module(source.tree)
    needed = module.needed(function)
    types = _Types(function, module)
    docstring, line = _docstring(function)
    entry = _BY_POSITION if function.args.kwonlyargs else name
    project = Project(load)
    code = ast.unparse(ast.Module(project.rewritten([_bare(node) for node in needed], file), [])) + "\n"
    code += _by_position(function) if entry != name else ""
    inputs = tuple(types.inputs())
    return Existing(
        target="py",
        name=name,
        line=function.lineno,
        code=code,
        entry=entry,
        modules=project.modules,
        inputs=inputs,
        returns=types.returns(),
        description=prose.description(docstring),
        calls=tuple(from_doctests(docstring, line, name, inputs, file)),
        constants=tuple(_constants(function, needed)),
        throws=frozenset(_raising(code)),
        obstacles=tuple(sorted([*obstacles(module, function, needed, project, file), *types.notes])),
        remarks=tuple(remarks(needed)),
    )


class _Types:
    """The declared types of a function, and notes about those that are not JSON's."""

    def __init__(self, function: Function, module: Module) -> None:
        self.notes: list[Note] = []
        self._function = function
        self._annotations = Annotations(module.bound)

    def returns(self) -> TypeExpr | None:
        """The type of the result; what runs show is better than one that is not JSON's."""
        if self._function.returns is None:
            return None
        try:
            return self._annotations.read(self._function.returns)
        except NotJson:
            return None

    def inputs(self) -> list[Input]:
        arguments = self._function.args
        plain_ones = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(plain_ones) - len(arguments.defaults)) + [*arguments.defaults]
        found = [self._input(argument, default) for argument, default in zip(plain_ones, defaults, strict=True)]
        if arguments.vararg is not None:
            item = self._input(arguments.vararg, None)
            one = item.type or item.hint
            found.append(replace(item, type=ArrayOf(one) if one else None, hint=None, rest=True))
            if arguments.kwonlyargs:
                message = f"takes keywords behind *{arguments.vararg.arg}: documents give arguments by position"
                self.notes.append(Note(arguments.vararg.lineno, message))
        for argument, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            found.append(self._input(argument, given))
        return _ordered(found)

    def _input(self, argument: ast.arg, default: ast.expr | None) -> Input:
        name = argument.arg
        type: TypeExpr | None = None
        if argument.annotation is not None:
            try:
                type = self._annotations.read(argument.annotation)
            except NotJson as error:
                self.notes.append(Note(argument.lineno, f"takes {error} as {name}: arguments are JSON values"))
        hint = hinted(self._function, name) if type is None else None
        if default is None:
            return Input(name, type, hint)
        try:
            value = plain(default)
        except NotPlain:
            return Input(name, type, hint, optional=True)
        return Input(name, type, hint, has_default=True, default=value)


def _ordered(inputs: list[Input]) -> list[Input]:
    """Keywords without a default may stand behind those with one: by position, the others become optional ones."""
    last = max((n for n, item in enumerate(inputs) if not (item.optional or item.has_default or item.rest)), default=-1)
    return [replace(item, optional=False, has_default=False) if n <= last else item for n, item in enumerate(inputs)]


def _method(tree: ast.Module, owner: str, method: str) -> Existing | None:
    """A method, or a class, that was named: it is there, and cannot be adopted."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner.name == method:
                    note = Note(inner.lineno, f"is a method of {node.name}, which depends on an object")
                    return Existing("py", method, inner.lineno, obstacles=(note,))
            if node.name == owner:
                return Existing("py", owner, node.lineno, obstacles=(Note(node.lineno, "is a class, not a function"),))
    return None


def _docstring(function: Function) -> tuple[str, int]:
    text = ast.get_docstring(function, clean=False)
    return (text, function.body[0].lineno) if text else ("", 0)


def _bare(node: ast.stmt) -> ast.stmt:
    """A definition without annotations, which may name what is not needed."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return node
    bare = ast.parse(ast.unparse(node)).body[0]
    for inner in ast.walk(bare):
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner.returns = None
        elif isinstance(inner, ast.arg):
            inner.annotation = None
    return bare


def _by_position(function: Function) -> str:
    """A function that takes by position what the original takes by keyword."""
    count = len(function.args.posonlyargs) + len(function.args.args)
    keywords = tuple(argument.arg for argument in function.args.kwonlyargs)
    called = f"{function.name}(*args[:{count}], **dict(zip({keywords!r}, args[{count}:])))"
    return f"\ndef {_BY_POSITION}(*args):\n    return {called}\n"


def _raising(code: str) -> set[int]:
    """The lines on which an error is raised on purpose."""
    found: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.Raise, ast.Assert)):
            found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def _constants(function: Function, needed: Sequence[ast.stmt]) -> list[JsonValue]:
    """The numbers and texts of the body, then those of the tables that it looks into."""
    docstring = function.body[0] if ast.get_docstring(function, clean=False) else None
    body = [statement for statement in function.body if statement is not docstring]
    tables = [statement for statement in needed if isinstance(statement, (ast.Assign, ast.AnnAssign))]
    nodes = [node for statement in (*body, *tables) for node in ast.walk(statement)]
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return distinct(value for value in values if isinstance(value, (int, float, str)))
