"""The blocks of a section's value: list items, fenced blocks, tables, doctests and plain lines, as ranges of offsets.

An item runs over the following lines that are indented or directly below it, up to the next item at its own level; a
fence inside it belongs to it. One pass, linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from intent_lsp.document.structure.heading_scan import Fence, fence_at


class Block(NamedTuple):
    """``start`` is the first character after the list marker; ``end`` is the end of the last non-blank line."""

    kind: Literal["item", "fence", "table", "line", "doctest", "open"]
    """``open``: a comment that is never closed; ``doctest``: a prompt with what stands below it."""
    start: int
    end: int
    line: int
    """Offset at which the block's first line starts."""
    fence: Fence | None = None


_MARKER = re.compile(r"([ \t]*+)(?:[-*+]|\d{1,9}[.)])(?:[ \t]++|(?=\n|\Z))(?:\[[ xX]\][ \t]++)?")
_DELIMITER = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+(?=\n|\Z)")
_COMMENT = re.compile(r"[ \t]*+<!--")
_ITEM = re.compile(r"[ \t]*+[-*+][ \t]++(?=[A-Za-z`])")
_PROMPT = re.compile(r"[ \t]*+>>>[ \t]++")


def blocks(padded: str, start: int, end: int) -> Iterator[Block]:
    """The blocks between two offsets of a text (``padded`` has a line end in front of it)."""
    text = padded
    position = start
    while position < end:
        stop = _line_end(text, position, end)
        # Offsets of the text are one less than those of the padded text.
        line = text[position + 1 : stop + 1]
        if not line or line.isspace():
            position = stop + 1
            continue
        if (comment := _COMMENT.match(text, position + 1, end + 1)) is not None:
            close = text.find("-->", comment.end(), end + 1)
            if close < 0:
                yield Block("open", comment.end() - len("<!--") - 1, end, position)
                return
            stop = _line_end(text, close - 1, end)
            if rest := text[close + 3 : stop + 1].strip():
                start = text.index(rest, close + 3) - 1
                yield Block("line", start, start + len(rest), start)
            position = stop + 1
            continue
        marker = _MARKER.match(text, position + 1, end + 1)
        if marker is not None and not _is_rule(line):
            stop = _item_end(text, stop, end, len(marker[1].expandtabs(4)))
            yield Block("item", marker.end() - 1, stop, position)
        elif (fence := fence_at(text, position, end)) is not None:
            stop = fence.end
            yield Block("fence", position, stop, position, fence)
        elif (prompt := _PROMPT.match(text, position + 1, end + 1)) is not None:
            stop = _doctest_end(text, stop, end)
            yield Block("doctest", prompt.end() - 1, stop, position)
        elif "|" in line and _DELIMITER.match(text, stop + 2, end + 1) is not None:
            stop = _table_end(text, stop, end)
            yield Block("table", position, stop, position)
        else:
            yield Block("line", position + len(line) - len(line.lstrip()), position + len(line.rstrip()), position)
        position = stop + 1


def _line_end(padded: str, position: int, end: int) -> int:
    found = padded.find("\n", position + 1, end + 1)
    return end if found < 0 else found - 1


def _is_rule(line: str) -> bool:
    bare = "".join(line.split())
    return len(bare) >= 3 and (bare.strip("-") == "" or bare.strip("*") == "")


def _item_end(padded: str, stop: int, end: int, indent: int) -> int:
    """The end of the last non-blank line that belongs to the item whose first line ends at ``stop``."""
    last = stop
    blank = False
    position = stop + 1
    while position < end:
        stop = _line_end(padded, position, end)
        line = padded[position + 1 : stop + 1]
        stripped = line.lstrip()
        if not stripped:
            blank = True
            position = stop + 1
            continue
        depth = len(line[: len(line) - len(stripped)].expandtabs(4))
        if depth <= indent and (blank or _MARKER.match(line) is not None or stripped.startswith(("|", "<!--"))):
            break
        fence = fence_at(padded, position, end)
        if fence is not None:
            if depth <= indent and indent == 0 and depth == 0 and not _open_colon(padded, last):
                break
            stop = fence.end
        last = stop
        blank = False
        position = stop + 1
    return last


def _open_colon(padded: str, last: int) -> bool:
    """Whether the item so far ends in a colon (``in:``), so that an unindented fence below is its value."""
    return padded[max(last - 20, 0) : last + 1].rstrip(" \t*_`").endswith(":")


def _doctest_end(padded: str, stop: int, end: int) -> int:
    """The end of what a prompt whose line ends at ``stop`` gives: up to a blank line, a prompt, an item, a fence."""
    position = stop + 1
    while position < end:
        line_end = _line_end(padded, position, end)
        line = padded[position + 1 : line_end + 1]
        if not line.strip() or _PROMPT.match(line) or _MARKER.match(line) or fence_at(padded, position, end):
            break
        stop = line_end
        position = stop + 1
    return stop


def _table_end(padded: str, stop: int, end: int) -> int:
    last = stop
    position = stop + 1
    while position < end:
        stop = _line_end(padded, position, end)
        line = padded[position + 1 : stop + 1]
        if "|" not in line or _ITEM.match(line) is not None:
            break
        last = stop
        position = stop + 1
    return last
