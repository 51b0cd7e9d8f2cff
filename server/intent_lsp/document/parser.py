"""Text to :class:`Document`: pure, total, linear, and incremental (what did not change is not parsed again)."""

from __future__ import annotations

from typing import TypeAlias

from intent_lsp.document import front_matter, whole
from intent_lsp.document.intents import Context, parse_intent
from intent_lsp.document.model import Document, Intent
from intent_lsp.document.scan import name_headings
from intent_lsp.document.sections import parts
from intent_lsp.document.source import normalise, split_lines
from intent_lsp.values import Target

_Memory: TypeAlias = dict[tuple[str, bool], Intent]
"""An intent's text, and whether its first heading may name it, to what was parsed (with problems of its own only)."""


def parse(
    text: str,
    *,
    stem: str = "",
    default_targets: tuple[Target, ...] = ("js",),
    previous: Document | None = None,
) -> Document:
    """Parse a document (FORMAT.md). Never raises, whatever the text.

    ``stem`` is the file's name without ``.intent.md``: the name of an intent that states none. ``default_targets`` is the
    configuration's. ``previous`` is an earlier parse of the same document, whose unchanged intents are taken over.
    """
    plain = normalise(text)
    start, defaults, own = front_matter.read(plain)
    context = Context(stem.removesuffix(".intent"), tuple(default_targets), defaults)
    kept: _Memory = {}
    if previous is not None and isinstance(previous.memory, tuple) and previous.memory[0] == context:
        kept = previous.memory[1]
    memory: _Memory = {}
    intents: list[Intent] = []
    line, position = 0, 0
    for begin, end, titled in _chunks(plain, start):
        line += plain.count("\n", position, begin)
        position = begin
        key = (plain[begin:end], titled)
        intent = kept.get(key) or parse_intent(key[0], context, titled)
        if intent.line != line:
            intent = whole.moved(intent, line)
        memory[key] = intent
        intents.append(intent)
    return Document(
        text, tuple(split_lines(text)), whole.check(tuple(intents), context.default_targets), tuple(own),
        context.default_targets, (context, memory),
    )


def _chunks(text: str, start: int) -> list[tuple[int, int, bool]]:
    """Where each intent's text begins and ends, and whether its first heading may be its name."""
    padded = "\n" + text
    names = [begin for begin, _ in name_headings(padded) if begin >= start]
    first = names[0] if names else len(text)
    stops = [*names[1:], len(text)]
    chunks = [(begin, stop - 1 if stop < len(text) else stop, False) for begin, stop in zip(names, stops, strict=False)]
    before = text[start:first]
    if not before.strip():
        return chunks
    lead = start + len(before) - len(before.lstrip())
    lead = text.rfind("\n", 0, lead) + 1
    if not names:
        return [(lead, len(text), True)]
    sections = [part for part in parts("\n" + before) if part.key]
    if any(part.key in ("examples", "hidden examples") for part in sections):
        # An intent of its own, with a title or the file's name, before the first that says its name.
        return [(lead, first - 1, True), *chunks]
    begin = start + sections[0].start if sections else lead if len(names) == 1 else first
    return [(begin, chunks[0][1], False), *chunks[1:]]


