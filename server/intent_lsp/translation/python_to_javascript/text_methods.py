"""Methods of strings."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeAlias

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.names import SPACES
from intent_lsp.translation.python_to_javascript.writer import AND, TERNARY, a
from intent_lsp.translation.value_lattice import (
    ANY,
    BOOL,
    INT,
    NAT,
    NEVER,
    TEXT,
    Kind,
    list_of,
)

Method: TypeAlias = Callable[[Iteration, ast.Call, Code], Code]

_DIGITS = (
    r"\p{Nd}\xb2\xb3\xb9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490"
    r"\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}"
    r"\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}"
)


def arguments_of(writer: Iteration, node: ast.Call, least: int, most: int) -> list[Code]:
    if not least <= len(node.args) <= most:
        raise writer.refuse(node, "a method with this number of arguments")
    return [writer.expr(one) for one in node.args]


def _texts(writer: Iteration, node: ast.Call, least: int, most: int) -> list[str]:
    found = arguments_of(writer, node, least, most)
    for code, one in zip(found, node.args, strict=True):
        if code.kind not in (TEXT, NEVER):
            raise writer.refuse(one, f"{a(code.kind)} where a string is needed")
    return [code.text for code in found]


def _same_method(method: str, kind: Kind = TEXT) -> Method:
    """The same method under another name."""
    return lambda writer, node, value: Code(f"{value.at(ATOM)}.{method}({', '.join(_texts(writer, node, 0, 0))})", kind)


def _helper(name: str, kind: Kind = TEXT, *more: str, least: int = 0, most: int = 0) -> Method:
    """A helper that takes the value first."""
    return lambda writer, node, value: writer.call(
        name, value.text, *_texts(writer, node, least, most), *more, kind=kind, fresh=True
    )


def _matches(*patterns: str) -> Method:
    """All patterns hold; one with ``!`` in front must not."""

    def written(writer: Iteration, node: ast.Call, value: Code) -> Code:
        arguments_of(writer, node, 0, 0)
        tests = [
            f"!/{pattern[1:]}/u.test({value.text})" if pattern[0] == "!" else f"/{pattern}/u.test({value.text})"
            for pattern in patterns
        ]
        return Code(" && ".join(tests), BOOL, ATOM if len(tests) == 1 else AND)

    return written


def _strip(side: str) -> Method:
    names = {"strip": ("strip", "true", "true"), "lstrip": ("stripStart", "true", "false"),
             "rstrip": ("stripEnd", "false", "true")}  # fmt: skip

    def written(writer: Iteration, node: ast.Call, value: Code) -> Code:
        given = _texts(writer, node, 0, 1)
        helper, start, end = names[side]
        if not given:
            return writer.call(helper, value.text, kind=TEXT)
        return writer.call("stripOf", value.text, f"[...{given[0]}]", start, end, kind=TEXT)

    return written


def _split(writer: Iteration, node: ast.Call, value: Code) -> Code:
    kind = list_of(TEXT)
    words = {word.arg: word.value for word in node.keywords}
    if words.keys() - {"maxsplit"}:
        raise writer.refuse(node, "split() with these arguments")
    if not node.args or (isinstance(node.args[0], ast.Constant) and node.args[0].value is None):
        if len(node.args) > 1 or words:
            raise writer.refuse(node, "split() by white space, at most so often")
        return writer.call("words", value.text, kind=kind, fresh=True)
    separator = writer.expr(node.args[0])
    if separator.kind not in (TEXT, NEVER):
        raise writer.refuse(node, "a separator that may not be a string")
    most = node.args[1] if len(node.args) > 1 else words.get("maxsplit")
    if most is not None:
        return writer.call(
            "splitMost", value.text, separator.text, writer.whole_number(most).text, kind=kind, fresh=True
        )
    if writer.is_filled(node.args[0]):
        return Code(f"{value.at(ATOM)}.split({separator.text})", kind, ATOM, True)
    return writer.call("splitBy", value.text, separator.text, kind=kind, fresh=True)


def _join(writer: Iteration, node: ast.Call, value: Code) -> Code:
    if len(node.args) != 1:
        raise writer.refuse(node, "join() with other than one argument")
    items = writer.items(node.args[0])
    if items.kind.item not in (TEXT, NEVER):
        if items.kind.item != ANY:
            raise writer.refuse(node, f"join() of {a(items.kind.item)}")
        return Code(f"{items.at(ATOM)}.map({writer.need('text')}).join({value.text})", TEXT)
    return Code(f"{items.at(ATOM)}.join({value.text})", TEXT)


def _replace(writer: Iteration, node: ast.Call, value: Code) -> Code:
    if len(node.args) != 2:
        raise writer.refuse(node, "replace() at most so often")
    old, new = _texts(writer, node, 2, 2)
    second = node.args[1]
    plain = isinstance(second, ast.Constant) and "$" not in str(second.value)
    if writer.is_filled(node.args[0]) and plain:
        return Code(f"{value.at(ATOM)}.replaceAll({old}, {new})", TEXT)
    return writer.call("replaceAll", value.text, old, new, kind=TEXT)


def _ends(method: str) -> Method:
    def written(writer: Iteration, node: ast.Call, value: Code) -> Code:
        if len(node.args) == 1 and isinstance(node.args[0], ast.Tuple):
            tests = [f"{value.at(ATOM)}.{method}({writer.expr(one).text})" for one in node.args[0].elts]
            return Code(f"({' || '.join(tests)})", BOOL)
        (part,) = _texts(writer, node, 1, 1)
        return Code(f"{value.at(ATOM)}.{method}({part})", BOOL)

    return written


def _count(writer: Iteration, node: ast.Call, value: Code) -> Code:
    (part,) = _texts(writer, node, 1, 1)
    if writer.is_filled(node.args[0]):
        return Code(f"({value.at(ATOM)}.split({part}).length - 1)", NAT)
    return writer.call("countText", value.text, part, kind=NAT)


def _index(helper: str) -> Method:
    def written(writer: Iteration, node: ast.Call, value: Code) -> Code:
        (part,) = _texts(writer, node, 1, 1)
        return writer.call("present", writer.call(helper, value.text, part, kind=INT).text, kind=NAT)

    return written


def _just(left: str) -> Method:
    def written(writer: Iteration, node: ast.Call, value: Code) -> Code:
        width = writer.whole_number(node.args[0]).text
        fill = writer.expr(node.args[1]).text if len(node.args) > 1 else '" "'
        if left == "center":
            return writer.call("center", value.text, width, fill, kind=TEXT)
        return writer.call("pad", value.text, width, fill, left, kind=TEXT)

    return written


def _zero_fill(writer: Iteration, node: ast.Call, value: Code) -> Code:
    return writer.call("zeroFill", value.text, writer.whole_number(node.args[0]).text, kind=TEXT)


def _without(method: str) -> Method:
    def written(writer: Iteration, node: ast.Call, value: Code) -> Code:
        (part,) = _texts(writer, node, 1, 1)
        if not value.text.isidentifier():
            raise writer.refuse(node, "a prefix or suffix of what is not a plain name")
        text, start = value.text, method == "startsWith"
        cut = f"{text}.slice({part}.length)" if start else f"{text}.slice(0, {text}.length - {part}.length)"
        return Code(f"{text}.{method}({part}) ? {cut} : {text}", TEXT, TERNARY)

    return written


TEXT_METHODS: dict[str, Method] = {
    "upper": _same_method("toUpperCase"), "lower": _same_method("toLowerCase"),
    "capitalize": _helper("capitalize"), "title": _helper("title"), "swapcase": _helper("swapCase"),
    "strip": _strip("strip"), "lstrip": _strip("lstrip"), "rstrip": _strip("rstrip"),
    "split": _split, "splitlines": _helper("splitLines", list_of(TEXT)), "join": _join, "replace": _replace,
    "startswith": _ends("startsWith"), "endswith": _ends("endsWith"), "count": _count,
    "find": _helper("find", INT, least=1, most=1), "rfind": _helper("findLast", INT, least=1, most=1),
    "index": _index("find"), "rindex": _index("findLast"),
    "ljust": _just("false"), "rjust": _just("true"), "center": _just("center"), "zfill": _zero_fill,
    "removeprefix": _without("startsWith"), "removesuffix": _without("endsWith"),
    "isalpha": _matches(r"^\p{L}+$"), "isdecimal": _matches(r"^\p{Nd}+$"), "isdigit": _matches(f"^[{_DIGITS}]+$"),
    "isalnum": _matches(r"^[\p{L}\p{N}]+$"), "isspace": _matches(f"^[{SPACES}]+$"),
    "isupper": _matches(r"\p{Uppercase}", r"![\p{Lowercase}\p{Lt}]"),
    "islower": _matches(r"\p{Lowercase}", r"![\p{Uppercase}\p{Lt}]"),
}  # fmt: skip
