"""The framed pipe between the program and its worker.

A frame is a little-endian ``u32`` length and that many bytes of JSON. The program sends a request; the worker
answers with ``index`` -1 (loaded), one message per call in order, and ``done``, all with the request's nonce; a frame
holds as many of them as are there when it is sent. Candidates never reach this pipe: trusted host code in the worker
writes it.
"""

from __future__ import annotations

import json
import struct
from typing import Any

HEADER = struct.Struct("<I")
MAX_FRAME = 64 << 20
"""Bytes. A longer frame is a breach of the protocol."""


def frame(messages: dict[str, Any] | list[dict[str, Any]]) -> bytes:
    """One message, or several, as bytes (ASCII JSON, so that lone surrogates in a candidate's text survive)."""
    body = json.dumps(messages, separators=(",", ":")).encode("ascii")
    return HEADER.pack(len(body)) + body


def length(header: bytes) -> int:
    """The body's length; raises ValueError when it is longer than a frame may be."""
    size: int = HEADER.unpack(header)[0]
    if size > MAX_FRAME:
        raise ValueError(f"a frame of {size} bytes")
    return size


def parse(body: bytes) -> dict[str, Any]:
    """The only message in a frame's body. Raises ValueError for anything but a JSON object."""
    message = _read(body)
    if not isinstance(message, dict):
        raise ValueError("not an object")
    return message


def parse_all(body: bytes) -> list[dict[str, Any]]:
    """The messages in a frame's body. Raises ValueError for anything but an array of JSON objects."""
    messages = _read(body)
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise ValueError("not an array of objects")
    return messages


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
