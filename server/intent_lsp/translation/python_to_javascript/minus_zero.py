"""Python's whole numbers have no -0, JavaScript's do: where one becomes a float whose text counts, the sign goes."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import Code
from intent_lsp.translation.python_to_javascript.writer import ADD, Writer
from intent_lsp.translation.value_lattice import INT

_NEVER_BELOW = frozenset(("len", "sum", "abs", "ord"))
_SHOWN = ("shows", "floats")


def shows_floats(writer: Writer) -> None:
    """Note that the program writes floats as texts, which tells 0 and -0 apart."""
    writer.knowledge.mark(*_SHOWN)


def as_float(writer: Writer, node: ast.expr, code: Code) -> Code:
    """A whole number that is used as a float."""
    if code.kind != INT or _SHOWN not in writer.knowledge.marks or not _may_be_minus_zero(writer, node):
        return code
    return Code(f"{code.at(ADD)} + 0", INT, ADD)


def _may_be_minus_zero(writer: Writer, node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return False
        case ast.BinOp(left, ast.Add(), right):
            return _may_be_minus_zero(writer, left) and _may_be_minus_zero(writer, right)
        case ast.BinOp(left, ast.Sub(), _):
            return _may_be_minus_zero(writer, left)
        case ast.Call(ast.Name(name)):
            return name not in _NEVER_BELOW or writer.owner(name) is not None
        case ast.UnaryOp(ast.USub(), ast.Constant(value)):
            return not value
        case ast.Name(name):
            return not _is_as_given(writer, name)
    return True


def _is_as_given(writer: Writer, name: str) -> bool:
    """Whether a name is a parameter of the entry that nothing else is bound to."""
    entry = writer.names.functions[writer.names.entry]
    inside = list(ast.walk(entry))
    bound = [part for part in inside if isinstance(part, ast.Name) and part.id == name and _is_store(part)]
    given = [part for part in inside if isinstance(part, ast.arg) and part.arg == name]
    return writer.owner(name) == writer.names.entry and not bound and len(given) == 1


def _is_store(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)
