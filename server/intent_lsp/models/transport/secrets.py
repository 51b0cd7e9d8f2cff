"""API keys: read from the environment variable that the settings name, sent to the server, told to nobody else."""

from __future__ import annotations

import os

from intent_lsp.errors import RequestRejected


def key_of(variable: str) -> str:
    """The key in the named variable; empty where none is named or set.

    Raises :class:`~intent_lsp.errors.RequestRejected` for one that no HTTP header can hold (RFC 9110, section 5.5).
    """
    key = os.environ.get(variable, "").strip() if variable else ""
    if any(not 32 < ord(character) < 127 for character in key):
        raise RequestRejected(
            f"the key in {variable} cannot be sent: it holds a space, a line break or a letter beyond ASCII",
            status=0,
            hint=f"set {variable} to the key alone",
        )
    return key


def without_key(text: str, variable: str) -> str:
    """The text without the key in it: servers repeat what they were sent, and errors repeat what servers say."""
    key = os.environ.get(variable, "").strip() if variable else ""
    return text.replace(key, "…") if key else text


def advice(variable: str) -> tuple[str, str]:
    """What is wrong and what to do when a server requires a key."""
    if not variable:
        return "the server requires a key", "set apiKeyEnv to the name of the environment variable that holds the key"
    if not os.environ.get(variable, "").strip():
        return (
            f"the server requires a key, and the environment variable {variable} is not set",
            f"set {variable} where this program is started",
        )
    return f"the server does not accept the key in {variable}", f"correct the key in {variable}"
