"""Documents as they are remembered: one row for each, as a record and back."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from intent_lsp.unchanged.packed_findings import TargetFinding, packed
from intent_lsp.unchanged.packed_folder import FolderRecord, Group


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


def record_of(circumstances: str, rows: Iterable[Row]) -> FolderRecord:
    """The rows as a record."""
    record = FolderRecord(circumstances)
    groups: dict[tuple[str, bool], Group] = {}
    findings: list[TargetFinding] = []
    for owner, row in enumerate(rows):
        record.documents.append(row.document)
        record.counts.append(len(row.made))
        record.claims.extend(row.claims)
        record.claim_owners.extend([owner] * len(row.claims))
        findings.extend(row.made)
        for file in row.files:
            group = groups.setdefault((file.folder, file.generated), Group(file.folder, file.generated))
            group.add(file.name, owner, file.stamp)
    record.groups, record.packed_results = list(groups.values()), packed(findings)
    return record


def rows_of(record: FolderRecord) -> Iterator[Row]:
    """The record as rows."""
    files: list[list[File]] = [[] for _ in record.documents]
    claims: list[list[int]] = [[] for _ in record.documents]
    for group in record.groups:
        for place, (name, owner) in enumerate(zip(group.names, group.owners, strict=True)):
            files[owner].append(File(group.folder, name, group.generated, group.stamp(place)))
    for number, owner in zip(record.claims, record.claim_owners, strict=True):
        claims[owner].append(number)
    for owner, (document, made) in enumerate(zip(record.documents, record.made(), strict=True)):
        yield Row(document, tuple(made), tuple(claims[owner]), tuple(files[owner]))
