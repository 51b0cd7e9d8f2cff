"""The parts of an intent that are made when somebody looks at them (:data:`~intent_lsp.document.model.LATER`)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from intent_lsp.document.analysis import Analysis
from intent_lsp.document.examples.binding import examples_of
from intent_lsp.document.examples.unbound_examples import span_of
from intent_lsp.document.fast_path import glance
from intent_lsp.document.model import Text
from intent_lsp.document.structure.sections import items, section


def make_field(name: str, found: Analysis) -> Mapping[str, Any]:
    """The part of that name, and what falls off on the way."""
    return _MAKERS[name](found)


def _constraints(found: Analysis) -> Mapping[str, Any]:
    source = found.readable_source
    texts = [Text(" ".join(source.text[a:b].split()), source.span(a, b)) for a, b in _constraint_items(found)]
    return {"constraints": tuple(texts)}


def _constraint_items(found: Analysis) -> list[tuple[int, int]]:
    source = found.readable_source
    parts = [part for part in found.parts if part.key == "constraints"]
    return [place for part in parts for place in items("\n" + source.text, source, part)]


def _properties(found: Analysis) -> Mapping[str, Any]:
    source = found.readable_source
    return {"properties": tuple([Text(source.text[a:b], source.span(a, b)) for a, b in found.properties])}


def _sections(found: Analysis) -> Mapping[str, Any]:
    return {"sections": tuple([section(found.source, part) for part in found.parts])}


def _examples_per_section(found: Analysis) -> Mapping[str, Any]:
    starts = [part.start for part in found.parts]
    lines = [found.source.line(start) for start in starts]
    counts = [0] * len(lines)
    for placed, _, _ in found.examples:
        index = bisect_right(lines, span_of(placed, *placed[0].full_range).line) - 1
        if index >= 0:
            counts[index] += 1
    return {"examples_per_section": tuple(counts)}


def _digests(found: Analysis) -> Mapping[str, Any]:
    from intent_lsp.document.canonical import digests
    from intent_lsp.document.cel import tokens_text

    text = found.readable_source.text
    digest, contract = digests(
        name=found.name,
        signature=found.signature,
        types=found.types,
        examples=[(args, placed[0].expected, placed[0].raises, hidden) for placed, args, hidden in found.examples],
        properties=[tokens_text(text[a:b]) for a, b in found.properties],
        uses=found.uses,
        tolerance=found.tolerance,
        pure=found.pure,
        description=found.description,
        constraints=[text[a:b] for a, b in _constraint_items(found)],
    )
    return {"digest": digest, "contract_digest": contract}


_MAKERS: dict[str, Callable[[Analysis], Mapping[str, Any]]] = {
    "description": lambda found: {"description": found.description},
    "signature": lambda found: {"signature": found.stated.placed() if found.stated else found.signature},
    "pure": lambda found: {"pure": found.pure},
    "types": lambda found: {"types": found.types},
    "borrowed": lambda found: {"borrowed": found.borrowed},
    "constraints": _constraints,
    "examples": lambda found: {"examples": examples_of(found.examples)},
    "properties": _properties,
    "sections": _sections,
    "examples_per_section": _examples_per_section,
    "digest": _digests,
    "contract_digest": _digests,
}


def _counts(text: str, seen: tuple[int, int]) -> tuple[int, ...]:
    keys = {"examples": seen[0], "hidden examples": seen[1]}
    return tuple([keys.get(section.key, 0) if section.known else 0 for section in glance.sections(text)])


AT_A_GLANCE: Mapping[str, Callable[[str, tuple[int, int]], Any]] = {
    "sections": lambda text, _: glance.sections(text),
    "pure": lambda _text, _: True,
    "borrowed": lambda _text, _: (),
    "signature": lambda text, _: glance.signature(text),
    "examples_per_section": _counts,
}
"""Of a text that is plainly in order: what is made without an analysis, from the text and how many examples it has."""
