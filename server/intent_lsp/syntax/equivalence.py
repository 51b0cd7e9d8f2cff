"""Whether two texts are the same program, as a formatter may have made one of the other: comments, layout, quotes,
semicolons, trailing commas and needless parentheses aside.

"No" is always safe: the caller runs the code then. "Yes" is only said of equal syntax trees.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from typing import TYPE_CHECKING

from intent_lsp.syntax import javascript as js
from intent_lsp.syntax import python
from intent_lsp.values import Target

if TYPE_CHECKING:
    from tree_sitter import Node

_PARENTHESES = frozenset({"parenthesized_expression", "parenthesized_type"})
_CHAINS = frozenset({"member_expression", "subscript_expression", "call_expression"})
"""What an optional chain is made of: ``(a?.b).c`` fails where ``a?.b.c`` does not."""
_BODIES = frozenset({"program", "statement_block", "class_body", "switch_case", "switch_default"})
_TYPE_MEMBERS = frozenset({"object_type", "interface_body"})
_CLOSING = frozenset({")", "]", "}", ">"})
_KEYS = frozenset({"string", "number", "property_identifier"})
_QUOTES = frozenset("'\"")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PLAIN_KEY = re.compile(r"[A-Za-z_$][\w$]*|0|[1-9]\d{0,14}", re.ASCII)


def same_program(one: str, other: str, target: Target) -> bool:
    """Whether both parse, and to the same tree. TypeScript's declarations count as JavaScript. Never raises."""
    if one == other:
        return True
    try:
        return _same_python(one, other) if target == "py" else _same_javascript(one, other)
    except (RecursionError, MemoryError):
        return False


def same_words(one: str, other: str, target: Target) -> bool:
    """Whether the texts are the same program, with the same words in its comments."""
    if not same_program(one, other, target):
        return False
    comments = _python_comments if target == "py" else _comments
    try:
        return comments(one) == comments(other)
    except (SyntaxError, tokenize.TokenError):  # Python's two readers need not be of one mind
        return False


def _python_comments(code: str) -> list[str]:
    lines = io.StringIO(code).readline
    found = [token.string for token in tokenize.generate_tokens(lines) if token.type == tokenize.COMMENT]
    return " ".join(found).split()


def _comments(code: str) -> list[str]:
    found = " ".join(js.text(node) for node in js.walk(js.parse(code)) if node.type == "comment").split()
    return [word for word in found if word != "*"]


def _same_python(one: str, other: str) -> bool:
    trees = python.parse(one), python.parse(other)
    return None not in trees and len({ast.dump(tree) for tree in trees if tree is not None}) == 1


def _same_javascript(one: str, other: str) -> bool:
    roots = js.parse(one), js.parse(other)
    return not any(root.has_error for root in roots) and _tree(roots[0]) == _tree(roots[1])


def _tree(root: Node) -> list[str]:
    """The tree as text, node by node."""
    found: list[str] = []
    _add(root, found, "")
    return found


def _add(node: Node, found: list[str], field: str) -> None:
    kind = node.type
    children = _spoken(node)
    if _is_wrapped(node, children):
        _add(children[1], found, field)
    elif kind in _KEYS and field in ("key", "name"):
        found.append(f"{field} {_key(node)}")
    elif kind == "string":
        found.append(f"{field} {_string(node)}")
    elif kind == "number":
        found.append(f"{field} {_number(js.text(node))}")
    elif field == "parameter" and kind == "identifier":  # of an arrow without parentheses
        found += ["parameters <formal_parameters", " (", " <required_parameter", f"pattern {js.text(node)}"]
        found += [">", " )", ">"]
    elif kind == "template_string":
        _add_template(node, found, field)
    elif not children:
        found.append(f"{field} {js.text(node)}")
    else:
        _add_all(node, _significant(node, children), found, field)


def _add_all(node: Node, children: list[Node], found: list[str], field: str) -> None:
    names = {child.id: node.field_name_for_child(index) or "" for index, child in enumerate(node.children)}
    found.append(f"{field} <{node.type}")
    for child in children:
        _add(child, found, names[child.id])
    found.append(">")


def _spoken(node: Node) -> list[Node]:
    return [child for child in node.children if child.type != "comment"]


def _add_template(node: Node, found: list[str], field: str) -> None:
    """The text between the holes counts to the last space."""
    data, start = node.text or b"", node.start_byte
    done = start
    for hole in node.children:
        if hole.type == "template_substitution":
            found.append(f"{field} {data[done - start : hole.start_byte - start]!r}")
            _add_all(hole, _spoken(hole), found, "")
            done = hole.end_byte
    found.append(f"{field} {data[done - start :]!r}")


def _significant(node: Node, children: list[Node]) -> list[Node]:
    """Without the punctuation that may be there or not."""
    kept = []
    for index, child in enumerate(children):
        after = children[index + 1].type if index + 1 < len(children) else ""
        before = children[index - 1].type if index else ""
        trailing = after in _CLOSING and before not in (",", "[")  # not the holes of an array
        if child.type == "," and (trailing or node.type in _TYPE_MEMBERS):
            continue
        if child.type == ";" and node.type != "for_statement":
            continue
        if child.type == "empty_statement" and node.type in _BODIES:
            continue
        kept.append(child)
    return kept


def _is_wrapped(node: Node, children: list[Node]) -> bool:
    """Whether the node is its second child and nothing more: in needless parentheses, or behind a union's first bar."""
    if node.type in _PARENTHESES:
        return len(children) == 3 and not _ends_a_chain(node, children[1])
    return node.type == "union_type" and len(children) == 2


def _ends_a_chain(node: Node, inner: Node) -> bool:
    """Whether the parentheses say where an optional chain ends."""
    return node.parent is not None and node.parent.type in _CHAINS and inner.type in _CHAINS | {"non_null_expression"}


def _key(node: Node) -> str:
    """A property's name, which may stand in quotes."""
    text = js.text(node)
    if node.type == "string":
        return text[1:-1] if _PLAIN_KEY.fullmatch(text[1:-1]) else _string(node)
    return text


def _string(node: Node) -> str:
    text = js.text(node)[1:-1]
    return f'"{_ESCAPE.sub(lambda match: match[1] if match[1] in _QUOTES else match[0], text)}"'


def _number(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:  # hexadecimal, or a big integer
        return text.lower()
