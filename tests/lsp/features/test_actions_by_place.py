"""Code actions are few, the likely ones first, and their titles say all: some editors show nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.lsp.two_models import configure
from tests.lsp.scripted import SCRIPTED
from tests.support.chat_server import Say, chat_server
from tests.support.editor import CAPABILITIES, Editor
from tests.support.intents import CLAMP, CLAMP_JS_WRONG, CLAMP_PY_WRONG
from tests.support.wire import Json, Wire

TEXT = CLAMP.lstrip("\n")
MOST = 6


async def opened(wire: Wire, root: Path) -> Editor:
    editor = Editor(wire, root, TEXT)
    editor.path.write_text(TEXT, encoding="utf-8")
    await wire.initialize(root, capabilities=CAPABILITIES, initializationOptions={"transpileOnSave": False})
    wire.open(editor.uri, TEXT)
    assert await wire.diagnostics(editor.uri) == []
    return editor


async def titles(editor: Editor, line: int, only: list[str] | None = None) -> list[str]:
    place = {"line": line, "character": 0}
    context: Json = {"diagnostics": []} | ({"only": only} if only else {})
    found = await editor.ask("codeAction", range={"start": place, "end": place}, context=context)
    return [action["title"] for action in found]


async def test_what_failed_in_both_languages(tmp_path: Path) -> None:
    both = Say(f"```js\n{CLAMP_JS_WRONG}```\n```py\n{CLAMP_PY_WRONG}```\n")
    async with chat_server(lambda _: both) as server, Wire() as wire:
        configure(tmp_path, server.url)
        editor = await opened(wire, tmp_path)
        done = (await wire.command("intent.transpile", uri=editor.uri))["result"]["results"]
        assert [item["status"] for item in done] == ["failed", "failed"]
        answer = (await wire.command("intent.status", uri=editor.uri))["result"]["intents"][0]
        lines = {
            all(result["passed"] for result in example["results"]): example["range"]["start"]["line"]
            for example in answer["examples"]
        }
        assert await titles(editor, lines[False]) == [
            "Take the result of js and py, 42, as the expected value",
            "Drop the example",
            "Hide the example from models",
            "Repair 'clamp' again with strong-14b",
            "Transpile intention 'clamp'",
        ]
        passing = await titles(editor, lines[True])
        assert passing[0] == "Transpile intention 'clamp'"
        assert len(passing) <= MOST
        named = await titles(editor, 0)
        assert named[:4] == [
            "Open the best js candidate of 'clamp'",
            "Open the best py candidate of 'clamp'",
            "Repair 'clamp' again with strong-14b",
            "Transpile intention 'clamp'",
        ]
        assert len(named) == len(set(named))
        assert "Transpile 'clamp' only for py" not in named
        assert "Transpile 'clamp' only for py" in await titles(editor, 1)
        assert await titles(editor, lines[False], ["quickfix"]) == (await titles(editor, lines[False]))[:4]
        assert await titles(editor, lines[False], ["source"]) == [
            "Transpile all intentions in this document", "Transpile all documents of the workspace",
        ]  # fmt: skip


@pytest.mark.parametrize("line", range(1, 8))
async def test_of_what_was_never_transpiled_there_is_one(tmp_path: Path, line: int) -> None:
    async with Wire(module=SCRIPTED) as wire:
        editor = await opened(wire, tmp_path)
        found = await titles(editor, line)
        assert "Transpile intention 'clamp'" in found
        assert len(found) <= MOST
