"""A Python module as a JavaScript module: the function that is asked for, and what it needs of the others."""

from __future__ import annotations

import ast
import re

from intent_lsp.syntax.python import parse
from intent_lsp.translation.code import Knowledge
from intent_lsp.translation.contract import Refusal, Translated, Types
from intent_lsp.translation.python_to_javascript.helpers import sources
from intent_lsp.translation.python_to_javascript.modules import MODULES
from intent_lsp.translation.python_to_javascript.names import camel
from intent_lsp.translation.python_to_javascript.older_formats import with_f_strings
from intent_lsp.translation.python_to_javascript.parameters import named_parameters
from intent_lsp.translation.python_to_javascript.regular_expressions import compiled
from intent_lsp.translation.python_to_javascript.statements import Statements
from intent_lsp.translation.python_to_javascript.writer import ModuleNames
from intent_lsp.translation.value_lattice import ANY, NEVER

_MOST_PASSES = 12


def to_javascript(code: str, function: str, types: Types | None) -> Translated:
    """The module in JavaScript. Raises :class:`Refusal`."""
    tree = parse(code)
    if tree is None:
        raise Refusal(0, "the code is not Python")
    tree = with_f_strings(tree)
    names = _names(tree, function)
    entry = names.functions[function]
    knowledge = Knowledge()
    open_ = _seed(knowledge, entry, types)
    names.open = frozenset(open_)
    _run(tree, names, knowledge)
    for name in open_:
        if knowledge.kind(function, name) == NEVER:
            knowledge.learn(function, name, ANY)
    _run(tree, names, knowledge)
    for _ in range(_MOST_PASSES):
        knowledge.changed = False
        text, helpers = _written(tree, names, knowledge, strict=True)
        if not knowledge.changed:
            break
    else:
        raise Refusal(entry.lineno, "what its variables hold is not plain enough to tell")
    return Translated(text, tuple(sorted(helpers)))


def _run(tree: ast.Module, names: ModuleNames, knowledge: Knowledge) -> None:
    for _ in range(_MOST_PASSES):
        knowledge.changed = False
        _written(tree, names, knowledge, strict=False)
        if not knowledge.changed:
            return


def _seed(knowledge: Knowledge, entry: ast.FunctionDef, types: Types | None) -> list[str]:
    """Tell what the parameters hold; returns those of which only their use can tell."""
    open_ = []
    asked = {
        ast.unparse(node.args[0])
        for node in ast.walk(entry)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance" and node.args
    }
    for number, (one, _) in enumerate(named_parameters(entry)):
        kind = types.kind(number, "py") if types else ANY
        if kind == ANY and one.arg not in asked:
            open_.append(one.arg)
        else:
            knowledge.learn(entry.name, one.arg, kind)
    if entry.args.vararg:
        number = len(named_parameters(entry))
        kind = types.kind(number, "py") if types else ANY
        knowledge.learn(entry.name, entry.args.vararg.arg, kind)
    return open_


def _names(tree: ast.Module, function: str) -> ModuleNames:
    """What the module defines. Raises :class:`Refusal` for what the rules do not hold."""
    names = ModuleNames({}, {}, function)
    for node in tree.body:
        match node:
            case ast.FunctionDef(name):
                names.functions[name] = node
                _inner(node, name, names)
            case ast.Import(aliases):
                for alias in aliases:
                    names.imported[alias.asname or alias.name] = alias.name
            case ast.ImportFrom(module, aliases):
                for alias in aliases:
                    names.imported[alias.asname or alias.name] = f"{module}.{alias.name}"
            case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, value) if value is not None:
                if name in names.constants:
                    raise Refusal(node.lineno, f"the module's {name} is assigned twice")
                names.constants[name] = value
    if function not in names.functions:
        raise Refusal(0, f"the code does not define {function}")
    words = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}
    words |= {part.arg for part in ast.walk(tree) if isinstance(part, ast.arg)}
    words |= {part.name for part in ast.walk(tree) if isinstance(part, ast.FunctionDef)}
    names.words = frozenset(words | {camel(word) for word in words})
    return names


def _inner(function: ast.FunctionDef, scope: str, names: ModuleNames) -> None:
    for node in ast.walk(function):
        if isinstance(node, ast.FunctionDef) and node is not function:
            names.functions.setdefault(f"{scope}.{node.name}", node)


def _needed(tree: ast.Module, names: ModuleNames) -> set[str]:
    """The module's names that the entry reaches. Raises :class:`Refusal` for imports of others' modules."""
    found, pending = set[str](), [names.entry]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        root: ast.AST = names.functions.get(name) or names.constants[name]
        for node in ast.walk(root):
            if isinstance(node, (ast.Global,)):
                raise Refusal(node.lineno, "a variable of the module that a function changes")
            if isinstance(node, ast.Name):
                if node.id in names.functions or node.id in names.constants:
                    pending.append(node.id)
                elif node.id in names.imported:
                    module = names.imported[node.id]
                    if module not in MODULES and module.rpartition(".")[0] not in MODULES:
                        raise Refusal(node.lineno, f"the import of {module}")
    return found


def _written(tree: ast.Module, names: ModuleNames, knowledge: Knowledge, *, strict: bool) -> tuple[str, set[str]]:
    writer = Statements(names, knowledge)
    writer.final = strict
    needed = _needed(tree, names)
    writer.literals = _literals(names)
    parts: list[str] = []
    done: set[str] = set()
    for node in tree.body:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        name = targets[0].id if targets and isinstance(targets[0], ast.Name) else ""
        if name in needed and name in names.constants and not compiled(names, name):
            parts.append(_constant(writer, name, names.constants[name], strict=strict))
    for node in [n for n in tree.body if isinstance(n, ast.FunctionDef)]:
        if node.name in needed and names.functions[node.name] is node and node.name not in done:
            done.add(node.name)
            lines = writer.function(node, node.name)
            if node.name == names.entry:
                lines[0] = f"export {lines[0]}"
            parts.append("\n".join(lines))
    if strict and writer.refused:
        raise Refusal.of(writer.refused)
    own = [_renamed(writer, source, names) for name, source in sources(writer.helpers)]
    constants = [part for part in parts if part.startswith("const ")]
    functions = [part for part in parts if not part.startswith("const ")]
    blocks = ["\n".join(constants)] * bool(constants) + own + functions
    return "\n\n".join(blocks) + "\n", {name for name, _ in sources(writer.helpers)}


def _renamed(writer: Statements, source: str, names: ModuleNames) -> str:
    """A helper under names that the program does not use itself."""
    for name, _ in sources(writer.helpers):
        if writer.letter(name) != name:
            source = re.sub(rf"(?<![\w.]){name}(?=\()|(?<=map\(){name}(?=\))", writer.letter(name), source)
    return source


def _constant(writer: Statements, name: str, value: ast.expr, *, strict: bool) -> str:
    try:
        code = writer.expr(value)
    except Refusal:
        if strict:
            raise
        return ""
    writer.knowledge.learn("", name, code.kind)
    return f"const {writer.name(name)} = {code.text};"


def _literals(names: ModuleNames) -> dict[tuple[str, str], ast.Dict]:
    """Variables that start as a dict with constant keys, by function and name."""
    found: dict[tuple[str, str], ast.Dict] = {}
    for scope, function in names.functions.items():
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Dict)
                and isinstance(node.targets[0], ast.Name)
            ):
                found[scope, node.targets[0].id] = node.value
    return found
