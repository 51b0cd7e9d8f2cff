"""Comparisons, membership, and what counts as true."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.facts import facts_of
from intent_lsp.translation.python_to_javascript.writer import AND, EQUAL, OR, RELATE, UNARY, Writer, a
from intent_lsp.translation.value_lattice import BOOL, DICTS, LISTS, NEVER, NULL, NUMBERS, SCALARS, TEXT, Kind

_WORDS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def condition(writer: Writer, node: ast.expr) -> Code:
    """An expression as JavaScript's condition that holds when Python's does."""
    match node:
        case ast.BoolOp(op, values):
            is_and = isinstance(op, ast.And)
            facts, codes = set[str](), []
            for value in values:
                with writer.given(facts):
                    codes.append(condition(writer, value))
                facts |= facts_of(value, is_and)
            word, level = ("&&", AND) if is_and else ("||", OR)
            inner = [code.at(level) if code.level == level else code.at(EQUAL) for code in codes]
            return Code(f" {word} ".join(inner), BOOL, level)
        case ast.UnaryOp(ast.Not(), operand):
            return _not(condition(writer, operand))
    return truth(writer, node, writer.expr(node))


def _not(code: Code) -> Code:
    if code.text.endswith(".length > 0") and code.level == RELATE and " && " not in code.text:
        return Code(f"{code.text.removesuffix(' > 0')} === 0", BOOL, EQUAL)
    if code.text.endswith(" !== 0") and code.level == EQUAL:
        return Code(f"{code.text.removesuffix(' !== 0')} === 0", BOOL, EQUAL)
    if code.text.endswith(" !== null") and code.level == EQUAL:
        return Code(f"{code.text.removesuffix(' !== null')} === null", BOOL, EQUAL)
    return Code(f"!{code.at(UNARY)}", BOOL, UNARY)


def truth(writer: Writer, node: ast.AST, code: Code) -> Code:
    """Whether a value is true for Python."""
    match code.kind.name:
        case "bool" | "text":
            return code._replace(kind=BOOL) if code.kind == BOOL else Code(f'{code.at(EQUAL)} !== ""', BOOL, EQUAL)
        case "null":
            return Code("false", BOOL)
        case name if name in NUMBERS:
            return Code(f"{code.at(EQUAL)} !== 0", BOOL, EQUAL)
        case "list" | "tuple":
            return Code(f"{code.at(ATOM)}.length > 0", BOOL, RELATE)
        case "map" | "set":
            return Code(f"{code.at(ATOM)}.size > 0", BOOL, RELATE)
        case "object" | "record":
            return Code(f"Object.keys({code.text}).length > 0", BOOL, RELATE)
        case "match":
            return Code("true", BOOL)
        case "maybe" if code.kind.parts[0].name == "match":
            return Code(f"{code.at(EQUAL)} !== null", BOOL, EQUAL)
        case "function":
            raise writer.refuse(node, "a function as a condition")
    return writer.call("truthy", code.text, kind=BOOL)


def comparison(writer: Writer, node: ast.Compare) -> Code:
    """``a < b <= c``: what stands between is read once in Python, so it has to be plain."""
    sides = [node.left, *node.comparators]
    for middle in sides[1:-1]:
        if not _is_plain(middle):
            raise writer.refuse(middle, "a chained comparison whose middle is not a plain name or number")
    parts = [_pair(writer, node, op, sides[i], sides[i + 1]) for i, op in enumerate(node.ops)]
    if len(parts) == 1:
        return parts[0]
    return Code(" && ".join(part.at(AND + 1) for part in parts), BOOL, AND)


def _is_plain(node: ast.expr) -> bool:
    plain = (ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call, ast.BinOp, ast.UnaryOp)
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    known = all(isinstance(call.func, ast.Name) and call.func.id in ("len", "abs", "ord") for call in calls)
    return isinstance(node, plain) and known


def _pair(writer: Writer, node: ast.Compare, op: ast.cmpop, left: ast.expr, right: ast.expr) -> Code:
    if isinstance(op, (ast.In, ast.NotIn)):
        code = membership(writer, writer.expr(left), right)
        return code if isinstance(op, ast.In) else _not(code)
    one, two = writer.expr(left), writer.expr(right)
    if isinstance(op, (ast.Eq, ast.NotEq)):
        return _equality(writer, node, one, two, isinstance(op, ast.Eq))
    if isinstance(op, (ast.Is, ast.IsNot)):
        return _identity(writer, node, one, two, isinstance(op, ast.Is))
    word = _WORDS[type(op)]
    if {one.kind.name, two.kind.name} <= NUMBERS | {"bool"}:
        first, second = writer.as_number(left, one), writer.as_number(right, two)
        return Code(f"{first.at(RELATE + 1)} {word} {second.at(RELATE + 1)}", BOOL, RELATE)
    if one.kind == TEXT and two.kind == TEXT:
        return _texts(writer, left, right, one, two, word)
    for kind in (one.kind, two.kind):
        if kind.name in DICTS | {"set", "null", "function"}:
            raise writer.refuse(node, f"the order of {a(kind)}")
    return _ordered(writer, one, two, word)


def _ordered(writer: Writer, one: Code, two: Code, word: str) -> Code:
    code = writer.call("compare", one.text, two.text, kind=Kind("int"))
    return Code(f"{code.text} {word} 0", BOOL, RELATE)


def _texts(writer: Writer, left: ast.expr, right: ast.expr, one: Code, two: Code, word: str) -> Code:
    """Units and code points order alike while one side has no character from U+D800 on."""
    if any(isinstance(side, ast.Constant) and max(str(side.value), default="") < "\ud800" for side in (left, right)):
        return Code(f"{one.at(RELATE + 1)} {word} {two.at(RELATE + 1)}", BOOL, RELATE)
    code = writer.call("compareText", one.text, two.text, kind=Kind("int"))
    return Code(f"{code.text} {word} 0", BOOL, RELATE)


def _equality(writer: Writer, node: ast.AST, one: Code, two: Code, positive: bool) -> Code:
    kinds = [one.kind.parts[0] if one.kind.name == "maybe" else one.kind,
             two.kind.parts[0] if two.kind.name == "maybe" else two.kind]  # fmt: skip
    names = [kind.name for kind in kinds]
    numbers = [name in NUMBERS for name in names]
    booleans = [name == "bool" for name in names]
    mixed = (any(booleans) and not all(booleans)) and (any(numbers) or "any" in names)
    safe = any(name in ("text", "null") for name in names) or (all(name in SCALARS for name in names) and not mixed)
    if safe or NEVER in kinds:
        word = "===" if positive else "!=="
        return Code(f"{one.at(RELATE)} {word} {two.at(RELATE)}", BOOL, EQUAL)
    for this, other in ((one, two), (two, one)):
        if this.text == "[]" and other.kind.name in LISTS:
            return Code(f"{other.at(ATOM)}.length {'===' if positive else '!=='} 0", BOOL, EQUAL)
    if kinds[0].name == "set" and kinds[1].name == "set":
        for kind in kinds:
            if kind.item.name not in SCALARS:
                raise writer.refuse(node, "sets of what JavaScript compares by identity")
    code = writer.call("equal", one.text, two.text, kind=BOOL)
    return code if positive else Code(f"!{code.text}", BOOL, UNARY)


def _identity(writer: Writer, node: ast.Compare, one: Code, two: Code, positive: bool) -> Code:
    if two.kind not in (NULL, BOOL) or two.text not in ("null", "true", "false"):
        raise writer.refuse(node, "`is` with anything but None, True and False")
    word = "===" if positive else "!=="
    return Code(f"{one.at(RELATE)} {word} {two.text}", BOOL, EQUAL)


def membership(writer: Writer, part: Code, node: ast.expr) -> Code:
    """``part in node``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "keys":
        node = node.func.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        raise writer.refuse(node, "`in range(…)`: write a comparison")
    whole = writer.expr(node)
    match whole.kind.name:
        case "text":
            if part.kind not in (TEXT, NEVER):
                part = writer.call("text", part.text, kind=TEXT)
            return Code(f"{whole.at(ATOM)}.includes({part.text})", BOOL)
        case "list" | "tuple":
            return _among(writer, part, whole)
        case "set" | "map":
            if part.kind.name in LISTS | DICTS | {"any", "bool", "maybe"}:
                raise writer.refuse(node, f"{a(part.kind)} as a key or in a set")
            return Code(f"{whole.at(ATOM)}.has({part.text})", BOOL)
        case "object" | "record":
            if part.kind not in (TEXT, NEVER):
                raise writer.refuse(node, "a key that may not be a string")
            return Code(f"Object.hasOwn({whole.text}, {part.text})", BOOL)
        case "never":
            return Code(f"{whole.at(ATOM)}.includes({part.text})", BOOL)
        case "any" | "maybe":
            return writer.call("contains", whole.text, part.text, kind=BOOL)
    raise writer.refuse(node, f"`in` with {a(whole.kind)}")


def _among(writer: Writer, part: Code, whole: Code) -> Code:
    kinds = [part.kind, whole.kind.item]
    names = {kind.parts[0].name if kind.name == "maybe" else kind.name for kind in kinds}
    plain = names <= SCALARS | {"never"} and not ("bool" in names and names & NUMBERS)
    if plain or part.kind in (TEXT, NULL):
        return Code(f"{whole.at(ATOM)}.includes({part.text})", BOOL)
    return writer.call("contains", whole.text, part.text, kind=BOOL)
