"""What is taken from Python's own modules."""

from __future__ import annotations

import ast
import string
from collections.abc import Callable
from typing import TypeAlias

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.names import literal
from intent_lsp.translation.python_to_javascript.regular_expressions import function_of_re
from intent_lsp.translation.python_to_javascript.writer import a
from intent_lsp.translation.value_lattice import BOOL, FLOAT, INT, NAT, NEVER, TEXT, WHOLE, Kind, list_of, map_of

Function: TypeAlias = Callable[[Iteration, ast.Call], Code]
TYPING = frozenset(("typing", "collections.abc", "__future__"))
MODULES = frozenset(("math", "collections", "functools", "string", "re", *TYPING))

_CONSTANTS = {
    "math.pi": Code("Math.PI", FLOAT),
    "math.e": Code("Math.E", FLOAT),
    "math.inf": Code("Infinity", FLOAT),
    **{
        f"string.{name}": Code(literal(getattr(string, name)), TEXT)
        for name in ("ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "hexdigits", "punctuation")
    },
}


def member_of(writer: Iteration, node: ast.Attribute) -> Code:
    """``math.pi`` and the like."""
    if isinstance(node.value, ast.Name) and node.value.id in writer.names.imported:
        path = f"{writer.names.imported[node.value.id]}.{node.attr}"
        if path in _CONSTANTS:
            return _CONSTANTS[path]
        raise writer.refuse(node, f"{path} is not one that the rules know")
    raise writer.refuse(node, f"the attribute .{node.attr}")


def function_of_module(writer: Iteration, node: ast.Call, path: str) -> Code:
    """A call of ``math.sqrt`` and the like."""
    if path.startswith("re."):
        return function_of_re(writer, node, path.removeprefix("re."))
    known = _FUNCTIONS.get(path)
    if known is None:
        raise writer.refuse(node, f"{path}() is not a function that the rules know")
    if node.keywords:
        raise writer.refuse(node, f"{path}() with named arguments")
    return known(writer, node)


def _rounding(name: str) -> Function:
    def written(writer: Iteration, node: ast.Call) -> Code:
        code = writer.numeric(node.args[0])
        return code if code.kind.name in WHOLE else Code(f"Math.{name}({code.text})", INT)

    return written


def _guarded(helper: str) -> Function:
    return lambda writer, node: writer.call(helper, writer.numeric(node.args[0]).text, kind=FLOAT)


def _math_function(name: str, kind: Kind = FLOAT, count: int = 1) -> Function:
    def written(writer: Iteration, node: ast.Call) -> Code:
        if len(node.args) != count:
            raise writer.refuse(node, f"this function with other than {count} arguments")
        return Code(f"Math.{name}({', '.join(writer.numeric(one).text for one in node.args)})", kind)

    return written


def _square_root(writer: Iteration, node: ast.Call) -> Code:
    code = writer.numeric(node.args[0])
    if code.kind == NAT:
        return Code(f"Math.sqrt({code.text})", FLOAT)
    return writer.call("squareRoot", code.text, kind=FLOAT)


def _whole_root(writer: Iteration, node: ast.Call) -> Code:
    return writer.call("wholeRoot", writer.whole_number(node.args[0]).text, kind=NAT)


def _logarithm(writer: Iteration, node: ast.Call) -> Code:
    if len(node.args) != 1:
        raise writer.refuse(node, "log() to a base")
    return _guarded("logarithm")(writer, node)


def _divisor(writer: Iteration, node: ast.Call) -> Code:
    if len(node.args) != 2:
        raise writer.refuse(node, "gcd() of other than two numbers")
    first, second = (writer.whole_number(one) for one in node.args)
    return writer.call("greatestDivisor", first.text, second.text, kind=NAT)


def _is_nan(writer: Iteration, node: ast.Call) -> Code:
    return Code(f"Number.isNaN({writer.numeric(node.args[0]).text})", BOOL)


def _power(writer: Iteration, node: ast.Call) -> Code:
    first, second = (writer.numeric(one) for one in node.args)
    return writer.call("power", first.text, second.text, kind=FLOAT)


def _counter(writer: Iteration, node: ast.Call) -> Code:
    if not node.args:
        return Code("new Map()", map_of(NEVER, NEVER), ATOM, True)
    items = writer.items(node.args[0])
    writer.hashable(node, items.kind.item)
    return writer.call("countItems", items.text, kind=map_of(items.kind.item, NAT), fresh=True)


def _default_dict(writer: Iteration, node: ast.Call) -> Code:
    if len(node.args) != 1 or ast.unparse(node.args[0]) not in ("int", "list", "float", "str", "set", "dict"):
        raise writer.refuse(node, "a defaultdict of this")
    return Code("new Map()", map_of(NEVER, NEVER), ATOM, True)


def _deque(writer: Iteration, node: ast.Call) -> Code:
    if len(node.args) > 1:
        raise writer.refuse(node, "a deque with a length")
    items = writer.items(node.args[0]) if node.args else Code("[]", list_of(NEVER), ATOM, True)
    return items if items.fresh else Code(f"[...{items.text}]", list_of(items.kind.item), ATOM, True)


def _reduce(writer: Iteration, node: ast.Call) -> Code:
    items = writer.items(node.args[1])
    start = writer.expr(node.args[2]) if len(node.args) > 2 else None
    if start is None:
        raise writer.refuse(node, "reduce() without a start: it fails on an empty list")
    kind = start.kind
    for _ in range(3):
        closure = writer.closure(node.args[0], kind, items.kind.item)
        if closure.kind == kind:
            break
        kind = closure.kind
    else:
        raise writer.refuse(node, f"reduce() to {a(kind)}")
    return Code(f"{items.at(ATOM)}.reduce({closure.text}, {start.text})", kind)


_FUNCTIONS: dict[str, Function] = {
    "math.floor": _rounding("floor"), "math.ceil": _rounding("ceil"), "math.trunc": _rounding("trunc"),
    "math.sqrt": _square_root, "math.isqrt": _whole_root, "math.gcd": _divisor, "math.pow": _power,
    "math.log": _logarithm,
    "math.fabs": _math_function("abs"), "math.hypot": _math_function("hypot", FLOAT, 2),
    "math.sin": _math_function("sin"), "math.cos": _math_function("cos"), "math.tan": _math_function("tan"),
    "math.atan": _math_function("atan"),
    "math.atan2": _math_function("atan2", FLOAT, 2), "math.isnan": _is_nan,
    "collections.Counter": _counter, "collections.defaultdict": _default_dict, "collections.deque": _deque,
    "functools.reduce": _reduce,
}  # fmt: skip
