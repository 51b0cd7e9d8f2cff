"""A page as a person follows it: its fenced blocks, the files that it has saved, and the output that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>```+)(?P<language>[\w-]*)\n(?P<text>.*?)^ *(?P=fence) *$", re.M | re.S)
_SAVE = re.compile(r"Save this as `([^`]+)`:$")
_ADD = re.compile(r"Add this line at the end of `([^`]+)`:$")
_LAST = re.compile(r"(?:Change the last line of `([^`]+)` to|Put the line back as it was:)$")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text without the indent, the prose before it, and its line, from one."""

    page: Path
    line: int
    language: str
    text: str
    before: str


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    text, end = page.read_text("utf-8"), 0
    for match in _FENCE.finditer(text):
        indent = match["indent"]
        inner = "".join(line.removeprefix(indent) for line in match["text"].splitlines(keepends=True))
        yield Block(page, text.count("\n", 0, match.start()) + 1, match["language"], inner, text[end : match.start()])
        end = match.end()


def save(block: Block, folder: Path, last: str) -> str:
    """Do with a file what the prose before the block says; the file's name. ``last``: the one before."""
    said = block.before.strip().splitlines()[-1]
    if match := _SAVE.search(said):
        (folder / match[1]).write_text(block.text, encoding="utf-8")
        return match[1]
    match = _ADD.search(said) or _LAST.search(said)
    assert match, f"{block.page.name}:{block.line}: the prose before the block does not say what to do with it"
    name = match[1] or last
    lines = (folder / name).read_text("utf-8").splitlines(keepends=True)
    kept = lines if _ADD.search(said) else lines[:-1]
    (folder / name).write_text("".join(kept) + block.text, encoding="utf-8")
    return name


def matches(expected: str, shown: str) -> bool:
    """Whether output is what a page shows: ``…`` stands for any text, also for several lines or none.

    Neighbouring lines that begin with the same word may come in any order: both languages are worked on at once.
    """
    pattern = re.sub(r"(?:\\\n)?…(?:\\\n)?", lambda _: ".*", re.escape(_ordered(expected.strip())))
    return re.search(rf"(?:^|\n){pattern}\s*$", _ordered(shown), re.S) is not None


def _ordered(text: str) -> str:
    groups = groupby(text.split("\n"), key=lambda line: line.partition(" ")[0])
    return "\n".join(line for _, lines in groups for line in sorted(lines))
