"""Text to :class:`Document`: pure, total, linear, and incremental (what did not change is not parsed again)."""

from __future__ import annotations

from typing import NamedTuple

from intent_lsp.document import whole
from intent_lsp.document.analysis import Context
from intent_lsp.document.chunk import Chunk
from intent_lsp.document.model import Document, Intent, Problem
from intent_lsp.document.scan import name_headings
from intent_lsp.document.sections import parts
from intent_lsp.document.settings import Defaults
from intent_lsp.document.source import normalise
from intent_lsp.values import Target


class _Memory(NamedTuple):
    """What the next parse takes over."""

    context: Context
    plain: str
    start: int
    names: list[int]
    """Where the intents' name headings start."""
    intents: dict[tuple[str, bool], Intent]
    """An intent's text, and whether its first heading may name it, to the intent with problems of its own only."""


def parse(
    text: str,
    *,
    stem: str = "",
    default_targets: tuple[Target, ...] = ("js",),
    previous: Document | None = None,
) -> Document:
    """Parse a document (FORMAT.md). Never raises, whatever the text.

    ``stem`` is the file's name without ``.intent.md``: the name of an intent that states none. ``default_targets``
    is the configuration's. ``previous`` is an earlier parse of the same document, whose unchanged intents are taken
    over; the result is the same without it.
    """
    plain = normalise(text)
    start, defaults, own = _front_matter(plain)
    context = Context(stem.removesuffix(".intent"), tuple(default_targets), defaults)
    before = previous.memory if previous is not None and isinstance(previous.memory, _Memory) else None
    names = _names(plain, start, before)
    kept = before.intents if before is not None and before.context == context else {}
    memory: dict[tuple[str, bool], Intent] = {}
    intents: list[Intent] = []
    heritage: dict[str, Chunk] | None = None
    line = -1
    for begin, end, titled in _chunks(plain, start, names):
        if line < 0:
            line = plain.count("\n", 0, begin)
        key = (plain[begin:end], titled)
        intent = kept.get(key)
        if intent is None:
            if heritage is None:
                heritage = _heritage(kept)
            intent = whole.intent_of(Chunk(key[0], context, titled, heritage))
        if intent.line != line:
            intent = whole.moved(intent, line)
        memory[key] = intent
        intents.append(intent)
        line += intent.lines  # the next one follows at once
    return _document(
        text=text,
        intents=whole.check(tuple(intents), context.default_targets),
        own_problems=tuple(own),
        default_targets=context.default_targets,
        memory=_Memory(context, plain, start, names, memory),
    )


def _document(**fields: object) -> Document:
    """A document whose lines are split on first use."""
    document = Document.__new__(Document)
    for name, value in fields.items():
        object.__setattr__(document, name, value)
    return document


def _heritage(kept: dict[tuple[str, bool], Intent]) -> dict[str, Chunk]:
    """What the intents of the last parse keep of their examples."""
    return {
        intent.name: intent.memory
        for intent in kept.values()
        if isinstance(intent.memory, Chunk) and intent.memory.units
    }


def _front_matter(plain: str) -> tuple[int, Defaults, list[Problem]]:
    if not plain.lstrip(" ").startswith("---"):
        return 0, Defaults(), []
    from intent_lsp.document import front_matter  # for those who have one

    return front_matter.read(plain)


def _chunks(text: str, start: int, names: list[int]) -> list[tuple[int, int, bool]]:
    """Where each intent's text begins and ends, and whether its first heading may be its name."""
    first = names[0] if names else len(text)
    stops = [*names[1:], len(text) + 1] if names else []
    chunks = [(begin, stop - 1, False) for begin, stop in zip(names, stops, strict=True)]
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


def _names(plain: str, start: int, before: _Memory | None) -> list[int]:
    """Where the name headings start: scanned, but only from the first intent that changed to the last."""
    padded = "\n" + plain
    if before is None or before.start != start or not before.names:
        return [begin for begin, _ in name_headings(padded, start)]
    old, old_text = before.names, before.plain
    delta = len(plain) - len(old_text)
    same = 0
    position = start
    if plain.startswith(old_text[: old[0]]):
        while same + 1 < len(old) and plain.startswith(old_text[old[same] : old[same + 1]], old[same]):
            same += 1
        position = old[same]
    # From here on the scan is needed, until it meets a heading from which on nothing changed.
    last, end = len(old), len(old_text)
    while (
        last > same
        and old[last - 1] + delta > position
        and plain[old[last - 1] + delta : end + delta] == old_text[old[last - 1] : end]
    ):
        last -= 1
        end = old[last]
    resume = {begin + delta: index for index, begin in enumerate(old[last:], last)}
    found = old[:same]
    for begin, _ in name_headings(padded, position):
        if begin in resume:
            return found + [name + delta for name in old[resume[begin] :]]
        found.append(begin)
    return found
