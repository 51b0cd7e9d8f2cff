"""The parameter list of a JavaScript function's source text, as names for the contract gate.

``name``, ``name?`` (has a default value), ``...name`` (rest), ``_`` (a pattern, which has no name). The text comes from
``Function.prototype.toString``; whatever it is, reading it ends.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"[\w$\u00a0-\U0010ffff]+")
_SKIP = re.compile(r"\s+|//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`\\]|\\.)*`", re.DOTALL)
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def parameters(source: str) -> tuple[str, ...] | None:
    """The names in order; ``None`` when the text is not a function with a parameter list (a class, native code)."""
    text = _without_comments(source)
    if text.startswith("class"):
        return None
    bare = re.match(r"(?:async\s+)?([\w$]+)\s*=>", text)
    if bare:
        return (bare[1],)
    start = text.find("(")
    if start < 0 or "[native code]" in text[:200]:
        return None
    parts = _split(text, start + 1)
    return None if parts is None else tuple(_name(part) for part in parts)


def _without_comments(source: str) -> str:
    out, at = [], 0
    for found in re.finditer(r"//[^\n]*|/\*.*?\*/|" + _STRING.pattern, source, re.DOTALL):
        out.append(source[at : found.start()])
        out.append(" " if found[0].startswith(("//", "/*")) else found[0])
        at = found.end()
    return "".join([*out, source[at:]]).strip()


def _split(text: str, start: int) -> list[str] | None:
    """The parameters between the parenthesis before ``start`` and its partner, split at top-level commas."""
    parts: list[str] = []
    closing: list[str] = []
    at = begin = start
    while at < len(text):
        found = _STRING.match(text, at)
        if found:
            at = found.end()
            continue
        char = text[at]
        if char in _PAIRS:
            closing.append(_PAIRS[char])
        elif closing and char == closing[-1]:
            closing.pop()
        elif not closing and char in ",)":
            parts.append(text[begin:at].strip())
            begin = at + 1
            if char == ")":
                return parts[:-1] if not parts[-1] else parts
        at += 1
    return None


def _name(part: str) -> str:
    rest = part.startswith("...")
    found = _NAME.match(part.removeprefix("...").lstrip())
    name = found[0] if found else "_"
    if rest:
        return "..." + name
    # A default value: `name = …` or `{…} = …`; an `=` inside of a pattern does not make the parameter optional.
    tail = part[found.end() :] if found else part[_pattern_end(part) :]
    return name + "?" if tail.lstrip().startswith("=") else name


def _pattern_end(part: str) -> int:
    depth = 0
    for index, char in enumerate(part):
        depth += (char in "{[(") - (char in "}])")
        if depth == 0:
            return index + 1
    return len(part)
