"""A typo in an example of a verified intent: named on its line, with both ways out, also in the next session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.editor import CAPABILITIES, Editor, started
from tests.support.intents import TWICE
from tests.support.wire import Wire

TYPO = TWICE.replace("out: 10\n", "out: 100\n")
LINE = TYPO.splitlines().index("- in: [5] out: 100")
UNDO = "Undo the change of the example: it is 10, as before"
RIGHT = "Transpile 'f' all the same: the example is right"


async def told(editor: Editor) -> None:
    """Diagnostic, lens and both actions."""
    found = await editor.wire.diagnostics(editor.uri, lambda p: p["diagnostics"])
    ((line, code, message),) = [(d["range"]["start"]["line"], d["code"], d["message"]) for d in found]
    assert (line, code) == (LINE, "contradicts-examples")
    assert "the verified code give 10; this example expects 100" in message
    assert "✗ JS 4/5" in [lens["command"]["title"] for lens in await editor.ask("codeLens")]
    actions = await editor.actions(LINE)
    assert {UNDO, RIGHT} <= actions.keys()
    assert editor.applied(actions[UNDO]["edit"]) == TWICE


@pytest.mark.slow
async def test_the_example_is_named_with_both_ways_out_also_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "src/js/auto/f.js"
    async with Wire() as wire:
        editor = await started(wire, tmp_path, TWICE)
        (result,) = (await wire.command("intent.transpile", uri=editor.uri))["result"]["results"]
        assert result["status"] == "verified"
        before = file.read_bytes()
        await editor.change(TYPO)
        (result,) = (await wire.command("intent.transpile", uri=editor.uri))["result"]["results"]
        assert result["status"] == "failed"
        await told(editor)
    editor.path.write_text(TYPO, encoding="utf-8")
    async with Wire() as wire:
        again = Editor(wire, tmp_path, TYPO)
        await wire.initialize(tmp_path, capabilities=CAPABILITIES)
        wire.open(again.uri, TYPO)
        await told(again)
        assert file.read_bytes() == before
        right = (await again.actions(LINE))[RIGHT]["command"]
        assert right["command"] == "intent.transpile"
        (result,) = (await wire.command("intent.transpile", **right["arguments"][0]))["result"]["results"]
        assert result["status"] == "uncertain"
        assert file.read_bytes() != before
