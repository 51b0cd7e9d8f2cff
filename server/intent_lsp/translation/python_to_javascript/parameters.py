"""A function's parameters: in JavaScript all are given by position, also those that Python takes by name alone."""

from __future__ import annotations

import ast

from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.value_lattice import NEVER, list_of


def named_parameters(function: ast.FunctionDef) -> list[tuple[ast.arg, ast.expr | None]]:
    """All but a rest, in the order in which JavaScript takes them, with their defaults. Pure."""
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    defaults = [*[None] * (len(plain) - len(given.defaults)), *given.defaults]
    return [*zip(plain, defaults, strict=True), *zip(given.kwonlyargs, given.kw_defaults, strict=True)]


def parameters_of(writer: Iteration, node: ast.FunctionDef) -> list[str]:
    """The parameters in JavaScript; what they hold by default is learnt."""
    rest = node.args.vararg
    if node.decorator_list or node.args.kwarg:
        raise writer.refuse(node, "decorators, and ** among the parameters")
    if rest and node.args.kwonlyargs:
        raise writer.refuse(node, "a parameter behind a rest")
    written = [_parameter(writer, one, default) for one, default in named_parameters(node)]
    if rest:
        written.append(f"...{writer.name(rest.arg)}")
        writer.learn(rest.arg, list_of(NEVER))
    return written


def _parameter(writer: Iteration, one: ast.arg, default: ast.expr | None) -> str:
    if default is None:
        return writer.name(one.arg)
    code = writer.expr(default)
    if any(map(_is_made, ast.walk(default))):
        raise writer.refuse(default, "a default that all calls share")
    writer.learn(one.arg, code.kind)
    return f"{writer.name(one.arg)} = {code.text}"


def _is_made(part: ast.AST) -> bool:
    """Whether it makes a value that can change, or that is not the same each time."""
    if isinstance(part, ast.Call):
        return not ast.unparse(part).startswith(("float('", "int('"))
    return isinstance(part, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp))


def bound(writer: Iteration, node: ast.Call, function: ast.FunctionDef) -> list[tuple[str, ast.expr | None]]:
    """A call's arguments by parameter, in order; ``None``: JavaScript takes the default for ``undefined``."""
    known = named_parameters(function)
    by_name = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    by_place = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    if function.args.vararg or any(isinstance(one, ast.Starred) for one in node.args):
        raise writer.refuse(node, "a call with a spread, or of a function with a rest")
    words = {str(word.arg): word.value for word in node.keywords}
    given: dict[str, ast.expr] = dict(zip(by_place, node.args, strict=False))
    if len(node.args) > len(by_place) or words.keys() - by_name or words.keys() & given.keys():
        raise writer.refuse(node, "arguments that do not fit the function")
    given |= words
    if any(default is None and one.arg not in given for one, default in known):
        raise writer.refuse(node, "a call with too few arguments")
    names = [one.arg for one, _ in known]
    if [name for name in names if name in given] != list(given) and not all(map(_does_nothing, given.values())):
        raise writer.refuse(node, "named arguments in another order than the parameters, where one does something")
    last = max((names.index(name) for name in given), default=-1)
    return [(name, given.get(name)) for name in names[: last + 1]]


def _does_nothing(node: ast.expr) -> bool:
    return not any(isinstance(part, (ast.Call, ast.Subscript, ast.BinOp)) for part in ast.walk(node))
