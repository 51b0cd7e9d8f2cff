"""A reply as text: thinking taken off, then cut into blocks of code. Linear time; never raises.

Rules for fences are CommonMark's (section 4.5, fenced code blocks), made tolerant where real models are not strict: a
fence may be indented by any amount, the last one need not be closed, and a reply wrapped in a ``markdown`` fence is
unwrapped.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

_FENCE = re.compile(r"[ \t]*(?:[-*+>]|\d{1,3}[.)])?[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]*)")
_ONE_LINE = re.compile(r"[ \t]*(`{3,})[ \t]*(\w+)?[ \t]+([^`\n]+)`{3,}[ \t]*")
_RULE = re.compile(r"[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*")
_THINK_OPEN = re.compile(r"\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_THINK_LINE = re.compile(r"[ \t]*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_THINK_CLOSE_LINE = re.compile(r"</(?:think|thinking|thought|reasoning)>[ \t]*$", re.IGNORECASE)

_TOKEN = re.compile(
    r"(?:[ \t]*(?:<[|｜][\w▁ -]{1,40}[|｜]>|</s>|<(?:start|end)_of_turn>|\[/INST\]))+[ \t]*$", re.MULTILINE
)
"""What ends a turn in the templates of common models, when it leaks into the text: at a line's end."""
_DEEP = 4
"""Spaces more than the opening fence has: from there on a fence is text (CommonMark 4.5)."""

_WRAPPERS = frozenset({"markdown", "md"})


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a reply that may be code. ``language`` is the fence's tag in lower case, empty without one."""

    code: str
    language: str = ""
    fenced: bool = False
    closed: bool = True


def clean(text: str) -> str:
    """Line ends as ``\\n``, no byte order mark, no zero-width spaces at the ends, no tokens of a chat template."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<" in text or "[/" in text:
        text = _TOKEN.sub("", text)
    return text.strip("\ufeff\u200b \t\n")


def strip_thinking(text: str) -> str:
    """Take off what a model says to itself.

    Leading ``<think>…</think>`` blocks; a block that opens on a line of its own outside a fence; everything before a
    ``</think>`` whose opening tag the server's template swallowed. A block that never closes swallows the rest: what
    remains is then empty. A tag inside a string of the code is left alone, as it neither opens nor closes a line.
    """
    while match := _THINK_OPEN.match(text):
        tag = f"</{match[1].lower()}>"
        end = text.lower().find(tag, match.end())
        if end < 0:
            return ""
        text = text[end + len(tag) :]
    kept: list[str] = []
    fence = ""
    waiting = ""
    opened = False
    for line in text.split("\n"):
        if waiting:
            at = line.lower().find(waiting)
            if at >= 0:
                kept.append(line[at + len(waiting) :])
                waiting = ""
            continue
        if fence:
            if _closes(line, fence):
                fence = ""
        elif (match := _FENCE.fullmatch(line)) is not None:
            fence = match[1]
        elif (match := _THINK_LINE.match(line)) is not None:
            opened = True
            tag = f"</{match[1].lower()}>"
            at = line.lower().find(tag, match.end())
            if at < 0:
                waiting = tag
            else:
                kept.append(line[at + len(tag) :])
            continue
        if not opened and _THINK_CLOSE_LINE.search(line):  # the opening tag is part of the server's template
            kept, fence = [], ""
            continue
        kept.append(line)
    return "\n".join(kept).strip("\n")


def fenced_blocks(text: str) -> list[Block]:
    """The fenced blocks in order; an unclosed last one runs to the end."""
    blocks: list[Block] = []
    fence, depth = "", 0
    language = ""
    body: list[str] = []
    lines = text.split("\n")
    following = _next_fences(lines)
    for index, line in enumerate(lines):
        if fence:
            if _closes(line, fence) and (_indent(line) < depth + _DEEP or not following[index]):
                blocks.append(_block(body, language, closed=True))
                fence, body = "", []
            elif (match := _FENCE.fullmatch(line)) is not None and match[2].strip() and not any(body):
                language = _tag(match[2])  # a fence straight after a fence: the second one counts
                fence, depth = match[1], _indent(line)
            else:
                body.append(line)
        elif (match := _ONE_LINE.fullmatch(line)) is not None:
            blocks.append(Block(match[3].strip(), (match[2] or "").lower(), fenced=True))
        elif (match := _FENCE.fullmatch(line)) is not None:
            language = _tag(match[2])
            if language in _WRAPPERS:
                continue
            fence, depth = match[1], _indent(line)
    if fence:
        blocks.append(_block(body, language, closed=False))
    return [block for block in blocks if block.code.strip()]


def continued(text: str) -> list[Block]:
    """What goes on from a fence that the prompt had opened, up to the one that closes it; at most one block."""
    before: list[str] = []
    for line in text.split("\n"):
        match = _FENCE.fullmatch(line)
        if match is not None:
            return [_block(before, "", closed=True, fenced=False)] if any(before) and not match[2].strip() else []
        before.append(line)
    return []


def _next_fences(lines: list[str]) -> list[bool]:
    """For every line, whether the next fence after it is bare: one that closes, not one that opens a block."""
    found: list[bool] = []
    bare = False
    for line in reversed(lines):
        found.append(bare)
        match = _FENCE.fullmatch(line)
        if match is not None:
            bare = not match[2].strip()
    return found[::-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def loose_blocks(text: str) -> list[Block]:
    """Without fences: the whole text first, then what stands between separators of three or more dashes."""
    pieces: list[list[str]] = [[]]
    for line in text.split("\n"):
        if _RULE.fullmatch(line):
            pieces.append([])
        else:
            pieces[-1].append(line)
    whole = [_block(text.split("\n"), "", closed=True, fenced=False)]
    if len(pieces) > 1:
        whole += [_block(piece, "", closed=True, fenced=False) for piece in pieces if any(piece)]
    return whole


def _closes(line: str, fence: str) -> bool:
    text = line.strip(" \t")
    return len(text) >= len(fence) and not text.strip(fence[0])


def _tag(info: str) -> str:
    words = re.split(r"[\s{:,]", info.strip().lower().lstrip("{."), maxsplit=1)
    return words[0].rstrip("}")


def _block(lines: list[str], language: str, *, closed: bool, fenced: bool = True) -> Block:
    first, end = 0, len(lines)
    while first < end and _RULE.fullmatch(lines[first]):
        first += 1
    while first < end and (not lines[end - 1].strip() or _RULE.fullmatch(lines[end - 1])):
        end -= 1
    return Block(textwrap.dedent("\n".join(lines[first:end])).strip("\n"), language, fenced=fenced, closed=closed)
