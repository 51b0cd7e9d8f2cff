"""Documents for which a transpilation has nothing to do: that was so the last time, and nothing was changed since."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.cli.terminal.shown_path import shown_text
from intent_lsp.cli.views.passing_line import good_line
from intent_lsp.config import Config
from intent_lsp.files.paths import Paths
from intent_lsp.output.workspace import Workspace
from intent_lsp.status import Phase
from intent_lsp.unchanged.lookup import UnchangedDocuments

if TYPE_CHECKING:
    from intent_lsp.transpile.results import Result

FEWEST = 200
"""Fewer documents are read as quickly as it is found out that they need not be."""
KIND = "/transpiled/"


class Finished:
    """The documents of one workspace that are finished, and the others."""

    def __init__(self, root: Path, config: Config, documents: Paths, began_ns: int) -> None:
        """``began_ns``: when the run began, before it read any of them."""
        self._root = root
        self._config = config
        self._documents = documents
        self._began_ns = began_ns
        self._memory = UnchangedDocuments(Workspace(root), config, documents, KIND)
        self._doubted: set[Path] = set()
        self.documents, self.remaining = self._memory.settled(documents)

    def count(self) -> int:
        """How many intents and targets the finished documents have."""
        return self._memory.count()

    def lines(self, here: Path) -> Iterator[str]:
        """What is told of each intent and target, without the word in front."""
        root, below = self._memory.workspace.root, f"{here}{os.sep}"
        to_root = f"{root}{os.sep}"
        for document in self.documents:
            name = shown_text(str(document), below)
            for made in self._memory.made(document):
                by, file = made.model or made.provider, shown_text(f"{to_root}{made.file}", below)
                yield good_line(name, made.intent, made.target, (made.examples, made.examples), by, file)

    def reinspect_what_is_used(self) -> None:
        """What the other documents use is looked at with them."""
        if not self.documents or not self.remaining:
            return
        from intent_lsp.cli.inspection.remember_unchanged import used_documents

        self._doubted = used_documents(self._root, self._config, self.remaining).intersection(self.documents)
        self._memory.doubt(self._doubted)
        self.documents, self.remaining = self._memory.settled(self._documents)

    def save(self, results: Iterable[Result]) -> None:
        """Keep for the next run which of the other documents are finished."""
        if not self.remaining:
            return
        from intent_lsp.cli.inspection.remember_unchanged import finished_documents
        from intent_lsp.unchanged.recorder import UnchangedRecorder

        by_document: dict[Path, list[Result]] = {path: [] for path in self.remaining}
        for result in results:
            by_document.setdefault(result.document, []).append(result)
        whole = {
            path: by_document[path]
            for path in self.remaining
            if by_document[path] and all(result.status is Phase.FRESH for result in by_document[path])
        }
        found = finished_documents(self._memory.workspace, self._config, whole)
        UnchangedRecorder(self._memory, self._began_ns).keep(found, self._doubted)


def finished(
    groups: Mapping[Path, Paths], configs: Mapping[Path, Config], options: argparse.Namespace, began_ns: int
) -> dict[Path, Finished]:
    """What is finished in each workspace with many documents, where the run does what it always does, and people
    are told of it."""
    special_options = (
        options.intent,
        options.target,
        options.rounds,
        options.regenerate,
        options.force,
        options.json,
        options.on,
    )
    if any(special_options):
        return {}
    return {
        root: Finished(root, configs[root], documents, began_ns)
        for root, documents in groups.items()
        if len(documents) >= FEWEST and not configs[root].index and configs[root].py_tests == "none"
    }
