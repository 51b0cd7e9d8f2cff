"""Documents as they are remembered: one row for each, as a chunk and back."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from intent_lsp.unchanged.packed_findings import TargetFinding, packed
from intent_lsp.unchanged.packed_folder import Chunk, Group


class File(NamedTuple):
    """A file that a document rests on."""

    folder: str
    name: str
    generated: bool
    """Whether it stands where code is generated."""
    stamp: array[int]
    """See :meth:`intent_lsp.files.folder.Folder.stamps`."""


class Row(NamedTuple):
    """What is known of one document."""

    document: str
    made: tuple[TargetFinding, ...]
    claims: tuple[int, ...]
    files: tuple[File, ...]


class UnchangedDocument(NamedTuple):
    """A document with which everything is in order."""

    document: Path
    made: tuple[TargetFinding, ...]
    claims: tuple[int, ...]
    """See :func:`intent_lsp.unchanged.packed_folder.claim`."""
    proofs: tuple[Path, ...] = ()
    """The proofs that were looked into."""
    companions: tuple[Path, ...] = ()
    """What has to stand beside the generated files, or else it is not all in order."""


def chunk_of(circumstances: str, rows: Iterable[Row]) -> Chunk:
    """The rows as a chunk."""
    chunk = Chunk(circumstances)
    groups: dict[tuple[str, bool], Group] = {}
    told: list[TargetFinding] = []
    for owner, row in enumerate(rows):
        chunk.documents.append(row.document)
        chunk.counts.append(len(row.made))
        chunk.claims.extend(row.claims)
        chunk.claimers.extend([owner] * len(row.claims))
        told.extend(row.made)
        for file in row.files:
            group = groups.setdefault((file.folder, file.generated), Group(file.folder, file.generated))
            group.add(file.name, owner, file.stamp)
    chunk.groups, chunk.told = list(groups.values()), packed(told)
    return chunk


def rows_of(chunk: Chunk) -> Iterator[Row]:
    """The chunk as rows."""
    files: list[list[File]] = [[] for _ in chunk.documents]
    claims: list[list[int]] = [[] for _ in chunk.documents]
    for group in chunk.groups:
        for place, (name, owner) in enumerate(zip(group.names, group.owners, strict=True)):
            files[owner].append(File(group.folder, name, group.generated, group.stamp(place)))
    for number, owner in zip(chunk.claims, chunk.claimers, strict=True):
        claims[owner].append(number)
    for owner, (document, made) in enumerate(zip(chunk.documents, chunk.made(), strict=True)):
        yield Row(document, tuple(made), tuple(claims[owner]), tuple(files[owner]))
