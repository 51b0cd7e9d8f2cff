"""The parts of an intent that are made when somebody looks at them (:data:`~intent_lsp.document.model.LATER`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intent_lsp.document.analysis import Analysis
from intent_lsp.document.binding import examples_of
from intent_lsp.document.model import Text
from intent_lsp.document.sections import items, section


def make(name: str, found: Analysis) -> Mapping[str, Any]:
    """The part of that name, and what falls off on the way."""
    return _MAKERS[name](found)


def _constraints(found: Analysis) -> Mapping[str, Any]:
    source = found.source
    texts = [Text(" ".join(source.text[a:b].split()), source.span(a, b)) for a, b in _constraint_items(found)]
    return {"constraints": tuple(texts)}


def _constraint_items(found: Analysis) -> list[tuple[int, int]]:
    source = found.source
    parts = [part for part in found.parts if part.key == "constraints"]
    return [place for part in parts for place in items("\n" + source.text, source, part)]


def _properties(found: Analysis) -> Mapping[str, Any]:
    source = found.source
    return {"properties": tuple([Text(source.text[a:b], source.span(a, b)) for a, b in found.properties])}


def _sections(found: Analysis) -> Mapping[str, Any]:
    return {"sections": tuple([section(found.source, part) for part in found.parts])}


def _digests(found: Analysis) -> Mapping[str, Any]:
    from intent_lsp.document.canonical import digests
    from intent_lsp.document.cel import tokens_text

    text = found.source.text
    digest, contract = digests(
        name=found.name,
        signature=found.signature,
        types=found.types,
        examples=[(args, placed[0].expected, placed[0].raises, hidden) for placed, args, hidden in found.examples],
        properties=[tokens_text(text[a:b]) for a, b in found.properties],
        uses=found.uses,
        tolerance=found.tolerance,
        description=found.description,
        constraints=[text[a:b] for a, b in _constraint_items(found)],
    )
    return {"digest": digest, "contract_digest": contract}


_MAKERS: dict[str, Callable[[Analysis], Mapping[str, Any]]] = {
    "description": lambda found: {"description": found.description},
    "signature": lambda found: {"signature": found.stated.placed() if found.stated else found.signature},
    "types": lambda found: {"types": found.types},
    "constraints": _constraints,
    "examples": lambda found: {"examples": examples_of(found.examples)},
    "properties": _properties,
    "sections": _sections,
    "digest": _digests,
    "contract_digest": _digests,
}
