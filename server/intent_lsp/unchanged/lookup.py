"""Which documents of a run are settled: nothing that they rest on was changed since they were looked at last.

What is in doubt is not settled, and costs a look. Only where the system tells when a file was changed last, in a way
that no program can set (POSIX's ``ctime``), is anything known at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.errors import IntentError
from intent_lsp.files.folder import opened
from intent_lsp.files.paths import Paths
from intent_lsp.output import names
from intent_lsp.output.workspace import Workspace
from intent_lsp.unchanged import storage
from intent_lsp.unchanged.folder_records import FolderIndex, folder_index
from intent_lsp.unchanged.newly_checked import NewlyChecked
from intent_lsp.unchanged.packed_findings import TargetFinding
from intent_lsp.unchanged.row_format import UnchangedDocument
from intent_lsp.unchanged.settings_hash import settings_hash

FOREIGN = "/foreign/"
"""In front of a folder's name: the record of its files that are none of ours, as if they were one document's."""


_NOTHING = FolderIndex()


class UnchangedDocuments:
    """What is known about the documents of one run in one workspace."""

    def __init__(self, workspace: Workspace, config: Config, documents: Paths, kind: str = "") -> None:
        """``documents``: those that the run looks at. ``kind``: what is known for different purposes is kept apart."""
        self.workspace = workspace
        self.kind = kind
        self.circumstances = settings_hash(workspace, config)
        self._known: dict[str, FolderIndex] = {}
        """By folder, relative to the workspace."""
        self._new = NewlyChecked()
        """Documents that were looked at in this run."""
        self.companion_names: dict[Path, set[str]] = {}
        """By folder, the names of what stands beside generated files of these documents and says so."""
        self._made: tuple[str, Mapping[str, Sequence[TargetFinding]]] = "", {}
        for folder in dict.fromkeys(folder for folder, _ in documents.runs()):
            self._recall(self._relative(Path(folder)))

    def enter(self, found: Iterable[UnchangedDocument]) -> None:
        """Documents that were looked at just now, and need no other look in this run."""
        for unchanged in found:
            self._new.add(unchanged)

    def new(self) -> NewlyChecked:
        """The documents that were entered, and are not in doubt."""
        return self._new

    def settled(self, documents: Paths) -> tuple[Paths, Paths]:
        """The documents that are settled, of which :meth:`count` and :meth:`places` tell, and the others, in order."""
        settled, others = Paths(), Paths()
        for known in self._known.values():
            known.choose_none()
        for folder, files in documents.runs():
            known = self._known.get(self._relative(Path(folder)), _NOTHING)
            good = known.choose(files)
            if self._new:
                good = [is_good or Path(folder, name) in self._new for is_good, name in zip(good, files, strict=True)]
            if all(good):
                settled.add(folder, files)
            else:
                settled.add(folder, compress(files, good))
                others.add(folder, (name for is_good, name in zip(good, files, strict=True) if not is_good))
        for known in self._known.values():
            known.forget_places()
        return settled, others

    def knows(self, document: Path) -> bool:
        """Whether it is one of those that :meth:`settled` gave last."""
        return document in self._new or self._index_of(document).is_chosen(document.name)

    def names(self, folder: str) -> frozenset[str]:
        """The settled documents of a folder, relative to the workspace."""
        return frozenset(self._known.get(folder, _NOTHING).settled_names())

    def doubt(self, documents: Iterable[Path]) -> None:
        """Something else than their files concerns these documents: they are looked at."""
        for path in documents:
            self._index_of(path).doubt(path.name)
            self._new.discard(path)

    def count(self) -> int:
        """How many intents and targets the settled documents have."""
        return self._new.count() + sum(known.count() for known in self._known.values())

    def made(self, document: Path) -> Sequence[TargetFinding]:
        """What is told of a settled document. Quick in the order of the folders."""
        if document in self._new:
            return self._new[document].made
        folder = self._relative(document.parent)
        if folder != self._made[0]:
            self._made = folder, self._known[folder].made()
        return self._made[1][document.name]

    def claimed(self, claims: set[int]) -> set[Path]:
        """The settled documents that claim any of these as well, or what another settled one claims."""
        ours, several = self._new.claimed()
        several |= claims & ours
        found: set[Path] = set()
        wanted = claims | ours
        for folder, known in self._known.items() if wanted else ():
            for number, name in known.claimed(wanted):
                found.add(self.workspace.root / folder / name)
                several.add(number)
        return found | self._new.claimants(several)

    def places(self) -> set[Path]:
        """The folders into which code of the settled documents is generated."""
        root = self.workspace.root
        new = {root / made.file.rpartition("/")[0] for unchanged in self._new for made in unchanged.made}
        return new | {root / folder for known in self._known.values() for folder in known.places()}

    def unknown(self, folder: Path) -> list[str]:
        """The files of a folder, named as generated ones are, of which nothing is known: they have to be looked at."""
        relative = self._relative(folder)
        try:
            with opened(self.workspace.root, folder) as place:
                there = [] if place is None else [name for name in place.names() if name.endswith(names.ENDINGS)]
        except (OSError, IntentError):
            return []
        if FOREIGN + relative not in self._known:
            self._recall(FOREIGN + relative)
        # Each was seen just now, so that equal numbers are equal names.
        if sum(known.files_in(relative) for known in self._known.values()) == len(there):
            return []
        return sorted(set(there).difference(*(known.names_in(relative) for known in self._known.values())))

    def _index_of(self, document: Path) -> FolderIndex:
        return self._known.get(self._relative(document.parent), _NOTHING)

    def _recall(self, folder: str) -> None:
        record = storage.load(self.workspace, self.kind + folder, self.circumstances)
        if record is not None:
            self._known[folder] = folder_index(self.workspace, record)

    def _relative(self, folder: Path) -> str:
        """POSIX path relative to the workspace; where it is not inside, one that no record has."""
        root = self.workspace.root
        return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else "/"
