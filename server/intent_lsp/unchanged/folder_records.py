"""What is known of one folder's documents while a run lasts: some bytes of each, and its name."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice
from typing import NamedTuple

from intent_lsp.errors import IntentError
from intent_lsp.files.folder import opened
from intent_lsp.output import plain_places
from intent_lsp.output.workspace import Workspace
from intent_lsp.unchanged.packed_findings import TargetFinding, unpacked
from intent_lsp.unchanged.packed_folder import FolderRecord, Group

_BETWEEN = "\0"
"""Stands in no file's name."""


class _Files(NamedTuple):
    """Files in a folder into which code is generated."""

    folder: str
    owners: array[int]
    names: bytes
    """Pressed."""


@dataclass(slots=True)
class FolderIndex:
    """A record without what nobody asks for again."""

    documents: Sequence[str] = ()
    settled: bytearray = field(default_factory=bytearray)
    """Of each document whether it is settled."""
    chosen: bytearray = field(default_factory=bytearray)
    """Of each whether it is one of those that the run is about."""
    counts: array[int] = field(default_factory=lambda: array("I"))
    claims: array[int] = field(default_factory=lambda: array("Q"))
    claim_owners: array[int] = field(default_factory=lambda: array("I"))
    packed_results: bytes = b""
    files: tuple[_Files, ...] = ()
    _index: Mapping[str, int] | None = None
    """The documents' places by name, once somebody asks for one of them."""

    def choose_none(self) -> None:
        """The run is about other documents."""
        self.chosen = bytearray(len(self.documents))

    def choose(self, names: Sequence[str]) -> Sequence[int]:
        """The run is about these documents as well: of each, whether it is settled."""
        if names == self.documents:
            self.documents = names  # the same texts as in the list of all documents
            self.chosen = self.settled[:]
            return self.settled
        if not self.documents:
            return bytes(len(names))
        good = bytearray(len(names))
        for at, place in enumerate(map(self._places().get, names)):
            if place is not None and self.settled[place]:
                good[at] = self.chosen[place] = 1
        return good

    def is_chosen(self, name: str) -> bool:
        """Whether the document is settled, and the run is about it."""
        place = self._places().get(name)
        return place is not None and self.chosen[place] > 0

    def settled_names(self) -> Iterator[str]:
        """The documents that are settled."""
        return compress(self.documents, self.settled)

    def doubt(self, name: str) -> None:
        """The document is not settled."""
        place = self._places().get(name)
        if place is not None:
            self.settled[place] = 0

    def count(self) -> int:
        """How many intents and targets the documents have that the run is about."""
        return sum(compress(self.counts, self.chosen))

    def made(self) -> dict[str, Sequence[TargetFinding]]:
        """What is told of each document."""
        rows = iter(unpacked(self.packed_results))
        return {name: list(islice(rows, count)) for name, count in zip(self.documents, self.counts, strict=True)}

    def claimed(self, wanted: set[int]) -> Iterator[tuple[int, str]]:
        """Those of the numbers that settled documents claim, with the document."""
        for number, owner in zip(self.claims, self.claim_owners, strict=True):
            if number in wanted and self.settled[owner]:
                yield number, self.documents[owner]

    def places(self) -> Iterator[str]:
        """The folders into which code is generated of documents that the run is about."""
        return (files.folder for files in self.files if any(self.chosen[owner] for owner in files.owners))

    def files_in(self, folder: str) -> int:
        """How many files of settled documents are in a folder into which code is generated."""
        return sum(sum(map(self.settled.__getitem__, files.owners)) for files in self.files if files.folder == folder)

    def names_in(self, folder: str) -> Iterator[str]:
        """Their names."""
        for files in self.files:
            if files.folder == folder:
                names = zlib.decompress(files.names).decode("utf-8", "surrogatepass").split(_BETWEEN)
                yield from compress(names, map(self.settled.__getitem__, files.owners))

    def forget_places(self) -> None:
        """Many documents are no longer asked for by name."""
        self._index = None

    def _places(self) -> Mapping[str, int]:
        if self._index is None:
            self._index = {name: place for place, name in enumerate(self.documents)}
        return self._index


def folder_index(workspace: Workspace, record: FolderRecord) -> FolderIndex:
    """What of a record is still so."""
    settled = bytearray(b"\1") * len(record.documents)
    for group in record.groups:
        for place in _changed_files(workspace, group):
            settled[group.owners[place]] = 0
    files = tuple(
        _Files(group.folder, group.owners, _pressed(group.names)) for group in record.groups if group.generated
    )
    return FolderIndex(
        record.documents,
        settled,
        bytearray(len(settled)),
        record.counts,
        record.claims,
        record.claim_owners,
        record.packed_results,
        files,
    )


def _pressed(names: Iterable[str]) -> bytes:
    return zlib.compress(_BETWEEN.join(names).encode("utf-8", "surrogatepass"), 1)


def _changed_files(workspace: Workspace, group: Group) -> Iterable[int]:
    folder = workspace.root / group.folder
    try:
        if group.generated:
            plain_places.check_place(workspace.root, folder / "any")
            if workspace.is_commonjs(folder / "any.js") != group.commonjs:
                return range(len(group.names))
        with opened(workspace.root, folder) as place:
            if place is not None:
                return group.changed(place.stamps(group.names))
    except (OSError, IntentError, ValueError):  # also a folder that no record of ours names
        pass
    return range(len(group.names))
