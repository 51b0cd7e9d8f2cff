"""Strings: their methods, regular expressions, and the text of other values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.javascript_to_python.helpers import SPACE
from intent_lsp.translation.javascript_to_python.iteration import FUNCTIONS, Iteration
from intent_lsp.translation.javascript_to_python.matched_groups import may_be_empty, with_groups
from intent_lsp.translation.javascript_to_python.writer import ADD, COMPARE, MULTIPLY, TERNARY, a, flat
from intent_lsp.translation.value_lattice import (
    BOOL,
    FINITE,
    INT,
    NAT,
    NEVER,
    NUMBER,
    TEXT,
    UNDEFINED,
    WHOLE,
    Kind,
    list_of,
    maybe,
)

if TYPE_CHECKING:
    from tree_sitter import Node

Method: TypeAlias = Callable[[Iteration, "Node", Code, "list[Node]"], Code]


def text_of(writer: Iteration, node: Node, code: Code, *, in_template: bool = False) -> Code:
    """A value as JavaScript writes it."""
    match code.kind.name:
        case "text" | "never":
            return code._replace(kind=TEXT)
        case "nat" | "int":
            exact = writer.exactly(node, code)
            return exact._replace(kind=TEXT) if in_template else Code(f"str({exact.text})", TEXT)
        case "finite" | "number":
            return writer.call("number_text", writer.exactly(node, code).text, kind=TEXT)
        case "bool":
            return Code(f'("true" if {code.at(TERNARY + 1)} else "false")', TEXT)
    raise writer.refuse(node, f"the text of {a(code.kind)}")


def argument(writer: Iteration, node: Node) -> Code:
    """An argument that has to be a string."""
    code = writer.expr(node)
    if code.kind not in (TEXT, NEVER):
        raise writer.refuse(node, f"{a(code.kind)} where a string is needed")
    return code


def place(writer: Iteration, node: Node) -> str:
    """An argument that is a position: what stands behind the point is dropped."""
    code = writer.numeric(node)
    if code.kind.name in WHOLE or code.kind == NEVER:
        return code.text
    if code.kind == FINITE:
        return f"int({code.text})"
    raise writer.refuse(node, "a position that may be NaN")


def count(writer: Iteration, node: Node, arguments: list[Node], least: int, most: int) -> None:
    """Refuses another number of arguments."""
    if not least <= len(arguments) <= most:
        raise writer.refuse(node, "a method with this number of arguments")


def _same_method(method: str, kind: Kind = TEXT, given: int = 0) -> Method:
    def written(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
        count(writer, node, arguments, given, given)
        texts = ", ".join(argument(writer, one).text for one in arguments)
        return Code(f"{value.at(ATOM)}.{method}({texts})", kind)

    return written


def _find(method: str) -> Method:
    def written(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
        writer.measures()
        return _same_method(method, INT, 1)(writer, node, value, arguments)

    return written


def _trim(method: str) -> Method:
    def written(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
        count(writer, node, arguments, 0, 0)
        writer.knowledge.mark("constant", "WHITE_SPACE")
        return Code(f"{value.at(ATOM)}.{method}({writer.letter('WHITE_SPACE')})", TEXT)

    return written


def _includes(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    count(writer, node, arguments, 1, 1)
    return Code(f"{argument(writer, arguments[0]).at(COMPARE + 1)} in {value.at(COMPARE + 1)}", BOOL, COMPARE)


def _slice(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    writer.measures()
    return Code(f"{value.at(ATOM)}[{bounds(writer, node, arguments)}]", TEXT)


def bounds(writer: Iteration, node: Node, arguments: list[Node]) -> str:
    """The inside of a slice's brackets: both languages count negative bounds from the end."""
    count(writer, node, arguments, 0, 2)
    places = [place(writer, one) for one in arguments]
    start = "" if not places or places[0] == "0" else places[0]
    return f"{start}:{places[1] if len(places) > 1 else ''}"


def _substring(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    count(writer, node, arguments, 1, 2)
    writer.measures()
    if len(arguments) > 1 and writer.expr(arguments[1]).kind.name == "maybe":
        raise writer.refuse(node, "an end that may be missing: then it is the text's own")
    codes = [writer.numeric(one) for one in arguments]
    if len(codes) == 1 and codes[0].kind == NAT:
        return Code(f"{value.at(ATOM)}[{codes[0].text}:]", TEXT)
    if len(codes) == 2 and all(code.kind == NAT for code in codes):
        words = [flat(one) for one in arguments]
        if words[0] == "0" or words[1].startswith(f"{words[0]} + "):
            return Code(f"{value.at(ATOM)}[{'' if words[0] == '0' else codes[0].text}:{codes[1].text}]", TEXT)
    return writer.call("substring", value.text, *(code.text for code in codes), kind=TEXT)


def _substr(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    count(writer, node, arguments, 2, 2)
    writer.measures()
    start, length = (writer.numeric(one) for one in arguments)
    if start.kind != NAT or length.kind != NAT:
        raise writer.refuse(node, "substr() with what may be negative")
    return Code(f"{value.at(ATOM)}[{start.text}:{start.at(ADD)} + {length.at(ADD + 1)}]", TEXT)


def _char_at(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    writer.measures()
    owner = field(node, "function", "object")
    if not arguments:
        return Code(f"{value.at(ATOM)}[:1]", TEXT)
    index = writer.numeric(arguments[0])
    if owner is not None and writer.is_inside(owner, arguments[0]) and index.kind.name in WHOLE:
        return Code(f"{value.at(ATOM)}[{index.text}]", TEXT)
    if index.text.isdecimal():
        return Code(f"{value.at(ATOM)}[{index.text}:{int(index.text) + 1}]", TEXT)
    return writer.call("char_at", value.text, index.text, kind=TEXT)


def _code_at(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    writer.measures()
    owner = field(node, "function", "object")
    index = writer.numeric(arguments[0]) if arguments else Code("0", NAT)
    if owner is not None and arguments and writer.is_inside(owner, arguments[0]) and index.kind.name in WHOLE:
        return Code(f"ord({value.at(ATOM)}[{index.text}])", NAT)
    if owner is not None and flat(owner) in writer.facts and index.text == "0":
        return Code(f"ord({value.at(ATOM)}[0])", NAT)
    if value.text.startswith('"') and len(value.text) == 3 and index.text == "0":
        return Code(f"ord({value.text})", NAT)
    return writer.call("code_at", value.text, index.text, kind=NUMBER)


def _at(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    count(writer, node, arguments, 1, 1)
    writer.measures()
    return writer.call("at_either_end", value.text, place(writer, arguments[0]), kind=maybe(TEXT, UNDEFINED))


def _split(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    count(writer, node, arguments, 1, 2)
    limit = f"[:{place(writer, arguments[1])}]" if len(arguments) > 1 else ""
    first = arguments[0]
    if first.type == "regex":
        pattern, _ = expression(writer, first, grouped=False)
        writer.module("re")
        if may_be_empty(text(field(first, "pattern") or first)):
            writer.measures()
            return Code(f"{writer.need('split_between')}({pattern}, {value.text}){limit}", list_of(TEXT), fresh=True)
        return Code(f"re.split({pattern}, {value.text}){limit}", list_of(TEXT), fresh=True)
    separator = argument(writer, first)
    if separator.text == '""':
        writer.measures()
        return Code(f"list({value.text}){limit}", list_of(TEXT), fresh=True)
    if not writer.is_filled(first):
        writer.measures()
        name = separator.text
        return Code(
            f"({value.at(ATOM)}.split({name}) if {separator.at(3)} else list({value.text})){limit}",
            list_of(TEXT),
            fresh=True,
        )
    return Code(f"{value.at(ATOM)}.split({separator.text}){limit}", list_of(TEXT), fresh=True)


def _replace(everywhere: bool) -> Method:
    def written(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
        count(writer, node, arguments, 2, 2)
        old, new = arguments
        if old.type == "regex":
            return _substituted(writer, node, value, old, new, everywhere=everywhere)
        if new.type in FUNCTIONS:
            raise writer.refuse(new, "replace() of a text by a function")
        first, second = argument(writer, old), argument(writer, new)
        if not (new.type == "string" and "$" not in text(new)):
            raise writer.refuse(new, "a replacement that may hold a $")
        if everywhere and not writer.is_filled(old):
            raise writer.refuse(old, "replaceAll() of what may be empty")
        more = "" if everywhere else ", 1"
        return Code(f"{value.at(ATOM)}.replace({first.text}, {second.text}{more})", TEXT)

    return written


def _substituted(writer: Iteration, node: Node, value: Code, old: Node, new: Node, *, everywhere: bool) -> Code:
    pattern, flags = expression(writer, old)
    writer.module("re")
    limit = "" if "g" in flags else ", count=1"
    if everywhere and "g" not in flags:
        raise writer.refuse(old, "replaceAll() without the flag g")
    if new.type == "string":
        return Code(f"re.sub({pattern}, {_replacement(writer, new)}, {value.text}{limit})", TEXT)
    if new.type not in FUNCTIONS and not (new.type == "identifier" and writer.owner(text(new)) is not None):
        raise writer.refuse(new, "a replacement that is not a constant")
    groups = len(re.findall(r"(?<!\\)\((?!\?)", text(old)))
    names, code = writer.callback(new, TEXT, *(TEXT for _ in range(groups)))
    if len(names) > 1 + groups or code.kind != TEXT:
        raise writer.refuse(new, "this replacement")
    match = writer.letter("match")
    body = with_groups(code.at(TERNARY), names, match)
    if groups and ("?" in text(old) or "|" in text(old)):
        raise writer.refuse(old, "groups that may not take part in the match")
    return Code(f"re.sub({pattern}, lambda {match}: {body}, {value.text}{limit})", TEXT)


def _replacement(writer: Iteration, node: Node) -> str:
    """JavaScript's ``$1`` and ``$&`` as Python's ``\\1`` and ``\\g<0>``."""
    value = writer.expr(node).text
    inner = value[1:-1].replace("\\\\", "\\\\\\\\")
    if re.search(r"\$[`'<]|\$\d\d", inner):
        raise writer.refuse(node, "this replacement")
    if "\\" in inner.replace("\\\\", "").replace("\\n", "").replace('\\"', "").replace("\\t", ""):
        raise writer.refuse(node, "an escape in a replacement")
    inner = re.sub(
        r"\$\$|\$&|\$(\d)", lambda m: "$" if m[0] == "$$" else "\\\\g<0>" if m[0] == "$&" else f"\\\\{m[1]}", inner
    )
    return f'"{inner}"'


def expression(writer: Iteration, node: Node, *, grouped: bool = True) -> tuple[str, str]:
    """A regular expression that both languages read alike: its Python source, and its flags."""
    pattern = text(field(node, "pattern") or node)
    flags = text(field(node, "flags")) if field(node, "flags") is not None else ""  # type: ignore[arg-type]
    if set(flags) - set("gi"):
        raise writer.refuse(node, f"a regular expression with the flags {flags}")
    if "i" in flags and not pattern.isascii():
        raise writer.refuse(node, "a regular expression without case, with characters beyond ASCII")
    if re.search(r"\\[pPkxucB0]|\(\?<|\[\^?\]|\[\[|--|&&|~~|\|\||\{,", pattern):
        raise writer.refuse(node, "this regular expression: the languages read it differently")
    if not grouped and re.search(r"(?<!\\)\((?!\?)", pattern):
        raise writer.refuse(node, "a group in what splits")
    try:
        re.compile(pattern)
    except re.error as error:
        raise writer.refuse(node, "this regular expression: Python cannot read it") from error
    if any(ord(c) > 0xFFFF for c in pattern):
        raise writer.refuse(node, "a regular expression with characters beyond the basic plane")
    made = _python_pattern(pattern)
    if not re.fullmatch(r"(\[[^\]]*\]|[^.^\[\\]|\\[^DWS])*", pattern) or "[^" in pattern:
        writer.measures()
    quoted = 'r"' + made.replace('"', '\\"') + '"'
    inline = "".join(["a", *["i"] * ("i" in flags)])
    if "\\d" not in made and "\\w" not in made and "\\b" not in made and "i" not in flags:
        return quoted, flags
    return f'r"(?{inline})' + quoted[2:], flags


def _python_pattern(pattern: str) -> str:
    made, inside = [], False
    position = 0
    while position < len(pattern):
        c = pattern[position]
        pair = pattern[position : position + 2]
        if pair == "\\s":
            made.append(SPACE if inside else f"[{SPACE}]")
        elif pair == "\\S":
            made.append("\\S" if inside else f"[^{SPACE}]")
        elif pair == "\\/":
            made.append("/")
        elif c == "\\":
            made.append(pair)
        elif c == "." and not inside:
            made.append("[^\\n\\r\\u2028\\u2029]")
        elif c == "$" and not inside:
            made.append("\\Z")
        else:
            inside = (inside or c == "[") and not (inside and c == "]")
            made.append(c)
        position += 2 if c == "\\" else 1
    return "".join(made)


def tested(writer: Iteration, pattern_node: Node, arguments: list[Node]) -> Code:
    """``/…/.test(s)``."""
    pattern, flags = expression(writer, pattern_node)
    if "g" in flags:
        raise writer.refuse(pattern_node, "test() with the flag g: it remembers where it was")
    value = argument(writer, arguments[0])
    return Code(f"{writer.module('re')}.search({pattern}, {value.text}) is not None", BOOL, COMPARE)


def _match(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    count(writer, node, arguments, 1, 1)
    if arguments[0].type != "regex":
        raise writer.refuse(node, "match() of what is not a regular expression")
    pattern, flags = expression(writer, arguments[0])
    if "g" not in flags:
        raise writer.refuse(node, "match() without the flag g")
    writer.module("re")
    one = writer.letter("match")
    return Code(f"[{one}[0] for {one} in re.finditer({pattern}, {value.text})] or None", maybe(list_of(TEXT)), 3)


def _repeat(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    count(writer, node, arguments, 1, 1)
    times = writer.numeric(arguments[0])
    if times.kind == NAT:
        return Code(f"{value.at(MULTIPLY)} * {times.at(MULTIPLY + 1)}", TEXT, MULTIPLY)
    return writer.call("repeat", value.text, times.text, kind=TEXT)


def _pad(at_start: bool) -> Method:
    def written(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
        count(writer, node, arguments, 1, 2)
        writer.measures()
        fill = argument(writer, arguments[1]).text if len(arguments) > 1 else '" "'
        return writer.call("pad", value.text, place(writer, arguments[0]), fill, str(at_start), kind=TEXT)

    return written


def _concat(writer: Iteration, node: Node, value: Code, arguments: list[Node]) -> Code:
    parts = [value.at(ADD), *(text_of(writer, one, writer.expr(one)).at(ADD + 1) for one in arguments)]
    return Code(" + ".join(parts), TEXT, ADD)


TEXT_METHODS: dict[str, Method] = {
    "toUpperCase": _same_method("upper"), "toLowerCase": _same_method("lower"), "trim": _trim("strip"),
    "trimStart": _trim("lstrip"), "trimEnd": _trim("rstrip"), "includes": _includes,
    "startsWith": _same_method("startswith", BOOL, 1), "endsWith": _same_method("endswith", BOOL, 1),
    "indexOf": _find("find"), "lastIndexOf": _find("rfind"), "slice": _slice, "substring": _substring,
    "substr": _substr, "charAt": _char_at, "charCodeAt": _code_at, "at": _at, "split": _split,
    "replace": _replace(False), "replaceAll": _replace(True), "match": _match, "repeat": _repeat,
    "padStart": _pad(True), "padEnd": _pad(False), "concat": _concat,
    "toString": lambda writer, node, value, arguments: value,
}  # fmt: skip
