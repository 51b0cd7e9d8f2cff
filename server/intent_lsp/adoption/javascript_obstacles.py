"""What keeps a function of JavaScript from being adopted, line by line: state, input and output, chance, packages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from intent_lsp.adoption.contract import Note
from intent_lsp.adoption.javascript_docs import FunctionComment
from intent_lsp.adoption.javascript_module import JavaScriptModule, local_names, pattern_names
from intent_lsp.adoption.javascript_project import Inliner
from intent_lsp.syntax import javascript as js

if TYPE_CHECKING:
    from tree_sitter import Node

_KINDS = {
    "uses the network": "fetch XMLHttpRequest WebSocket EventSource navigator",
    "belongs to a browser": "document window localStorage sessionStorage location history alert confirm prompt",
    "depends on the machine": "process __dirname __filename Intl Deno Bun",
    "waits for events": "setTimeout setInterval setImmediate requestAnimationFrame queueMicrotask",
    "depends on chance": "crypto",
    "depends on the time": "performance",
    "runs text as code": "eval",
}
_WORLD = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_MEMBERS = {"Math.random": "depends on chance", "Date.now": "depends on the time"}
_CHANGING = {"push", "pop", "shift", "unshift", "splice", "set", "add", "delete", "clear", "sort", "reverse", "fill"}
_CALLERS = {"map", "filter", "reduce", "forEach", "some", "every", "find", "findIndex", "flatMap", "sort", "then",
            "reduceRight", "findLast"}  # fmt: skip
_GLOBAL = {"global", "globalThis", "self"}
"""To look whether these are there is a computation; what is taken out of them counts."""
_FINDS_GLOBAL = "return this"
"""The text by which libraries find the global object."""
_ASSIGNMENTS = ("assignment_expression", "augmented_assignment_expression")


def obstacles(
    module: JavaScriptModule, function: Node, needed: Sequence[Node], inliner: Inliner, file: str, count: int
) -> list[Note]:
    """The reasons, by line. ``needed``: the other statements that the function leads to in its ``file``.

    ``count``: so many of its parameters are given; see :func:`given_parameters`.
    """
    found = [*_broken(module.root), *_form(function, count), *_world(module, (function, *needed), inliner, file)]
    for path, other in inliner.inlined_files():
        reasons = _world(other, other.statements, inliner, path)
        found += [Note(line(function), f"leads to {path}:{note.line}, which {note.message}") for note in reasons]
    return sorted(set(found))


def _world(module: JavaScriptModule, nodes: Sequence[Node], inliner: Inliner, file: str) -> list[Note]:
    """What some nodes of a module have to do with the world around a computation."""
    found: list[Note] = []
    for node in nodes:
        found += [note for source, note in _imported(node) if not inliner.knows(source, file)]
        local = local_names(node)
        for inner in js.walk(node):
            found += _reaching(inner, module, local)
            found += _state(inner, module, local)
    return found


def remarks(function: Node, needed: Sequence[Node]) -> list[Note]:
    """What a document cannot say, and which does not change a result."""
    calls = [n for node in (function, *needed) for n in js.walk(node) if n.type == "call_expression"]
    logged = [n for n in calls if js.text(n).startswith("console.")]
    return sorted({Note(line(n), "prints, which is not part of the result") for n in logged})


def line(node: Node) -> int:
    """Where a node starts, from 1."""
    return node.start_point.row + 1


def _broken(root: Node) -> Iterator[Note]:
    """Where the file does not parse: what is read around it may mean something else."""
    if root.has_error:
        wrong = next((node for node in js.walk(root) if node.is_error or node.is_missing), root)
        yield Note(line(wrong), "does not parse", hint="fix it first")


def given_parameters(function: Node, doc: FunctionComment) -> int:
    """How many parameters a document gives: those before the first function, if that and all behind need not be given.

    The last ones without a default that a comment which explains others does not mention are for the library itself.
    """
    declared = js.parameters(function)
    while doc.named and declared and not (_plain_name(declared[-1]) or doc.named) <= doc.named:
        declared.pop()
    called = {name for node in js.walk(function) for name in _called_values(node)}
    called |= {name for node in js.walk(function) for name in _stood_in_for(node, called)}
    tested = {name for node in js.walk(function) for name in _tested(node)} | doc.optional
    for number, parameter in enumerate(declared):
        behind = declared[number:]
        if called.intersection(pattern_names(parameter)) and all(_need_not_be_given(one, tested) for one in behind):
            return number
    return len(declared)


def _plain_name(parameter: Node) -> set[str]:
    """The name of a parameter that is not taken apart, has no default, and is not the rest."""
    pattern = js.field(parameter, "pattern") or parameter
    plain = pattern.type == "identifier" and js.field(parameter, "value") is None
    return {js.text(pattern)} if plain else set()


def _need_not_be_given(parameter: Node, tested: Collection[str]) -> bool:
    has_default = parameter.type in ("assignment_pattern", "optional_parameter") or js.field(parameter, "value")
    return bool(has_default) or any(name in tested for name in pattern_names(parameter))


def _stood_in_for(node: Node, called: Collection[str]) -> Iterator[str]:
    """``f`` in ``const g = f ?? …``, where ``g`` is called."""
    name, value = js.field(node, "name"), js.field(node, "value")
    if node.type == "variable_declarator" and name is not None and value is not None and js.text(name) in called:
        yield from _tested(value)


def _tested(node: Node) -> Iterator[str]:
    """The names that a node looks whether they are there: ``if (f)``, ``f ? …``, ``f && …``, ``f ?? …``, ``f?.()``."""
    asked = js.field(node, "condition") if node.type in ("if_statement", "ternary_expression") else None
    if node.type == "binary_expression" and js.text(node.children[1]) in ("&&", "||", "??"):
        asked = js.field(node, "left")
    elif node.type == "call_expression" and any(js.text(child) == "?." for child in node.children):
        asked = js.field(node, "function")
    while asked is not None and asked.type in ("parenthesized_expression", "unary_expression"):
        asked = asked.named_children[0]
    if asked is not None and asked.type == "identifier":
        yield js.text(asked)


def _form(function: Node, count: int) -> Iterator[Note]:
    if any(child.type == "async" for child in function.children):
        yield Note(line(function), "is asynchronous")
    if "generator" in function.type or any(child.type == "*" for child in function.children):
        yield Note(line(function), "is a generator: results are JSON values", hint="return a list of what it yields")
    parameters = {name for parameter in js.parameters(function)[:count] for name in pattern_names(parameter)}
    for node in js.walk(function):
        for name in parameters.intersection(_called_values(node)):
            message = f"calls its parameter {name}: arguments are JSON values, not functions"
            yield Note(line(node), message, hint="give that parameter a default: then it is left out")
    declared = len(js.parameters(function))
    for node in js.own_nodes(function):
        if node.type == "identifier" and js.text(node) == "arguments" and not _declared_ones(node, declared):
            yield Note(line(node), "takes arguments that it does not declare (arguments)", hint="name its parameters")
        if node.type == "this" and function.type != "arrow_function":
            yield Note(line(node), "uses this, which depends on an object")


def _declared_ones(node: Node, declared: int) -> bool:
    """Whether ``arguments`` only tells how many there are, or is one that has a name as well."""
    parent = node.parent
    if parent is not None and parent.type == "member_expression":
        return js.text(parent) == "arguments.length"
    index = js.field(parent, "index") if parent is not None and parent.type == "subscript_expression" else None
    return index is not None and index.type == "number" and float(js.text(index)) < declared


def _called_values(node: Node) -> Iterator[str]:
    """The names that a call calls: its function, and what it hands to one that calls it."""
    called, given = js.field(node, "function"), js.field(node, "arguments")
    if node.type != "call_expression" or called is None:
        return
    method = js.field(called, "property")
    if called.type == "identifier":
        yield js.text(called)
    elif method is not None and js.text(method) in ("call", "apply"):
        yield js.text(js.field(called, "object") or called)
    elif method is not None and js.text(method) in _CALLERS and given is not None and given.named_children:
        yield js.text(given.named_children[0])


def _imported(node: Node) -> Iterator[tuple[str, Note]]:
    """What is imported, and the reason if it cannot be."""
    for inner in js.walk(node):
        source = js.field(inner, "source") if inner.type in ("import_statement", "export_statement") else None
        called, given = js.field(inner, "function"), js.field(inner, "arguments")
        if (
            called is not None
            and js.text(called) in ("require", "import")
            and given is not None
            and given.named_children
        ):
            source = given.named_children[0]
        if source is not None:
            name = js.text(source).strip("'\"`")
            what = "another module of the project" if name.startswith(".") else "which is not part of the language"
            yield name, Note(line(inner), f"imports {name}, {what}")


def _reaching(node: Node, module: JavaScriptModule, local: set[str]) -> Iterator[Note]:
    if node.type == "identifier":
        name = js.text(node)
        if name in _WORLD and name not in local and name not in module.bound:
            yield Note(line(node), f"{_WORLD[name]} ({name})")
    elif node.type == "member_expression" and js.text(node) in _MEMBERS:
        yield Note(line(node), f"{_MEMBERS[js.text(node)]} ({js.text(node)})")
    elif node.type == "member_expression":
        owner, name = (js.text(js.field(node, part) or node) for part in ("object", "property"))
        if owner in _GLOBAL and owner not in local and owner not in module.bound and name in _WORLD:
            yield Note(line(node), f"{_WORLD[name]} ({name})")
    elif node.type == "new_expression":
        made, given = js.field(node, "constructor"), js.field(node, "arguments")
        if made is not None and js.text(made) == "Date" and (given is None or not given.named_children):
            yield Note(line(node), "depends on the time (new Date())")
        yield from _text_as_code(node, made, given)
    elif node.type == "call_expression":
        yield from _text_as_code(node, js.field(node, "function"), js.field(node, "arguments"))
    elif node.type == "await_expression":
        yield Note(line(node), "waits for something (await)")


def _text_as_code(node: Node, called: Node | None, given: Node | None) -> Iterator[Note]:
    code = js.text(given).strip("()'\"") if given is not None else ""
    if called is not None and js.text(called) == "Function" and code != _FINDS_GLOBAL:
        yield Note(line(node), "runs text as code (Function)")


def _state(node: Node, module: JavaScriptModule, local: set[str]) -> Iterator[Note]:
    """Names of the module that are assigned, or whose object is changed, inside a function."""
    if not _in_function(node):
        return
    changed: Node | None = None
    if node.type in _ASSIGNMENTS:
        changed = js.field(node, "left")
    elif node.type == "update_expression":
        changed = js.field(node, "argument")
    elif node.type == "call_expression":
        called = js.field(node, "function")
        method = js.field(called, "property") if called is not None else None
        if method is not None and js.text(method) in _CHANGING:
            changed = called
    elif node.type == "unary_expression" and js.text(node).startswith("delete "):
        changed = js.field(node, "argument")
    if changed is None or js.text(js.field(changed, "property") or changed) == "lastIndex":
        return  # where a pattern begins to search is set before it is used
    while (inner := js.field(changed, "object")) is not None:
        changed = inner
    name = js.text(changed)
    if changed.type == "identifier" and name in module.bound and name not in local:
        yield Note(line(node), f"changes {name}, which outlives the call")


def _in_function(node: Node) -> bool:
    above = node.parent
    while above is not None and above.type not in js.FUNCTIONS:
        above = above.parent
    return above is not None
