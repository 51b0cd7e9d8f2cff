"""The commands ``intent.*``: one module each, with an ``async def run(session, argument, token)``.

Every command takes one object, or nothing. Clients that can only pass a list of strings (Helix) use code actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from lsprotocol import types

from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.errors import JsonRpcInvalidParams
from intent_lsp.lsp.wire.registry import COMMANDS


class Commands:
    """Runs commands by name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def run(self, params: types.ExecuteCommandParams) -> Any:
        """Raises ``JsonRpcInvalidParams`` for an unknown command or an argument that does not fit."""
        module = COMMANDS.get(params.command)
        if module is None:
            raise JsonRpcInvalidParams(f"There is no command {params.command!r}; there are {', '.join(COMMANDS)}.")
        command = import_module(f"{__name__}.{module}").run
        return await command(self._session, _one_object(params.arguments), params.work_done_token)


def _one_object(arguments: Sequence[Any] | None) -> dict[str, Any]:
    if not arguments or (len(arguments) == 1 and arguments[0] is None):
        return {}
    if len(arguments) == 1 and isinstance(arguments[0], dict):
        return arguments[0]
    raise JsonRpcInvalidParams("The commands of intent-lsp take one object.")
