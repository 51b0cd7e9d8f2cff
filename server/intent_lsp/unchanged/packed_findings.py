"""What is told of settled documents, packed: there may be a hundred thousand, and few runs tell each of them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

MOST_BYTES = 64 << 20
"""So much is unpacked at most."""
MOST_EXAMPLES = 1 << 31


class TargetFinding(NamedTuple):
    """What is told of one intent for one target."""

    intent: str
    target: str
    file: str
    """Of the generated code: POSIX path relative to the workspace."""
    provider: str
    model: str
    examples: int
    """All of them pass."""


_TEXTS = len(TargetFinding._fields) - 1


def packed(made: Iterable[TargetFinding]) -> bytes:
    """The rows by columns, so that they are checked quickly, and pressed."""
    columns = list(zip(*made, strict=True)) or [()] * len(TargetFinding._fields)
    return zlib.compress(json.dumps(columns).encode(), 1)


def unpacked(packed_results: bytes) -> Sequence[TargetFinding]:
    """The rows. Raises what :func:`rows_in` raises."""
    return list(map(TargetFinding._make, zip(*_columns(packed_results), strict=True)))


def rows_in(packed_results: bytes) -> int:
    """How many rows there are. Raises ``ValueError``, ``TypeError`` and ``RecursionError`` for what :func:`packed` did
    not make."""
    columns = _columns(packed_results)
    if len(set(map(len, columns))) > 1:
        raise ValueError("not rows")
    return len(columns[0])


def _columns(packed_results: bytes) -> list[list[Any]]:
    press = zlib.decompressobj()
    try:
        data = press.decompress(packed_results, MOST_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not press.eof or press.unused_data:
        raise ValueError("cut off, or too much")
    columns: Any = json.loads(data)
    if not isinstance(columns, list) or len(columns) != len(TargetFinding._fields):
        raise TypeError("not columns")
    for number, column in enumerate(columns):
        if not isinstance(column, list) or not set(map(type, column)) <= {str if number < _TEXTS else int}:
            raise TypeError("not a column")
    examples = columns[_TEXTS]
    if examples and not 0 <= min(examples) <= max(examples) < MOST_EXAMPLES:
        raise ValueError("not a count")
    return columns
