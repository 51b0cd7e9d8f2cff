"""Which documents of a run are settled: nothing that they rest on was changed since they were looked at last.

What is in doubt is not settled, and costs a look. Only where the system tells when a file was changed last, in a way
that no program can set (POSIX's ``ctime``), is anything known at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.errors import IntentError
from intent_lsp.files.folder import opened
from intent_lsp.output import names, plain_places
from intent_lsp.output.workspace import Workspace
from intent_lsp.settled import records
from intent_lsp.settled.chunk import Chunk, Group, Made
from intent_lsp.settled.circumstances import circumstances
from intent_lsp.settled.rows import Sound

FOREIGN = "/foreign/"
"""In front of a folder's name: the chunk of its files that are none of ours, as if they were one document's."""


class Memory:
    """What is known about the documents of one run in one workspace."""

    def __init__(self, workspace: Workspace, config: Config, documents: Sequence[Path], kind: str = "") -> None:
        """``documents``: those that the run looks at. ``kind``: what is known for different purposes is kept apart."""
        self.workspace = workspace
        self.kind = kind
        self.circumstances = circumstances(workspace, config)
        self._chunks: dict[str, Chunk] = {}
        """By folder, relative to the workspace, without what nobody asks for again."""
        self._settled: dict[str, set[str]] = {}
        """By folder, the names of its settled documents."""
        self._chosen: dict[str, set[str]] = {}
        """Those of them that were asked for last."""
        self._new: dict[Path, Sound] = {}
        """Documents that were looked at in this run."""
        self.beside: dict[Path, set[str]] = {}
        """By folder, the names of what stands beside generated files of these documents and says so."""
        self._claimants: dict[int, Path] = {}
        self._clashing: set[Path] = set()
        self._made: tuple[str, dict[str, list[Made]]] = "", {}
        for folder in dict.fromkeys(str(path).rpartition(os.sep)[0] for path in documents):
            self._recall(self._relative(Path(folder)))

    def enter(self, found: Iterable[Sound]) -> None:
        """Documents that were looked at just now, and need no other look in this run."""
        for sound in found:
            self._new[sound.document] = sound
            for number in sound.claims:
                other = self._claimants.setdefault(number, sound.document)
                if other != sound.document:
                    self._clashing |= {other, sound.document}

    def new(self) -> Mapping[Path, Sound]:
        """The documents that were entered, and are not in doubt."""
        return self._new

    def settled(self, documents: Iterable[Path]) -> tuple[list[Path], list[Path]]:
        """The documents that are settled, of which :meth:`count` and :meth:`places` tell, and the others, in order."""
        known: list[Path] = []
        others: list[Path] = []
        self._chosen = {}
        place, there, chosen = "", frozenset[str](), set[str]()
        for path in documents:
            folder, _, name = str(path).rpartition(os.sep)
            if folder != place:
                place, relative = folder, self._relative(Path(folder))
                there, chosen = self.names(relative), self._chosen.setdefault(relative, set())
            if name in there:
                known.append(path)
                chosen.add(name)
            elif self._new and path in self._new:
                known.append(path)
            else:
                others.append(path)
        return known, others

    def knows(self, document: Path) -> bool:
        """Whether it is one of those that :meth:`settled` gave last."""
        if document in self._new:
            return True
        return document.name in self._chosen.get(self._relative(document.parent), ())

    def names(self, folder: str) -> frozenset[str]:
        """The settled documents of a folder, relative to the workspace."""
        return frozenset(self._settled.get(folder, ()))

    def doubt(self, documents: Iterable[Path]) -> None:
        """Something else than their files concerns these documents: they are looked at."""
        for path in documents:
            self._settled.get(self._relative(path.parent), set()).discard(path.name)
            self._new.pop(path, None)

    def count(self) -> int:
        """How many intents and targets the settled documents have."""
        new = sum(len(sound.made) for sound in self._new.values())
        return new + sum(
            sum(compress(chunk.counts, (name in self._chosen[folder] for name in chunk.documents)))
            for folder, chunk in self._chunks.items()
            if folder in self._chosen
        )

    def made(self, document: Path) -> Sequence[Made]:
        """What is told of a settled document. Quick in the order of the folders."""
        if document in self._new:
            return self._new[document].made
        folder = self._relative(document.parent)
        if folder != self._made[0]:
            chunk = self._chunks[folder]
            self._made = folder, dict(zip(chunk.documents, chunk.made(), strict=True))
        return self._made[1][document.name]

    def claimed(self, claims: set[int]) -> set[Path]:
        """The settled documents that claim any of these as well, or what another settled one claims."""
        found = self._clashing | {self._claimants[number] for number in claims & self._claimants.keys()}
        wanted = claims | self._claimants.keys()
        for folder, chunk in self._chunks.items() if wanted else ():
            for number, owner in zip(chunk.claims, chunk.claimers, strict=True):
                if number in wanted and chunk.documents[owner] in self._settled[folder]:
                    found.add(self.workspace.root / folder / chunk.documents[owner])
                    found |= {self._claimants[number]} if number in self._claimants else set()
        return found

    def places(self) -> set[Path]:
        """The folders into which code of the settled documents is generated."""
        root = self.workspace.root
        new = {(root / made.file).parent for sound in self._new.values() for made in sound.made}
        return new | {
            root / group.folder
            for folder, chunk in self._chunks.items()
            if folder in self._chosen
            for group in chunk.groups
            if group.generated and any(chunk.documents[owner] in self._chosen[folder] for owner in group.owners)
        }

    def unknown(self, folder: Path) -> list[str]:
        """The files of a folder, named as generated ones are, of which nothing is known: they have to be looked at."""
        relative = self._relative(folder)
        try:
            with opened(self.workspace.root, folder) as place:
                there = [] if place is None else [name for name in place.names() if name.endswith(names.ENDINGS)]
        except (OSError, IntentError):
            return []
        if FOREIGN + relative not in self._chunks:
            self._recall(FOREIGN + relative)
        known = list(chain.from_iterable(self._known_files(relative)))
        # Each was seen just now, so that equal numbers are equal names.
        return [] if len(known) == len(there) else sorted(set(there).difference(known))

    def _known_files(self, place: str) -> Iterator[list[str]]:
        for folder, chunk in self._chunks.items():
            there = self._settled[folder]
            sound = [name in there for name in chunk.documents]
            for group in chunk.groups:
                if group.folder == place and group.generated:
                    yield [name for name, owner in zip(group.names, group.owners, strict=True) if sound[owner]]

    def _recall(self, folder: str) -> None:
        chunk = records.load(self.workspace, self.kind + folder, self.circumstances)
        if chunk is None:
            return
        changed = _changed(self.workspace, chunk)
        self._settled[folder] = {name for name, other in zip(chunk.documents, changed, strict=True) if not other}
        for group in chunk.groups:  # what was compared
            del group.stamps[:]
            if not group.generated:
                group.names, group.owners = [], group.owners[:0]
        self._chunks[folder] = chunk

    def _relative(self, folder: Path) -> str:
        """POSIX path relative to the workspace; where it is not inside, one that no record has."""
        root = self.workspace.root
        return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else "/"


def _changed(workspace: Workspace, chunk: Chunk) -> bytearray:
    """For each document whether anything is not as it was."""
    changed = bytearray(len(chunk.documents))
    for group in chunk.groups:
        for place in _others(workspace, group):
            changed[group.owners[place]] = 1
    return changed


def _others(workspace: Workspace, group: Group) -> Iterable[int]:
    folder = workspace.root / group.folder
    try:
        if group.generated:
            plain_places.check(workspace.root, folder / "any")
            if workspace.is_commonjs(folder / "any.js") != group.commonjs:
                return range(len(group.names))
        with opened(workspace.root, folder) as place:
            if place is not None:
                return group.others(place.stamps(group.names))
    except (OSError, IntentError, ValueError):  # also a folder that no record of ours names
        pass
    return range(len(group.names))
