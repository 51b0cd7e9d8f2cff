"""All examples of a section, in any mix of the forms of FORMAT.md."""

from __future__ import annotations

from intent_lsp.document.blocks import blocks
from intent_lsp.document.example_blocks import OnError, lines_between, read_json, read_table
from intent_lsp.document.example_items import ExampleSyntaxError, looks_like_example, read_item
from intent_lsp.document.raw import Raw
from intent_lsp.document.report import Report
from intent_lsp.document.scan import Fence, fence_at

_MARKS = ("```", "~~~")


def read_examples(padded: str, start: int, end: int, name: str, hidden: bool, report: Report) -> list[Raw]:
    """The examples between two offsets, in order; what cannot be read becomes an ``example-syntax`` problem.

    ``padded`` is the text with a line end in front of it. Plain lines that do not look like examples are prose.
    """
    text = report.source.text

    def on_error(error: ExampleSyntaxError) -> None:
        data = {"replacement": error.replacement} if error.replacement else None
        report.add("example-syntax", error.start, error.end, error.message, data=data)

    found: list[Raw] = []
    for block in blocks(padded, start, end):
        try:
            if block.kind == "item":
                fence = fence_at(padded, block.line, block.end) if text.startswith(_MARKS, block.start) else None
                if fence is not None:
                    found += _read_fence(text, fence, name, on_error)
                elif text[block.start : block.end].strip():
                    found.append(read_item(text, block.start, block.end, name))
            elif block.kind == "line" and looks_like_example(text, block.start, block.end):
                found.append(read_item(text, block.start, block.end, name))
            elif block.kind == "table":
                found += read_table(text, block.start, block.end, on_error)
            elif block.fence is not None:
                found += _read_fence(text, block.fence, name, on_error)
        except ExampleSyntaxError as error:
            on_error(error)
    for raw in found:
        raw.hidden = hidden
    return found


def _read_fence(text: str, fence: Fence, name: str, on_error: OnError) -> list[Raw]:
    """JSON, or (in a block of another language) calls with arrows, one per line; other lines are code to look at."""
    if not fence.closed:
        on_error(ExampleSyntaxError("this fenced block is never closed", fence.start, fence.start))
    language = fence.info.split()[0].lower() if fence.info else ""
    content = text[fence.start : fence.content_end].lstrip()
    if language.startswith("json") or (not language and content[:1] in ("[", "{")):
        return read_json(text, fence.start, fence.content_end, on_error)
    found: list[Raw] = []
    for start, end in lines_between(text, fence.start, fence.content_end):
        if looks_like_example(text, start, end):
            try:
                found.append(read_item(text, start, end, name))
            except ExampleSyntaxError as error:
                on_error(error)
    return found
