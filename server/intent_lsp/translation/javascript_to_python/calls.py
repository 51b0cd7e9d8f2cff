"""Calls: of JavaScript's globals, of the program's own functions and of methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from intent_lsp.syntax.javascript import field, parameters, text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.javascript_to_python.iteration import FUNCTIONS, Iteration
from intent_lsp.translation.javascript_to_python.lists import LENGTH_METHODS, LIST_METHODS
from intent_lsp.translation.javascript_to_python.maps import MAP_METHODS, SET_METHODS
from intent_lsp.translation.javascript_to_python.mathematics import (
    _absolute,
    _extreme,
    _is_finite,
    _is_integer,
    _is_nan,
    _logarithm,
    _power,
    _rounding,
    _sign,
    _simple,
    _square_root,
    only,
)
from intent_lsp.translation.javascript_to_python.parameter_names import name_of
from intent_lsp.translation.javascript_to_python.texts import TEXT_METHODS, place, tested, text_of
from intent_lsp.translation.javascript_to_python.writer import COMPARE, MULTIPLY, a, flat
from intent_lsp.translation.value_lattice import (
    ANY,
    BOOL,
    FINITE,
    NAT,
    NEVER,
    NUMBER,
    NUMBERS,
    TEXT,
    UNDEFINED,
    WHOLE,
    Kind,
    joined,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Function: TypeAlias = Callable[[Iteration, "Node", "list[Node]"], Code]


def call_of(writer: Iteration, node: Node) -> Code:
    """Any call."""
    function, arguments = field(node, "function"), _arguments(node)
    if function is None:
        raise writer.refuse(node, "this call")
    if function.type == "identifier":
        return _by_name(writer, node, text(function), arguments)
    if function.type != "member_expression":
        raise writer.refuse(node, "a call of what an expression gives")
    owner, name = function.named_children[0], text(function.named_children[-1])
    if owner.type == "regex" and name == "test" and len(arguments) == 1:
        return tested(writer, owner, arguments)
    if (
        owner.type == "identifier"
        and writer.owner(text(owner)) is None
        and not any(text(owner) in n for n in writer.inner)
    ):
        known = _GLOBALS.get(f"{text(owner)}.{name}")
        if known is None:
            raise writer.refuse(node, f"{text(owner)}.{name}() is not a function that the rules know")
        return known(writer, node, arguments)
    return _method(writer, node, owner, name, arguments)


def _arguments(node: Node) -> list[Node]:
    found = field(node, "arguments")
    return [child for child in found.named_children if child.type != "comment"] if found is not None else []


def _method(writer: Iteration, node: Node, owner: Node, name: str, arguments: list[Node]) -> Code:
    value = writer.expr(owner)
    if value.kind.name == "maybe":
        value = value._replace(kind=value.kind.parts[0])
    if any(one.type == "spread_element" for one in arguments) and name not in ("push", "concat"):
        raise writer.refuse(node, f".{name}() with ...")
    kind = value.kind
    if kind.name in NUMBERS:
        return _number_method(writer, node, owner, value, name, arguments)
    tables = {"text": TEXT_METHODS, "list": LIST_METHODS, "tuple": LIST_METHODS, "map": MAP_METHODS,
              "set": SET_METHODS, "ordered": SET_METHODS, "length": LENGTH_METHODS}  # fmt: skip
    method = tables.get(kind.name, {}).get(name)
    if method is not None:
        return method(writer, node, value, arguments)
    if name in ("hasOwnProperty",) and kind.name in ("object", "record"):
        key = text_of(writer, arguments[0], writer.expr(arguments[0]))
        return Code(f"{key.at(COMPARE + 1)} in {value.at(COMPARE + 1)}", BOOL, COMPARE)
    is_open = owner.type == "identifier" and writer.scope == writer.names.entry and text(owner) in writer.names.open
    if is_open and kind in (ANY, NEVER) and name in _ONLY_TEXTS:
        writer.learn(text(owner), TEXT)
        return TEXT_METHODS[name](writer, node, value._replace(kind=TEXT), arguments)
    if kind == NEVER:
        for one in arguments:
            if one.type not in FUNCTIONS:
                writer.expr(one)
        return Code(value.text, NEVER)
    raise writer.refuse(node, f"the method .{name}() of {a(kind)}")


def _number_method(writer: Iteration, node: Node, owner: Node, value: Code, name: str, arguments: list[Node]) -> Code:
    if name == "toFixed":
        digits = place(writer, arguments[0]) if arguments else "0"
        return writer.call("fixed", value.text, digits, kind=TEXT)
    if name == "toString" and not arguments:
        return text_of(writer, owner, value)
    if name == "toString" and arguments[0].type == "number" and value.kind.name in WHOLE:
        spec = {"2": "b", "8": "o", "10": "d", "16": "x"}.get(text(arguments[0]))
        if spec:
            return Code(f'format({writer.exactly(owner, value).text}, "{spec}")', TEXT)
    raise writer.refuse(node, f"the method .{name}() of a number")


def _by_name(writer: Iteration, node: Node, name: str, arguments: list[Node]) -> Code:
    owner = writer.owner(name)
    if any(name in names for names in writer.inner) or owner is not None:
        return _own(writer, node, name, owner or "", arguments)
    if name in _FUNCTIONS:
        return _FUNCTIONS[name](writer, node, arguments)
    raise writer.refuse(node, f"{name}() is not a function that the rules know")


def _own(writer: Iteration, node: Node, name: str, owner: str, arguments: list[Node]) -> Code:
    """A function of the program: its parameters learn what they are given."""
    scoped = f"{owner}.{name}".lstrip(".")
    function = writer.names.functions.get(scoped)
    if any(one.type == "spread_element" for one in arguments):
        raise writer.refuse(node, "a call with ...")
    codes = [writer.expr(one) for one in arguments]
    texts = ", ".join(code.text for code in codes)
    if function is None:
        kind = writer.kind_of_name(name)
        if kind.name not in ("function", "never"):
            raise writer.refuse(node, f"a call of {a(kind)}")
        return Code(f"{writer.name(name)}({texts})", kind.item if kind.name == "function" else kind)
    found = parameters(function)
    if len(codes) > len(found):
        raise writer.refuse(node, "a call with more arguments than the function has")
    if any(not _has_default(one) for one in found[len(codes) :]):
        raise writer.refuse(node, "a call with too few arguments")
    for one, code in zip(found, codes, strict=False):
        if _has_default(one) and "undefined" in code.kind.nothing:
            raise writer.refuse(node, "undefined for a parameter that has a default")
        writer.knowledge.learn(scoped, name_of(one), code.kind)
    return Code(f"{writer.name(name)}({texts})", writer.knowledge.kind(scoped, "return"))


def _has_default(parameter: Node) -> bool:
    return field(parameter, "value") is not None


# --- globals ---------------------------------------------------------------------------------------------------------


def _number(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    inner = only(writer, node, arguments)
    return convert(writer, inner, "Number", writer.expr(inner))


def convert(writer: Iteration, node: Node, name: str, code: Code) -> Code:
    """``Number``, ``String`` and ``Boolean`` as functions."""
    if name == "String":
        return text_of(writer, node, code)
    if name == "Boolean":
        return writer.truth(node, code)
    if name not in ("Number", "parseFloat"):
        raise writer.refuse(node, f"{name} as a callback")
    if code.kind.name in NUMBERS or code.kind == NEVER:
        return code
    if code.kind == BOOL:
        return Code(f"int({code.text})", NAT)
    if code.kind == TEXT:
        return writer.call("to_number" if name == "Number" else "parse_float", code.text, kind=NUMBER)
    raise writer.refuse(node, f"{name}() of {a(code.kind)}")


def _string(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    inner = only(writer, node, arguments)
    return text_of(writer, inner, writer.expr(inner))


def _boolean(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    inner = only(writer, node, arguments)
    code = writer.test(inner)
    return code if code.kind == BOOL else Code(f"bool({code.text})", BOOL)


def _parse_int(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.expr(arguments[0])
    base = text(arguments[1]) if len(arguments) > 1 else "10"
    if base not in ("2", "8", "10", "16") or (len(arguments) == 1 and code.kind != TEXT) or base == "16":
        raise writer.refuse(node, "parseInt() like this")
    if code.kind.name in WHOLE:
        return code
    if code.kind not in (TEXT, NEVER):
        raise writer.refuse(node, f"parseInt() of {a(code.kind)}")
    if len(arguments) == 1:
        return writer.call("parse_int", code.text, kind=NUMBER)
    return writer.call("parse_int", code.text, *([base] if base != "10" else []), kind=NUMBER)


def _parse_float(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    inner = arguments[0]
    return convert(writer, inner, "parseFloat", writer.expr(inner))


def _is_array(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    code = writer.expr(only(writer, node, arguments))
    if code.kind == ANY or code.kind.name == "maybe":
        return Code(f"isinstance({code.text}, list)", BOOL)
    return Code(str(code.kind.name in ("list", "tuple")), BOOL)


def _from_codes(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    codes = [writer.numeric(one) for one in arguments if one.type != "spread_element"]
    if len(codes) != 1:
        raise writer.refuse(node, "String.fromCharCode() like this")
    writer.measures()
    if codes[0].kind.name not in WHOLE:
        return writer.call("from_code", codes[0].text, kind=TEXT)
    return Code(f"chr({codes[0].at(MULTIPLY)} % 0x10000)" if codes[0].kind != NAT else f"chr({codes[0].text})", TEXT)


def _keys(which: str) -> Function:
    def written(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
        code = writer.expr(only(writer, node, arguments))
        kind = code.kind
        if kind == NEVER:
            return Code(code.text, NEVER)
        if kind.name in ("list", "tuple") and which == "entries":
            raise writer.refuse(node, "Object.entries() of an array")
        if kind.name not in ("object", "record"):
            raise writer.refuse(node, f"Object.{which}() of {a(kind)}")
        if kind.name == "record":
            made = {
                "keys": f"list({code.text})",
                "values": f"list({code.at(ATOM)}.values())",
                "entries": f"list({code.at(ATOM)}.items())",
            }
        else:
            order, key = writer.call("in_order", code.text, kind=list_of(TEXT)).text, writer.letter("key")
            item = f"{code.at(ATOM)}[{key}]"
            made = {
                "keys": order,
                "values": f"[{item} for {key} in {order}]",
                "entries": f"[[{key}, {item}] for {key} in {order}]",
            }
        kinds = {"keys": TEXT, "values": kind.value, "entries": tuple_of(TEXT, kind.value)}
        return Code(made[which], list_of(kinds[which]), fresh=True)

    return written


def _from_entries(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    inner = only(writer, node, arguments)
    code = writer.expr(inner)
    if code.kind.name == "map":
        if code.kind.parts[0] not in (TEXT, NEVER):
            raise writer.refuse(node, "keys that may not be strings")
        return Code(f"dict({code.text})", object_of(code.kind.value), fresh=True)
    pairs = writer.items(inner)
    pair = pairs.kind.item
    if pair == NEVER:
        return Code("{}", object_of(NEVER), fresh=True)
    if pair.name == "tuple" and len(pair.parts) == 2 and pair.parts[0] == TEXT:
        return Code(f"dict({pairs.text})", object_of(pair.parts[1]), fresh=True)
    if pair.name == "list" and pair.item == TEXT and inner.type == "call_expression":
        return Code(f"dict({pairs.text})", object_of(TEXT), fresh=True)
    raise writer.refuse(node, "Object.fromEntries() of what are not pairs with a string each")


def _assign(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    codes = [writer.expr(one) for one in arguments]
    if not codes[0].fresh or any(code.kind.name not in ("object", "record") for code in codes):
        raise writer.refuse(node, "Object.assign() like this")
    return Code(
        f"{{{', '.join(f'**{code.text}' for code in codes)}}}",
        object_of(joined(*(c.kind.value for c in codes))),
        fresh=True,
    )


def _array_from(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    first, *rest = arguments
    if first.type == "object":
        length = next(
            (one for one in first.named_children if one.type == "pair" and text(one.named_children[0]) == "length"),
            None,
        )
        if length is not None and len(first.named_children) == 1:
            return _counted(writer, node, length.named_children[-1], rest)
    items = writer.items(first)
    if rest:
        return writer.comprehension(rest[0], items, "map")
    if items.fresh:
        return items
    return Code(f"list({items.text})", list_of(items.kind.item), fresh=True)


def _counted(writer: Iteration, node: Node, length: Node, rest: list[Node]) -> Code:
    if not rest:
        raise writer.refuse(node, "an array of undefined")
    size = place(writer, length)
    names, code = writer.callback(rest[0], UNDEFINED, NAT)
    index = names[1] if len(names) > 1 else "_"
    return Code(f"[{code.text} for {index} in range({size})]", list_of(code.kind), fresh=True)


def _array(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    """``Array(n)``: only its ``fill`` and its keys make sense of it."""
    code = writer.numeric(only(writer, node, arguments))
    return Code(code.at(MULTIPLY + 1) if code.kind == NAT else f"{writer.need('length')}({code.text})", Kind("length"))


def _array_of(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    codes = [writer.expr(one) for one in arguments]
    return Code(f"[{', '.join(c.text for c in codes)}]", list_of(joined(*(c.kind for c in codes))), fresh=True)


def _has_own(writer: Iteration, node: Node, arguments: list[Node]) -> Code:
    owner, key = writer.expr(arguments[0]), arguments[1]
    if owner.kind.name not in ("object", "record", "never"):
        raise writer.refuse(node, f"Object.hasOwn() of {a(owner.kind)}")
    return Code(f"{text_of(writer, key, writer.expr(key)).at(COMPARE + 1)} in {owner.at(COMPARE + 1)}", BOOL, COMPARE)


def made(writer: Iteration, node: Node) -> Code:
    """``new``."""
    name, arguments = flat(node.named_children[0]), _arguments(node)
    if name == "Map":
        if not arguments or text(arguments[0]) == "[]":
            return Code("{}", map_of(NEVER, NEVER), fresh=True)
        inner = writer.expr(arguments[0])
        if inner.kind.name == "map":
            return Code(f"dict({inner.text})", inner.kind, fresh=True)
        pair = inner.kind.item
        if inner.kind.name == "list" and pair.name == "tuple" and len(pair.parts) == 2:
            writer.hashable(node, pair.parts[0])
            return Code(f"dict({inner.text})", map_of(*pair.parts), fresh=True)
        raise writer.refuse(node, "new Map() of what are not pairs")
    if name == "Set":
        if not arguments or text(arguments[0]) == "[]":
            return Code("set()", set_of(NEVER), fresh=True)
        if arguments[0].type == "identifier" and writer.expr(arguments[0]).kind.name == "set":
            code = writer.expr(arguments[0])
            return Code(f"set({code.text})", code.kind, fresh=True)
        items = writer.items(arguments[0])
        writer.hashable(node, items.kind.item)
        return Code(f"set({items.text})", set_of(items.kind.item), fresh=True)
    if name == "Array" and len(arguments) == 1:
        return _array(writer, node, arguments)
    raise writer.refuse(node, f"new {name}()")


_GLOBALS: dict[str, Function] = {
    "Math.floor": _rounding("floor", "floor"), "Math.ceil": _rounding("ceil", "ceil"),
    "Math.trunc": _rounding("trunc", "trunc"), "Math.round": _rounding("", "round_half_up"),
    "Math.abs": _absolute, "Math.max": _extreme("max", "largest"), "Math.min": _extreme("min", "smallest"),
    "Math.sqrt": _square_root, "Math.pow": _power, "Math.log": _logarithm("log"), "Math.log2": _logarithm("log2"),
    "Math.log10": _logarithm("log10"), "Math.sign": _sign, "Math.sin": _simple("sin"), "Math.cos": _simple("cos"),
    "Math.tan": _simple("tan"), "Math.atan": _simple("atan"), "Math.cbrt": _simple("cbrt"),
    "Math.hypot": lambda writer, node, arguments: Code(
        f"{writer.module('math')}.hypot({', '.join(writer.numeric(one).text for one in arguments)})", FINITE),
    "Number.isInteger": _is_integer, "Number.isNaN": _is_nan, "Number.isFinite": _is_finite,
    "Number.parseInt": _parse_int, "Number.parseFloat": _parse_float,
    "Array.isArray": _is_array, "Array.from": _array_from, "Array.of": _array_of,
    "String.fromCharCode": _from_codes,
    "Object.keys": _keys("keys"), "Object.values": _keys("values"), "Object.entries": _keys("entries"),
    "Object.fromEntries": _from_entries, "Object.assign": _assign, "Object.hasOwn": _has_own,
}  # fmt: skip
_ONLY_TEXTS = TEXT_METHODS.keys() - LIST_METHODS.keys() - {"toString"}
_FUNCTIONS: dict[str, Function] = {
    "Number": _number, "String": _string, "Boolean": _boolean, "parseInt": _parse_int, "parseFloat": _parse_float,
    "isNaN": _is_nan, "isFinite": _is_finite, "Array": _array,
}  # fmt: skip
