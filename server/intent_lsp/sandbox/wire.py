"""The framed pipe between the program and its worker.

A frame is a little-endian ``u32`` length and that many bytes of JSON. The program sends a request; the worker
answers with ``index`` -1 (loaded), one frame per call in order, and ``done``, all with the request's nonce.
Candidates never reach this pipe: trusted host code in the worker writes it.
"""

from __future__ import annotations

import json
import struct
from typing import Any

HEADER = struct.Struct("<I")
MAX_FRAME = 64 << 20
"""Bytes. A longer frame is a breach of the protocol."""


def frame(message: dict[str, Any]) -> bytes:
    """One message as bytes (ASCII JSON, so that lone surrogates in a candidate's text survive)."""
    body = json.dumps(message, separators=(",", ":")).encode("ascii")
    return HEADER.pack(len(body)) + body


def length(header: bytes) -> int:
    """The body's length; raises ValueError when it is longer than a frame may be."""
    size: int = HEADER.unpack(header)[0]
    if size > MAX_FRAME:
        raise ValueError(f"a frame of {size} bytes")
    return size


def parse(body: bytes) -> dict[str, Any]:
    """The message in a frame's body. Raises ValueError for anything but a JSON object."""
    try:
        message = json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(message, dict):
        raise ValueError("not an object")
    return message
