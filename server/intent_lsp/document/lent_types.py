"""What other documents lend to one: their types, and those that they take from others themselves."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from intent_lsp.document.cross_document import resolve_path
from intent_lsp.document.graph import components
from intent_lsp.document.model import TypeExpr
from intent_lsp.document.parser import parse
from intent_lsp.document.structure.names import stem
from intent_lsp.document.type_language.borrowing import Lender, Lenders, written_paths

MOST_DOCUMENTS = 200
"""No chain of documents is followed further."""


def lenders(path: str, text: str, text_of: Callable[[str], str | None]) -> Lenders:
    """The lenders of the document at ``path``; empty for one that takes no types.

    Paths are POSIX strings relative to the workspace folder. ``text_of`` gives the text of another document, ``None``
    where it cannot be read. Documents that take types from each other in a circle lend none within it.
    """
    if not written_paths(text):
        return {}
    return _Lending(path, text, text_of).of(path)


class _Lending:
    def __init__(self, path: str, text: str, text_of: Callable[[str], str | None]) -> None:
        self._texts: dict[str, str | None] = {path: text}
        self._written: dict[str, dict[str, str | None]] = {}
        """Of each document, the ways to others as written, and where they lead."""
        self._known: dict[str, Lender] = {}
        waiting = [path]
        while waiting and len(self._texts) < MOST_DOCUMENTS:
            here = waiting.pop()
            ways = {way: resolve_path(here, way) for way in written_paths(self._texts[here] or "")}
            self._written[here] = ways
            for there in ways.values():
                if there is not None and there not in self._texts:
                    self._texts[there] = text_of(there)
                    waiting.append(there)
        self._circle = components({here: list(filter(None, ways.values())) for here, ways in self._written.items()})

    def of(self, path: str) -> dict[str, Lender]:
        return {way: self._lender(path, way, there) for way, there in self._written.get(path, {}).items()}

    def _lender(self, user: str, way: str, there: str | None) -> Lender:
        if there is None:
            return Lender({}, problem=f"{way[:80]} is outside of the workspace")
        text = self._texts.get(there)
        if text is None:
            return Lender({}, problem=f"there is no document {there[:80]}: check the path")
        if self._circle.get(there) == self._circle[user]:
            itself = "a document has its own types anyway: remove this"
            both = f"{there[:80]} takes types from this document in turn: let one of them declare its own"
            return Lender({}, problem=itself if there == user else both)
        if there not in self._known:
            self._known[there] = self._lent(there, text)
        return self._known[there]

    def _lent(self, path: str, text: str) -> Lender:
        """The types of all intents of a document."""
        document = parse(text, stem=stem(posixpath.basename(path)), lenders=self.of(path))
        found: dict[str, TypeExpr] = {}
        unclear: set[str] = set()
        for intent in document.intents:
            for name, type in intent.types.items():
                if found.setdefault(name, type) != type:
                    unclear.add(name)
        return Lender(found, frozenset(unclear))
