"""Methods of strings, lists, dicts and sets."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.extremes import order_of
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.regular_expressions import MATCH_METHODS
from intent_lsp.translation.python_to_javascript.text_methods import TEXT_METHODS, Method, arguments_of
from intent_lsp.translation.python_to_javascript.writer import BIT, TERNARY, a
from intent_lsp.translation.value_lattice import (
    ANY,
    BOOL,
    LISTS,
    NAT,
    NEVER,
    NULL,
    NUMBERS,
    SCALARS,
    TEXT,
    Kind,
    joined,
    list_of,
    map_of,
    maybe,
    object_of,
    set_of,
)


def method_of(writer: Iteration, node: ast.Call, attribute: ast.Attribute) -> Code:
    """A call of a method."""
    name = attribute.attr
    value = writer.expr(attribute.value)
    kind = value.kind
    if kind.name == "maybe":
        kind = kind.parts[0]
        value = value._replace(kind=kind)
    if any(isinstance(one, ast.Starred) for one in node.args):
        raise writer.refuse(node, "a spread argument of a method")
    if node.keywords and name not in ("sort", "split"):
        raise writer.refuse(node, f".{name}() with named arguments")
    if kind in (NEVER, ANY):
        return _unknown(writer, node, attribute, value)
    table = {
        "text": TEXT_METHODS,
        "list": _LIST,
        "map": _MAP,
        "object": _OBJECT,
        "record": _OBJECT,
        "set": _SET,
        "match": MATCH_METHODS,
    }
    if kind.name == "tuple":
        table["tuple"] = {name: _LIST[name] for name in ("index", "count")}
    method = table.get(kind.name, {}).get(name)
    if method is None:
        raise writer.refuse(node, f"the method .{name}() of {a(kind)}")
    return method(writer, node, value)


def _unknown(writer: Iteration, node: ast.Call, attribute: ast.Attribute, value: Code) -> Code:
    """The method says what the value is, where only one kind of value has it."""
    name = attribute.attr
    for one in node.args:
        writer.expr(one)
    place = attribute.value.id if isinstance(attribute.value, ast.Name) else ""
    is_open = writer.scope == writer.names.entry and place in writer.names.open
    if is_open and name in TEXT_METHODS.keys() - _LIST.keys() - _MAP.keys():
        writer.learn(place, TEXT)
        return TEXT_METHODS[name](writer, node, value._replace(kind=TEXT))
    if value.kind == NEVER and name in ("append", "add"):
        return Code("undefined", NULL)
    if value.kind == NEVER:
        return Code(value.text, NEVER)
    raise writer.refuse(node, f"the method .{name}() of {a(value.kind)}")


# --- strings ---------------------------------------------------------------------------------------------------------


# --- lists -----------------------------------------------------------------------------------------------------------


def _list_index(writer: Iteration, node: ast.Call, value: Code) -> Code:
    (item,) = arguments_of(writer, node, 1, 1)
    if _is_plain(item.kind, value.kind.item):
        return writer.call("present", f"{value.at(ATOM)}.indexOf({item.text})", kind=NAT)
    return writer.call("position", value.text, item.text, kind=NAT)


def _list_count(writer: Iteration, node: ast.Call, value: Code) -> Code:
    (item,) = arguments_of(writer, node, 1, 1)
    if _is_plain(item.kind, value.kind.item) and isinstance(node.args[0], (ast.Name, ast.Constant)):
        one = writer.letter("item")
        return Code(f"{value.at(ATOM)}.filter(({one}) => {one} === {item.at(BIT)}).length", NAT)
    return writer.call("countOf", value.text, item.text, kind=NAT)


def _is_plain(*kinds: Kind) -> bool:
    names = {kind.name for kind in kinds}
    return names <= SCALARS | {"never"} and not ("bool" in names and names & NUMBERS)


def _copy(writer: Iteration, node: ast.Call, value: Code) -> Code:
    return Code(f"[...{value.text}]", value.kind, ATOM, True)


def _append(writer: Iteration, node: ast.Call, value: Code) -> Code:
    (item,) = arguments_of(writer, node, 1, 1)
    _learn(writer, node, list_of(item.kind))
    return Code(f"{value.at(ATOM)}.push({item.text})", NULL)


def _extend(writer: Iteration, node: ast.Call, value: Code) -> Code:
    items = writer.items(node.args[0])
    _learn(writer, node, list_of(items.kind.item))
    return Code(f"{value.at(ATOM)}.push(...{items.text})", NULL)


def _insert(writer: Iteration, node: ast.Call, value: Code) -> Code:
    item = writer.expr(node.args[1])
    _learn(writer, node, list_of(item.kind))
    if isinstance(node.args[0], ast.Constant) and node.args[0].value == 0:
        return Code(f"{value.at(ATOM)}.unshift({item.text})", NULL)
    return writer.call("insertAt", value.text, writer.whole_number(node.args[0]).text, item.text, kind=NULL)


def _pop(writer: Iteration, node: ast.Call, value: Code) -> Code:
    assert isinstance(node.func, ast.Attribute)  # noqa: S101  a method
    filled = ast.unparse(node.func.value) in writer.facts
    _changed(writer, node)
    if not node.args:
        return Code(f"{value.at(ATOM)}.pop()", value.kind.item) if filled else writer.call(
            "popAt", value.text, kind=value.kind.item)  # fmt: skip
    if isinstance(node.args[0], ast.Constant) and node.args[0].value == 0 and filled:
        return Code(f"{value.at(ATOM)}.shift()", value.kind.item)
    return writer.call("popAt", value.text, writer.whole_number(node.args[0]).text, kind=value.kind.item)


def _sort(writer: Iteration, node: ast.Call, value: Code) -> Code:
    return Code(f"{value.at(ATOM)}.sort({order_of(writer, node, value.kind.item)})", NULL)


def _reverse(writer: Iteration, node: ast.Call, value: Code) -> Code:
    return Code(f"{value.at(ATOM)}.reverse()", NULL)


def _clear(writer: Iteration, node: ast.Call, value: Code) -> Code:
    _changed(writer, node)
    return Code(f"{value.at(ATOM)}.length = 0", NULL, 1)


def _remove(writer: Iteration, node: ast.Call, value: Code) -> Code:
    (item,) = arguments_of(writer, node, 1, 1)
    _changed(writer, node)
    return writer.call("removeItem", value.text, item.text, kind=NULL)


def _changed(writer: Iteration, node: ast.Call) -> None:
    """The receiver may have become empty."""
    assert isinstance(node.func, ast.Attribute)  # noqa: S101  a method
    for part in ast.walk(node.func.value):
        if isinstance(part, ast.Name):
            writer.forget(part.id)


def _learn(writer: Iteration, node: ast.Call, kind: Kind) -> None:
    """The receiver holds this as well."""
    assert isinstance(node.func, ast.Attribute)  # noqa: S101  a method
    learn_place(writer, node.func.value, kind)


def learn_place(writer: Iteration, place: ast.expr, kind: Kind) -> None:
    """What is put somewhere says what the container there holds."""
    if isinstance(place, ast.Name):
        writer.learn(place.id, kind)
    elif isinstance(place, ast.Subscript) and not isinstance(place.slice, ast.Slice):
        outer = writer.expr(place.value).kind
        if outer.name in LISTS:
            learn_place(writer, place.value, list_of(kind))
        elif outer.name == "map":
            learn_place(writer, place.value, map_of(writer.expr(place.slice).kind, kind))
        elif outer.name in ("object", "record"):
            learn_place(writer, place.value, object_of(kind))
    elif isinstance(place, ast.Call) and isinstance(place.func, ast.Attribute) and place.func.attr == "setdefault":
        learn_place(writer, place.func.value, map_of(writer.expr(place.args[0]).kind, kind))


def _at_start(node: ast.Call) -> ast.Call:
    """The call with the index 0 in front of its arguments."""
    call = ast.Call(node.func, [ast.Constant(0), *node.args], [])
    return ast.fix_missing_locations(ast.copy_location(call, node))


_LIST: dict[str, Method] = {
    "append": _append, "extend": _extend, "insert": _insert, "pop": _pop, "sort": _sort, "reverse": _reverse,
    "index": _list_index, "count": _list_count, "copy": _copy, "clear": _clear, "remove": _remove,
    "popleft": lambda writer, node, value: _pop(writer, _at_start(node), value),
    "appendleft": lambda writer, node, value: _insert(writer, _at_start(node), value),
}  # fmt: skip


# --- dicts and sets --------------------------------------------------------------------------------------------------


def _key(writer: Iteration, node: ast.Call, index: int = 0) -> Code:
    code = writer.expr(node.args[index])
    writer.hashable(node.args[index], code.kind)
    return code


def _map_get(writer: Iteration, node: ast.Call, value: Code) -> Code:
    key = _key(writer, node)
    inside = value.kind.value
    if len(node.args) == 1:
        return Code(f"({value.at(ATOM)}.get({key.text}) ?? null)", maybe(inside) if inside != NEVER else NULL)
    other = writer.expr(node.args[1])
    if inside.name in ("maybe", "null", "any"):
        return Code(f"({value.at(ATOM)}.has({key.text}) ? {value.at(ATOM)}.get({key.text}) : {other.text})", ANY)
    return Code(f"({value.at(ATOM)}.get({key.text}) ?? {other.at(BIT)})", joined(inside, other.kind))


def _set_default(writer: Iteration, node: ast.Call, value: Code) -> Code:
    key, other = _key(writer, node), writer.expr(node.args[1])
    _learn(writer, node, map_of(key.kind, other.kind))
    return writer.call("setDefault", value.text, key.text, other.text, kind=joined(value.kind.value, other.kind))


def _map_pop(writer: Iteration, node: ast.Call, value: Code) -> Code:
    key = _key(writer, node)
    others = [writer.expr(one) for one in node.args[1:]]
    kind = joined(value.kind.value, *(one.kind for one in others))
    _changed(writer, node)
    return writer.call("take", value.text, key.text, *(one.text for one in others), kind=kind)


def _update(writer: Iteration, node: ast.Call, value: Code) -> Code:
    other = writer.expr(node.args[0])
    if other.kind.name != "map":
        raise writer.refuse(node, "update() with what is not a dict that the program built")
    _learn(writer, node, other.kind)
    one, key = writer.letter("value"), writer.letter("key")
    return Code(f"{other.at(ATOM)}.forEach(({one}, {key}) => {value.at(ATOM)}.set({key}, {one}))", NULL)


def _views(which: str) -> Method:
    return lambda writer, node, value: writer.views(node, value, which)


def _most_common(writer: Iteration, node: ast.Call, value: Code) -> Code:
    text = f"[...{value.text}].sort((a, b) => b[1] - a[1])"
    if node.args:
        text += f".slice(0, {writer.whole_number(node.args[0]).text})"
    return Code(text, list_of(Kind("tuple", value.kind.parts)), ATOM, True)


_MAP: dict[str, Method] = {
    "get": _map_get, "setdefault": _set_default, "pop": _map_pop, "update": _update,
    "items": _views("items"), "keys": _views("keys"), "values": _views("values"), "most_common": _most_common,
    "copy": lambda writer, node, value: Code(f"new Map({value.text})", value.kind, ATOM, True),
    "clear": lambda writer, node, value: Code(f"{value.at(ATOM)}.clear()", NULL),
}  # fmt: skip


def _object_get(writer: Iteration, node: ast.Call, value: Code) -> Code:
    key = writer.expr(node.args[0])
    if key.kind not in (TEXT, NEVER):
        raise writer.refuse(node, "a key that may not be a string")
    name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
    inside = (value.kind.field(name) if isinstance(name, str) else None) or value.kind.value
    other = writer.expr(node.args[1]) if len(node.args) > 1 else Code("null", NULL)
    text = value.at(ATOM)
    member = f"{text}.{name}" if isinstance(name, str) and name.isidentifier() else f"{text}[{key.text}]"
    return Code(
        f"(Object.hasOwn({value.text}, {key.text}) ? {member} : {other.at(TERNARY)})", joined(inside, other.kind)
    )


_OBJECT: dict[str, Method] = {
    "get": _object_get, "items": _views("items"), "keys": _views("keys"), "values": _views("values"),
    "copy": lambda writer, node, value: Code(f"{{ ...{value.text} }}", value.kind, ATOM, True),
}  # fmt: skip


def _add(writer: Iteration, node: ast.Call, value: Code) -> Code:
    item = _key(writer, node)
    _learn(writer, node, set_of(item.kind))
    return Code(f"{value.at(ATOM)}.add({item.text})", NULL)


def _discard(writer: Iteration, node: ast.Call, value: Code) -> Code:
    _changed(writer, node)
    return Code(f"{value.at(ATOM)}.delete({_key(writer, node).text})", NULL)


def _operator(op: ast.operator) -> Method:
    def written(writer: Iteration, node: ast.Call, value: Code) -> Code:
        assert isinstance(node.func, ast.Attribute)  # noqa: S101  a method
        other: ast.expr = node.args[0]
        if writer.expr(other).kind.name != "set":
            other = ast.copy_location(ast.Call(ast.Name("set", ast.Load()), [other], []), node)
        made = ast.BinOp(node.func.value, op, other)
        return writer.expr(ast.fix_missing_locations(ast.copy_location(made, node)))

    return written


def _subset(first: bool) -> Method:
    def written(writer: Iteration, node: ast.Call, value: Code) -> Code:
        (other,) = arguments_of(writer, node, 1, 1)
        if other.kind.name != "set":
            raise writer.refuse(node, "issubset() with what is not a set")
        return writer.call("subset", *((value.text, other.text) if first else (other.text, value.text)), kind=BOOL)

    return written


_SET: dict[str, Method] = {
    "add": _add, "discard": _discard, "union": _operator(ast.BitOr()), "intersection": _operator(ast.BitAnd()),
    "difference": _operator(ast.Sub()), "issubset": _subset(True), "issuperset": _subset(False),
    "copy": lambda writer, node, value: Code(f"new Set({value.text})", value.kind, ATOM, True),
}  # fmt: skip
