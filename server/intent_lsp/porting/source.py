"""One function of a plain file: which one, what its parameters are, and which constants it mentions. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intent_lsp.document.model import ANY, TypeExpr
from intent_lsp.document.signature import parse_signature
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax import python as py
from intent_lsp.syntax.naming import chosen
from intent_lsp.values import JsonValue, Target

if TYPE_CHECKING:
    from tree_sitter import Node

_PARAM = re.compile(r"@param\s+\{([^}]+)\}\s+\[?([\w$]+)")
_MOST_CONSTANTS = 40


class NoFunction(ValueError):
    """The file does not hold the function that was asked for, or not one that stands out; says which it holds."""


@dataclass(frozen=True, slots=True)
class Original:
    """The function that is ported."""

    target: Target
    """The language it is written in."""
    code: str
    """The whole file."""
    function: str
    parameters: tuple[str, ...]
    types: tuple[TypeExpr, ...]
    """One for each parameter; any where the file does not say."""
    constants: tuple[JsonValue, ...]
    """Texts and numbers that the file mentions, for inputs."""


def read(code: str, target: Target, function: str) -> Original:
    """The function of that name; without a name, the only one that stands out. Raises :class:`NoFunction`."""
    return _python(code, function) if target == "py" else _javascript(code, function)


def _pick(function: str, names: dict[str, set[str]], public: list[str]) -> str:
    if function:
        if function not in names:
            raise NoFunction(f"there is no function {function}{_known(names)}")
        return function
    if len(public) == 1:
        return public[0]
    found = chosen("", {name: names[name] for name in public or names})
    if found is None:
        raise NoFunction(f"say which function{_known(names)}")
    return found


def _known(names: dict[str, set[str]]) -> str:
    return f": it has {', '.join(names)}" if names else ": it has none at its top level"


# --- Python ----------------------------------------------------------------------------------------------------------


def _python(code: str, function: str) -> Original:
    source = py.Source.of(code)
    if source is None:
        raise NoFunction("the file is not Python")
    nodes = {node.name: node for node in source.functions()}
    names = {name: {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} for name, node in nodes.items()}
    name = _pick(function, names, [name for name in names if not name.startswith("_")])
    arguments = nodes[name].args
    parameters = [*arguments.posonlyargs, *arguments.args]
    written = {one.arg: _annotation(one.annotation) for one in parameters if one.annotation is not None}
    constants = [node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant)]
    return Original(
        "py",
        code,
        name,
        tuple(one.arg for one in parameters),
        tuple(_type(written.get(one.arg, "")) for one in parameters),
        _plain(constants),
    )


def _annotation(node: ast.expr) -> str:
    """The annotation; one in quotes without them."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)


# --- JavaScript ------------------------------------------------------------------------------------------------------


def _javascript(code: str, function: str) -> Original:
    root = js.parse(code)
    if root.has_error:
        raise NoFunction("the file is not JavaScript")
    nodes = js.functions(root)
    names = {
        name: {js.text(part) for part in js.walk(node) if part.type == "identifier"} - {name}
        for name, node in nodes.items()
    }
    exported = [name for name in names if _is_exported(nodes[name])]
    name = _pick(function, names, exported)
    parameters = [js.text(js.field(one, "pattern") or one) for one in js.parameters(nodes[name])]
    written = {found[2]: found[1] for found in _PARAM.finditer(_remark(nodes[name]))}
    constants = [_value(node) for node in js.walk(root) if node.type in ("number", "string")]
    return Original(
        "js", code, name, tuple(parameters), tuple(_type(written.get(one, "")) for one in parameters), _plain(constants)
    )


def _statement(node: Node) -> Node:
    """The function's statement at the top level."""
    while node.parent is not None and node.parent.type != "program":
        node = node.parent
    return node


def _is_exported(node: Node) -> bool:
    return _statement(node).type == "export_statement"


def _remark(node: Node) -> str:
    """The comment in front of the function."""
    before = _statement(node).prev_named_sibling
    return js.text(before) if before is not None and before.type == "comment" else ""


def _value(node: Node) -> JsonValue:
    if node.type == "string":
        return js.text(node)[1:-1] if "\\" not in js.text(node) else None
    words = js.text(node)
    return int(words) if words.isdecimal() else None


# --- both ------------------------------------------------------------------------------------------------------------


def _type(written: str) -> TypeExpr:
    """A type as it stands in the file; any where it is not one of a document's types."""
    if not written:
        return ANY
    signature, references, error = parse_signature(f"(x: {written}) -> any")
    return ANY if error is not None or references or not signature.parameters else signature.parameters[0].type


def _plain(values: Sequence[object]) -> tuple[JsonValue, ...]:
    kept = [value for value in values if isinstance(value, (str, int)) and not isinstance(value, bool)]
    return tuple(value for value in dict.fromkeys(kept) if not isinstance(value, str) or len(value) <= 20)[
        :_MOST_CONSTANTS
    ]
