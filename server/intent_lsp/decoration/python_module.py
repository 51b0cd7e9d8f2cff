"""A module of Python with annotations and a docstring: only these, and the imports they need, are added."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from intent_lsp.decoration.python_header import WIDTH, folded, header_of
from intent_lsp.decoration.python_types import Annotations
from intent_lsp.decoration.python_values import Values
from intent_lsp.decoration.summary import summary, wrapped
from intent_lsp.document.model import ArrayOf, Intent, Named, Parameter, Primitive, TypeExpr
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.python import Function, Source, own_nodes, parse

_LOOKS_AT_ITSELF = {"__annotations__", "__doc__", "get_type_hints", "get_annotations", "inspect", "dataclass",
                    "singledispatch", "__code__"}  # fmt: skip
"""Code that mentions one of these may do something else once it has annotations or a docstring."""
_UNIONS = (3, 10)
"""Since when ``X | None`` is an expression (PEP 604)."""


def decorated(code: str, intent: Intent, oldest: tuple[int, int]) -> str:
    """The module with annotations from the signature and a docstring from the description.

    ``oldest``: the Python that it must work on. Unchanged where it has its own, and where nothing can be said of it.
    """
    source = Source.of(code)
    function = source.function(intent.name) if source is not None else None
    if source is None or function is None or _mentioned(source.tree) & _LOOKS_AT_ITSELF:
        return code
    work = _Module(source, function, intent)
    work.annotate()
    if work.bound & work.written.names:  # a name means something else here: only the docstring is added
        work = _Module(source, function, intent)
    work.describe()
    work.import_names(future=oldest < _UNIONS and work.needs_future)
    made = apply_edits(code, work.edits)
    return made if _bare(parse(made)) == _bare(source.tree) else code


@dataclass(slots=True)
class _Module:
    source: Source
    function: Function
    intent: Intent
    edits: list[Edit] = field(default_factory=list)
    written: Annotations = field(init=False)
    needs_future: bool = False

    def __post_init__(self) -> None:
        self.written = Annotations(self.intent.types)

    @property
    def bound(self) -> set[str]:
        """Names that are bound in the module, those that it imports from where the annotations would left out."""
        right = {(module, name) for module, names in self.written.imports.items() for name in names}
        return set(_bound(self.source.tree, right))

    # --- annotations -----------------------------------------------------------------------------------------------

    def annotate(self) -> None:
        """The function's parameters and result, and those of the helpers it calls."""
        known = self._parameters()
        result = self._result(known)
        self._annotate_header(self.function, known, result)
        for helper in self.source.functions():
            if helper is not self.function and helper.name != self.function.name:
                self._annotate_header(helper, *self._helper(helper, known, result))

    def _parameters(self) -> dict[str, str]:
        arguments = self.function.args
        takers = [*arguments.posonlyargs, *arguments.args]
        found: dict[str, str] = {}
        for index, parameter in enumerate(self.intent.signature.parameters):
            if parameter.rest and arguments.vararg is not None and isinstance(parameter.type, ArrayOf):
                found[arguments.vararg.arg] = self.written.text(parameter.type.item)
            elif index < len(takers) and takers[index].arg == parameter.name:
                default = _default(self.function, index)
                found[parameter.name] = self._parameter(parameter, default)
        return found

    def _parameter(self, parameter: Parameter, default: ast.expr | None) -> str:
        may_be_none = (isinstance(default, ast.Constant) and default.value is None) or (
            parameter.optional and not parameter.has_default
        )
        return self.written.text(parameter.type, optional=may_be_none)

    def _result(self, known: Mapping[str, str]) -> str:
        """Empty for a generator, of which the signature does not speak."""
        if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(self.function)):
            return ""
        values = Values(self.function, [name for name, text in known.items() if "float" in text or "Any" in text])
        type = self.intent.signature.returns
        type = _fractional(type, self.intent.types) if values.may_break() else type
        return self.written.text(type, values.sequence())

    def _helper(self, helper: Function, known: Mapping[str, str], result: str) -> tuple[dict[str, str], str]:
        """What the calls of a helper say of it: names of the function's own parameters, and its own result."""
        calls, others = _calls(self.source.tree, helper.name)
        steady = {name: text for name, text in known.items() if name not in _reassigned(self.function)}
        inside = {id(node) for node in ast.walk(self.function)}
        found: dict[str, str] = {}
        for index, argument in enumerate([*helper.args.posonlyargs, *helper.args.args]):
            given = {_argument_name(call, index) if id(call) in inside else "" for call in calls}
            name = given.pop() if len(given) == 1 and not others else ""
            found[argument.arg] = steady.get(name) or self.written.any()
        direct = {id(node.value) for node in own_nodes(self.function) if isinstance(node, ast.Return)}
        same = bool(calls) and not others and all(id(call) in direct for call in calls) and bool(result)
        return found, result if same else self.written.any()

    def _annotate_header(self, function: Function, parameters: Mapping[str, str], result: str) -> None:
        header = header_of(self.source, function)
        if header is None:
            return
        edits = [*self._parameter_edits(function, parameters)]
        if result and function.returns is None:
            edits.append(Edit(header.closed + 1, header.closed + 1, f" -> {result}"))
        self.edits += _merged([*edits, *folded(self.source, header, edits)])
        self.needs_future = self.needs_future or any(" | " in edit.text for edit in edits)

    def _parameter_edits(self, function: Function, parameters: Mapping[str, str]) -> Iterator[Edit]:
        arguments = function.args
        takers = [*arguments.posonlyargs, *arguments.args]
        for index, taker in enumerate([*takers, *filter(None, [arguments.vararg])]):
            text = parameters.get(taker.arg)
            if text is None or taker.annotation is not None:
                continue
            end = self.source.span(taker)[1]
            default = _default(function, index) if index < len(takers) else None
            start = self.source.span(default)[0] if default is not None else end
            if self.source.data[end:start].strip() == b"=":
                yield Edit(end, start, f": {text} = ")
            else:
                yield Edit(end, end, f": {text}")

    # --- the docstring ---------------------------------------------------------------------------------------------

    def describe(self) -> None:
        """The first sentence of the description, where the function says nothing of itself."""
        text = summary(self.intent)
        header = header_of(self.source, self.function)
        if not text or header is None or ast.get_docstring(self.function, clean=False) is not None:
            return
        first = self.source.span(self.function.body[0])[0]
        between = self.source.data[header.colon : first]
        if b"\n" in between:
            indent = " " * self.function.body[0].col_offset
            end = header.colon + between.index(b"\n") + 1
            self.edits.append(Edit(end, end, f"{indent}{docstring(text, indent)}\n"))
        elif not between.strip():
            self.edits.append(Edit(header.colon, first, f"\n    {docstring(text, '    ')}\n    "))

    # --- imports ---------------------------------------------------------------------------------------------------

    def import_names(self, *, future: bool) -> None:
        """Import what the annotations mention, below the imports that are there."""
        body = self.source.tree.body
        have = {(node.module, alias.name) for node in body if isinstance(node, ast.ImportFrom) for alias in node.names}
        lines = [
            f"from {module} import {', '.join(missing)}"
            for module, names in self.written.imports.items()
            if (missing := [name for name in names if (module, name) not in have])
        ]
        start = 1 if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else 0
        if future and ("__future__", "annotations") not in have:
            self._insert(start, ["from __future__ import annotations"], set_apart=True)
        index = start
        while index < len(body) and _is_plain_import(body[index]):
            index += 1
        if lines:
            self._insert(index, lines, set_apart=index == start)

    def _insert(self, index: int, lines: list[str], *, set_apart: bool) -> None:
        """Before the statement of that number; ``set_apart`` from what follows by blank lines."""
        body = self.source.tree.body
        text = "".join(f"{line}\n" for line in lines)
        if not set_apart:
            at = self.source.line_start((body[index - 1].end_lineno or body[index - 1].lineno) + 1)
            self.edits.append(Edit(at, at, text))
            return
        following = body[index]
        blank = "\n" if isinstance(following, (ast.Import, ast.ImportFrom)) else "\n\n"
        line = min([following.lineno, *(d.lineno for d in getattr(following, "decorator_list", []))])
        at = self.source.line_start(line) if index else 0  # above comments on what follows
        self.edits.append(Edit(at, at, text + blank))


def docstring(text: str, indent: str) -> str:
    """The text as a docstring whose lines stand behind ``indent``; it reads back as the text, but for line ends."""
    inner = text.rstrip('"')
    escaped = inner.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') + '\\"' * (len(text) - len(inner))
    lines = wrapped(escaped, WIDTH - len(indent) - 3)
    if len(lines) == 1 and len(indent) + len(lines[0]) + 6 <= WIDTH:
        return f'"""{lines[0]}"""'
    return f'"""{f"{chr(10)}{indent}".join(lines)}\n{indent}"""'


def _fractional(type: TypeExpr, named: Mapping[str, TypeExpr]) -> TypeExpr:
    """The type with numbers that may have a fraction in place of integers, by themselves or in a list."""
    if isinstance(type, Named) and type.name in named:
        type = named[type.name]
    if isinstance(type, ArrayOf):
        return ArrayOf(_fractional(type.item, {}))
    return Primitive("number") if type == Primitive("integer") else type


def _default(function: Function, index: int) -> ast.expr | None:
    arguments = function.args
    first = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
    return arguments.defaults[index - first] if index >= first else None


def _calls(tree: ast.Module, name: str) -> tuple[list[ast.Call], bool]:
    """The calls of a function, and whether it is mentioned in any other way."""
    mentions = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.func in mentions]
    return calls, len(mentions) != len(calls)


def _argument_name(call: ast.Call, index: int) -> str:
    argument = call.args[index] if index < len(call.args) and not call.keywords else None
    return argument.id if isinstance(argument, ast.Name) else ""


def _reassigned(function: Function) -> set[str]:
    """Names that are bound anywhere in a function, also as parameters of functions in it."""
    found = {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    inner = [n for n in ast.walk(function) if isinstance(n, (ast.Lambda, Function)) and n is not function]
    return found | {argument.arg for node in inner for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}


def _bound(tree: ast.Module, right: set[tuple[str, str]]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=module, names=names):
                yield from (a.asname or a.name for a in names if a.asname or (module or "", a.name) not in right)
            case _:
                pass


def _mentioned(tree: ast.Module) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return names | {
        alias.name for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for alias in n.names
    }


def _is_plain_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level)


def _merged(edits: list[Edit]) -> list[Edit]:
    """Insertions at one place in the order in which they were made."""
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def _bare(tree: ast.Module | None) -> str:
    """The module without what may have been added: annotations, docstrings of functions, and imports for types."""
    if tree is None:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
            if ast.get_docstring(node, clean=False) is not None:
                node.body = node.body[1:]
    tree.body = [
        node
        for node in tree.body
        if not (isinstance(node, ast.ImportFrom) and node.module in ("__future__", "typing", "collections.abc"))
    ]
    return ast.dump(tree)
