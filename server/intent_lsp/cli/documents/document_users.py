"""Which documents use intents or types of which: a change of one concerns those that build on it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from intent_lsp.document import parse
from intent_lsp.document.structure.names import stem
from intent_lsp.document.type_language.borrowing import written_paths
from intent_lsp.errors import DocumentError
from intent_lsp.transpile.planning.document_reader import read_document


class DocumentUsers:
    """Which documents use intents or types of each document. Reads a document only when its file has changed."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], frozenset[Path]]] = {}
        self._users: dict[Path, set[Path]] = {}
        """By document: those that use it directly."""

    def update(self, documents: Iterable[Path]) -> None:
        """Take notice of documents that are new, changed or gone."""
        for path in documents:
            before = self._known[path][1] if path in self._known else frozenset()
            now = self._uses(path)
            for used in before - now:
                self._users[used].discard(path)
            for used in now - before:
                self._users.setdefault(used, set()).add(path)

    def dependents(self, chosen: Iterable[Path]) -> list[Path]:
        """Those that build on a chosen one, over others too, and are not chosen themselves."""
        seen = set(chosen)
        waiting, found = list(seen), list[Path]()
        while waiting:
            new = self._users.get(waiting.pop(), set()) - seen
            seen |= new
            found += new
            waiting += new
        return found

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
            self._known.pop(path, None)
            return frozenset()
        return self._known[path][1]
