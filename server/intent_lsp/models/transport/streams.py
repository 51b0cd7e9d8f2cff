"""Parsers of streamed bodies: server-sent events and newline-delimited JSON.

Bytes are split into lines before they are decoded, so a character cut in two by the network is whole again. Lines end
in ``\\n``, ``\\r\\n`` or, in server-sent events, ``\\r`` (HTML standard, 9.2.6, "Interpreting an event stream").
"""

from __future__ import annotations

from typing import Any

from intent_lsp.errors import BadReply
from intent_lsp.text import json_text

LINE_LIMIT = 4 << 20
"""Bytes of one line, or of one event; a server that sends more is broken."""

_HINT = "look at the address: is a model server of this type there? OpenAI-compatible ones usually end in /v1"

DONE = object()
"""What the event ``data: [DONE]`` parses to."""


_MARK = b"\xef\xbb\xbf"
"""A byte order mark, of which the standard allows one in front."""


class EventStream:
    """Server-sent events with JSON data. Comments, other fields and events without data are skipped.

    Read as well are events without the blank lines between them, and a JSON document in place of events.
    """

    def __init__(self) -> None:
        self._begun = False
        self._document: list[bytes] | None = None
        self._rest = b""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[Any]:
        """The values that this chunk completes; ``DONE`` for the end mark. Raises ``BadReply`` for garbage."""
        data = self._rest + chunk if self._rest else chunk
        if not self._begun and len(data) >= len(_MARK):
            self._begun, data = True, data.removeprefix(_MARK)
        if b"\r" in data:
            # A return at the very end may be half of a pair: keep it until the next chunk shows.
            held = b"\r" if data.endswith(b"\r") else b""
            data = data[: len(data) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n") + held
        *lines, self._rest = data.split(b"\n")
        if len(self._rest) > LINE_LIMIT:
            raise BadReply("the stream sends an endless line", hint=_HINT)
        values: list[Any] = []
        for line in lines:
            if self._document is not None:
                self._keep(self._document, line)
            elif line.startswith(b"data:"):
                values += self._alone()
                self._keep(self._data, line[6:] if line[5:6] == b" " else line[5:])
            elif not line and self._data:
                values += self._event()
            elif line[:1] in (b"{", b"[") and not self._data:
                values += self._bare(line)
            elif line and line[:1] != b":" and line.split(b":", 1)[0] not in {b"event", b"id", b"retry"}:
                raise BadReply(f"the answer is not an event stream: {_excerpt(line)}", hint=_HINT)
        return values

    def end(self) -> list[Any]:
        """What is complete although the last empty line is missing."""
        values = self.feed(b"\n") if self._rest else []
        if self._document is not None:
            document, self._document = self._document, None
            return [*values, *_values(b"\n".join(document))]
        return [*values, *self._event()] if self._data else values

    def _keep(self, lines: list[bytes], line: bytes) -> None:
        lines.append(line)
        self._size += len(line)
        if self._size > LINE_LIMIT:
            raise BadReply("the stream sends an endless event", hint=_HINT)

    def _event(self) -> list[Any]:
        lines, self._data, self._size = self._data, [], 0
        return [_value(b"\n".join(lines))]

    def _alone(self) -> list[Any]:
        """The line before this one, where it is an event although no blank line followed."""
        if len(self._data) != 1:
            return []
        try:
            value = _value(self._data[0])
        except BadReply:
            return []
        self._data, self._size = [], 0
        return [value]

    def _bare(self, line: bytes) -> list[Any]:
        """JSON without an event around it: an error in the middle of a stream, or a document of several lines."""
        try:
            return _values(line)
        except BadReply:
            self._document = []
            self._keep(self._document, line)
            return []


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


def _value(data: bytes) -> Any:
    return DONE if data.strip() == b"[DONE]" else _json(data)


def _values(data: bytes) -> list[Any]:
    """Of a document: some servers send all events in one list."""
    if data.lstrip()[:1] != b"[":
        return [_json(data)]
    try:
        values = json_text.loads(data.decode("utf-8-sig", "replace"))
    except ValueError:
        raise BadReply(f"the server sent no JSON: {_excerpt(data)}", hint=_HINT) from None
    return [_checked(value, data) for value in values]


def _json(data: bytes) -> Any:
    try:
        value = json_text.loads(data.decode("utf-8-sig", "replace"))  # a model's tokens may be halves of a character
    except ValueError:
        raise BadReply(f"the server sent no JSON: {_excerpt(data)}", hint=_HINT) from None
    return _checked(value, data)


def _checked(value: Any, data: bytes) -> Any:
    if not isinstance(value, dict):
        raise BadReply(f"the server sent no JSON object: {_excerpt(data)}", hint=_HINT)
    return value


def _excerpt(data: bytes) -> str:
    return repr(data[:60].decode("utf-8", "replace"))
