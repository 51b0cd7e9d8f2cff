"""Edits of a source text. Offsets count UTF-8 bytes, as the parsers of both languages do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace the bytes ``start`` to ``end`` by ``text``; an insertion where both are the same."""

    start: int
    end: int
    text: str


def overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits touch the same bytes; two insertions at one place do as well."""
    return (one.start < other.end and other.start < one.end) or one.start == other.start


def apply_edits(code: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. They do not overlap; insertions at one place keep their order."""
    data = code.encode("utf-8", "surrogatepass")
    pieces: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [data[at : edit.start], edit.text.encode("utf-8", "surrogatepass")]
        at = edit.end
    return b"".join([*pieces, data[at:]]).decode("utf-8", "surrogatepass")
