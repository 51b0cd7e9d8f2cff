"""``intent.debug``: what a debugger needs for one example that failed; offered to clients that start one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.lsp.two_models import configure, fenced
from tests.support.chat_server import chat_server
from tests.support.editor import CAPABILITIES, Editor
from tests.support.intents import CLAMP, CLAMP_JS_WRONG
from tests.support.wire import Json, Wire

TEXT = CLAMP.lstrip("\n").replace("# target: js,py", "# target: js")
DEBUGS = CAPABILITIES | {"experimental": {"intentDebug": True}}


async def opened(wire: Wire, root: Path, capabilities: Json = DEBUGS, **options: Any) -> Editor:
    editor = Editor(wire, root, TEXT)
    editor.path.write_text(TEXT, encoding="utf-8")
    await wire.initialize(root, capabilities=capabilities, initializationOptions={"transpileOnSave": False, **options})
    wire.open(editor.uri, TEXT)
    assert await wire.diagnostics(editor.uri) == []
    return editor


async def failing(editor: Editor) -> Json:
    """The example that fails."""
    answer = (await editor.wire.command("intent.status", uri=editor.uri))["result"]["intents"][0]
    (found,) = (each for each in answer["examples"] if any(not result["passed"] for result in each["results"]))
    return dict(found)


async def offered(editor: Editor, line: int) -> dict[str, Json]:
    found = await editor.actions(line)
    return {title: action for title, action in found.items() if title.startswith("Debug ")}


async def test_the_candidate_is_called_with_the_example(tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS_WRONG)] * 3) as server, Wire() as wire:
        configure(tmp_path, server.url)
        editor = await opened(wire, tmp_path)
        nothing = (await wire.command("intent.debug", uri=editor.uri, intent="clamp", target="js", example=1))["error"]
        assert nothing["message"] == "There is no js code of clamp yet: transpile it first."
        await wire.command("intent.transpile", uri=editor.uri)
        example = await failing(editor)
        ((title, action),) = (await offered(editor, example["range"]["start"]["line"])).items()
        assert title.endswith(" in JavaScript")
        command = action["command"]
        answer = (await wire.request("workspace/executeCommand", command))["result"]
        assert title == f"Debug {answer['title']} in JavaScript"
        assert (answer["target"], answer["candidate"]) == ("js", True)
        file = Path(answer["file"].removeprefix("file://"))
        assert ".promirror" in file.parts
        line = file.read_text(encoding="utf-8").splitlines()[answer["entry"]["line"]]
        assert line[answer["entry"]["character"] :].startswith("return Math.max")
        node = shutil.which("node")
        if node is None:
            pytest.skip("Node.js is not installed")
        program = tmp_path / "run.mjs"
        program.write_text(answer["driver"], encoding="utf-8")
        flags = ["--experimental-detect-module"]
        done = subprocess.run([node, *flags, str(program)], capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout.strip() == example["results"][0]["got"]
        for wrong in (0, 99, True, "1", None):
            refused = await wire.command("intent.debug", uri=editor.uri, intent="clamp", target="js", example=wrong)
            assert "a number from 1 to" in refused["error"]["message"]
        assert await wire.finish() == 0


async def test_of_the_users_own_code_the_file_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "src/js/auto/clamp.js"
    file.parent.mkdir(parents=True)
    file.write_text(CLAMP_JS_WRONG, encoding="utf-8")
    async with Wire() as wire:
        editor = await opened(wire, tmp_path)
        await wire.command("intent.check", uri=editor.uri)
        answer = (await wire.command("intent.debug", uri=editor.uri, intent="clamp", target="js", example=1))["result"]
        assert (answer["file"], answer["candidate"]) == (file.as_uri(), False)
        assert await wire.finish() == 0


async def test_only_where_the_client_starts_a_debugger_and_trusts(tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS_WRONG)] * 3) as server:
        configure(tmp_path, server.url)
        async with Wire() as wire:
            editor = await opened(wire, tmp_path, CAPABILITIES)
            await wire.command("intent.transpile", uri=editor.uri)
            line = (await failing(editor))["range"]["start"]["line"]
            assert await offered(editor, line) == {}
            assert await wire.finish() == 0
        async with Wire() as wire:
            editor = await opened(wire, tmp_path, DEBUGS, trusted=False)
            assert await offered(editor, line) == {}
            answer = await wire.command("intent.debug", uri=editor.uri, intent="clamp", target="js", example=1)
            assert "not trusted" in answer["error"]["message"]
            assert await wire.finish() == 0
