"""The commands ``intent.*``: one module each, with a NAME and an ``async def run(session, argument, token)``.

Every command takes one object, or nothing. Clients that can only pass a list of strings (Helix) use code actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from intent_lsp.lsp.commands import (
    apply_edit,
    cancel,
    check,
    clear_cache,
    debug_info,
    diff,
    keep,
    open_file,
    prompt,
    pull,
    status,
    transpile,
    transpile_workspace,
)

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

COMMANDS = {
    module.NAME: module.run
    for module in (
        transpile,
        transpile_workspace,
        check,
        keep,
        diff,
        prompt,
        pull,
        cancel,
        clear_cache,
        status,
        debug_info,
        open_file,
        apply_edit,
    )
}


class Commands:
    """Runs commands by name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def run(self, params: types.ExecuteCommandParams) -> Any:
        """Raises ``JsonRpcInvalidParams`` for an unknown command or an argument that does not fit."""
        command = COMMANDS.get(params.command)
        if command is None:
            raise JsonRpcInvalidParams(f"There is no command {params.command!r}; there are {', '.join(COMMANDS)}.")
        return await command(self._session, _one_object(params.arguments), params.work_done_token)


def _one_object(arguments: Sequence[Any] | None) -> dict[str, Any]:
    if not arguments or (len(arguments) == 1 and arguments[0] is None):
        return {}
    if len(arguments) == 1 and isinstance(arguments[0], dict):
        return arguments[0]
    raise JsonRpcInvalidParams("The commands of intent-lsp take one object.")
