"""Code actions of a line, and the commands behind them."""

from __future__ import annotations

import ast
from typing import Any

from lsprotocol import types

from tests.support.recording_client import RecordingClient


async def actions(client: RecordingClient, uri: str, line: int = 0) -> dict[str, types.Command]:
    """The commands behind the code actions of a line, by title."""
    place = types.Position(line, 0)
    found = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri), types.Range(place, place), types.CodeActionContext(diagnostics=[])
        )
    )
    commands: dict[str, types.Command] = {}
    for item in found or ():
        if isinstance(item, types.CodeAction) and item.command is not None:
            commands[item.title] = item.command
        elif isinstance(item, types.Command) and item.command.startswith("{"):
            # lsprotocol 2025.0.0 takes an action with a command for a command, and spells the inner one as text.
            commands[item.title] = types.Command(**ast.literal_eval(item.command))
    return commands


async def run(client: RecordingClient, command: types.Command) -> dict[str, Any]:
    assert command.arguments is not None
    answer = await client.workspace_execute_command_async(
        types.ExecuteCommandParams(command.command, list(command.arguments))
    )
    assert answer is not None
    return dict(answer)
