"""The first exchange: ``initialize`` is answered before the rest of the server is imported.

Only the standard library is used here. Whatever comes before ``initialize`` is refused as the specification says
(LSP 3.17, "Server lifecycle"): requests get -32002, notifications are dropped, ``exit`` ends the session.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from intent_lsp.lsp.announce import initialize_result
from intent_lsp.lsp.capabilities import ClientFlags, client_flags

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
INVALID_PARAMS = -32602
NOT_INITIALIZED = -32002


@dataclass(frozen=True, slots=True)
class Hello:
    """What ``initialize`` said, checked field by field."""

    flags: ClientFlags = field(default_factory=ClientFlags)
    process_id: int | None = None
    folders: tuple[tuple[str, str], ...] = ()
    """(uri, name); the root where the client names no folders."""
    options: dict[str, Any] = field(default_factory=dict)
    """``initializationOptions``; empty where they are no object."""
    trace: str = "off"
    client: str = ""
    """Name and version of the client, for ``intent.debugInfo``."""


@dataclass(frozen=True, slots=True)
class Left:
    """The client said ``exit`` before ``initialize``."""


def read_hello(params: dict[str, Any]) -> Hello:
    """Read the parameters of ``initialize``. Raises ``ValueError`` when ``capabilities`` is missing."""
    capabilities = params.get("capabilities")
    if not isinstance(capabilities, dict):
        raise ValueError("initialize needs an object `capabilities`")
    pid = params.get("processId")
    options = params.get("initializationOptions")
    info = params.get("clientInfo")
    trace = params.get("trace")
    return Hello(
        flags=replace(client_flags(capabilities), format_examples=_opted_in(options)),
        process_id=pid if isinstance(pid, int) and not isinstance(pid, bool) else None,
        folders=tuple(_folders(params)),
        options=options if isinstance(options, dict) else {},
        trace=trace if trace in ("messages", "verbose") else "off",
        client=f"{info.get('name', '')} {info.get('version', '')}".strip() if isinstance(info, dict) else "",
    )


def _opted_in(options: object) -> bool:
    settings = options.get("settings", options) if isinstance(options, dict) else None
    return isinstance(settings, dict) and settings.get("formatExamples") is True


def _folders(params: dict[str, Any]) -> Iterator[tuple[str, str]]:
    folders = params.get("workspaceFolders")
    named = [
        (folder["uri"], str(folder.get("name", "")))
        for folder in (folders if isinstance(folders, list) else [])
        if isinstance(folder, dict) and isinstance(folder.get("uri"), str)
    ]
    if named:
        yield from named
        return
    if isinstance(uri := params.get("rootUri"), str):
        yield uri, ""
    elif isinstance(path := params.get("rootPath"), str) and path:
        from pathlib import Path  # only old clients send no URI

        if Path(path).is_absolute():
            yield Path(path).as_uri(), ""


def error_reply(message_id: Any, code: int, message: str) -> dict[str, Any]:
    """A JSON-RPC error answer."""
    return {"jsonrpc": "2.0", "id": message_id, "error": {"code": code, "message": message}}


def encode(message: dict[str, Any]) -> bytes:
    """Serialise a message of plain JSON values."""
    return json.dumps(message, separators=(",", ":")).encode()


def valid_id(value: object) -> bool:
    """Whether a value may be a request's id: a string or an integer."""
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def greet(body: bytes, send: Callable[[bytes], None]) -> Hello | Left | None:
    """Handle one message that came before the session began; ``None``: keep waiting for ``initialize``."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        send(encode(error_reply(None, PARSE_ERROR, "The message is no JSON.")))
        return None
    if not isinstance(message, dict):
        send(encode(error_reply(None, INVALID_REQUEST, "A message is one JSON object.")))
        return None
    method = message.get("method")
    if "id" not in message:
        return Left() if method == "exit" else None
    message_id = message["id"] if valid_id(message["id"]) else None
    if not isinstance(method, str) or message_id is None:
        send(
            encode(
                error_reply(
                    message_id, INVALID_REQUEST, "A request has a method, and an id that is a string or an integer."
                )
            )
        )
        return None
    if method != "initialize":
        send(encode(error_reply(message_id, NOT_INITIALIZED, "The server waits for `initialize`.")))
        return None
    try:
        hello = read_hello(message["params"] if isinstance(message.get("params"), dict) else {})
    except ValueError as error:
        send(encode(error_reply(message_id, INVALID_PARAMS, str(error))))
        return None
    send(encode({"jsonrpc": "2.0", "id": message_id, "result": initialize_result(hello.flags)}))
    return hello
