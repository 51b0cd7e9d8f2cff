"""``try`` around one thing that fails for a reason that can be asked for first, as the ``if`` that means the same."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import Code
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.value_lattice import BOOL, NUMBERS, TEXT, Kind

_ABOVE = frozenset(("Exception", "BaseException"))
_LOOKUP = frozenset(("KeyError", "LookupError")) | _ABOVE
_DIVISION = frozenset(("ZeroDivisionError", "ArithmeticError")) | _ABOVE
_VALUE = frozenset(("ValueError",)) | _ABOVE
_GIVEN = frozenset(("object", "record"))
"""Dicts of the caller; a ``defaultdict`` would make what it does not have."""
_READ = {"int": "int?", "float": "float?"}
"""By function: the name under which :data:`QUESTIONS` has what asks whether it can read a text; no program has it."""


def as_condition(writer: Iteration, node: ast.Try) -> ast.If:
    """The condition with the two blocks. Raises :class:`Refusal` where something else may fail."""
    if len(node.handlers) != 1 or node.finalbody or len(node.body) != 1:
        raise writer.refuse(node, "a try of several statements or with several ends")
    handler = node.handlers[0]
    if handler.name or any(isinstance(part, ast.Raise) and part.exc is None for part in ast.walk(handler)):
        raise writer.refuse(handler, "an error that is caught and used")
    test = _question(writer, node.body[0], _caught(writer, handler))
    made = ast.If(test, [*node.body, *node.orelse], handler.body)
    return ast.fix_missing_locations(ast.copy_location(made, node))


def _caught(writer: Iteration, handler: ast.ExceptHandler) -> frozenset[str]:
    """The names of the errors that a handler catches."""
    if handler.type is None:
        return _ABOVE
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    own = writer.names.functions.keys() | writer.names.constants.keys()
    return frozenset(ast.unparse(part) for part in parts) - own


def _question(writer: Iteration, node: ast.stmt, caught: frozenset[str]) -> ast.expr:
    """What holds where the statement does not fail."""
    match node:
        case ast.Return(value) | ast.Assign([ast.Name()], value) | ast.Expr(value) if value is not None:
            found = _of_value(writer, value, caught)
            if found is not None:
                return ast.copy_location(found, value)
    raise writer.refuse(node, "a try around what may fail in a way that the rules do not know")


def _of_value(writer: Iteration, value: ast.expr, caught: frozenset[str]) -> ast.expr | None:
    match value:
        case ast.Call(ast.Name(("int" | "float") as name), [ast.Name() as text], []) if (
            _holds(writer, text, frozenset({"text"})) and writer.owner(name) is None and caught & _VALUE
        ):
            return ast.Call(ast.Name(_READ[name], ast.Load()), [text], [])
        case ast.Subscript(ast.Name() as owner, (ast.Name() | ast.Constant()) as key) if (
            _holds(writer, owner, _GIVEN) and _holds(writer, key, frozenset({"text"})) and caught & _LOOKUP
        ):
            return ast.Compare(key, [ast.In()], [owner])
        case ast.BinOp(left, ast.Div() | ast.FloorDiv() | ast.Mod(), (ast.Name() | ast.Constant()) as right) if (
            isinstance(left, (ast.Name, ast.Constant))
            and _holds(writer, left, NUMBERS)
            and _holds(writer, right, NUMBERS)
            and caught & _DIVISION
        ):
            return ast.Compare(right, [ast.NotEq()], [ast.Constant(0)])
    return None


def _holds(writer: Iteration, node: ast.expr, names: frozenset[str]) -> bool:
    kind: Kind = writer.expr(node).kind
    return kind.name in names or kind.name == "never"


def reads_whole(writer: Iteration, node: ast.Call) -> Code:
    """Whether ``int()`` can read a text."""
    return writer.call("isInteger", writer.expr(node.args[0])._replace(kind=TEXT).text, kind=BOOL)


def reads_number(writer: Iteration, node: ast.Call) -> Code:
    """Whether ``float()`` can read a text."""
    return writer.call("isNumber", writer.expr(node.args[0])._replace(kind=TEXT).text, kind=BOOL)


QUESTIONS = {"int?": reads_whole, "float?": reads_number}
