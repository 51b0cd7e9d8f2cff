"""A JSON5 reader with places: values, where they end, and, on request, where every key and value stands.

Source of the rules: the JSON5 specification 1.0.0 (spec.json5.org). Reading is linear, uses no recursion, and refuses
values nested deeper than :data:`MAX_DEPTH`, so that nothing downstream has to fear them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from json.scanner import make_scanner
from typing import NamedTuple

from intent_lsp.values import JsonValue

MAX_DEPTH = 100
MAX_DIGITS = 400
"""Longer numbers mean nothing in either language."""


class Json5Error(ValueError):
    """The text is not a JSON5 value. ``start`` and ``end`` are offsets; ``suggestion`` may replace what is there."""

    def __init__(self, message: str, start: int, end: int, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(end, start)
        self.suggestion = suggestion


class ObjectKey(NamedTuple):
    """A key of an object with its place (quotes included)."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Node:
    """A value with its place. ``items`` of a list; ``members`` of an object, in order, repeated keys included."""

    value: JsonValue
    start: int
    end: int = 0
    items: list[Node] | None = None
    members: list[tuple[ObjectKey, Node]] | None = None
    close: str = ""
    """What closes a list or an object."""

    def child(self, step: str | int) -> Node | None:
        """The member of that name (the last one wins, as in the value) or the item of that index."""
        if isinstance(step, int):
            return self.items[step] if self.items is not None and 0 <= step < len(self.items) else None
        return next((node for key, node in reversed(self.members or []) if key.name == step), None)

    def key(self, name: str) -> ObjectKey | None:
        """Where the key of that name stands."""
        return next((key for key, _ in reversed(self.members or []) if key.name == name), None)


def read(text: str, start: int = 0, end: int | None = None) -> tuple[JsonValue, int]:
    """The value at ``start`` (white space and comments before it are skipped) and the offset where it ends.

    What follows the value is the caller's business. Raises :class:`Json5Error`.
    """
    end = len(text) if end is None else end
    if start < end and text[start] <= "/":
        start = skip(text, start, end)
    try:
        value, stop = _SCAN(text, start)
    except (ValueError, StopIteration, RecursionError):
        pass
    else:
        # Plain JSON is read in C; only what could be too much, or goes on as JSON5 (0x1F), is read again.
        harmless = stop - start < MAX_DEPTH or _is_harmless(text, start, stop)
        if stop <= end and harmless and (stop == end or not (text[stop].isalnum() or text[stop] in "_$.")):
            return value, stop
    node = read_tree(text, start, end)
    return node.value, node.end


def read_python(text: str, start: int, end: int) -> tuple[JsonValue, int]:
    """The same as :func:`read`, where ``True``, ``False``, ``None`` and tuples are values as well."""
    node = _Reader(text, end, python=True).read(start)
    return node.value, node.end


def read_quickly(text: str, start: int, end: int) -> tuple[JsonValue, int] | None:
    """The same as :func:`read`, in C, for a value that is JSON but for its quotes; ``None`` for any other text."""
    if _BARE.match(text, start) is not None:
        return _loose(text, start, end)
    try:
        value, stop = _SCAN(text, start)
    except (ValueError, StopIteration):
        return _loose(text, start, end)
    except RecursionError:
        return None
    if stop > end or (stop < end and (text[stop].isalnum() or text[stop] in "_$.")):
        return None
    return (value, stop) if stop - start < MAX_DEPTH or _is_harmless(text, start, stop) else None


def _loose(text: str, start: int, end: int) -> tuple[JsonValue, int] | None:
    """The value when it is JSON once bare keys and texts in single quotes have double quotes."""
    match = _LOOSE.match(text, start, end)
    if match is None or len(match[0]) >= MAX_DIGITS:
        return None
    quoted = _UNQUOTED.sub(_quoted, match[0])
    try:
        value, stop = _SCAN(quoted, 0)
    except (ValueError, StopIteration):
        return None
    return (value, match.end()) if stop == len(quoted) else None


def plain_json(text: str) -> list[JsonValue] | None:
    """The list that a text is, whose objects may have bare keys; ``None`` for anything else.

    The caller answers for its depth. A bare "key" inside a string gets quotes as well; then it is no longer JSON.
    """
    if len(text) >= MAX_DIGITS and _LONG_NUMBER.search(text) is not None:
        return None
    try:
        try:
            value, stop = _SCAN(text, 0)
        except (ValueError, StopIteration):
            text = '"'.join(_BARE_KEY.split(text))
            value, stop = _SCAN(text, 0)
    except (ValueError, StopIteration, RecursionError):
        return None
    return value if stop == len(text) and isinstance(value, list) else None


def _quoted(match: re.Match[str]) -> str:
    """A bare key, or a text in single quotes, in double quotes; what has them already stays."""
    if match[1]:
        return f'"{match[1]}"'
    return f'"{match[0][1:-1]}"'


def _nested(levels: int) -> str:
    """A pattern for a bracketed text with up to that many levels of brackets in it, texts without escapes."""
    inner = rf"|{_nested(levels - 1)}" if levels else ""
    return rf"""[\[{{](?:[^\[\]{{}}"'\\/\n]++|"[^"\\\n]*+"|'[^'"\\\n]*+'{inner})*+[\]}}]"""


def _is_harmless(text: str, start: int, stop: int) -> bool:
    brackets = text.count("[", start, stop) + text.count("{", start, stop)
    return brackets <= MAX_DEPTH and _LONG_NUMBER.search(text, start, stop) is None


def read_tree(text: str, start: int = 0, end: int | None = None) -> Node:
    """The value at ``start`` as a tree with the place of every key and value. Raises :class:`Json5Error`."""
    return _Reader(text, len(text) if end is None else end).read(start)


def read_all(text: str) -> Node:
    """The tree of a text that holds one value and nothing else. Raises :class:`Json5Error`."""
    offset = 1 if text.startswith("\ufeff") else 0
    node = read_tree(text, offset)
    stop = skip(text, node.end, len(text))
    if stop < len(text):
        raise Json5Error("nothing may follow the value", stop, len(text))
    return node


def skip(text: str, position: int, end: int) -> int:
    """The offset of the first character that is neither white space nor comment. Raises :class:`Json5Error`."""
    position = _SPACE.match(text, position, end).end()  # type: ignore[union-attr]
    if text.startswith("/*", position, end) and text.find("*/", position + 2, end) < 0:
        raise Json5Error("this comment is never closed: add */", position, position + 2)
    return position


_SCAN = make_scanner(json.JSONDecoder())  # type: ignore[arg-type]
_SPACE = re.compile(r"(?:[\s\ufeff]++|//[^\n\u2028\u2029]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+")
_WORD = re.compile(r"[^\W\d][\w$]*+|[$][\w$]*+|(?:\\u[0-9a-fA-F]{4}|[\w$])++")
_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]++|(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?|Infinity|NaN)(?![\w$.])")
_BARE = re.compile(r"\{[ \t]*+[A-Za-z_$']")
_BARE_KEY = re.compile(r"(?<=[{ ,])([A-Za-z_$][A-Za-z0-9_$]*+)(?=[ \t]*+:)")
_LOOSE = re.compile(_nested(2))
_UNQUOTED = re.compile(r"""([A-Za-z_$][A-Za-z0-9_$]*+)(?=[ \t]*+:)|"[^"]*+"|'[^']*+'""")
_LONG_NUMBER = re.compile(rf"(?<!\d)\d{{{MAX_DIGITS}}}")
_STRING = {
    '"': re.compile(r'"([^"\\\n]*+(?:\\(?:[\s\S])[^"\\\n]*+)*+)("?)'),
    "'": re.compile(r"'([^'\\\n]*+(?:\\(?:[\s\S])[^'\\\n]*+)*+)('?)"),
}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))")
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_PLAIN |= dict.fromkeys("\n\u2028\u2029", "")  # an escaped line end goes on with the line
_WORDS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_PYTHON_WORDS: dict[str, JsonValue] = {"True": True, "False": False, "None": None}
_INSTEAD = {
    "True": "true",
    "False": "false",
    "None": "null",
    "undefined": "null",
    "nil": "null",
    "nan": "NaN",
    "inf": "Infinity",
    "infinity": "Infinity",
}


def quote(text: str) -> str:
    """The text as a JSON string."""
    return json.dumps(text, ensure_ascii=False)


class _Reader:
    """One reading; ``stack`` holds the open lists and objects."""

    def __init__(self, text: str, end: int, *, python: bool = False) -> None:
        self.text = text
        self.end = end
        self.python = python

    def read(self, position: int) -> Node:
        stack: list[tuple[Node, ObjectKey | None]] = []
        node: Node | None = None
        position = skip(self.text, position, self.end)
        while True:
            if node is None:
                node = self._open(position, len(stack))
                if node.items is None and node.members is None:
                    position = node.end
                else:
                    position = skip(self.text, node.start + 1, self.end)
                    closed = self._closed(node, position)
                    if not closed:
                        key, position = self._key(node, position)
                        stack.append((node, key))
                        node = None
                        continue
                    position = node.end
            if not stack:
                return node
            parent, key = stack.pop()
            if parent.items is not None:
                parent.items.append(node)
                parent.value.append(node.value)
            elif parent.members is not None and key is not None:
                parent.members.append((key, node))
                parent.value[key.name] = node.value
            position = self._separator(parent, position)
            if self._closed(parent, position):
                node, position = parent, parent.end
                continue
            key, position = self._key(parent, position)
            stack.append((parent, key))
            node = None

    def _open(self, position: int, depth: int) -> Node:
        """A scalar with its end, or an empty container that is still open."""
        char = self.text[position] if position < self.end else ""
        if char in ("[{(" if self.python else "[{") and char:
            if depth >= MAX_DEPTH:
                raise Json5Error(f"nested more than {MAX_DEPTH} levels deep", position, position + 1)
            if char == "{":
                return Node({}, position, 0, members=[], close="}")
            return Node([], position, 0, items=[], close="]" if char == "[" else ")")
        if char in "\"'" and char:
            value, end = self._string(position)
            return Node(value, position, end)
        return self._scalar(position)

    def _closed(self, node: Node, position: int) -> bool:
        if not self.text.startswith(node.close, position, self.end):
            return False
        if node.close == ")" and len(node.items or ()) == 1 and self.text[position - 1] != ",":
            raise Json5Error("parentheses around one value are not read: remove them", node.start, position + 1)
        node.end = position + 1
        return True

    def _separator(self, node: Node, position: int) -> int:
        position = skip(self.text, position, self.end)
        if self.text.startswith(",", position, self.end):
            return skip(self.text, position + 1, self.end)
        if not self.text.startswith(node.close, position, self.end):
            raise self._error(position, f"expected , or {node.close} here", node)
        return position

    def _key(self, node: Node, position: int) -> tuple[ObjectKey | None, int]:
        if node.items is not None:
            if position >= self.end:
                raise self._error(position, "", node)
            return None, position
        start = position
        char = self.text[position] if position < self.end else ""
        if char in "\"'" and char:
            name, position = self._string(position)
        else:
            match = _WORD.match(self.text, position, self.end)
            if match is None:
                raise self._error(position, "expected a key here", node)
            name = _unescape(match[0]) if "\\" in match[0] else match[0]
            position = match.end()
        key = ObjectKey(name, start, position)
        position = skip(self.text, position, self.end)
        if not self.text.startswith(":", position, self.end):
            raise self._error(position, f"expected : after the key {name[:40]!r}", node)
        return key, skip(self.text, position + 1, self.end)

    def _error(self, position: int, message: str, node: Node) -> Json5Error:
        if position >= self.end:
            what = "list" if node.items is not None else "object"
            return Json5Error(f"this {what} is never closed: add {node.close}", node.start, node.start + 1)
        return _unexpected(self.text, position, self.end, message)

    def _string(self, position: int) -> tuple[str, int]:
        match = _STRING[self.text[position]].match(self.text, position, self.end)
        assert match is not None  # noqa: S101 - the pattern matches every text that starts with the quote
        if not match[2]:
            raise Json5Error(f"this text is never closed: add {self.text[position]}", position, match.end())
        if "\\" not in match[1]:
            return match[1], match.end()
        return self._decode(match[1], match.start(1)), match.end()

    def _decode(self, body: str, offset: int) -> str:
        bad = re.search(r"(?<!\\)(?:\\\\)*+\\(?:u(?![0-9a-fA-F]{4})|x(?![0-9a-fA-F]{2})|[1-9])", body)
        if bad is not None:
            raise Json5Error("this escape is not complete", offset + bad.end() - 2, offset + bad.end())
        return _unescape(body)

    def _scalar(self, position: int) -> Node:
        match = _NUMBER.match(self.text, position, self.end)
        if match is not None:
            return Node(_number(match[0], position), position, match.end())
        word = _WORD.match(self.text, position, self.end)
        if word is None:
            if position >= self.end:
                raise Json5Error("a value is missing here", position, position)
            raise _unexpected(self.text, position, self.end, "expected a value here")
        if word[0] in _WORDS:
            return Node(_WORDS[word[0]], position, word.end())
        if self.python and word[0] in _PYTHON_WORDS:
            return Node(_PYTHON_WORDS[word[0]], position, word.end())
        if word[0] in _INSTEAD:
            instead = _INSTEAD[word[0]]
            raise Json5Error(f"{word[0]} is not a JSON5 value: write {instead}", position, word.end(), instead)
        shown = word[0][:40]
        if word[0][0].isdigit():
            raise Json5Error(f"{shown} is not a number", position, word.end(), quote(word[0]))
        raise Json5Error(f"text needs quotes: write {quote(shown)}", position, word.end(), quote(word[0]))


def _unexpected(text: str, position: int, end: int, message: str) -> Json5Error:
    """The error at a character that does not belong there; one that only looks right is named."""
    from intent_lsp.text.lookalikes import lookalike  # for those who have made a mistake

    found = lookalike(text, position, end)
    return Json5Error(message, position, position + 1) if found is None else Json5Error(*found)


def _number(text: str, position: int) -> int | float:
    body = text.lstrip("+-")
    sign = -1 if text[0] == "-" else 1
    if len(body) > MAX_DIGITS:
        raise Json5Error(f"a number of more than {MAX_DIGITS} digits", position, position + len(text))
    if body == "Infinity":
        return sign * float("inf")
    if body == "NaN":
        return float("nan")
    if body[:2] in ("0x", "0X"):
        return sign * int(body, 16)
    return sign * int(body) if body.isdigit() else sign * float(body)


def _unescape(body: str) -> str:
    plain = _ESCAPE.sub(_escape, body)
    # A pair of surrogates written as two escapes is one character.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if _has_surrogate(plain) else plain


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and re.search("[\ud800-\udfff]", text) is not None


def _escape(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int(match[1] or match[2], 16))
    return _PLAIN.get(match[3], match[3])
