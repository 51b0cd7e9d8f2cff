"""Parsers of streamed bodies: server-sent events and newline-delimited JSON.

Bytes are split into lines before they are decoded, so a character cut in two by the network is whole again. Lines end
in ``\\n``, ``\\r\\n`` or, in server-sent events, ``\\r`` (HTML standard, 9.2.6, "Interpreting an event stream").
"""

from __future__ import annotations

import json
from typing import Any

from intent_lsp.errors import BadReply

LINE_LIMIT = 4 << 20
"""Bytes of one line, or of one event; a server that sends more is broken."""

_HINT = "look at the address: is a model server of this type there? OpenAI-compatible ones usually end in /v1"

DONE = object()
"""What the event ``data: [DONE]`` parses to."""


class EventStream:
    """Server-sent events with JSON data. Comments, other fields and events without data are skipped."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[Any]:
        """The values that this chunk completes; ``DONE`` for the end mark. Raises ``BadReply`` for garbage."""
        data = self._rest + chunk if self._rest else chunk
        if b"\r" in data:
            # A return at the very end may be half of a pair: keep it until the next chunk shows.
            held = b"\r" if data.endswith(b"\r") else b""
            data = data[: len(data) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n") + held
        *lines, self._rest = data.split(b"\n")
        if len(self._rest) > LINE_LIMIT:
            raise BadReply("the stream sends an endless line", hint=_HINT)
        values: list[Any] = []
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(line[6:] if line[5:6] == b" " else line[5:])
                self._size += len(line)
                if self._size > LINE_LIMIT:
                    raise BadReply("the stream sends an endless event", hint=_HINT)
            elif not line and self._data:
                values.append(self._event())
            elif line[:1] == b"{" and not self._data:
                values.append(_json(line))  # an error as plain JSON in the middle of a stream
            elif line and line[:1] != b":" and line.split(b":", 1)[0] not in {b"event", b"id", b"retry"}:
                raise BadReply(f"the answer is not an event stream: {_excerpt(line)}", hint=_HINT)
        return values

    def end(self) -> list[Any]:
        """What is complete although the last empty line is missing."""
        values = self.feed(b"\n") if self._rest else []
        if self._data:
            values.append(self._event())
        return values

    def _event(self) -> Any:
        data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
        self._data.clear()
        self._size = 0
        return DONE if data.strip() == b"[DONE]" else _json(data)


class JsonLines:
    """Newline-delimited JSON."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[Any]:
        """The objects that this chunk completes. Raises ``BadReply`` for garbage."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > LINE_LIMIT:
            raise BadReply("the stream sends an endless line", hint=_HINT)
        return [_json(line) for line in lines if line.strip()]

    def end(self) -> list[Any]:
        """The last object, where its line end is missing; half an object is not an object."""
        rest, self._rest = self._rest.strip(), b""
        return [_json(rest)] if rest else []


def _json(data: bytes) -> Any:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise BadReply(f"the server sent no JSON: {_excerpt(data)}", hint=_HINT) from None
    if not isinstance(value, dict):
        raise BadReply(f"the server sent no JSON object: {_excerpt(data)}", hint=_HINT)
    return value


def _excerpt(data: bytes) -> str:
    return repr(data[:60].decode("utf-8", "replace"))
