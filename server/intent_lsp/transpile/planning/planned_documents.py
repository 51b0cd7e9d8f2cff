"""The documents of a plan: each is read once. Some of them are open, and of the others only the text is kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.document.model import Document
from intent_lsp.document.type_language.borrowing import Lenders
from intent_lsp.errors import DocumentError
from intent_lsp.files.paths import Numbers
from intent_lsp.files.texts import Texts
from intent_lsp.transpile.planning.document_reader import lenders_of, parsed_document, read_document


class PlannedDocuments:
    """Documents by number (:class:`~intent_lsp.files.paths.Numbers`). Whoever asks twice is told the same, whatever
    became of the file meanwhile: what is no longer open is parsed again from the text that was read."""

    def __init__(self, root: Path, config: Config, most: int | None) -> None:
        """``most``: so many documents are open at once; ``None``: all that were asked for."""
        self.numbers = Numbers()
        self._root = root
        self._config = config
        self._most = most
        self._open: OrderedDict[int, Document] = OrderedDict()
        """The one that was asked for last at the end."""
        self._errors: dict[int, DocumentError] = {}
        self._given: dict[int, Document] = {}
        self._given_texts: dict[int, str] = {}
        self._texts = Texts()
        self._lent: dict[int, Lenders] = {}

    def set_editor_text(self, number: int, text: str | None, document: Document | None) -> None:
        """What an editor holds stands for the file: a text, perhaps parsed already (the first one counts)."""
        if text is not None:
            self._given_texts[number] = text
        if document is not None and document.default_targets == self._config.default_targets:
            self._given.setdefault(number, document)

    def document(self, number: int) -> Document | DocumentError:
        """A document as it was when it was first asked for, or why it cannot be read."""
        if number in self._open:
            self._open.move_to_end(number)
            return self._open[number]
        if number in self._errors:
            return self._errors[number]
        try:
            document = self._given[number] if number in self._given else self._parsed(number)
        except DocumentError as error:
            self._errors[number] = error
            return error
        self._open[number] = document
        if self._most is not None and len(self._open) > self._most:
            self._open.popitem(last=False)
        return document

    def so_far(self) -> Mapping[Path, Document | DocumentError]:
        """The documents that are open, and those that cannot be read."""
        found: dict[Path, Document | DocumentError] = {}
        for known in (self._open, self._errors):
            found |= {self.numbers.path(number): document for number, document in known.items()}
        return found

    def _parsed(self, number: int) -> Document:
        path = self.numbers.path(number)
        text = self._text(number, path)
        lent = self._lent.get(number)
        if lent is None:
            lent = lenders_of(path, text, self._root, lambda other: self._text(self.numbers.of(other), other))
            if lent:
                self._lent[number] = lent
        return parsed_document(path, text, self._config, lent)

    def _text(self, number: int, path: Path) -> str:
        if number in self._given_texts:
            return self._given_texts[number]
        if number in self._texts:
            return self._texts.get(number)
        text = read_document(path, self._root)
        if self._most is not None:
            self._texts.put(number, text)
        return text
