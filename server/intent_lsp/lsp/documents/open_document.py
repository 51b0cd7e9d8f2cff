"""Open documents as intent documents: parsed on demand, once per text, with what was parsed before as a head start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsprotocol import types

from intent_lsp.document import parse
from intent_lsp.document.model import Document, Problem
from intent_lsp.document.type_language.borrowing import NO_LENDERS, Lenders
from intent_lsp.lsp.documents.lent_types import LentTypes
from intent_lsp.lsp.documents.parsed_cache import ParsedCache
from intent_lsp.lsp.wire.positions import to_position, to_range
from intent_lsp.lsp.wire.text_buffer import TextDocument
from intent_lsp.lsp.wire.uris import Kind, stem_of
from intent_lsp.text.span import Place, Span
from intent_lsp.values import Target


@dataclass(slots=True)
class View:
    """One open document. ``text`` is the live buffer."""

    uri: str
    text: TextDocument
    kind: Kind
    path: Path | None
    default_targets: tuple[Target, ...] = ("js",)
    cross_document_problems: tuple[Problem, ...] = ()
    """What was found when other documents were looked at last."""
    lent_types: LentTypes | None = field(default=None, repr=False)
    """The types of other documents; ``None``: nobody looks for them."""
    parsed_cache: ParsedCache | None = field(default=None, repr=False)
    """Who limits how many views stay parsed; ``None``: nobody."""
    feature_cache: dict[str, Any] = field(default_factory=dict, repr=False)
    """What features keep of this document between two requests. It may go at any time."""
    stem: str = field(init=False)
    """The name of an intent that has none."""
    _document: Document | None = None
    _parsed: tuple[int, tuple[Target, ...], Lenders] | None = field(default=None)

    def __post_init__(self) -> None:
        self.stem = stem_of(self.uri)

    @property
    def version(self) -> int | None:
        """The client's version of the text."""
        return self.text.version

    @property
    def document(self) -> Document:
        """The parsed document."""
        lenders = self.lent_types.of(self.text) if self.lent_types is not None else NO_LENDERS
        key = (self.text.revision, self.default_targets, lenders)
        if self._document is None or self._parsed != key:
            self._document = parse(
                self.text.source,
                stem=self.stem,
                default_targets=self.default_targets,
                previous=self._document,
                lenders=lenders,
            )
            self._parsed = key
            if self.parsed_cache is not None:
                self.parsed_cache.parsed(self)
        return self._document

    @property
    def borrows(self) -> bool:
        """Whether the document takes types from others."""
        return self.lent_types is not None and bool(self.lent_types.of(self.text))

    @property
    def is_evicted(self) -> bool:
        """Whether nothing but the text is kept."""
        return self._document is None

    def evict(self) -> None:
        """Keep the text only; everything else is made again when it is needed."""
        self._document = self._parsed = None
        self.feature_cache.clear()
        self.text.evict()

    def range(self, span: Span) -> dict[str, Any]:
        """A span of the document as an LSP range in the client's units."""
        return to_range(self.text.lines, span, self.text.encoding)

    def position(self, line: int, column: int) -> dict[str, int]:
        """A place as an LSP position in the client's units."""
        return to_position(self.text.lines, line, column, self.text.encoding)

    def place(self, position: types.Position) -> Place:
        """A client's position as line and code point."""
        return self.text.place(position)
