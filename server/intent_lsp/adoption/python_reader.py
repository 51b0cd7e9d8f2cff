"""An existing function of Python, as far as reading it tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from intent_lsp.adoption import prose, python_classes
from intent_lsp.adoption.constants import distinct
from intent_lsp.adoption.contract import TAKE_PARTS, ExistingFunction, Input, LoadFile, Note, load_nothing
from intent_lsp.adoption.python_annotations import Annotations, NotJson
from intent_lsp.adoption.python_calls import NotPlain, from_doctests, literal_value
from intent_lsp.adoption.python_needs import PythonModule, used_names
from intent_lsp.adoption.python_obstacles import defaults, left_out_parameters, may_be_left_out, obstacles, remarks
from intent_lsp.adoption.python_project import Project
from intent_lsp.adoption.python_use import type_from_use
from intent_lsp.document.model import ArrayOf, TypeExpr
from intent_lsp.syntax import python
from intent_lsp.syntax.python import Function
from intent_lsp.values import JsonValue

_BY_POSITION = "_intent_call"


def public_functions(text: str) -> dict[str, set[str]]:
    """The functions that others are meant to call, with the names that each uses: no private ones, and no tests."""
    source = python.Source.of(text)
    found = {function.name: used_names(function) for function in source.functions()} if source else {}
    return {name: used for name, used in found.items() if not name.startswith(("_", "test_")) and name != "main"}


def read(text: str, name: str, file: str, load: LoadFile = load_nothing) -> ExistingFunction | None:
    """The function of that name; ``None`` where the file has none, or is not Python. ``file``: its path.

    ``load`` reads other modules of the project.
    """
    source = python.Source.of(text)
    if source is None:
        return None
    function = source.function(name)
    if function is None:
        return python_classes.named(source.tree, name)
    module = PythonModule(source.tree)
    needed = module.needed(function)
    types = _Types(function, module)
    docstring, line = _docstring(function)
    inputs = tuple(types.inputs())
    is_plain = not function.args.kwonlyargs and not types.left_out
    entry = name if is_plain else _BY_POSITION
    project = Project(load)
    code = ast.unparse(ast.Module(project.rewritten([_bare(node) for node in needed], file), [])) + "\n"
    code += "" if is_plain else _by_position(function, inputs)
    return ExistingFunction(
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
        remarks=tuple(sorted([*remarks(needed), *_omissions(function, types.left_out)])),
    )


class _Types:
    """The declared types of a function, and notes about those that are not JSON's.

    ``left_out``: the parameters that a document does not have; known when the inputs are.
    """

    def __init__(self, function: Function, module: PythonModule) -> None:
        self.notes: list[Note] = []
        self.left_out = left_out_parameters(function)
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
        found: list[Input] = []
        count = len(arguments.posonlyargs) + len(arguments.args)
        for number, (argument, default) in enumerate(defaults(self._function)):
            if number == count and arguments.vararg is not None:
                message = f"takes keywords after *{arguments.vararg.arg}: documents give arguments by position"
                self.notes.append(Note(arguments.vararg.lineno, message, hint="take a list instead"))
            if argument not in self.left_out:
                found += self._input(argument, default)
        if arguments.vararg is not None:
            for item in self._input(arguments.vararg, None):
                one = item.type or item.hint
                found.append(replace(item, type=ArrayOf(one) if one else None, hint=None, rest=True))
        return _ordered(found)

    def _input(self, argument: ast.arg, default: ast.expr | None) -> list[Input]:
        """The parameter; nothing for one that is not JSON's and need not be given."""
        name = argument.arg
        type: TypeExpr | None = None
        if argument.annotation is not None:
            try:
                type = self._annotations.read(argument.annotation)
            except NotJson as error:
                if may_be_left_out(self._function, argument, default):
                    self.left_out.append(argument)
                    return []
                message = f"takes {error} as {name}: arguments are JSON values"
                self.notes.append(Note(argument.lineno, message, hint=TAKE_PARTS))
        hint = type_from_use(self._function, name) if type is None else None
        if default is None:
            return [Input(name, type, hint)]
        try:
            return [Input(name, type, hint, has_default=True, default=literal_value(default))]
        except NotPlain:
            return [Input(name, type, hint, optional=True)]


def _ordered(inputs: list[Input]) -> list[Input]:
    """Keywords without a default may stand behind those with one: by position, the others become optional ones."""
    last = max((n for n, item in enumerate(inputs) if not (item.optional or item.has_default or item.rest)), default=-1)
    return [replace(item, optional=False, has_default=False) if n <= last else item for n, item in enumerate(inputs)]


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


def _by_position(function: Function, inputs: Sequence[Input]) -> str:
    """A function that takes by position what the document has, and hands it on by keyword where it must."""
    positional = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    names = [item.name for item in inputs]
    count = next((n for n, (one, other) in enumerate(zip(positional, names, strict=False)) if one != other), None)
    count = min(len(positional), len(names)) if count is None else count
    called = f"{function.name}(*args[:{count}], **dict(zip({tuple(names[count:])!r}, args[{count}:])))"
    if inputs and inputs[-1].rest:
        called = f"{function.name}(*args)"
    return f"\ndef {_BY_POSITION}(*args):\n    return {called}\n"


def _omissions(function: Function, left_out: Sequence[ast.arg]) -> Iterator[Note]:
    """The parameters that a document does not have."""
    for argument in left_out:
        yield Note(argument.lineno, f"{argument.arg} is left out: it is not a JSON value, and need not be given")
    if (rest := function.args.kwarg) is not None:
        yield Note(rest.lineno, f"**{rest.arg} is left out: documents name each parameter")


def _raising(code: str) -> set[int]:
    """The lines on which an error is raised on purpose."""
    found: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.Raise, ast.Assert)):
            found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def _constants(function: Function, needed: Sequence[ast.stmt]) -> list[JsonValue]:
    """The numbers and texts of the body, then those of the tables that it looks into and of its helpers."""
    tables = [statement for statement in needed if isinstance(statement, (ast.Assign, ast.AnnAssign))]
    helpers = [
        one for one in needed if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)) and one is not function
    ]
    statements = [*_body(function), *tables, *(statement for helper in helpers for statement in _body(helper))]
    values = [node.value for one in statements for node in ast.walk(one) if isinstance(node, ast.Constant)]
    return distinct(value for value in values if isinstance(value, (int, float, str)))


def _body(function: Function) -> list[ast.stmt]:
    """The statements without the docstring."""
    return function.body[1:] if ast.get_docstring(function, clean=False) else function.body
