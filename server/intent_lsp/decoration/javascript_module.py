"""A module of JavaScript with the comments that TypeScript and editors read types from: only comments are added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from intent_lsp.decoration.summary import summary, wrapped
from intent_lsp.decoration.typescript_types import needed_types, rest_item, type_text
from intent_lsp.document.model import Intent, Parameter
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.values import show

if TYPE_CHECKING:
    from tree_sitter import Node

_WIDTH = 90
_TAGS = ("@param", "@return", "@type", "@template", "@arg")
"""A comment with one of these has types of its own."""


class DeclaredFunction(NamedTuple):
    """A function at the top level: the statement that declares it, and the function itself."""

    statement: Node
    function: Node


def decorated(code: str, intent: Intent) -> str:
    """The module with types from the signature, and the description's first sentence where nothing is said yet.

    Unchanged where it has types of its own, and where it does not read as one module.
    """
    root = js.parse(code)
    if root.has_error:
        return code
    found = dict(_declared(root))
    main = found.get(intent.name)
    if main is None:
        return code
    edits = [_documented(main, summary(intent), _tags(main.function, intent), _typedefs(intent))]
    edits += [
        _documented(helper, "", tags, [])
        for name, helper in found.items()
        if name != intent.name and (tags := _helper_tags(root, name, helper.function, main.function, intent))
    ]
    made = apply_edits(code, filter(None, edits))
    return made if list(_tokens(js.parse(made))) == list(_tokens(root)) else code


def is_async(function: Node) -> bool:
    """Whether the function says that it gives a promise."""
    return any(child.type == "async" for child in function.children)


def function_of(code: str, name: str) -> Node | None:
    """The function of that name, if it stands at the top level of a module that parses."""
    root = js.parse(code)
    declared = None if root.has_error else dict(_declared(root)).get(name)
    return declared.function if declared else None


def returns_text(function: Node | None, intent: Intent) -> str:
    """The type of what a call gives: a promise if the function says so, ``any`` where it may be one."""
    text = type_text(intent.signature.returns, intent.types)
    if function is not None and is_async(function):
        return f"Promise<{text}>"
    return "any" if function is None or b"Promise" in (function.text or b"") else text


def block(lines: list[str]) -> str:
    """A comment of documentation; on one line if it is one."""
    if len(lines) == 1 and len(lines[0]) <= _WIDTH:
        return f"/** {lines[0]} */"
    return "\n".join(["/**", *(f" * {line}".rstrip() for line in lines), " */"])


def prose(text: str) -> list[str]:
    """Text as the lines of a comment, which it cannot end, and in which it starts no tag."""
    return [f"\\{line}" if line.startswith("@") else line for line in wrapped(text.replace("*/", "*\\/"), _WIDTH)]


def _declared(root: Node) -> Iterator[tuple[str, DeclaredFunction]]:
    for statement in js.statements(root):
        node = js.declared(statement)
        if node.type == "function_declaration" and (name := js.field(node, "name")) is not None:
            yield js.text(name), DeclaredFunction(statement, node)
        elif node.type in ("lexical_declaration", "variable_declaration") and len(node.named_children) == 1:
            name, value = js.field(node.named_children[0], "name"), js.field(node.named_children[0], "value")
            if name is not None and value is not None and value.type in js.FUNCTIONS:
                yield js.text(name), DeclaredFunction(statement, value)


# --- what is said of a function ----------------------------------------------------------------------------------


def _tags(function: Node, intent: Intent) -> list[str]:
    names = [_name(node) for node in js.parameters(function)]
    tags = [
        _tag(parameter, intent)
        for index, parameter in enumerate(intent.signature.parameters)
        if index < len(names) and names[index] == parameter.name
    ]
    if any(child.type == "*" for child in function.children):
        return tags
    return [*tags, f"@returns {{{returns_text(function, intent)}}}"]


def _tag(parameter: Parameter, intent: Intent) -> str:
    if parameter.rest:
        return f"@param {{...{_grouped(type_text(rest_item(parameter), intent.types))}}} {parameter.name}"
    text = type_text(parameter.type, intent.types)
    if not parameter.optional:
        return f"@param {{{text}}} {parameter.name}"
    default = show(parameter.default, 40) if parameter.has_default else ""
    plain = default and all(c.isalnum() or c in "\"' .-_" for c in default)
    return f"@param {{{text}}} [{parameter.name}{f'={default}' if plain else ''}]"


def _grouped(text: str) -> str:
    return f"({text})" if " | " in text else text


def _typedefs(intent: Intent) -> list[str]:
    return [f"@typedef {{{type_text(intent.types[name], intent.types)}}} {name}"
            for name in needed_types(intent.signature, intent.types)]  # fmt: skip


def _helper_tags(root: Node, name: str, helper: Node, main: Node, intent: Intent) -> list[str]:
    """Types of a helper's parameters: those of the function's own where every call hands them on, else ``any``."""
    names = [_name(node) for node in js.parameters(helper)]
    if not names or not all(names):
        return []
    calls = _calls(root, name)
    own = {} if calls is None else _steady(main, intent)
    inside = range(main.start_byte, main.end_byte)
    texts: list[str] = []
    for index in range(len(names)):
        given = {_argument_name(call, index) if call.start_byte in inside else "" for call in calls or []}
        texts.append(own.get(given.pop() if len(given) == 1 else "", "any"))
    return [f"@param {{{text}}} {name}" for name, text in zip(names, texts, strict=True)]


def _calls(root: Node, name: str) -> list[Node] | None:
    """The calls of a function; ``None`` where it is handed on, so that others may call it."""
    calls = [n for n in js.walk(root) if n.type == "call_expression" and _named(js.field(n, "function"), name)]
    mentions = [
        n for n in js.walk(root) if n.type in ("identifier", "shorthand_property_identifier") and _named(n, name)
    ]
    return calls if len(mentions) == len(calls) + 1 else None


def _argument_name(call: Node, index: int) -> str:
    arguments = js.field(call, "arguments")
    given = [node for node in arguments.named_children if node.type != "comment"] if arguments is not None else []
    plain = all(node.type != "spread_element" for node in given)
    return js.text(given[index]) if plain and index < len(given) and given[index].type == "identifier" else ""


def _steady(main: Node, intent: Intent) -> Mapping[str, str]:
    """The types of the parameters that keep their value and whose names mean nothing else in the function."""
    own = {p.name: p for p in intent.signature.parameters if not p.rest and not p.optional}
    changed = set()
    for node in js.walk(main):
        if node.type in ("assignment_expression", "augmented_assignment_expression"):
            changed |= {js.text(n) for n in js.walk(js.field(node, "left") or node)}
        elif node.type == "update_expression":
            changed |= {js.text(n) for n in node.named_children}
        elif node.type == "variable_declarator":
            changed |= {js.text(n) for n in js.walk(js.field(node, "name") or node)}
        elif node.type in js.FUNCTIONS and node != main:
            changed |= {js.text(n) for parameter in js.parameters(node) for n in js.walk(parameter)}
    return {name: type_text(p.type, intent.types) for name, p in own.items() if name not in changed}


def _named(node: Node | None, name: str) -> bool:
    return node is not None and js.text(node) == name


def _name(parameter: Node) -> str:
    """The name of a plain parameter, a rest parameter, or one with a default; empty for a pattern."""
    inner = js.field(parameter, "pattern") or parameter
    if inner.type == "rest_pattern" and inner.named_children:
        inner = inner.named_children[0]
    if inner.type == "assignment_pattern":
        inner = js.field(inner, "left") or inner
    return js.text(inner) if inner.type == "identifier" else ""


# --- where it is said --------------------------------------------------------------------------------------------


def _documented(declared: DeclaredFunction, text: str, tags: list[str], before: list[str]) -> Edit | None:
    """The comment in front of the statement, with the tags; ``None`` where it has types already."""
    statement = declared.statement
    comment = statement.prev_sibling
    own = comment is not None and comment.type == "comment" and js.text(comment).startswith("/**")
    if comment is None or not own or comment.end_point.row + 1 < statement.start_point.row:
        lines = [*prose(text), *([""] if text and tags else []), *tags]
        return Edit(statement.start_byte, statement.start_byte, _blocks(before, lines)) if lines else None
    said = js.text(comment)
    if any(tag in said for tag in _TAGS):
        return None
    lines = [line.strip().removeprefix("*").strip() for line in said[3:-2].strip().split("\n")]
    return Edit(comment.start_byte, comment.end_byte, _blocks(before, [*lines, "", *tags]).rstrip("\n"))


def _blocks(before: list[str], lines: list[str]) -> str:
    return "".join(f"{block([line])}\n" for line in before) + "\n" * bool(before) + block(lines) + "\n"


def _tokens(root: Node) -> Iterator[tuple[str, bytes | None]]:
    """The leaves of the tree but for comments."""
    for node in js.walk(root):
        if node.type != "comment" and (not node.children or node.type in ("template_string", "string", "regex")):
            yield node.type, node.text
