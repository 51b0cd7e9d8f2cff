"""A document's file as text, and the text parsed with what other documents lend it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.document import parse
from intent_lsp.document.model import Document
from intent_lsp.document.structure.names import stem
from intent_lsp.document.type_language.borrowing import NO_LENDERS, Lenders
from intent_lsp.errors import DocumentError
from intent_lsp.files import single_file

MAX_BYTES = 8 << 20
"""A document larger than this is refused: no person wrote it."""


def read_document(path: Path, root: Path | None = None) -> str:
    """Read a document's text. ``root``: the workspace, out of which no symlink may lead.

    Raises :class:`~intent_lsp.errors.DocumentError` when it is missing, no file, too large, elsewhere, or not UTF-8.
    """
    return decoded_document(path, read_document_bytes(path, root))


def read_document_bytes(path: Path, root: Path | None = None) -> bytes:
    """A document's bytes, as :func:`read_document` reads them. Raises :class:`~intent_lsp.errors.DocumentError`."""
    try:
        data = single_file.read_linked(path, MAX_BYTES + 1, within=root)
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise DocumentError(
                f"{path.name} is not a file", hint="name a document (*.intent.md) or a folder"
            ) from None
        raise DocumentError(
            f"{path.name} cannot be read: {error.strerror or error}", hint="check the path and its permissions"
        ) from error
    if data is None:
        raise DocumentError(
            f"{path.name} cannot be read: {os.strerror(errno.ENOENT)}", hint="check the path and its permissions"
        )
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{path.name} has more than {MAX_BYTES >> 20} MB", hint="split the document, or remove it")
    return data


def decoded_document(path: Path, data: bytes) -> str:
    """The text of a document's bytes. Raises :class:`~intent_lsp.errors.DocumentError` when they are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path.name} is not UTF-8: byte {error.start} cannot be decoded", hint="save the document as UTF-8"
        ) from error


def lenders_of(path: Path, text: str, root: Path, text_of: Callable[[Path], str]) -> Lenders:
    """What others lend to a document of the workspace ``root``.

    ``text_of``: the text of another document; it may raise :class:`~intent_lsp.errors.DocumentError`.
    """
    if "from" not in text or not path.is_relative_to(root):
        return NO_LENDERS
    from intent_lsp.document.lent_types import lenders  # for those who take types from others

    def text_or_none(name: str) -> str | None:
        try:
            return text_of(root / name)
        except DocumentError:
            return None

    return lenders(path.relative_to(root).as_posix(), text, text_or_none)


def parsed_document(path: Path, text: str, config: Config, lent: Lenders) -> Document:
    """A document with the types that others lend it (:func:`lenders_of`)."""
    return parse(text, stem=stem(path.name), default_targets=config.default_targets, lenders=lent)
