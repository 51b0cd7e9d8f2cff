"""Which documents may hold an intent of which name, so that two that would write one file are told while typing.

The :mod:`~intent_lsp.lsp.documents.workspace_index` tells the names; the parser then decides about the few documents
that share one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.scope import Scope

MOST_OTHERS = 20
"""So many documents of the same name are looked at."""


class SharedNames:
    """Names by document, of all folders."""

    def __init__(self, scope: Scope, documents: OpenDocuments, look_again: Callable[[View], None]) -> None:
        """``look_again`` is called for an open document that shares a name with others, or did."""
        self._scope = scope
        self._documents = documents
        self._look_again = look_again
        self._names: dict[Path, frozenset[str]] = {}
        self._owners: dict[str, set[Path]] = {}

    def learn(self, names: Mapping[Path, frozenset[str]]) -> None:
        """These documents hold these names, or are gone (no names)."""
        for path, found in names.items():
            self._set_names(path, found)
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
        root = self._scope.root_of(view.path) if found else None
        return [path for path in sorted(found)[:MOST_OTHERS] if self._scope.root_of(path) == root]

    def _set_names(self, path: Path, names: frozenset[str]) -> None:
        for name in self._names.pop(path, frozenset()) - names:
            self._owners[name].discard(path)
        if names:
            self._names[path] = names
        for name in names:
            self._owners.setdefault(name, set()).add(path)

    def _tell(self) -> None:
        """Look at the open documents again that share names, or did."""
        for view in self._documents.intents():
            if view.cross_document_problems or self.others(view):
                self._look_again(view)
