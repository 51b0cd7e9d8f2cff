"""JavaScript that does not parse or does not load: what stands around the function, brackets, declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.checks.verdict import Gate
from intent_lsp.mending import layout
from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.javascript_tokens import read as tokens

if TYPE_CHECKING:
    from tree_sitter import Node

_DEFINING = frozenset(
    {"function_declaration", "generator_function_declaration", "class_declaration", "lexical_declaration",
     "variable_declaration", "import_statement", "export_statement"}
)  # fmt: skip


def surroundings(broken: BrokenCode) -> Iterator[MendedCode]:
    """Prose before or behind the function, which keeps the module from being JavaScript."""
    if broken.gate is Gate.PARSES and js.parse(broken.code).has_error:
        yield from layout.longest(broken.code, lambda part: _defines(part, broken.name))


def _defines(code: str, name: str) -> bool:
    root = js.parse(code)
    return not root.has_error and name in js.functions(root)


def brackets(broken: BrokenCode) -> Iterator[MendedCode]:
    """A reply that ends before its last brackets are closed, or closes more than it opened."""
    code = broken.code.rstrip()
    if broken.gate is not Gate.PARSES or not js.parse(code).has_error:
        return
    whole = code + _closing(code)
    if whole != code and _defines(whole, broken.name):
        yield MendedCode(whole + "\n", "closed the brackets")
        return
    while code.endswith("}"):
        code = code[:-1].rstrip()
        if _defines(code, broken.name):
            yield MendedCode(code + "\n", "removed a bracket that closes nothing")
            return


def _closing(code: str) -> str:
    """What closes the brackets that are open at the end."""
    stack = []
    for token in tokens(code).tokens:
        if token.kind == "punct" and token.text in _PAIRS:
            stack.append(_PAIRS[token.text])
        elif token.kind == "punct" and stack and token.text == stack[-1]:
            stack.pop()
    return "".join(f"\n{closing}" if closing == "}" else closing for closing in reversed(stack))


_PAIRS = {"(": ")", "[": "]", "{": "}"}


def assigned_constants(broken: BrokenCode) -> Iterator[MendedCode]:
    """``const`` that is assigned again becomes ``let``."""
    root = js.parse(broken.code)
    if root.has_error:
        return
    assigned = set(_assigned(root))
    edits, names = [], []
    for node in js.walk(root):
        kind = js.field(node, "kind")
        if kind is None or js.text(kind) != "const" or node.type not in ("lexical_declaration", "for_in_statement"):
            continue
        declared = [js.field(child, "name") for child in node.named_children if child.type == "variable_declarator"]
        declared.append(js.field(node, "left"))
        mine = {js.text(n) for d in declared if d is not None for n in js.walk(d) if "identifier" in n.type} & assigned
        if mine:
            edits.append(Edit(kind.start_byte, kind.end_byte, "let"))
            names += sorted(mine)
    if edits:
        yield MendedCode(apply_edits(broken.code, edits), "const became let")


def _assigned(root: Node) -> Iterator[str]:
    for node in js.walk(root):
        target = None
        if node.type in ("assignment_expression", "augmented_assignment_expression"):
            target = js.field(node, "left")
        elif node.type == "update_expression":
            target = js.field(node, "argument")
        elif node.type == "for_in_statement" and js.field(node, "kind") is None:
            target = js.field(node, "left")
        if target is not None and target.type in ("identifier", "array_pattern", "object_pattern"):
            yield from (js.text(n) for n in js.walk(target) if n.type in _TARGETS)


_TARGETS = ("identifier", "shorthand_property_identifier_pattern")


def undeclared(broken: BrokenCode) -> Iterator[MendedCode]:
    """A variable that is assigned and never declared, which a module does not allow."""
    for message in broken.messages:
        if "ReferenceError" not in message and "not defined" not in message:
            continue
        root = js.parse(broken.code)
        names = [n for n in dict.fromkeys(_assigned(root)) if f"{n} is not defined" in message or f"'{n}'" in message]
        function = js.functions(root).get(broken.name)
        body = js.field(function, "body") if function is not None else None
        for name in names[:1]:
            if body is not None and body.type == "statement_block":
                at = body.start_byte + 1
                yield MendedCode(apply_edits(broken.code, [Edit(at, at, f"\n  let {name};")]), f"declared {name}")
        return


def unused_import(broken: BrokenCode) -> Iterator[MendedCode]:
    """An import that does not load, of something that nothing uses; ``require`` likewise."""
    if broken.gate is not Gate.PARSES:
        return
    root = js.parse(broken.code)
    for node in js.statements(root):
        required = "require(" in js.text(node) and node.type in ("lexical_declaration", "variable_declaration")
        if node.type != "import_statement" and not required:
            continue
        inside = {js.text(n) for n in js.walk(node) if n.type in _TARGETS}
        outside = {js.text(n) for n in _identifiers(root) if not node.start_byte <= n.start_byte < node.end_byte}
        if not (inside - {"require"}) & outside:
            code = apply_edits(broken.code, [_whole_line(node, broken.code)])
            yield MendedCode(code, f"removed {' '.join(js.text(node).rstrip(';').split())[:60]}")


def _identifiers(root: Node) -> Iterator[Node]:
    return (n for n in js.walk(root) if n.type in ("identifier", "shorthand_property_identifier"))


def _whole_line(node: Node, code: str) -> Edit:
    data, end = code.encode("utf-8", "surrogatepass"), node.end_byte
    while data[end : end + 1] in (b" ", b";", b"\n"):
        end += 1
    return Edit(node.start_byte, end, "")


def calls_after(broken: BrokenCode) -> Iterator[MendedCode]:
    """Statements at the top level that are not definitions: they show the function, and fail or print while loading."""
    root = js.parse(broken.code)
    if root.has_error or (broken.gate is not Gate.PARSES and not broken.verdict.printed):
        return
    extra = [n for n in js.statements(root) if n.type not in _DEFINING or _calls(n, broken.name)]
    if extra and broken.name in js.functions(root):
        code = apply_edits(broken.code, [_whole_line(node, broken.code) for node in extra])
        yield MendedCode(code.rstrip() + "\n", "removed calls after the function")


def _calls(statement: Node, name: str) -> bool:
    """Whether a variable is made by a call of the function at the top level."""
    if statement.type not in ("lexical_declaration", "variable_declaration"):
        return False
    values = [js.field(child, "value") for child in statement.named_children]
    return any(
        value is not None
        and value.type not in js.FUNCTIONS
        and any(n.type == "identifier" and js.text(n) == name for n in js.walk(value))
        for value in values
    )


def other_versions(broken: BrokenCode) -> Iterator[MendedCode]:
    """The function is declared several times, which a module does not allow: each version alone, the last first."""
    root = js.parse(broken.code)
    if root.has_error:
        return
    versions = [n for n in js.statements(root) if _declares(js.declared(n), broken.name)]
    for number in range(len(versions), 0, -1) if len(versions) > 1 else ():
        rest = [_whole_line(n, broken.code) for index, n in enumerate(versions, 1) if index != number]
        code = apply_edits(broken.code, rest).rstrip() + "\n"
        if not any(n.type == "export_statement" for n in versions[number - 1 : number]) and "export {" not in code:
            code += f"\nexport {{ {broken.name} }};\n"
        yield MendedCode(code, f"took version {number} of {len(versions)} of the function")


def _declares(node: Node, name: str) -> bool:
    if node.type in ("function_declaration", "generator_function_declaration"):
        found = js.field(node, "name")
        return found is not None and js.text(found) == name
    names = [js.field(child, "name") for child in node.named_children if child.type == "variable_declarator"]
    return any(found is not None and js.text(found) == name for found in names)
