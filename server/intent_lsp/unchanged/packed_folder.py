"""What is known about the settled documents of one folder, as bytes: names, what they rest on, what is told of them.

Numbers are kept as arrays, so that a hundred thousand documents are compared without reading each. Bytes that are not
exactly what :func:`encode` made are not read.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from intent_lsp.unchanged.packed_findings import TargetFinding, rows_in, unpacked

STAMP = 4
"""Numbers of one file's stamp (:meth:`intent_lsp.files.folder.Folder.stamps`)."""
_DIGEST_BYTES = 32


@dataclass(slots=True)
class Group:
    """Files of one folder, each with the document that rests on it, by its place in the record."""

    folder: str
    """POSIX path relative to the workspace."""
    generated: bool
    """Whether code is generated into it."""
    commonjs: bool = False
    """Whether Node takes a file of JavaScript in it for CommonJS."""
    names: list[str] = field(default_factory=list)
    owners: array[int] = field(default_factory=lambda: array("I"))
    stamps: array[int] = field(default_factory=lambda: array("Q"))

    def add(self, name: str, owner: int, stamp: Sequence[int]) -> None:
        """One more file."""
        self.names.append(name)
        self.owners.append(owner)
        self.stamps.extend(stamp)

    def changed(self, stamps: array[int]) -> Iterator[int]:
        """The places of the files that have other stamps by now."""
        if stamps != self.stamps:
            for place in range(len(self.names)):
                if stamps[STAMP * place : STAMP * (place + 1)] != self.stamp(place):
                    yield place

    def stamp(self, place: int) -> array[int]:
        """The stamp of the file at this place."""
        return self.stamps[STAMP * place : STAMP * (place + 1)]


@dataclass(slots=True)
class FolderRecord:
    """The settled documents of one folder."""

    circumstances: str
    """What decided about them besides files, as a hash."""
    documents: list[str] = field(default_factory=list)
    """Their names in the folder."""
    groups: list[Group] = field(default_factory=list)
    claims: array[int] = field(default_factory=lambda: array("Q"))
    """What no other document may claim as well (:func:`claim`)."""
    claim_owners: array[int] = field(default_factory=lambda: array("I"))
    """The document of each claim."""
    counts: array[int] = field(default_factory=lambda: array("I"))
    """For each document how many intents and targets it has."""
    packed_results: bytes = b""
    """What is told of each intent and target, in order (:mod:`intent_lsp.unchanged.packed_findings`)."""

    def made(self) -> list[list[TargetFinding]]:
        """What is told of each document."""
        rows = iter(unpacked(self.packed_results))
        return [list(islice(rows, count)) for count in self.counts]


def claim(out_dir: str | None, target: str, intent: str) -> int:
    """A number for the file that an intent writes, as :mod:`intent_lsp.document.cross_document` tells files apart."""
    text = json.dumps([out_dir, target, intent.casefold()])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def encode(record: FolderRecord) -> bytes:
    """The record's bytes, with a hash of them in front."""
    header = {
        "circumstances": record.circumstances,
        "documents": record.documents,
        "groups": [[group.folder, group.generated, group.commonjs, group.names] for group in record.groups],
        "claims": len(record.claims),
    }
    parts = [json.dumps(header).encode(), b"\n", record.claims.tobytes(), record.claim_owners.tobytes(),
             record.counts.tobytes()]  # fmt: skip
    for group in record.groups:
        parts += [group.owners.tobytes(), group.stamps.tobytes()]
    body = b"".join((*parts, record.packed_results))
    return _digest(body) + body


def decode(data: bytes) -> FolderRecord | None:
    """The record; ``None`` for bytes that :func:`encode` did not make. Never raises."""
    body = memoryview(data)[_DIGEST_BYTES:]
    if _digest(body) != data[:_DIGEST_BYTES]:
        return None
    try:
        return _read(data, body)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


def _read(data: bytes, body: memoryview) -> FolderRecord | None:
    end = data.index(b"\n", _DIGEST_BYTES) - _DIGEST_BYTES
    header: dict[str, Any] = json.loads(bytes(body[:end]))
    reader = _ByteReader(body[end + 1 :])
    record = FolderRecord(str(header["circumstances"]), _texts(header["documents"]))
    record.claims, record.claim_owners = reader.take("Q", header["claims"]), reader.take("I", header["claims"])
    record.counts = reader.take("I", len(record.documents))
    for folder, generated, commonjs, names in header["groups"]:
        known = _texts(names)
        owners, stamps = reader.take("I", len(known)), reader.take("Q", STAMP * len(known))
        record.groups.append(Group(str(folder), generated is True, commonjs is True, known, owners, stamps))
    record.packed_results = reader.all()
    largest = [
        max(numbers, default=-1) for numbers in (record.claim_owners, *(group.owners for group in record.groups))
    ]
    is_complete = max(largest) < len(record.documents) and rows_in(record.packed_results) == sum(record.counts)
    return record if is_complete else None


class _ByteReader:
    """What of the bytes was not taken yet."""

    def __init__(self, view: memoryview) -> None:
        self._view = view

    def take(self, kind: str, count: int) -> array[int]:
        numbers = array(kind)
        size = numbers.itemsize * count
        if count < 0 or size > len(self._view):
            raise ValueError("cut off")
        numbers.frombytes(self._view[:size])
        self._view = self._view[size:]
        return numbers

    def all(self) -> bytes:
        return bytes(self._view)


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest()


def _texts(values: object) -> list[str]:
    if not isinstance(values, list) or not set(map(type, values)) <= {str}:
        raise TypeError("not texts")
    return values
