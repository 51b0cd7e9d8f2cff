"""Which documents may hold an intent of which name, so that two that would write one file are told while typing.

Found by looking at headings only, after the session has begun; the parser then decides about the few that share a name.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.lsp.views import stem_of
from intent_lsp.search import documents_below

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session
    from intent_lsp.lsp.views import View

MOST_BYTES = 1 << 20
MOST_OTHERS = 20
"""So many documents of the same name are looked at."""

_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}([^\n#]{1,200})$", re.MULTILINE)
_MARKS = " \t\r*_`"


class Owners:
    """Names by document, of all folders."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[Path, frozenset[str]] = {}
        self._owners: dict[str, set[Path]] = {}

    async def search(self, pause: float = 0.0) -> None:
        """Look through all folders."""
        await asyncio.sleep(pause)
        for folder in self._session.folders:
            for path, names in (await asyncio.to_thread(_names_below, folder)).items():
                self._put(path, names)
        self._tell()

    async def look_again(self, paths: Iterable[Path]) -> None:
        """These documents hold other names now, or are gone."""
        for path in paths:
            self._put(path, await asyncio.to_thread(_names_in, path))
        self._tell()

    def others(self, view: View) -> list[Path]:
        """Documents of the same folder that may hold an intent of one of the document's names."""
        if view.path is None or len(self._names) < 2:
            return []
        found: dict[Path, None] = {}
        for intent in view.document.intents:
            for path in self._owners.get(intent.name.casefold(), ()):
                if path != view.path:
                    found[path] = None
        root = self._session.root_of(view.path) if found else None
        return [path for path in sorted(found)[:MOST_OTHERS] if self._session.root_of(path) == root]

    def _put(self, path: Path, names: frozenset[str]) -> None:
        for name in self._names.pop(path, frozenset()) - names:
            self._owners[name].discard(path)
        if names:
            self._names[path] = names
        for name in names:
            self._owners.setdefault(name, set()).add(path)

    def _tell(self) -> None:
        """Look at the open documents again that share names, or did."""
        for view in self._session.views.values():
            if view.kind == "intent" and (view.crossing or self.others(view)):
                self._session.cross_soon(view.uri)


def _names_below(folder: Path) -> dict[Path, frozenset[str]]:
    return {path: names for path in documents_below(folder) if (names := _names_in(path))}


def _names_in(path: Path) -> frozenset[str]:
    """Names of intents, and other headings of one word; none where it cannot be read, or is no document."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return frozenset()
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return frozenset()
    found = {stem_of(path.as_uri()).casefold()}
    for heading in _HEADING.finditer(text):
        key, colon, value = heading[1].partition(":")
        word = (value if colon and key.strip(_MARKS).lower() == "name" else heading[1]).strip(_MARKS)
        if word.replace("$", "_").isidentifier():
            found.add(word.casefold())
    return frozenset(found)
