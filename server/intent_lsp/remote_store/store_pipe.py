"""What the program and the child that reads and writes its store say to each other: lines of JSON, each with its bytes.

A question: ``{"id", "name", "size"}`` and ``size`` bytes to write, or ``"size": null`` to read. An answer:
``{"id", "size"}`` and the entry (``null``: there is none, or it was written), or ``{"id", "error", "hint"}``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import BinaryIO

from intent_lsp.remote_store.stores import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Message:
    """A question or an answer. ``data``: what is to be written, or was read."""

    id: int
    name: str = ""
    data: bytes | None = None
    error: str = ""
    hint: str = ""
    """What the user can do about the error; empty where it is a library's."""


def write(pipe: BinaryIO, message: Message) -> None:
    """Raises ``OSError`` or ``ValueError`` where the other side is gone."""
    size = None if message.data is None else len(message.data)
    head = {"id": message.id, "name": message.name, "size": size, "error": message.error, "hint": message.hint}
    pipe.write(json.dumps(head).encode() + b"\n" + (message.data or b""))
    pipe.flush()


def read(pipe: BinaryIO) -> Message | None:
    """The next one; ``None`` at the end. Raises ``ValueError``, ``KeyError`` and ``TypeError`` for anything else."""
    line = pipe.readline()
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    size = head["size"]
    if size is not None and not 0 <= size <= MOST_BYTES:
        raise ValueError("an entry is larger than entries are")
    data = None if size is None else pipe.read(size)
    if data is not None and len(data) < size:
        return None
    return Message(head["id"], head["name"], data, head["error"], head["hint"])
