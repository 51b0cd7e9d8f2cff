"""Fixes that look beyond one line: missing targets, examples in other forms, names in the configuration."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.editor import CAPABILITIES, Editor
from tests.support.wire import Wire

USER = """# name: outer
# target: js,py
# description:
Uses another.
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 1
# uses: inner
"""
INNER = """
# name: inner
# target: js
# description:
Used.
# signature:
(x: number) -> number
# examples:
- `inner(1)` → `1`
| x | out |
|---|-----|
| 2 | 2   |
| 3 | 3   |
"""


async def opened(wire: Wire, root: Path, text: str) -> Editor:
    editor = Editor(wire, root, text)
    await wire.initialize(root, capabilities=CAPABILITIES)
    wire.open(editor.uri, text)
    await wire.diagnostics(editor.uri)
    return editor


async def test_a_used_intent_gets_the_missing_target(tmp_path: Path) -> None:
    async with Wire() as wire:
        editor = await opened(wire, tmp_path, USER + INNER)
        line = editor.at("# uses")["line"]
        action = (await editor.actions(line))["Add the target py to `inner`"]
        assert [item["code"] for item in action["diagnostics"]] == ["unresolved-use"]
        text = editor.applied(action["edit"])
        assert text == editor.text.replace("# target: js\n", "# target: js,py\n")
        assert await editor.change(text) == []


async def test_a_used_intent_of_another_document_gets_it_too(tmp_path: Path) -> None:
    other = tmp_path / "inner.intent.md"
    other.write_text(INNER.lstrip("\n").replace("# target: js\n", ""), encoding="utf-8")
    async with Wire() as wire:
        editor = await opened(wire, tmp_path, USER.replace("uses: inner", "uses: inner from ./inner.intent.md"))
        await wire.diagnostics(editor.uri, lambda p: p["diagnostics"])
        action = (await editor.actions(editor.at("# uses")["line"]))["Add the target py to `inner`"]
        (change,) = action["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": other.as_uri(), "version": None}
        assert [item["newText"] for item in change["edits"]] == ["\n# target: js,py"]


async def test_examples_are_written_in_another_form(tmp_path: Path) -> None:
    text = USER.replace("# uses: inner\n", "") + INNER
    async with Wire() as wire:
        editor = await opened(wire, tmp_path, text)
        first = (await editor.actions(editor.at('- in: {"x": 1}')["line"]))["Write the example as a call"]
        assert "- `outer(1)` → `1`" in editor.applied(first["edit"])
        second = (await editor.actions(editor.at("`inner(1)`")["line"]))["Write the example as in: … out: …"]
        assert '- in: {"x": 1} out: 1\n| x' in editor.applied(second["edit"])
        third = (await editor.actions(editor.at("| 2 |")["line"]))["Write the table as a list"]
        after = editor.applied(third["edit"])
        assert after.endswith('- in: {"x": 2} out: 2\n- in: {"x": 3} out: 3\n')
        assert await editor.change(after) == []


async def test_models_and_providers_are_completed_in_the_configuration(tmp_path: Path) -> None:
    folder = tmp_path / ".promirror"
    folder.mkdir()
    config = {"providers": [{"name": "small", "type": "ollama", "model": "qwen2.5-coder:7b"}]}
    (folder / "intent.config.json").write_text(json.dumps(config), encoding="utf-8")
    uri = (folder / "intent.config.json").as_uri()
    text = '{"providers": [{"type": "ollama", "model": ""}],\n"schedule": {"draft": ["s"]}}\n'
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES)
        wire.open(uri, text)
        await wire.diagnostics(uri)
        for line, before, wanted in ((0, '"model": "', "qwen2.5-coder:7b"), (1, '["s', "small")):
            place = {"line": line, "character": text.split("\n")[line].index(before) + len(before)}
            params = {"textDocument": {"uri": uri}, "position": place}
            found = (await wire.request("textDocument/completion", params))["result"]
            assert [item["label"] for item in found] == [wanted]
            assert found[0]["textEdit"]["newText"] == f'"{wanted}"'
            assert found[0]["textEdit"]["range"]["end"]["character"] == place["character"] + 1
