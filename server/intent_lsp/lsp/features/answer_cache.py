"""Answers with something for every intent, kept as JSON an intent at a time: editors ask after every pause in the
typing, the answers are large, and little of them changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from intent_lsp.document.model import Document, Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.wire.positions import Encoded


@dataclass(frozen=True, slots=True)
class _CachedAnswer:
    document: Document
    given: Hashable
    intents: tuple[tuple[Intent, bytes], ...]
    answer: Encoded


def encoded(view: View, name: str, given: Hashable, items: Callable[[Intent], list[Any]]) -> Encoded:
    """The list of what ``items`` says about each intent, as JSON. Only intents that changed or moved since the last
    answer with this ``name`` are asked about.

    ``given``: whatever else the items depend on; ``items`` must look at nothing but that, the intent and its text.
    """
    document = view.document
    known: _CachedAnswer | None = view.feature_cache.get(name)
    if known is not None and known.given != given:
        known = None
    if known is not None and known.document is document:
        return known.answer
    before = known.intents if known is not None else ()
    pieces = [
        before[index][1] if index < len(before) and _same(before[index][0], intent)
        else json.dumps(items(intent), separators=(",", ":"))[1:-1].encode()
        for index, intent in enumerate(document.intents)
    ]  # fmt: skip
    answer = Encoded(b"[%b]" % b",".join(filter(None, pieces)))
    view.feature_cache[name] = _CachedAnswer(document, given, tuple(zip(document.intents, pieces, strict=True)), answer)
    return answer


def _same(before: Intent, now: Intent) -> bool:
    """Whether nothing that such an answer tells has changed; what the parser takes over is the very same object."""
    return before is now or (
        before.line == now.line
        and before.lines == now.lines
        and before.name == now.name
        and before.name_span == now.name_span
        and before.signature is now.signature
        and before.sections is now.sections
        and before.examples_per_section is now.examples_per_section
    )
