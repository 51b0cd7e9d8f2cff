"""Editors whose code actions are commands only: one that has the editor apply the edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.editor import CAPABILITIES, Editor
from tests.support.wire import Json, Wire

TEXT = "# name: double\n# description: Twice.\n# signature: (count: nubmer) -> number\n"
OLD: Json = {
    **CAPABILITIES,
    "textDocument": {name: value for name, value in CAPABILITIES["textDocument"].items() if name != "codeAction"},
}


async def executed(wire: Wire, command: Json) -> Any:
    params = {"command": command["command"], "arguments": command["arguments"]}
    return await wire.request("workspace/executeCommand", params)


@pytest.mark.parametrize("answer", [{"applied": True}, {"applied": False, "failureReason": "it was changed"}])
async def test_the_editor_is_asked_to_apply_the_fix_and_its_answer_is_passed_on(tmp_path: Path, answer: Json) -> None:
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=OLD)
        wire.answers["workspace/applyEdit"] = lambda message: {"result": answer}
        editor = Editor(wire, tmp_path, TEXT)
        wire.open(editor.uri, editor.text)
        await wire.diagnostics(editor.uri)
        fix = (await editor.actions(2))["Change to `number`"]
        assert fix["command"] == "intent.applyEdit"
        reply = await executed(wire, fix)
        (asked,) = [message for message in wire.messages if message.get("method") == "workspace/applyEdit"]
        assert editor.applied(asked["params"]["edit"]) == TEXT.replace("nubmer", "number")
        assert reply["result"] == answer


async def test_what_is_not_an_edit_is_an_error_and_an_editor_that_cannot_apply_one_is_told(tmp_path: Path) -> None:
    capabilities = {**OLD, "workspace": {**OLD["workspace"], "applyEdit": False}}
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=capabilities)
        wrong = await executed(wire, {"command": "intent.applyEdit", "arguments": [{"edit": "none"}]})
        assert "`edit` must be a workspace edit" in wrong["error"]["message"]
        told = await executed(wire, {"command": "intent.applyEdit", "arguments": [{"edit": {"changes": {}}}]})
        assert told["result"] == {"applied": False, "failureReason": "The editor cannot apply edits."}
