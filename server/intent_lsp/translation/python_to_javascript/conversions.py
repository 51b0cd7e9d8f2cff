"""Built-in functions that make one kind of value of another, or ask for a kind."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.minus_zero import as_float, shows_floats
from intent_lsp.translation.python_to_javascript.writer import EQUAL, TERNARY, a
from intent_lsp.translation.value_lattice import (
    ANY,
    BOOL,
    DICTS,
    FLOAT,
    INT,
    NAT,
    NEVER,
    NUMBER,
    TEXT,
    WHOLE,
    tuple_of,
)

_INSTANCES: dict[str, tuple[frozenset[str], str]] = {
    "str": (frozenset(("text",)), 'typeof {0} === "string"'),
    "bool": (frozenset(("bool",)), 'typeof {0} === "boolean"'),
    "list": (frozenset(("list",)), "Array.isArray({0})"),
    "int": (frozenset(("nat", "int", "bool")), ""),
    "float": (frozenset(("float",)), ""),
    "tuple": (frozenset(("tuple",)), ""),
    "dict": (frozenset(DICTS), ""),
    "set": (frozenset(("set",)), "{0} instanceof Set"),
}


def only(writer: Iteration, node: ast.Call) -> ast.expr:
    if len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        raise writer.refuse(node, "this call with other than one argument")
    return node.args[0]


def _str(writer: Iteration, node: ast.Call) -> Code:
    if not node.args:
        return Code('""', TEXT)
    inner = only(writer, node)
    return text_of(writer, inner, writer.expr(inner))


def text_of(writer: Iteration, node: ast.expr, code: Code) -> Code:
    """``str()`` of a value whose kind is known."""
    match code.kind.name:
        case "text":
            return code
        case "nat" | "int":
            return Code(f"String({writer.exactly(node, code).text})", TEXT)
        case "float":
            shows_floats(writer)
            return writer.call("floatText", code.text, kind=TEXT)
        case "bool":
            return Code(f'({code.at(TERNARY + 1)} ? "True" : "False")', TEXT)
        case "null":
            return Code('"None"', TEXT)
        case "never":
            return Code(code.text, TEXT)
    raise writer.refuse(node, f"the text of {a(code.kind)}: the languages write it differently")


def _int(writer: Iteration, node: ast.Call) -> Code:
    if not node.args:
        return Code("0", NAT)
    code = writer.expr(node.args[0])
    if len(node.args) == 2:
        return _int_of_base(writer, node, code)
    match code.kind.name:
        case "nat" | "int":
            return code
        case "bool":
            return writer.as_number(node, code)
        case "float" | "number":
            return Code(f"Math.trunc({code.text})", INT)
        case "text":
            return writer.call("toInteger", code.text, kind=INT)
        case "never":
            return Code(code.text, NEVER)
    raise writer.refuse(node, f"int() of {a(code.kind)}")


def _int_of_base(writer: Iteration, node: ast.Call, code: Code) -> Code:
    base = node.args[1]
    if code.kind != TEXT or not isinstance(base, ast.Constant) or base.value not in (2, 8, 16):
        raise writer.refuse(node, "int() with this base")
    return writer.call("fromBase", code.text, str(base.value), kind=INT)


def _float(writer: Iteration, node: ast.Call) -> Code:
    inner = only(writer, node)
    if isinstance(inner, ast.Constant) and inner.value in ("inf", "-inf", "infinity", "-infinity"):
        return Code("-Infinity" if str(inner.value).startswith("-") else "Infinity", FLOAT)
    code = writer.expr(inner)
    if code.kind == TEXT:
        return writer.call("toNumber", code.text, kind=FLOAT)
    return as_float(writer, inner, writer.as_number(inner, code))._replace(kind=FLOAT)


def _bool(writer: Iteration, node: ast.Call) -> Code:
    return writer.test(only(writer, node))


def _abs(writer: Iteration, node: ast.Call) -> Code:
    code = writer.numeric(only(writer, node))
    return Code(f"Math.abs({code.text})", NAT if code.kind.name in WHOLE else code.kind)


def _round(writer: Iteration, node: ast.Call) -> Code:
    code = writer.numeric(node.args[0])
    if len(node.args) == 1:
        if code.kind.name in WHOLE:
            return code
        return writer.call("roundHalfEven", code.text, kind=INT)
    digits = node.args[1]
    if not isinstance(digits, ast.Constant) or not isinstance(digits.value, int) or not 0 <= digits.value <= 60:
        raise writer.refuse(node, "round() to a number of digits that is not a constant")
    if code.kind.name in WHOLE:
        return code
    return writer.call("roundTo", code.text, str(digits.value), kind=code.kind)


def _pow(writer: Iteration, node: ast.Call) -> Code:
    if len(node.args) != 2:
        raise writer.refuse(node, "pow() with a modulus")
    return writer.expr(ast.copy_location(ast.BinOp(node.args[0], ast.Pow(), node.args[1]), node))


def _divmod(writer: Iteration, node: ast.Call) -> Code:
    first, second = node.args
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and part is not node:
            raise writer.refuse(node, "divmod() of calls")
    parts = [writer.expr(ast.copy_location(ast.BinOp(first, op, second), node)) for op in (ast.FloorDiv(), ast.Mod())]
    return Code(f"[{parts[0].text}, {parts[1].text}]", tuple_of(*(part.kind for part in parts)), ATOM, True)


def _ord(writer: Iteration, node: ast.Call) -> Code:
    inner = only(writer, node)
    code = writer.expr(inner)
    if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and len(inner.value) == 1:
        return Code(f"{code.text}.codePointAt(0)", NAT)
    return writer.call("single", code.text, kind=NAT)


def _chr(writer: Iteration, node: ast.Call) -> Code:
    return Code(f"String.fromCodePoint({writer.whole_number(only(writer, node)).text})", TEXT)


def _is_instance(writer: Iteration, node: ast.Call) -> Code:
    code = writer.expr(node.args[0])
    types = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
    tests = [_instance(writer, node, code, ast.unparse(one)) for one in types]
    known = set(tests)
    if "true" in known:
        return Code("true", BOOL)
    left = [test for test in dict.fromkeys(tests) if test != "false"]
    if not left:
        return Code("false", BOOL)
    return Code(left[0], BOOL, EQUAL) if len(left) == 1 else Code(f"({' || '.join(left)})", BOOL)


def _instance(writer: Iteration, node: ast.Call, code: Code, name: str) -> str:
    if name not in _INSTANCES:
        raise writer.refuse(node, f"isinstance() with {name}")
    kinds, test = _INSTANCES[name]
    inner = code.kind.parts[0] if code.kind.name == "maybe" else code.kind
    if inner in (ANY, NEVER) or inner == NUMBER:
        if inner == NUMBER and name in ("str", "bool", "list", "tuple", "dict", "set"):
            return "false"
        if not test or (name == "list" and inner == ANY):
            raise writer.refuse(node, f"isinstance() with {name} of {a(inner)}")
        return test.format(code.text)
    if inner.name not in kinds:
        return "false"
    return "true" if code.kind.name != "maybe" else f"{code.at(EQUAL)} !== null"
