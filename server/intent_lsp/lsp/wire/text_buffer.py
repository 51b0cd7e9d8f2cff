"""Open documents as text: lines as the document format knows them, positions as the client counts them.

pygls splits lines with ``str.splitlines``, so that U+2028, U+0085 or a form feed shift every later edit by a line
(tests/lsp/wire/test_pygls_defects.py has a test), and it splits the whole text again at every access. Here a line ends
at ``\\n``, ``\\r\\n`` and ``\\r`` only (as in LSP 3.17), and an edit touches the lines it touches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.workspace import TextDocument as PyglsTextDocument
from pygls.workspace import Workspace as PyglsWorkspace

from intent_lsp.files import single_file
from intent_lsp.text.positions import Encoding, from_units
from intent_lsp.text.span import Place

MOST_BYTES = 8 << 20
"""A document on disk that is larger is not read: no person wrote it."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_SURROGATES = re.compile("[\ud800-\udfff]")


def split_lines(text: str) -> list[str]:
    """Split into lines with their ends; the last line has none and may be empty."""
    if "\r" not in text:
        lines = text.split("\n")
        return [line + "\n" for line in lines[:-1]] + [lines[-1]]
    pieces = [match.group() for match in _LINE.finditer(text)]
    # The pattern also matches the empty string at the very end; it stands for the last line if that one is empty.
    if len(pieces) > 1 and not pieces[-2].endswith(("\r", "\n")):
        pieces.pop()
    return pieces


class TextDocument(PyglsTextDocument):
    """One open document, changed in place by incremental edits."""

    def __init__(self, uri: str, source: str, version: int | None, language_id: str | None, encoding: Encoding) -> None:
        super().__init__(uri, source="", version=version, language_id=language_id)
        self.encoding: Encoding = encoding
        # The text as one string, as lines, or both: whatever was needed last. As bytes while it is evicted.
        self._text: str | None = _clean(source)
        self._lines: list[str] | None = None
        self._encoded: bytes | None = None
        self.revision = 0
        """Counts the edits since the document was opened."""

    @property
    def source(self) -> str:
        """The whole text."""
        if self._text is None:
            self._text = "".join(self._lines) if self._lines is not None else (self._encoded or b"").decode()
            self._encoded = None
        return self._text

    @property
    def lines(self) -> Sequence[str]:
        """Lines with their ends; there is always at least one."""
        return self._split()

    def _split(self) -> list[str]:
        if self._lines is None:
            self._lines = split_lines(self.source)
        return self._lines

    def evict(self) -> None:
        """Keep the bytes only: the lines take six times as much, and one arrow or emoji doubles a string."""
        self._encoded = self.source.encode()
        self._text = self._lines = None

    def place(self, position: types.Position) -> Place:
        """Where a client's position is; what lies outside is moved to the nearest place inside (LSP 3.17)."""
        lines = self._split()
        if position.line < 0:
            return Place(0, 0)
        if position.line >= len(lines):
            return Place(len(lines) - 1, len(lines[-1]))
        line = lines[position.line].rstrip("\r\n")
        return Place(position.line, from_units(line, max(position.character, 0), self.encoding))

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """Apply one edit."""
        self.revision += 1
        text = _clean(change.text)
        if not isinstance(change, types.TextDocumentContentChangePartial):
            self._text, self._lines, self._encoded = text, None, None
            return
        lines = self._split()
        self._text = None
        start, end = sorted((self.place(change.range.start), self.place(change.range.end)))
        # The line before joins in: a "\r" at its end and a "\n" at the head of the new text are one line end.
        first = max(start.line - 1, 0)
        before = "".join(lines[first : start.line]) + lines[start.line][: start.column]
        after = lines[end.line][end.column :]
        last_was_final = end.line == len(lines) - 1
        pieces = split_lines(before + text + after)
        if not last_was_final and not pieces[-1]:
            pieces.pop()  # the rest of the document follows
        lines[first : end.line + 1] = pieces


class Workspace(PyglsWorkspace):
    """The open documents and the folders of the session."""

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> TextDocument:
        if source is None:
            path = PyglsTextDocument(doc_uri).path
            source = (single_file.read_linked(Path(path), MOST_BYTES) or b"").decode("utf-8", "replace")
        encoding: Encoding = self._position_encoding  # type: ignore[assignment]  # pygls says str; we passed ours
        return TextDocument(doc_uri, source, version, language_id, encoding)


def _clean(text: str) -> str:
    """Replace lone surrogates: JSON can carry them, UTF-8 cannot. Same length in every encoding we count in."""
    try:
        text.encode()  # much quicker than looking for them
    except UnicodeEncodeError:
        return _SURROGATES.sub("�", text)
    return text
