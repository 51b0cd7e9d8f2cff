"""Calls with plain values in a project's tests in JavaScript: Jest, Vitest, ``node:assert``, AVA, tape, QUnit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from intent_lsp.adoption.contract import Call, Input, Note
from intent_lsp.adoption.javascript_values import NotPlain, call_arguments, literal_value
from intent_lsp.syntax import javascript as js
from intent_lsp.values import JsonValue

if TYPE_CHECKING:
    from tree_sitter import Node

_EXPECTED = {"toBe", "toEqual", "toStrictEqual", "eql", "equal", "eq"}
_WORDS: dict[str, JsonValue] = {"toBeTruthy": True, "toBeFalsy": False, "toBeNull": None}
_EQUAL = re.compile(r"(?:\w+\.)?(?:strictEqual|deepStrictEqual|deepEqual|equals?|is|same|deepLooseEqual)")
_TRUE, _FALSE = re.compile(r"\w+\.(?:ok|true|isTrue)|assert"), re.compile(r"\w+\.(?:notOk|false|isFalse)")
_RAISES = re.compile(r"(?:\w+\.)?throws|toThrow(?:Error)?")


def from_tests(text: str, name: str, inputs: Sequence[Input], file: str) -> list[Call]:
    """The calls in a file of tests that are compared with a plain value, and those that must throw."""
    found = []
    for node in js.walk(js.parse(text)):
        if node.type == "call_expression":
            for call, value in _compared(node):
                args = call_arguments(call, name, inputs)
                if args is not None:
                    found.append(Call(args, "test", Note(call.start_point.row + 1, file), value))
    return found


def _compared(node: Node) -> Iterator[tuple[Node, tuple[JsonValue] | None]]:
    """The expressions that a call of a test library compares, with what they must be."""
    function, given = js.field(node, "function"), js.field(node, "arguments")
    if function is None or given is None:
        return
    args = [item for item in given.named_children if item.type != "comment"]
    verb, subject = js.field(function, "property"), js.field(function, "object")
    if verb is not None and subject is not None and js.text(subject).startswith("expect("):
        yield from _expected(js.text(verb), _argument(subject), args)
        return
    said = js.text(function)
    if _EQUAL.fullmatch(said) and len(args) >= 2:
        yield from _pairs(args[0], args[1])
        yield from _pairs(args[1], args[0])
    elif args and _TRUE.fullmatch(said):
        yield args[0], (True,)
        if args[0].type == "binary_expression" and js.text(args[0].children[1]) in ("===", "=="):
            yield from _pairs(args[0].children[0], args[0].children[2])
    elif args and _FALSE.fullmatch(said):
        yield args[0], (False,)
    elif args and _RAISES.fullmatch(said):
        yield from _thrown(args[0])


def _argument(node: Node) -> Node | None:
    """What stands in ``expect(…)``, whatever words follow it; nothing where one of them is ``not``."""
    while node.type == "member_expression":
        word, inner = js.field(node, "property"), js.field(node, "object")
        if inner is None or (word is not None and js.text(word) == "not"):
            return None
        node = inner
    given = js.field(node, "arguments")
    return given.named_children[0] if given is not None and given.named_children else None


def _expected(verb: str, subject: Node | None, args: Sequence[Node]) -> Iterator[tuple[Node, tuple[JsonValue] | None]]:
    if subject is None:
        return
    if verb in _WORDS:
        yield subject, (_WORDS[verb],)
    elif _RAISES.fullmatch(verb):
        yield from _thrown(subject)
    elif verb in _EXPECTED and args:
        yield from _pairs(subject, args[0])


def _pairs(call: Node, value: Node) -> Iterator[tuple[Node, tuple[JsonValue]]]:
    try:
        yield call, (literal_value(js.text(value)),)
    except NotPlain:
        return


def _thrown(function: Node) -> Iterator[tuple[Node, None]]:
    """The one call in a function that must throw."""
    body = js.field(function, "body")
    calls = [node for node in js.walk(body) if node.type == "call_expression"] if body is not None else []
    if calls:
        yield calls[0], None
