"""Which documents use intents or types of which: a change of one concerns those that build on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from intent_lsp.document import parse
from intent_lsp.document.borrowing import written_paths
from intent_lsp.document.names import stem
from intent_lsp.errors import DocumentError
from intent_lsp.transpile.plan import read_document


class Uses:
    """Which documents use intents or types of each document. Reads a document only when its file has changed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], frozenset[Path]]] = {}

    def users(self, documents: Iterable[Path]) -> Mapping[Path, set[Path]]:
        """By document: those that use it directly."""
        users: dict[Path, set[Path]] = {}
        for path in documents:
            for used in self._uses(path):
                users.setdefault(used, set()).add(path)
        return users

    def _uses(self, path: Path) -> frozenset[Path]:
        try:
            status = path.stat()
            stamp = status.st_mtime_ns, status.st_size
            if path not in self._known or self._known[path][0] != stamp:
                text = read_document(path)
                intents = parse(text, stem=stem(path.name)).intents if "uses" in text.lower() else ()
                ways = [*(use.path for i in intents for use in i.uses if use.path), *written_paths(text)]
                used = frozenset((path.parent / way).resolve() for way in ways)
                self._known[path] = stamp, used
        except (OSError, DocumentError):
            return frozenset()
        return self._known[path][1]

    def also(self, chosen: Iterable[Path], documents: Iterable[Path]) -> list[Path]:
        """Those of ``documents`` that build on a chosen one, over others too, and are not chosen themselves."""
        seen = set(chosen)
        waiting, found = list(seen), list[Path]()
        users = self.users(documents) if waiting else {}
        while waiting:
            new = users.get(waiting.pop(), set()) - seen
            seen |= new
            found += new
            waiting += new
        return found
