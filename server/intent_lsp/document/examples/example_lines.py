"""What stands among examples, block by block: each line is an example, or is allowed there, or is named.

Allowed are remarks (``//``, HTML comments), rules, tags, and a line that introduces others: one that ends in a colon or
is all emphasis. Everything else gets the problem ``not-read``, so that nobody takes for checked what nobody has read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from intent_lsp.document.examples.example_blocks import read_json
from intent_lsp.document.examples.example_code import is_assertion, read_assertion, read_doctest
from intent_lsp.document.examples.example_items import (
    ExampleSyntaxError,
    find_call,
    is_input,
    is_outcome,
    looks_like_example,
    read_item,
)
from intent_lsp.document.examples.unbound_examples import Finding, UnboundExample, Unit
from intent_lsp.document.structure.blocks import Block, blocks
from intent_lsp.document.structure.heading_scan import Fence, fence_at

DEEPEST = 8
"""So deep may lists of examples be nested."""
_MARKS = ("```", "~~~")
_ALLOWED = re.compile(
    r"//.*|/\*.*\*/|(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|\[!\w+\][-+]?.*"
    r"|#[^\W\d][\w/-]*(?:[ \t]+#[^\W\d][\w/-]*)*|(?:</?[A-Za-z][^<>]*>[ \t]*)+|<summary>[^<>]*</summary>"
)
_INTRODUCES = re.compile(r".*:[*_`]*|\*\*[^*]+\*\*|__[^_]+__|\*[^*]+\*|_[^_]+_")
_NOTE = re.compile(r"#.*|--[ \t].*|import\b.*|from\b.*\bimport\b.*")
"""What may stand in a block of code beside the examples."""
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")


class LineReader:
    """Reads the blocks of one unit. ``name``: the function's."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.padded = "\n" + text
        self.name = name
        self.examples: list[UnboundExample] = []
        self.findings: list[Finding] = []

    def unit(self, block: Block) -> Unit:
        """What one block holds."""
        self._block(block, depth=0, fenced=False)
        return Unit(tuple(self.examples), tuple(self.findings))

    def _all(self, found: Iterable[Block], depth: int, fenced: bool) -> None:
        for block in self._paired(found):
            self._block(block, depth, fenced)

    def _paired(self, found: Iterable[Block]) -> Iterator[Block]:
        """The blocks, with a line ``in:`` and the line ``out:`` below it as one item."""
        held: Block | None = None
        for block in found:
            if held is not None and block.kind == "line" and is_outcome(self.text, block.start, block.end):
                yield held._replace(kind="item", end=block.end)
                held = None
                continue
            if held is not None:
                yield held
            held = block if block.kind == "line" and is_input(self.text, block.start, block.end) else None
            if held is None:
                yield block
        if held is not None:
            yield held

    def _block(self, block: Block, depth: int, fenced: bool) -> None:
        start, end = block.start, block.end
        fence = block.fence
        if block.kind == "item" and self.text.startswith(_MARKS, start):
            fence = fence_at(self.padded, block.line, end)
        if fence is not None:
            self._fence(fence, depth)
        elif block.kind == "item":
            self._item(start, end, depth, fenced)
        elif block.kind == "doctest":
            self._try(lambda: read_doctest(self.text, start, end, self.name), block.line, end)
        elif block.kind == "open":
            self._open_comment(start, end)
        elif block.kind == "table":
            for first, last in self._lines(start, end):
                self._not_read(first, last, "a table is not read here: put it outside of the list or the fence")
        else:
            self._line(start, end, fenced)

    def _item(self, start: int, end: int, depth: int, fenced: bool) -> None:
        stop = self.text.find("\n", start, end)
        stop = end if stop < 0 else stop
        line = self.text[start:stop].strip()
        if not line or (_INTRODUCES.fullmatch(line) and self._is_prose(start, stop)):
            self._rest(stop, end, depth, fenced)
        elif is_assertion(self.text, start, stop):
            self._try(lambda: read_assertion(self.text, start, stop, self.name), start, stop)
            self._rest(stop, end, depth, fenced)
        else:
            try:
                unbound = read_item(self.text, start, end, self.name)
            except ExampleSyntaxError as error:
                self._add("example-syntax", error)
                return
            self.examples.append(unbound)
            if unbound.full_range[1] < end:
                remark = bool(self.text[unbound.out[1] : unbound.full_range[1]].strip(" \t`*_"))
                self._rest(
                    self._behind_remark(unbound.full_range[1], end) if remark else unbound.full_range[1],
                    end,
                    depth,
                    fenced,
                )

    def _behind_remark(self, position: int, end: int) -> int:
        """Where the lines end that a remark goes on with: indented, with no blank line, and nothing like an example."""
        while position < end:
            stop = self.text.find("\n", position + 1, end)
            stop = end if stop < 0 else stop
            line = self.text[position + 1 : stop]
            block = next(blocks(self.padded, position + 1, stop), None)
            if block is None or block.kind != "line" or not line[:1].isspace() or not self._is_prose(block.start, stop):
                break
            position = stop
        return position

    def _is_prose(self, start: int, end: int) -> bool:
        """Whether a text says nothing that an example would: no call of the function, no ``in:``."""
        return f"{self.name}(" not in self.text[start:end] and not looks_like_example(self.text, start, end)

    def _rest(self, position: int, end: int, depth: int, fenced: bool) -> None:
        """What stands below the first lines of an item."""
        if not self.text[position:end].strip():
            return
        if depth < DEEPEST:
            self._all(blocks(self.padded, position + 1, end), depth + 1, fenced)
            return
        for first, last in self._lines(position, end):
            self._not_read(first, last, f"lists are read {DEEPEST} levels deep: put this further out")

    def _lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for line in _LINE.finditer(self.text, start, end):
            yield line.start() + len(line[0]) - len(line[0].lstrip()), line.start() + len(line[0].rstrip())

    def _line(self, start: int, end: int, fenced: bool) -> None:
        text = self.text
        line = text[start:end]
        if is_assertion(text, start, end):
            self._try(lambda: read_assertion(text, start, end, self.name), start, end)
        elif looks_like_example(text, start, end):
            self._try(lambda: read_item(text, start, end, self.name), start, end)
        elif _ALLOWED.fullmatch(line) or (fenced and _NOTE.fullmatch(line)):
            return
        elif not (_INTRODUCES.fullmatch(line) and self._is_prose(start, end)):
            self._unknown(start, end)

    def _try(self, read: Callable[[], UnboundExample | None], start: int, end: int) -> None:
        try:
            unbound = read()
        except ExampleSyntaxError as error:
            self._add("example-syntax", error)
            return
        if unbound is not None:
            self.examples.append(unbound)
        else:
            for first, last in self._lines(start, end):
                self._unknown(first, last)

    def _fence(self, fence: Fence, depth: int) -> None:
        """JSON, or (in a block of another language) what may also stand outside of a fence."""
        if not fence.closed:
            self._add(
                "example-syntax", ExampleSyntaxError("this fenced block is never closed", fence.start, fence.start)
            )
        language = fence.info.split()[0].lower() if fence.info else ""
        content = self.text[fence.start : fence.content_end].lstrip()
        if language.startswith("json") or (not language and content[:1] in ("[", "{")):
            self.examples += read_json(
                self.text, fence.start, fence.content_end, lambda e: self._add("example-syntax", e)
            )
        elif depth < DEEPEST:
            self._all(_fence_blocks(self.padded, fence), depth + 1, fenced=True)

    def _unknown(self, start: int, end: int) -> None:
        """A line that says nothing that can be read: an example behind something else, or prose."""
        line = self.text[start:end]
        at = line.find(f"{self.name}(") if self.name else -1
        if at > 0 and find_call(self.text, start + at, end) is not None and self._is_example(start + at, end):
            self._not_read(start, start + at, "this example is not read: start its line with `- `", "- ")
            return
        if line == "-->":
            message = "comments do not hold comments: the first --> ended this one, and what follows it is read"
            self._not_read(start, end, message, "// -->")
            return
        message = f"this is not read: write an example, as in `{self.name or 'f'}(…) -> …`, or a remark after //"
        self._not_read(start, end, message, f"// {line}")

    def _open_comment(self, start: int, end: int) -> None:
        stop = self.text.find("\n", start, end)
        stop = start + len(self.text[start : end if stop < 0 else stop].rstrip())
        message = "this comment is never closed, and hides the rest: add -->"
        self._not_read(start, stop, message, f"{self.text[start:stop]} -->")

    def _is_example(self, start: int, end: int) -> bool:
        try:
            read_item(self.text, start, end, self.name)
        except ExampleSyntaxError:
            return False
        return True

    def _add(self, code: str, error: ExampleSyntaxError) -> None:
        self.findings.append(finding(error, code))

    def _not_read(self, start: int, end: int, message: str, replacement: str = "") -> None:
        self._add("not-read", ExampleSyntaxError(message, start, end, replacement))


def _fence_blocks(padded: str, fence: Fence) -> Iterator[Block]:
    return blocks(padded, min(fence.start, fence.content_end), fence.content_end)


def finding(error: ExampleSyntaxError, code: str = "example-syntax") -> Finding:
    """The problem that says why something could not be read."""
    data = {"replacement": error.replacement} if error.replacement else {}
    return Finding(code, error.start, error.end, error.message, data)
