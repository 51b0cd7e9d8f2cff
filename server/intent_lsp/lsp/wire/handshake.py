"""The first exchange: ``initialize`` is answered before the rest of the server is imported.

Nothing is imported here that takes time (dataclasses, typing, pathlib do). Whatever comes before ``initialize`` is
refused as the specification says (LSP 3.17, "Server lifecycle"): requests get -32002, notifications are dropped,
``exit`` ends the session.
"""

from __future__ import annotations

import json

from intent_lsp.lsp.wire.initialize_reply import initialize_result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
INVALID_PARAMS = -32602
NOT_INITIALIZED = -32002


class ClientLeft:
    """The client said ``exit`` before ``initialize``."""


def error_reply(message_id: Any, code: int, message: str) -> dict[str, Any]:
    """A JSON-RPC error answer."""
    return {"jsonrpc": "2.0", "id": message_id, "error": {"code": code, "message": message}}


def encode(message: dict[str, Any]) -> bytes:
    """Serialise a message of plain JSON values."""
    return json.dumps(message, separators=(",", ":")).encode()


def valid_id(value: object) -> bool:
    """Whether a value may be a request's id: a string or an integer."""
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def greet(body: bytes, send: Callable[[bytes], None]) -> dict[str, Any] | ClientLeft | None:
    """Handle one message that came before the session began.

    Returns the parameters of ``initialize`` once it is answered; ``None``: keep waiting for it.
    """
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        send(encode(error_reply(None, PARSE_ERROR, "The message is not JSON.")))
        return None
    if not isinstance(message, dict):
        send(encode(error_reply(None, INVALID_REQUEST, "A message is one JSON object.")))
        return None
    method = message.get("method")
    if "id" not in message:
        return ClientLeft() if method == "exit" else None
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
    params = message.get("params")
    if not isinstance(params, dict) or not isinstance(params.get("capabilities"), dict):
        send(encode(error_reply(message_id, INVALID_PARAMS, "initialize needs an object `capabilities`")))
        return None
    send(encode({"jsonrpc": "2.0", "id": message_id, "result": initialize_result(params)}))
    return params
