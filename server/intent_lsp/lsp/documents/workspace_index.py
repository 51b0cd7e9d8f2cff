"""What all documents of the workspace say at a glance, read once after the session has begun: names, and ``outDir``.

Headings and front matter only; the parser then decides about the few documents that matter.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from intent_lsp.document.structure.front_matter import read as read_front_matter
from intent_lsp.files import single_file
from intent_lsp.lsp.wire.uris import stem_of
from intent_lsp.search import documents_below

PAUSE = 1.0
"""Seconds after the start before all folders are looked through: the first document goes first."""
MOST_BYTES = 1 << 20
"""Larger documents have no names here."""
HEAD = 4096
"""Bytes in which a document's front matter is looked for."""

_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}([^\n#]{1,200})$", re.MULTILINE)
_MARKS = " \t\r*_`"


class IndexedDocument(NamedTuple):
    """What one document says."""

    names: frozenset[str]
    """Of intents, folded, and other headings of one word; none where the file is gone, or cannot be read."""
    folder: str
    """Its ``outDir``, or empty."""


GONE = IndexedDocument(frozenset(), "")
Tell: TypeAlias = Callable[[Mapping[Path, IndexedDocument], bool], Awaitable[None]]
"""Told what documents say, and whether these are all documents there are."""


class WorkspaceIndex:
    """Reads documents, and tells what they say."""

    def __init__(self, folders: Callable[[], Iterable[Path]], tell: Tell) -> None:
        """``folders``: those of the workspace, as they are now."""
        self._folders = folders
        self._tell = tell

    async def search(self, pause: float = 0.0) -> None:
        """Look through all folders."""
        await asyncio.sleep(pause)
        found: dict[Path, IndexedDocument] = {}
        for folder in self._folders():
            found |= await asyncio.to_thread(_below, folder)
        await self._tell(found, True)

    async def look_again(self, paths: Iterable[Path]) -> None:
        """These documents say something else now, or are gone."""
        await self._tell(await asyncio.to_thread(_looks, list(paths)), False)


def _below(folder: Path) -> dict[Path, IndexedDocument]:
    return _looks(documents_below(folder))


def _looks(paths: Iterable[Path]) -> dict[Path, IndexedDocument]:
    return {path: _look(path) for path in paths}


def _look(path: Path) -> IndexedDocument:
    try:
        data = single_file.read_linked(path, MOST_BYTES + 1)
    except OSError:
        return GONE
    if data is None:
        return GONE
    names = _names(path, data.decode("utf-8", "replace")) if len(data) <= MOST_BYTES else frozenset[str]()
    return IndexedDocument(names, _folder(data[:HEAD]))


def _names(path: Path, text: str) -> frozenset[str]:
    found = {stem_of(path.as_uri()).casefold()}
    for heading in _HEADING.finditer(text):
        key, colon, value = heading[1].partition(":")
        word = (value if colon and key.strip(_MARKS).lower() == "name" else heading[1]).strip(_MARKS)
        if word.replace("$", "_").isidentifier():
            found.add(word.casefold())
    return frozenset(found)


def _folder(head: bytes) -> str:
    if not head.lstrip(b"\xef\xbb\xbf ").startswith(b"---") or b"outDir" not in head:
        return ""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return read_front_matter(text)[1].out_dir or ""
