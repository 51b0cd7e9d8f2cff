"""Text to :class:`Document`: pure, total, linear, and incremental (what did not change is not parsed again)."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from intent_lsp.document import document_checks
from intent_lsp.document.analysis import Context
from intent_lsp.document.fast_path.intent_cache import CachedIntent
from intent_lsp.document.model import Document, Intent, Problem
from intent_lsp.document.structure.conflicts import conflict_problems, conflicts
from intent_lsp.document.structure.heading_scan import name_headings
from intent_lsp.document.structure.sections import split_sections
from intent_lsp.document.structure.settings import Defaults
from intent_lsp.document.type_language.borrowing import NO_LENDERS, Lenders
from intent_lsp.text.source import normalise
from intent_lsp.values import Target

_Place: TypeAlias = tuple[int, int, bool]
"""Where an intent's text begins and ends, and whether its first heading may name it."""


class _PreviousParse(NamedTuple):
    """What the next parse takes over."""

    context: Context
    plain: str
    start: int
    names: list[int]
    """Where the intents' name headings start."""
    places: list[_Place]
    checked: document_checks.DocumentChecks
    """The intents, the same in number and order."""


def parse(
    text: str,
    *,
    stem: str = "",
    default_targets: tuple[Target, ...] = ("js",),
    previous: Document | None = None,
    lenders: Lenders = NO_LENDERS,
) -> Document:
    """Parse a document (docs/format.md). Never raises, whatever the text.

    ``stem`` (:func:`intent_lsp.document.structure.names.stem`) is the name of an intent that states none.
    ``default_targets`` is the configuration's. ``previous`` is an earlier parse of the same document, whose unchanged
    intents are taken over; the result is the same without it. ``lenders``: what other documents lend
    (:func:`intent_lsp.document.lent_types.lenders`).
    """
    plain = normalise(text)
    start, defaults, own = _front_matter(plain)
    context = Context(stem, tuple(default_targets), defaults, lenders)
    before = previous.memory if previous is not None and isinstance(previous.memory, _PreviousParse) else None
    names, head, tail = _names(plain, start, before)
    places = _places(plain, start, names)
    if before is not None and before.context != context:
        before = None
    intents = _intents(plain, context, places, before, head, tail)
    checked = document_checks.check(
        tuple(intents), context.default_targets, before.checked if before is not None else None
    )
    found = checked.intents
    if found and not plain.startswith("#", start):
        from intent_lsp.document.prelude import problems_above  # for those who have written something there

        own += problems_above(plain, start, places[0][:2], found[0])
    if unfinished := conflicts(plain):
        inside, own = conflict_problems(found, unfinished)
        found = tuple(map(document_checks.with_problems, found, inside))
    return _document(
        text=text,
        intents=found,
        own_problems=tuple(own),
        default_targets=context.default_targets,
        memory=_PreviousParse(context, plain, start, names, places, checked),
    )


def _intents(
    plain: str, context: Context, places: list[_Place], before: _PreviousParse | None, head: int, tail: int
) -> list[Intent]:
    """The intents with problems of their own, taken over where their text is the same.

    ``head`` and ``tail``: up to the one offset and from the other one on, the text is what it was.
    """
    first = last = 0
    if before is not None:
        old = before.places
        most = min(len(old), len(places))
        while first < most and places[first][1] < head and places[first] == old[first]:
            first += 1
        delta = len(plain) - len(before.plain)
        while last < most - first:
            begin, end, titled = places[-1 - last]
            if begin < tail or old[-1 - last] != (begin - delta, end - delta, titled):
                break
            last += 1
    intents = list(before.checked.given[:first]) if before is not None else []
    line = intents[-1].line + intents[-1].lines if intents else -1
    kept: dict[tuple[str, bool], Intent] | None = None
    heritage: dict[str, CachedIntent] = {}
    for begin, end, titled in places[first : len(places) - last]:
        if kept is None:
            kept = _reusable_intents(before, first, last)
            heritage = _heritage(kept)
        if line < 0:
            line = plain.count("\n", 0, begin)
        text = plain[begin:end]
        known = kept.get((text, titled))
        if known is None:
            intent = document_checks.intent_of(CachedIntent(text, context, titled, heritage), line)
        else:
            intent = known if known.line == line else document_checks.moved_to_line(known, line)
        intents.append(intent)
        line += intent.lines  # the next one follows at once
    if before is not None and last:
        if line < 0:
            line = plain.count("\n", 0, places[-last][0])
        old_tail = before.checked.given[-last:]
        delta = line - old_tail[0].line
        intents += (
            [document_checks.moved_to_line(intent, intent.line + delta) for intent in old_tail] if delta else old_tail
        )
    return intents


def _reusable_intents(before: _PreviousParse | None, first: int, last: int) -> dict[tuple[str, bool], Intent]:
    """The intents of the last parse by text, but for those at the front and at the end that are taken over."""
    if before is None:
        return {}
    stop = len(before.places) - last
    return {
        (before.plain[begin:end], titled): intent
        for (begin, end, titled), intent in zip(
            before.places[first:stop], before.checked.given[first:stop], strict=True
        )
    }


def _document(**fields: object) -> Document:
    """A document whose lines are split on first use."""
    document = Document.__new__(Document)
    for name, value in fields.items():
        object.__setattr__(document, name, value)
    return document


def _heritage(kept: dict[tuple[str, bool], Intent]) -> dict[str, CachedIntent]:
    """What the intents of the last parse keep of their examples."""
    return {
        intent.name: intent.memory
        for intent in kept.values()
        if isinstance(intent.memory, CachedIntent) and intent.memory.units
    }


def _front_matter(plain: str) -> tuple[int, Defaults, list[Problem]]:
    if not plain.lstrip(" ").startswith("---"):
        return 0, Defaults(), []
    from intent_lsp.document.structure import front_matter  # for those who have one

    return front_matter.read(plain)


def _places(text: str, start: int, names: list[int]) -> list[_Place]:
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
    sections = [part for part in split_sections("\n" + before) if part.key]
    if any(part.key in ("examples", "hidden examples") for part in sections):
        # An intent of its own, with a title or the file's name, before the first that says its name.
        return [(lead, first - 1, True), *chunks]
    begin = start + sections[0].start if sections else lead if len(names) == 1 else first
    return [(begin, chunks[0][1], False), *chunks[1:]]


def _names(plain: str, start: int, before: _PreviousParse | None) -> tuple[list[int], int, int]:
    """Where the name headings start: scanned, but only from the first intent that changed to the last.

    And two offsets: up to the one and from the other one on, the text is the same as before.
    """
    padded = "\n" + plain
    if before is None or before.start != start or not before.names:
        return list(name_headings(padded, start)), 0, len(plain) + 1
    old, old_text = before.names, before.plain
    delta = len(plain) - len(old_text)
    same = 0
    position = start
    head = 0
    if plain.startswith(old_text[: old[0]]):
        while same + 1 < len(old) and plain.startswith(old_text[old[same] : old[same + 1]], old[same]):
            same += 1
        head = old[same]
        # What follows may underline the line above it, and so make a heading of it: the intent before is scanned again.
        same = max(same - 1, 0)
        position = old[same] if same else start
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
    for begin in name_headings(padded, position):
        if begin in resume:
            return found + [name + delta for name in old[resume[begin] :]], head, begin
        found.append(begin)
    return found, head, len(plain) + 1
