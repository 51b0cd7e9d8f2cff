"""Methods of arrays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, parameters, text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.javascript_to_python.iteration import FUNCTIONS, Iteration
from intent_lsp.translation.javascript_to_python.texts import Method, bounds, place, text_of
from intent_lsp.translation.javascript_to_python.writer import ADD, BIT_OR, COMPARE, MULTIPLY, TERNARY, a, flat
from intent_lsp.translation.value_lattice import (
    BOOL,
    INT,
    LISTS,
    NAT,
    NEVER,
    NULL,
    NUMBERS,
    SCALARS,
    TEXT,
    UNDEFINED,
    WHOLE,
    Kind,
    joined,
    list_of,
    map_of,
    maybe,
    object_of,
    tuple_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node


def receiver(node: Node) -> Node:
    """What a method is called of."""
    found = field(node, "function", "object")
    assert found is not None  # noqa: S101  a method's call has one
    return found


def learn_place(writer: Iteration, node: Node, kind: Kind) -> None:
    """What is put somewhere says what the container there holds."""
    if node.type == "identifier":
        writer.learn(text(node), kind)
    elif node.type in ("subscript_expression", "member_expression"):
        owner, key = node.named_children[0], node.named_children[-1]
        outer = writer.expr(owner).kind
        outer = outer.parts[0] if outer.name == "maybe" else outer
        if outer.name in LISTS:
            learn_place(writer, owner, list_of(kind))
        elif outer.name == "record" and node.type == "member_expression" and outer.field(text(key)) is not None:
            fields = {name: joined(one, kind) if name == text(key) else one for name, one in outer.fields}
            learn_place(writer, owner, Kind("record", (), tuple(fields.items())))
        elif outer.name in ("object", "record"):
            learn_place(writer, owner, object_of(kind))
    elif node.type == "call_expression":
        function = field(node, "function")
        if function is not None and function.type == "member_expression" and text(function.named_children[-1]) == "get":
            learn_place(writer, function.named_children[0], map_of(NEVER, kind))


def forget(writer: Iteration, node: Node) -> None:
    """A container has changed."""
    while node.type in ("subscript_expression", "member_expression", "call_expression"):
        node = node.named_children[0]
    if node.type == "identifier":
        writer.forget(text(node))


def is_statement(node: Node) -> bool:
    """Whether nobody uses the call's value."""
    parent = node.parent
    return parent is not None and parent.type in ("expression_statement",)


def _push(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    if not is_statement(node):
        raise writer.refuse(node, "the value of push()")
    texts, kinds, spread = [], [], False
    for one in arguments:
        if one.type == "spread_element":
            items = writer.items(one.named_children[0])
            texts.append(f"*{items.at(ATOM)}" if len(arguments) > 1 else items.text)
            kinds.append(items.kind.item)
            spread = True
        else:
            code = writer.expr(one)
            texts.append(code.text)
            kinds.append(code.kind)
    learn_place(writer, receiver(node), list_of(joined(*kinds)))
    if len(texts) == 1:
        return Code(f"{value.at(ATOM)}.{'extend' if spread else 'append'}({texts[0]})", NULL)
    return Code(f"{value.at(ATOM)}.extend([{', '.join(texts)}])", NULL)


def _unshift(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    if not is_statement(node) or len(arguments) != 1:
        raise writer.refuse(node, "unshift() like this")
    code = writer.expr(arguments[0])
    learn_place(writer, receiver(node), list_of(code.kind))
    return Code(f"{value.at(ATOM)}.insert(0, {code.text})", NULL)


def _take(at_start: bool) -> Method:
    def written(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
        owner = receiver(node)
        filled = f"{flat(owner)}.length" in writer.facts
        forget(writer, owner)
        if is_statement(node):
            return Code(f"del {value.at(ATOM)}[{':1' if at_start else '-1:'}]", NULL)
        call = f"{value.at(ATOM)}.pop({'0' if at_start else ''})"
        if filled:
            return Code(call, value.kind.item)
        if not value.text.isidentifier():
            raise writer.refuse(node, "taking from what is not a plain name")
        return Code(f"({call} if {value.text} else None)", maybe(value.kind.item, UNDEFINED))

    return written


def _slice(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    return Code(f"{value.at(ATOM)}[{bounds(writer, node, arguments)}]", list_of(value.kind.item), fresh=True)


def _reverse(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    if is_statement(node):
        return Code(f"{value.at(ATOM)}.reverse()", NULL)
    if not value.fresh:
        raise writer.refuse(node, "reverse() of an array that others hold, as a value")
    return Code(f"{value.at(ATOM)}[::-1]", value.kind, fresh=True)


def _reversed(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    return Code(f"{value.at(ATOM)}[::-1]", list_of(value.kind.item), fresh=True)


def _sort(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    order = _order(writer, node, value.kind.item, arguments)
    if is_statement(node):
        return Code(f"{value.at(ATOM)}.sort({order})", NULL)
    if not value.fresh:
        raise writer.refuse(node, "sort() of an array that others hold, as a value")
    return _sorted(value, order)


def _sorted(value: Code, order: str) -> Code:
    text_ = value.text
    if re.fullmatch(r"list\([\w.]+\)", text_):
        text_ = text_[5:-1]
    if text_.endswith("[:]"):
        text_ = text_[:-3]
    return Code(f"sorted({text_}{', ' * bool(order)}{order})", value.kind, fresh=True)


def _to_sorted(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    return _sorted(value, _order(writer, node, value.kind.item, arguments))


def _order(writer: Iteration, node: Node, item: Kind, arguments: list[Node]) -> str:
    """The arguments of Python's sort."""
    if not arguments:
        if item in (TEXT, NEVER):
            writer.measures()
            return ""
        if item.name in WHOLE:
            return "key=str"
        raise writer.refuse(node, f"sort() of {a(item)} without a comparison")
    compare = arguments[0]
    body = field(compare, "body")
    if compare.type not in FUNCTIONS or body is None or len(parameters(compare)) != 2:
        raise writer.refuse(compare, "a comparison that is not an arrow of two parameters")
    simple = _by_key(writer, compare, body, item)
    if simple is not None:
        return simple
    names, code = writer.callback(compare, item, item)
    if code.kind.name not in NUMBERS | {"never"} or code.kind == Kind("number"):
        raise writer.refuse(compare, "a comparison that does not give a number")
    if any(not name.isidentifier() for name in names):
        raise writer.refuse(compare, "a comparison that takes its arguments apart")
    return f"key={writer.module('functools')}.cmp_to_key(lambda {', '.join(names)}: {code.text})"


def _by_key(writer: Iteration, compare: Node, body: Node, item: Kind) -> str | None:
    """``(a, b) => a.x - b.x`` as a key."""
    while body.type == "parenthesized_expression":
        body = body.named_children[0]
    operator = field(body, "operator")
    if body.type != "binary_expression" or operator is None or text(operator) != "-":
        return None
    first, second = (text(field(one, "pattern") or one) for one in parameters(compare))
    left, right = body.named_children[0], body.named_children[-1]
    down = flat(left) == _with(flat(right), first, second) and flat(left) != flat(right) and second in flat(left)
    up = flat(right) == _with(flat(left), first, second) and flat(left) != flat(right) and first in flat(left)
    if up == down or not first.isidentifier():
        return None
    name = second if down else first
    with writer.within({name: item}):
        key = writer.expr(left)
        if key.kind.name not in ("nat", "int", "finite", "never"):
            return None
        parameter = writer.name(name)
    reverse = "reverse=True" if down else ""
    if key.text == parameter:
        return reverse
    return f"key=lambda {parameter}: {key.text}{', ' * down}{reverse}"


def _with(words: str, one: str, other: str) -> str:
    """The words with the first name in place of the second or the other way round."""
    pattern = rf"(?<![\w$.])({re.escape(one)}|{re.escape(other)})(?![\w$])"
    return re.sub(pattern, lambda found: other if found[1] == one else one, words)


def _map(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    return writer.comprehension(arguments[0], value, "map")


def _filter(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    return writer.filtered(arguments[0], value)


def _quantified(word: str) -> Method:
    def written(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
        names, test = writer.callback_test(arguments[0], value.kind.item, NAT)
        return Code(f"{word}({test.at(TERNARY)} {head(names, value)})", BOOL)

    return written


def head(names: list[str], items: Code) -> str:
    """``for item in items``."""
    if len(names) > 1:
        return f"for {names[1]}, {names[0]} in enumerate({items.text})"
    name = names[0] if names else "_"
    return f"for {name[1:-1] if name.startswith('(') else name} in {items.at(3)}"


def _find(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    names, test = writer.callback_test(arguments[0], value.kind.item, NAT)
    if not names or not names[0].isidentifier():
        raise writer.refuse(node, "find() that takes its argument apart")
    text_ = f"next(({names[0]} {head(names, value)} if {test.at(3)}), None)"
    return Code(text_, maybe(value.kind.item, UNDEFINED))


def _find_index(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    names, test = writer.callback_test(arguments[0], value.kind.item, NAT)
    index = names[1] if len(names) > 1 else writer.letter("index")
    names = [names[0] if names else "_", index]
    return Code(f"next(({index} {head(names, value)} if {test.at(3)}), -1)", INT)


def _reduce(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    item = value.kind.item
    start = writer.expr(arguments[1]) if len(arguments) > 1 else None
    kind = start.kind if start is not None else item
    for _ in range(4):
        names, code = writer.callback(arguments[0], kind, item, NAT)
        after = joined(kind, code.kind)
        if after == kind:
            break
        kind = after
    else:
        raise writer.refuse(node, "a reduce() whose kinds are not plain")
    if len(names) != 2 or any(not name.isidentifier() for name in names):
        raise writer.refuse(node, "reduce() with an index, or that takes its arguments apart")
    first, second = names
    if code.text == f"{first} + {second}" and item.name in WHOLE and start is not None and kind.name in NUMBERS:
        total = Code(f"sum({value.text})", kind)
        return total if start.text == "0" else Code(f"{total.text} + {start.at(ADD + 1)}", kind, ADD)
    more = "" if start is None else f", {start.text}"
    call = f"{writer.module('functools')}.reduce(lambda {first}, {second}: {code.text}, {value.text}{more})"
    return Code(call, kind, fresh=start is not None and start.fresh)


def _join(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    separator = writer.expr(arguments[0]) if arguments else Code('","', TEXT)
    if separator.kind != TEXT:
        raise writer.refuse(node, "join() by what is not a string")
    item = value.kind.item
    if item in (TEXT, NEVER):
        return Code(f"{separator.at(ATOM)}.join({value.text})", TEXT)
    one = writer.letter("item")
    inner = text_of(writer, node, Code(one, item))
    return Code(f"{separator.at(ATOM)}.join({inner.text} for {one} in {value.at(BIT_OR)})", TEXT)


def comparable(*kinds: Kind) -> bool:
    """Whether Python's == says what === says."""
    names = {kind.parts[0].name if kind.name == "maybe" else kind.name for kind in kinds} - {"never"}
    return names <= NUMBERS or (len(names) == 1 and names <= SCALARS)


def _includes(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    code = writer.expr(arguments[0])
    if len(arguments) > 1 or not comparable(code.kind, value.kind.item):
        raise writer.refuse(node, f"includes() of {a(code.kind)} in an array of {a(value.kind.item)}")
    return Code(f"{code.at(COMPARE + 1)} in {value.at(COMPARE + 1)}", BOOL, COMPARE)


def _index_of(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    code = writer.expr(arguments[0])
    if len(arguments) > 1 or not comparable(code.kind, value.kind.item):
        raise writer.refuse(node, f"indexOf() of {a(code.kind)} in an array of {a(value.kind.item)}")
    return writer.call("index_of", value.text, code.text, kind=INT)


def _concat(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    parts, kinds = [value.at(ADD)], [value.kind.item]
    for one in arguments:
        code = writer.items(one.named_children[0]) if one.type == "spread_element" else writer.expr(one)
        if code.kind.name in LISTS:
            parts.append(code.at(ADD + 1))
            kinds.append(code.kind.item)
        elif code.kind.name in SCALARS:
            parts.append(f"[{code.text}]")
            kinds.append(code.kind)
        else:
            raise writer.refuse(one, f"concat() of {a(code.kind)}")
    return Code(" + ".join(parts), list_of(joined(*kinds)), ADD if len(parts) > 1 else ATOM, len(parts) > 1)


def _flat(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    inner = value.kind.item
    if arguments or inner.name not in LISTS | {"never"}:
        raise writer.refuse(node, "flat() of an array whose items may not all be arrays")
    one, part = writer.letter("item"), writer.letter("part")
    return Code(f"[{one} for {part} in {value.at(BIT_OR)} for {one} in {part}]", list_of(inner.item), fresh=True)


def _flat_map(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    made = writer.comprehension(arguments[0], value, "map")
    return _flat(writer, node, made, [])


def _fill(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    code = writer.expr(arguments[0])
    if len(arguments) > 1:
        raise writer.refuse(node, "fill() of a part")
    return Code(f"[{code.text}] * len({value.text})", list_of(code.kind), MULTIPLY, True)


def _at(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    filled = f"{flat(receiver(node))}.length" in writer.facts
    if filled and text(arguments[0]) == "-1":
        return Code(f"{value.at(ATOM)}[-1]", value.kind.item)
    return writer.call("at_either_end", value.text, place(writer, arguments[0]), kind=maybe(value.kind.item, UNDEFINED))


def _entries(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    return Code(f"enumerate({value.text})", list_of(tuple_of(NAT, value.kind.item)))


def _splice(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    places = [place(writer, one) for one in arguments[:2]]
    others = [writer.expr(one) for one in arguments[2:]]
    if len(places) < 2:
        raise writer.refuse(node, "splice() without a count")
    learn_place(writer, receiver(node), list_of(joined(*(one.kind for one in others))))
    forget(writer, receiver(node))
    return writer.call("splice", value.text, *places, *(one.text for one in others), kind=value.kind, fresh=True)


def _filled(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    code = writer.expr(arguments[0])
    return Code(f"[{code.text}] * {value.text}", list_of(code.kind), MULTIPLY, True)


LENGTH_METHODS: dict[str, Method] = {
    "fill": _filled,
    "keys": lambda writer, node, value, arguments: Code(f"range({value.text})", list_of(NAT)),
}
"""Of ``Array(n)``."""
LIST_METHODS: dict[str, Method] = {
    "push": _push, "unshift": _unshift, "pop": _take(False), "shift": _take(True), "slice": _slice,
    "reverse": _reverse, "sort": _sort, "toReversed": _reversed, "toSorted": _to_sorted,
    "map": _map, "filter": _filter, "some": _quantified("any"),
    "every": _quantified("all"), "find": _find, "findIndex": _find_index, "reduce": _reduce, "join": _join,
    "includes": _includes, "indexOf": _index_of, "concat": _concat, "flat": _flat, "flatMap": _flat_map,
    "fill": _fill, "at": _at, "entries": _entries, "splice": _splice,
    "keys": lambda writer, node, value, arguments: Code(f"range(len({value.text}))", list_of(NAT)),
    "values": lambda writer, node, value, arguments: value,
}  # fmt: skip
