"""Where a place is in JSON (or JSON5) that is still being written: the way to it, and what may stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

_TOKEN = re.compile(
    r"(?P<text>\"(?:[^\"\\\n]|\\.)*(?P<closed>\")?|'(?:[^'\\\n]|\\.)*')|//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"
    r"|(?P<open>[{\[])|(?P<close>[}\]])|(?P<colon>:)|(?P<comma>,)|(?P<word>[^\s{}\[\]:,\"'/]+)"
)
_WHOLE = re.compile(r"[\"']?[\w$@.:/+-]*[\"']?")
_MOST = 1_000
"""Deeper than this nobody looks."""


@dataclass(slots=True)
class _Frame:
    """An object or a list that is open."""

    opened: str
    start: int
    key: str = ""
    index: int = 0
    wants: Literal["key", "colon", "value", "comma"] = "value"
    seen: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JsonPlace:
    """What is known about a place."""

    path: tuple[str | int, ...]
    """Keys and indexes from the root; of a value its own, of a key those of its object."""
    is_key: bool
    start: int
    """Where what is being typed begins."""
    end: int
    """Where it ends: behind the closing quote, if that is there already."""
    seen: frozenset[str]
    """The other keys of the innermost object, as far as they stand before the place."""
    opened: tuple[int, ...]
    """Where the objects and lists around the place begin, outermost first."""


def spot(text: str, offset: int) -> JsonPlace | None:
    """What stands at an offset; ``None`` behind a whole value, in a comment, and outside of everything."""
    frames: list[_Frame] = []
    start = end = offset
    for token in _TOKEN.finditer(text):
        if token.start() >= offset:
            break
        if token.lastgroup in ("text", "closed", "word") and offset <= token.end():
            inside = token.lastgroup == "word" or offset < token.end() or token["closed"] is None
            if not inside:
                return None
            start = token.start()
            end = token.end() if _WHOLE.fullmatch(token[0]) else offset
            break
        if token.lastgroup is None and offset <= token.end():
            return None
        if len(frames) > _MOST or not _step(frames, token):
            return None
    if not frames or frames[-1].wants not in ("key", "value"):
        return None
    last = frames[-1]
    path: list[str | int] = [frame.key if frame.opened == "{" else frame.index for frame in frames[:-1]]
    is_key = last.wants == "key"
    if not is_key:
        path.append(last.key if last.opened == "{" else last.index)
    return JsonPlace(tuple(path), is_key, start, end, frozenset(last.seen), tuple(frame.start for frame in frames))


def _step(frames: list[_Frame], token: re.Match[str]) -> bool:
    """Take one token in; ``False`` when there is nothing left that is open, or never was."""
    kind = "text" if token.lastgroup == "closed" else token.lastgroup
    last = frames[-1] if frames else None
    if kind == "open":
        frames.append(_Frame(token[0], token.start(), wants="key" if token[0] == "{" else "value"))
        return True
    if last is None:
        return kind is None
    match kind:
        case "close":
            frames.pop()
            if frames:
                frames[-1].wants = "comma"
            return bool(frames)
        case "comma":
            last.wants = "key" if last.opened == "{" else "value"
            last.index += 1
        case "colon":
            last.wants = "value"
        case "text" | "word" if last.wants == "key":
            last.key, last.wants = token[0].strip("\"'"), "colon"
            last.seen[last.key] = ""
        case "text" | "word":
            if last.wants == "value" and last.opened == "{":
                last.seen[last.key] = token[0].strip("\"'")
            last.wants = "comma"
    return True


def members(text: str, start: int) -> dict[str, str]:
    """The plain values of the object that begins at an offset, behind the place as well."""
    frames: list[_Frame] = []
    found: dict[str, str] = {}
    for token in _TOKEN.finditer(text, start):
        if not _step(frames, token):
            break
        found = frames[0].seen
    return found
