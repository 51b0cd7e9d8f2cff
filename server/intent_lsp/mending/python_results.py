"""The right result in the wrong place or form: printed, not returned, a set where a list is wanted, an argument that
is changed on the way."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from intent_lsp.checks.verdict import Gate
from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.mending.python_imports import with_import
from intent_lsp.mending.result_kinds import wanted_kinds
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.python import Function, Source, own_nodes, returned_expressions

_FORMS = {
    "array": ("list({})", "sorted({})", "[list(item) for item in {}]", "[sorted(item) for item in {}]",
              "list({}.items())"),
    "object": ("dict({})", "{{str(key): value for key, value in dict({}).items()}}",
               "{{str(key): sorted(value) for key, value in dict({}).items()}}",
               "{{str(key): list(value) for key, value in dict({}).items()}}", "vars({})", "{}._asdict()"),
    "string": ("str({})", '"".join({})', '"".join(map(str, {}))', "{}.decode()"),
    "number": ("int({})", "float({})"),
    "boolean": ("bool({})",),
}  # fmt: skip
"""How a result of another form becomes one that JSON has, by the kind that the examples expect. None changes a rule:
lengths, roundings and the like are no matter of form."""


def printed_result(broken: BrokenCode) -> Iterator[MendedCode]:
    """What the function prints is what it should return."""
    source = Source.of(broken.code)
    function = source.function(broken.name) if source else None
    if source is None or function is None or broken.gate not in (Gate.EXAMPLES, Gate.HIDDEN):
        return
    prints = [node for node in own_nodes(function) if isinstance(node, ast.Expr) and _prints(node.value) is not None]
    if not prints or any(not isinstance(r, ast.Constant) for r in returned_expressions(function)):
        return
    edits = []
    for node in prints:
        value = _prints(node.value)
        assert value is not None  # noqa: S101  chosen by it
        edits.append(source.replaced(node, f"return {source.text(value)}"))
    yield MendedCode(apply_edits(source.code, edits), "returned what was printed")
    if len(edits) > 1:
        yield MendedCode(apply_edits(source.code, edits[-1:]), "returned what was printed last")


def _prints(node: ast.expr) -> ast.expr | None:
    """The one value that a call prints."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
        return node.args[0] if len(node.args) == 1 and not node.keywords else None
    return None


def missing_return(broken: BrokenCode) -> Iterator[MendedCode]:
    """The function ends without a ``return``: its last expression, or the variable that it made last."""
    source = Source.of(broken.code)
    function = source.function(broken.name) if source else None
    if source is None or function is None or broken.gate not in (Gate.EXAMPLES, Gate.HIDDEN):
        return
    last = function.body[-1]
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Constant) and _prints(last.value) is None:
        yield MendedCode(
            apply_edits(source.code, [source.replaced(last, f"return {source.text(last.value)}")]), _RETURNED
        )
    if isinstance(last, ast.Return):
        return
    indent = " " * function.body[-1].col_offset
    for name in _assigned_variables(function):
        line = source.line_start((function.end_lineno or 0) + 1)
        before = "" if source.data[:line].endswith(b"\n") else "\n"
        yield MendedCode(apply_edits(source.code, [Edit(line, line, f"{before}{indent}return {name}\n")]), _RETURNED)


_RETURNED = "returned the result"


def _assigned_variables(function: Function) -> list[str]:
    """The variables that the function assigns, the first one that it makes first."""
    names: dict[str, None] = {}
    for node in own_nodes(function):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id: None for target in targets if isinstance(target, ast.Name)}
    return list(names)[:4]


def form_of_result(broken: BrokenCode) -> Iterator[MendedCode]:
    """A set, generator, tuple of sets, … where the examples show an array or a record."""
    source = Source.of(broken.code)
    function = source.function(broken.name) if source else None
    if source is None or function is None:
        return
    values = returned_expressions(function)
    for kind in wanted_kinds(broken):
        for form in _FORMS.get(kind, ()) if values else ():
            edits = [source.replaced(value, form.format(_operand(source, value, form))) for value in values]
            yield MendedCode(apply_edits(source.code, edits), f"converted the result to {_ARTICLE[kind]}")
    if broken.gate in (Gate.EXAMPLES, Gate.HIDDEN) and _yields(function):
        yield from _collected(source, function)


_ARTICLE = {
    "array": "an array",
    "object": "a record",
    "string": "a string",
    "number": "a number",
    "boolean": "a boolean",
}


def _operand(source: Source, value: ast.expr, form: str) -> str:
    """The expression as it may stand in the form."""
    text = source.text(value)
    bare = isinstance(value, (ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.List, ast.Dict, ast.Set))
    tuple_without_brackets = isinstance(value, ast.Tuple) and not text.startswith("(")
    return f"({text})" if tuple_without_brackets or (form.startswith("{}") and not bare) else text


def _yields(function: Function) -> bool:
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(function))


def _collected(source: Source, function: Function) -> Iterator[MendedCode]:
    """A generator function: the function of its name makes a list of what it yields."""
    arguments = source.data[source.span(function)[0] :].decode().split(":\n", 1)[0]
    head = arguments[arguments.index("(") :]
    inner = f"_{function.name}"
    start, _ = source.span(function)
    at = source.data.index(function.name.encode(), start)
    renamed = apply_edits(source.code, [Edit(at, at + len(function.name.encode()), inner)])
    names = ", ".join(
        [a.arg for a in function.args.args] + ([f"*{function.args.vararg.arg}"] if function.args.vararg else [])
    )
    if "\n" not in head:
        tail = f"\n\ndef {function.name}{head.split('->')[0].rstrip()}:\n    return list({inner}({names}))\n"
        yield MendedCode(renamed.rstrip() + "\n" + tail, "converted the generator to an array")


def split_at_several(broken: BrokenCode) -> Iterator[MendedCode]:
    """``text.split([".", "!"])``: a list of separators, which only regular expressions know."""
    source = Source.of(broken.code)
    if source is None or not any("TypeError" in message for message in broken.messages):
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Attribute(value=text, attr="split"), args=[ast.List() | ast.Tuple() as several]):
                marks = [item.value for item in several.elts if isinstance(item, ast.Constant)]
                if marks and len(marks) == len(several.elts) and all(isinstance(mark, str) for mark in marks):
                    pattern = "|".join(re.escape(str(mark)) for mark in marks)
                    call = f"re.split({pattern!r}, {source.text(text)})"
                    code = apply_edits(source.code, [source.replaced(node, call)])
                    yield MendedCode(with_import(code, "import re") or code, "split at any of several texts")


def copied_argument(broken: BrokenCode) -> Iterator[MendedCode]:
    """The function changes what it is given: it works on a copy."""
    source = Source.of(broken.code)
    function = source.function(broken.name) if source else None
    if source is None or function is None or not any(f.code == "changes-its-input" for f in broken.verdict.failures):
        return
    body = function.body
    docstring = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1
    first = body[1] if docstring else body[0]
    at, indent = source.span(first)[0], " " * first.col_offset
    shown = broken.intent.shown[0].args if broken.intent.shown else ()
    for argument, value in zip(function.args.args, shown, strict=False):
        if isinstance(value, (list, dict)):
            kind = "list" if isinstance(value, list) else "dict"
            line = f"{argument.arg} = {kind}({argument.arg})\n{indent}"
            yield MendedCode(
                apply_edits(source.code, [Edit(at, at, line)]), f"copied {argument.arg} before it is changed"
            )
            deep = f"{argument.arg} = copy.deepcopy({argument.arg})\n{indent}"
            code = apply_edits(source.code, [Edit(at, at, deep)])
            yield MendedCode(with_import(code, "import copy") or code, f"copied {argument.arg} before it is changed")
