"""The right result in the wrong place or form: printed, not returned, a Map where a record is wanted, an argument that
is changed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.checks.verdict import Gate
from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.mending.result_kinds import wanted_kinds
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits

if TYPE_CHECKING:
    from tree_sitter import Node

_FORMS = {
    "array": ("[...{}]", "Array.from({}, (item) => [...item])", "[...{}].sort()", "Object.entries({})"),
    "object": ("Object.fromEntries({})", "({{ ...{} }})",
               "Object.fromEntries([...{}].map(([key, value]) => [key, [...value]]))"),
    "string": ("String({})", "{}.join('')"),
    "number": ("Number({})",),
    "boolean": ("Boolean({})",),
    "null": ("{} ?? null",),
}  # fmt: skip
_ARTICLE = {
    "array": "an array", "object": "a record", "string": "a string", "number": "a number", "boolean": "a boolean",
    "null": "null",
}  # fmt: skip
_RETURNED = "returned the result"


def _function(broken: BrokenCode) -> Node | None:
    root = js.parse(broken.code)
    return None if root.has_error else js.functions(root).get(broken.name)


def printed_result(broken: BrokenCode) -> Iterator[MendedCode]:
    """What the function prints is what it should return."""
    function = _function(broken)
    if function is None or broken.gate not in (Gate.EXAMPLES, Gate.HIDDEN) or js.returned_expressions(function):
        return
    edits = []
    for node in js.own_nodes(function):
        value = _printed(node)
        if value is not None:
            edits.append(Edit(node.start_byte, node.end_byte, f"return {js.text(value)};"))
    if edits:
        yield MendedCode(apply_edits(broken.code, edits), "returned what was printed")
    if len(edits) > 1:
        yield MendedCode(apply_edits(broken.code, edits[-1:]), "returned what was printed last")


def _printed(node: Node) -> Node | None:
    if node.type != "expression_statement" or node.named_children[0].type != "call_expression":
        return None
    call = node.named_children[0]
    name, arguments = js.field(call, "function"), js.field(call, "arguments")
    if name is None or arguments is None or js.text(name) != "console.log" or len(arguments.named_children) != 1:
        return None
    return arguments.named_children[0]


def missing_return(broken: BrokenCode) -> Iterator[MendedCode]:
    """The function ends without a ``return``: its last expression, or a variable that it made."""
    function = _function(broken)
    body = js.field(function, "body") if function is not None else None
    if body is None or body.type != "statement_block" or broken.gate not in (Gate.EXAMPLES, Gate.HIDDEN):
        return
    inside = [node for node in body.named_children if node.type != "comment"]
    if not inside or inside[-1].type == "return_statement":
        return
    last = inside[-1]
    if last.type == "expression_statement" and _printed(last) is None:
        yield MendedCode(apply_edits(broken.code, [Edit(last.start_byte, last.start_byte, "return ")]), _RETURNED)
    at = last.end_byte
    for name in _declared_variables(body)[:4]:
        line = f"\n{' ' * last.start_point[1]}return {name};"
        yield MendedCode(apply_edits(broken.code, [Edit(at, at, line)]), _RETURNED)


def _declared_variables(body: Node) -> list[str]:
    """The variables of the function's outermost block."""
    names = []
    for statement in body.named_children:
        if statement.type in ("lexical_declaration", "variable_declaration"):
            found = [js.field(child, "name") for child in statement.named_children]
            names += [js.text(name) for name in found if name is not None and name.type == "identifier"]
    return names


def form_of_result(broken: BrokenCode) -> Iterator[MendedCode]:
    """A Set, Map, iterator, ``undefined``, … where the examples show an array, a record or null."""
    function = _function(broken)
    if function is None:
        return
    values = js.returned_expressions(function)
    for kind in wanted_kinds(broken):
        for form in _FORMS.get(kind, ()) if values else ():
            edits = [Edit(v.start_byte, v.end_byte, form.format(_operand(v, form))) for v in values]
            yield MendedCode(apply_edits(broken.code, edits), f"converted the result to {_ARTICLE[kind]}")
    if function.type == "generator_function_declaration" and broken.gate in (Gate.EXAMPLES, Gate.HIDDEN):
        yield from _collected(broken, function)


def _operand(node: Node, form: str) -> str:
    """The expression as it may stand in the form."""
    simple = node.type in ("identifier", "call_expression", "member_expression", "parenthesized_expression", "array")
    return js.text(node) if simple or not form.startswith("{}") else f"({js.text(node)})"


def _collected(broken: BrokenCode, function: Node) -> Iterator[MendedCode]:
    name, parameters, body = (js.field(function, part) for part in ("name", "parameters", "body"))
    if name is None or parameters is None or body is None:
        return
    head = f"function {js.text(name)}{js.text(parameters)} {{\n  return [...(function* () "
    edits = [Edit(function.start_byte, body.start_byte, head), Edit(body.end_byte, body.end_byte, ")()];\n}")]
    yield MendedCode(apply_edits(broken.code, edits), "converted the generator to an array")


def copied_argument(broken: BrokenCode) -> Iterator[MendedCode]:
    """The function changes what it is given: it works on a copy."""
    function = _function(broken)
    body = js.field(function, "body") if function is not None else None
    if function is None or body is None or not any(f.code == "changes-its-input" for f in broken.verdict.failures):
        return
    shown = broken.intent.shown[0].args if broken.intent.shown else ()
    for parameter, value in zip(broken.intent.signature.parameters, shown, strict=False):
        if not isinstance(value, (list, dict)):
            continue
        name = parameter.name
        shallow = f"[...{name}]" if isinstance(value, list) else f"{{ ...{name} }}"
        for copy in (shallow, f"structuredClone({name})"):
            if body.type == "statement_block":
                edits = [Edit(body.start_byte + 1, body.start_byte + 1, f"\n  {name} = {copy};")]
            else:
                edits = [Edit(n.start_byte, n.end_byte, copy) for n in _uses(body, name)[:1]]
            if edits:
                yield MendedCode(apply_edits(broken.code, edits), f"copied {name} before it is changed")


def _uses(body: Node, name: str) -> list[Node]:
    return [node for node in js.walk(body) if node.type == "identifier" and js.text(node) == name]
