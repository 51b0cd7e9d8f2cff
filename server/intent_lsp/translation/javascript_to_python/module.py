"""A JavaScript module as a Python module: the function that is asked for, and what it needs of the others."""

from __future__ import annotations

import builtins
import keyword
import re
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import FUNCTIONS, declared, field, parameters, parse, statements, text, walk
from intent_lsp.translation.code import Knowledge
from intent_lsp.translation.contract import Refusal, Translated, Types
from intent_lsp.translation.javascript_to_python.helpers import CONSTANTS, HELPERS, needed
from intent_lsp.translation.javascript_to_python.names import snake
from intent_lsp.translation.javascript_to_python.parameter_names import name_of, python_name
from intent_lsp.translation.javascript_to_python.scopes import assigned
from intent_lsp.translation.javascript_to_python.statements import Statements
from intent_lsp.translation.javascript_to_python.writer import ModuleNames
from intent_lsp.translation.value_lattice import ANY, NEVER

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_PASSES = 12


def to_python(code: str, function: str, types: Types | None) -> Translated:
    """The module in Python. Raises :class:`Refusal`."""
    root = parse(code)
    if root.has_error:
        raise Refusal(
            next(n.start_point[0] + 1 for n in walk(root) if n.is_error or n.is_missing), "this is not JavaScript"
        )
    names = _names(root, function)
    knowledge = Knowledge()
    open_ = _seed(knowledge, names, types)
    _run(root, names, knowledge)
    for name in open_:
        if knowledge.kind(function, name) == NEVER:
            knowledge.learn(function, name, ANY)
    _run(root, names, knowledge)
    for _ in range(_MOST_PASSES):
        knowledge.changed = False
        found = _written(root, names, knowledge, strict=True)
        if not knowledge.changed:
            return found
    raise Refusal(names.functions[function].start_point[0] + 1, "what its variables hold is not plain enough to tell")


def _run(root: Node, names: ModuleNames, knowledge: Knowledge) -> None:
    for _ in range(_MOST_PASSES):
        knowledge.changed = False
        _written(root, names, knowledge, strict=False)
        if not knowledge.changed:
            return


def _seed(knowledge: Knowledge, names: ModuleNames, types: Types | None) -> list[str]:
    """Tell what the parameters hold; returns those of which only their use can tell."""
    entry = names.functions[names.entry]
    tested = {text(one) for one in walk(entry) if one.type == "identifier" and _is_tested(one)}
    open_ = []
    for number, node in enumerate(parameters(entry)):
        name = name_of(node)
        kind = types.kind(number, "js") if types else ANY
        if kind == ANY and name not in tested:
            open_.append(name)
        else:
            knowledge.learn(names.entry, name, kind)
    calls = [one for one in walk(entry) if one.type == "call_expression" and text(one.named_children[0]) == names.entry]
    if calls:
        knowledge.mark("recursive")
    names.open = frozenset(open_)
    return open_


def _is_tested(node: Node) -> bool:
    """Whether the program asks what kind of value a name holds."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "unary_expression" and text(parent).startswith("typeof"):
        return True
    return parent.type == "arguments" and parent.parent is not None and text(parent.parent).startswith("Array.isArray")


def _names(root: Node, function: str) -> ModuleNames:
    """What the module defines. Raises :class:`Refusal` for what the rules do not hold."""
    found = ModuleNames({}, {}, function)
    for statement in map(declared, statements(root)):
        if statement.type in ("function_declaration", "generator_function_declaration"):
            found.functions[text(field(statement, "name") or statement)] = statement
        elif statement.type in ("lexical_declaration", "variable_declaration"):
            for child in statement.named_children:
                name, value = field(child, "name"), field(child, "value")
                if name is None or value is None or name.type != "identifier":
                    continue
                if value.type in FUNCTIONS:
                    found.functions[text(name)] = value
                else:
                    found.constants[text(name)] = value
    if function not in found.functions:
        raise Refusal(0, f"the code does not define {function}")
    changed = assigned(root) & found.constants.keys()
    if changed:
        raise Refusal(0, f"the module's variable {min(changed)} changes")
    words = {text(one) for one in walk(root) if one.type in ("identifier", "shorthand_property_identifier_pattern")}
    found.words = frozenset(words | {snake(word) for word in words})
    entry = found.functions[function]
    kept = {name_of(one) for one in parameters(entry)}
    found.kept_names = frozenset({function, *kept})
    found.parameters = tuple(map(name_of, parameters(entry)))
    source = text(root)
    found.beyond = (
        "\\u" in source or "CodePoint" in source or "fromCharCode" in source or any(c > "\uffff" for c in source)
    )
    for one in parameters(entry):
        made = python_name(one, found.words | frozenset(found.renamed.values()))
        found.renamed.setdefault(name_of(one), made or _python_name(name_of(one)))
    found.renamed.setdefault(function, _python_name(function))
    return found


def _python_name(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name.replace("$", "_")


def _needed(names: ModuleNames) -> set[str]:
    """The module's names that the entry reaches."""
    found, pending = set[str](), [names.entry]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        for node in walk(names.functions.get(name) or names.constants[name]):
            known = text(node) in names.functions or text(node) in names.constants
            if known and node.type in ("identifier", "shorthand_property_identifier"):
                pending.append(text(node))
    return found


def _written(root: Node, names: ModuleNames, knowledge: Knowledge, *, strict: bool) -> Translated:
    writer = Statements(names, knowledge)
    writer.final = strict
    wanted = _needed(names)
    constants: list[str] = []
    functions: list[list[str]] = []
    for statement in map(declared, statements(root)):
        for name, node in _defined(statement):
            if name not in wanted:
                continue
            if name in names.constants:
                constants += _constant(writer, name, node, strict=strict)
            elif names.functions[name] is node or names.functions[name] == node:
                functions.append(writer.function_lines(node, name, name))
    if strict and writer.refused:
        raise Refusal.of(writer.refused)
    helpers = needed(writer.helpers)
    modules = writer.modules | {module for name in helpers for module in HELPERS[name].modules}
    _refuse_shadows(names, functions)
    own = [CONSTANTS[mark[1]] for mark in sorted(knowledge.marks) if mark[0] == "constant"]
    head = "\n".join(f"import {module}" for module in sorted(modules))
    sources = [_renamed(writer, HELPERS[name].source, helpers) for name in helpers]
    top = "\n\n".join(part for part in (head, "\n".join([*own, *constants])) if part)
    blocks = [top] * bool(top) + sources + ["\n".join(lines) for lines in functions]
    return Translated("\n\n\n".join(blocks) + "\n", tuple(helpers))


def _refuse_shadows(names: ModuleNames, functions: list[list[str]]) -> None:
    """The entry and its parameters keep their names: they must not hide a function of Python that the code needs."""
    for name in names.kept_names & set(dir(builtins)):
        calls = re.compile(rf"(?<![\w.])(?<!def ){name}\(")
        if any(calls.search(line) for lines in functions for line in lines):
            raise Refusal(0, f"the name {name} hides a function of Python that the code needs")


def _defined(statement: Node) -> list[tuple[str, Node]]:
    if statement.type in ("function_declaration", "generator_function_declaration"):
        return [(text(field(statement, "name") or statement), statement)]
    found = []
    if statement.type in ("lexical_declaration", "variable_declaration"):
        for child in statement.named_children:
            name, value = field(child, "name"), field(child, "value")
            if name is not None and value is not None:
                found.append((text(name), value))
    return found


def _constant(writer: Statements, name: str, node: Node, *, strict: bool) -> list[str]:
    try:
        code = writer.expr(node)
    except Refusal:
        if strict:
            raise
        return []
    writer.knowledge.learn("", name, code.kind)
    return [f"{writer.name(name)} = {code.text}"]


def _renamed(writer: Statements, source: str, helpers: list[str]) -> str:
    """A helper under names that the program does not use itself."""
    for name in helpers:
        if writer.letter(name) != name:
            source = re.sub(rf"(?<![\w.]){name}(?=\()", writer.letter(name), source)
    return source
