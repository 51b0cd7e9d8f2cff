"""The function under another name or in a class, and parameters under other names."""

from __future__ import annotations

import ast
import builtins
import keyword
from collections.abc import Iterator

from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Parameter
from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.naming import best_match
from intent_lsp.syntax.python import Function, Source


def function_name(broken: BrokenCode) -> Iterator[MendedCode]:
    """The function exists under another name: the only one, the one whose name differs in case, or the one that no
    other function calls."""
    source = Source.of(broken.code)
    if broken.gate is not Gate.CONTRACT or source is None or source.function(broken.name) is not None:
        return
    called = {
        function.name: {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and n.id != function.name}
        for function in source.functions()
    }
    found = best_match(broken.name, called)
    if found is None or any(isinstance(n, ast.Name) and n.id == broken.name for n in ast.walk(source.tree)):
        return
    edits = [
        source.replaced(n, broken.name) for n in ast.walk(source.tree) if isinstance(n, ast.Name) and n.id == found
    ]
    edits += [_name_of(source, function, broken.name) for function in source.functions() if function.name == found]
    yield MendedCode(apply_edits(source.code, edits), f"renamed the function (it was {found})")


def _name_of(source: Source, function: Function, name: str) -> Edit:
    start, end = source.span(function)
    at = source.data.index(b"def", start, end) + len(b"def")
    at = source.data.index(function.name.encode(), at, end)
    return Edit(at, at + len(function.name.encode()), name)


def method(broken: BrokenCode) -> Iterator[MendedCode]:
    """``class Solution`` with the method that is wanted: a function that calls it."""
    source = Source.of(broken.code)
    if broken.gate is not Gate.CONTRACT or source is None or source.function(broken.name) is not None:
        return
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef):
            methods = {
                f.name: {n.attr for n in ast.walk(f) if isinstance(n, ast.Attribute)} - {f.name}
                for f in node.body
                if isinstance(f, ast.FunctionDef) and not f.name.startswith("__")
            }
            found = best_match(broken.name, methods)
            if found is not None:
                head = ", ".join(_declared(parameter) for parameter in broken.intent.signature.parameters)
                passed = ", ".join(("*" if p.rest else "") + p.name for p in broken.intent.signature.parameters)
                call = f"def {broken.name}({head}):\n    return {node.name}().{found}({passed})\n"
                yield MendedCode(f"{source.code.rstrip()}\n\n\n{call}", f"called the method {node.name}.{found}")


def _declared(parameter: Parameter) -> str:
    if parameter.rest:
        return f"*{parameter.name}"
    if parameter.has_default and not isinstance(parameter.default, (list, dict)):
        return f"{parameter.name}={parameter.default!r}"
    return f"{parameter.name}=None" if parameter.optional or parameter.has_default else parameter.name


def parameter_names(broken: BrokenCode) -> Iterator[MendedCode]:
    """Parameters under other names, in another order, without their defaults, or behind a ``self``."""
    source = Source.of(broken.code)
    function = source.function(broken.name) if source else None
    if broken.gate is not Gate.CONTRACT or source is None or function is None or function.args.posonlyargs:
        return
    wanted = broken.intent.signature.parameters
    have = [*function.args.args, *([function.args.vararg] if function.args.vararg else [])]
    if len(have) == len(wanted) + 1 and have[0].arg in ("self", "cls"):
        start, _ = source.span(have[0])
        end = source.span(have[1])[0] if len(have) > 1 else source.span(have[0])[1]
        yield MendedCode(apply_edits(source.code, [Edit(start, end, "")]), f"removed the parameter {have[0].arg}")
    if len(have) != len(wanted):
        return
    names, spelled = [a.arg for a in have], [p.name for p in wanted]
    head = ", ".join(_declared(parameter) for parameter in wanted)
    arguments = _arguments(source, function)
    if names == spelled:
        yield MendedCode(apply_edits(source.code, [Edit(*arguments, head)]), "added the defaults of the signature")
    elif sorted(names) == sorted(spelled):
        yield MendedCode(
            apply_edits(source.code, [Edit(*arguments, head)]), "put the parameters in the signature's order"
        )
    else:
        renamed = dict(zip(names, spelled, strict=True))
        edits = _renaming(source, function, {old: new for old, new in renamed.items() if old != new})
        if edits is not None:
            pairs = ", ".join(f"{old} to {new}" for old, new in renamed.items() if old != new)
            yield MendedCode(
                apply_edits(source.code, [*edits, Edit(*arguments, head)]), f"renamed parameters ({pairs})"
            )


def _arguments(source: Source, function: Function) -> tuple[int, int]:
    """Where the parameters stand, all of them, between the brackets."""
    first = source.data.index(b"(", source.span(function)[0]) + 1
    depth, at = 1, first
    while depth:
        depth += {40: 1, 91: 1, 123: 1, 41: -1, 93: -1, 125: -1}.get(source.data[at], 0)
        at += 1
    return first, at - 1


def _renaming(source: Source, function: Function, renamed: dict[str, str]) -> list[Edit] | None:
    """The edits of the body; ``None`` where a new name is taken, or an old one has another meaning somewhere inside."""
    taken = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    if any(new in taken - set(renamed) or keyword.iskeyword(new) for new in renamed.values()):
        return None
    for node in ast.walk(function):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) and node is not function and _takes(node, renamed):
            return None
        if isinstance(node, (ast.Global, ast.Nonlocal)) and set(node.names) & set(renamed):
            return None
    used = [n for part in function.body for n in ast.walk(part) if isinstance(n, ast.Name) and n.id in renamed]
    if any(new in dir(builtins) for new in renamed.values()) and _calls(function, set(renamed.values())):
        return None
    return [source.replaced(node, renamed[node.id]) for node in used]


def _takes(node: ast.FunctionDef | ast.Lambda, names: dict[str, str]) -> bool:
    return any(argument.arg in names for argument in node.args.args)


def _calls(function: Function, names: set[str]) -> bool:
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in names for n in ast.walk(function)
    )
