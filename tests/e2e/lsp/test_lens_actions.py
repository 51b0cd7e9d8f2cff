"""Everything a lens does is also a code action, in every state of an intent; every variant of transpiling works."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.e2e.lsp.two_models import configure, fenced
from tests.support.chat_server import Say, chat_server
from tests.support.editor import CAPABILITIES, Editor
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY
from tests.support.wire import Json, Wire

TEXT = CLAMP.lstrip("\n")
ONLY_JS = TEXT.replace("# target: js,py", "# target: js")


async def opened(wire: Wire, root: Path, text: str, **options: Any) -> Editor:
    editor = Editor(wire, root, text)
    editor.path.write_text(text, encoding="utf-8")
    window = {"window": {"workDoneProgress": True, "showDocument": {"support": True}}}
    await wire.initialize(
        root, capabilities=CAPABILITIES | window, initializationOptions={"transpileOnSave": False, **options}
    )
    wire.open(editor.uri, text)
    assert await wire.diagnostics(editor.uri) == []
    return editor


async def lenses(editor: Editor) -> list[Json]:
    found = await editor.ask("codeLens")
    return [(await editor.wire.request("codeLens/resolve", lens))["result"]["command"] for lens in found]


async def same(editor: Editor, titles: list[str]) -> None:
    """The lenses' titles are these, and all that they do can be done without them."""
    found = await lenses(editor)
    assert [lens["title"] for lens in found] == titles
    actions = [action["command"] for action in (await editor.actions(0)).values() if "command" in action]
    doable = [(command["command"], json.dumps(command["arguments"])) for command in actions]
    for lens in found:
        if lens["command"]:
            assert (lens["command"], json.dumps(lens["arguments"])) in doable, lens["title"]


async def test_in_every_state(tmp_path: Path) -> None:
    script = [Say(mode="silent"), *[fenced(CLAMP_JS_WRONG)] * 3, fenced(CLAMP_JS)]
    async with chat_server(script) as server, Wire() as wire:
        configure(tmp_path, server.url)
        editor = await opened(wire, tmp_path, ONLY_JS)
        file = tmp_path / "src" / "js" / "auto" / "clamp.js"
        await same(editor, ["▶ Transpile", "JS: not transpiled"])
        command = {"command": "intent.transpile", "arguments": [{"uri": editor.uri}]}
        request = wire.start("workspace/executeCommand", command)
        await wire.take("$/progress", lambda p: "round 1/3" in str(p))
        async with asyncio.timeout(20):
            while not server.requests:  # noqa: ASYNC110  the server is another task
                await asyncio.sleep(0.01)
        (cancel, state) = await lenses(editor)
        assert state["title"].startswith("JS: round 1/3")
        await same(editor, ["■ Cancel", state["title"]])
        await wire.request("workspace/executeCommand", cancel)
        await wire.reply(request)
        await same(editor, ["▶ Transpile", "JS: cancelled"])
        await wire.request("workspace/executeCommand", command)
        await same(editor, ["▶ Transpile", "✗ JS 3/4"])
        repair = next(a for t, a in (await editor.actions(0)).items() if t.startswith("Repair 'clamp' again with"))
        await wire.request("workspace/executeCommand", repair["command"])
        await same(editor, ["▶ Transpile", "✓ JS", "Run examples"])
        await editor.change(ONLY_JS.replace("Limit", "Clip"))
        await same(editor, ["▶ Transpile", "JS: stale", "Run examples"])
        await editor.change(ONLY_JS)
        file.write_text(file.read_text(encoding="utf-8") + "// mine\n", encoding="utf-8")
        await same(editor, ["▶ Transpile", "JS: edited by hand", "Run examples", "Diff with the file"])
        file.unlink()
        await same(editor, ["▶ Transpile", "JS: file missing"])
        assert await wire.finish() == 0


async def test_progress_says_how_many_examples_passed(tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS_WRONG), Say(mode="silent")]) as server, Wire() as wire:
        configure(tmp_path, server.url)
        editor = await opened(wire, tmp_path, ONLY_JS)
        command = {"command": "intent.transpile", "arguments": [{"uri": editor.uri}]}
        request = wire.start("workspace/executeCommand", command)
        told = await wire.take("$/progress", lambda p: "round 2/3" in p["value"].get("message", ""))
        assert "3/4 passed" in told["value"]["message"]
        await wire.command("intent.cancel", uri=editor.uri)
        await wire.reply(request)
        assert await wire.finish() == 0


async def test_when_nothing_may_run(tmp_path: Path) -> None:
    async with Wire() as wire:
        editor = await opened(wire, tmp_path, ONLY_JS, trusted=False)
        await same(editor, ["Transpiling is off: the workspace is not trusted", "JS: not transpiled"])
        assert await wire.finish() == 0


async def test_when_nobody_answers(tmp_path: Path) -> None:
    configure(tmp_path, "http://127.0.0.1:9")
    async with Wire() as wire:
        editor = await opened(wire, tmp_path, ONLY_JS)
        await wire.command("intent.transpile", uri=editor.uri)
        (_, state) = await lenses(editor)
        assert state["title"].startswith("⚠ JS: ")
        await same(editor, ["▶ Transpile", state["title"]])
        assert await wire.finish() == 0


async def test_every_variant_of_transpiling(tmp_path: Path) -> None:
    """One target, past the cache, the document, the workspace: each by its action."""

    def answer(request: Json) -> Say:
        wants_python = "Python" in request["messages"][-1]["content"]
        return Say(f"```py\n{CLAMP_PY}```\n") if wants_python else fenced(CLAMP_JS)

    async with chat_server(answer) as server, Wire() as wire:
        configure(tmp_path, server.url)
        editor = await opened(wire, tmp_path, TEXT)
        (tmp_path / "other.intent.md").write_text(ONLY_JS.replace("name: clamp", "name: limit"), encoding="utf-8")

        async def act(title: str) -> list[tuple[str, str, str]]:
            action = (await editor.actions(1 if " only for " in title else 0))[title]
            done = (await wire.request("workspace/executeCommand", action["command"]))["result"]["results"]
            return [(item["intent"], item["target"], item["status"]) for item in done]

        assert await act("Transpile 'clamp' only for py") == [("clamp", "py", "verified")]
        assert not (tmp_path / "src" / "js").exists()
        assert await act("Transpile 'clamp' only for js") == [("clamp", "js", "verified")]
        assert len(server.requests) == 2
        both = [("clamp", "js", "fresh"), ("clamp", "py", "fresh")]
        assert await act("Transpile intention 'clamp'") == both
        assert await act("Transpile all intentions in this document") == both
        assert len(server.requests) == 2
        await act("Transpile 'clamp' anew, past the cache")
        assert len(server.requests) == 4
        everything = await act("Transpile all documents of the workspace")
        assert [item[0] for item in everything] == ["clamp", "clamp", "limit"]
        assert await wire.finish() == 0


THROWS = """export function clamp(x, lo, hi) {
  const y = x;
  if (y === 42) {
    return y.missing.thing;
  }
  return { 5: 5, "-3": 0, 7: 8 }[x];
}
"""


async def test_a_failure_leads_to_the_failing_line(tmp_path: Path) -> None:
    async with chat_server([fenced(THROWS)] * 3) as server, Wire() as wire:
        configure(tmp_path, server.url)
        able = {**CAPABILITIES, "textDocument": {**CAPABILITIES["textDocument"],
                "publishDiagnostics": {"relatedInformation": True}}}  # fmt: skip
        editor = Editor(wire, tmp_path, ONLY_JS)
        await wire.initialize(tmp_path, capabilities=able)
        wire.open(editor.uri, ONLY_JS)
        await wire.command("intent.transpile", uri=editor.uri)
        (found,) = await wire.diagnostics(editor.uri, lambda p: any(item["severity"] == 1 for item in p["diagnostics"]))
        assert found["message"].startswith("js, round 1/3: got TypeError")
        assert found["message"].endswith(", want 10")
        assert found["range"]["start"]["line"] == editor.at('"x": 42')["line"]
        (related,) = found["relatedInformation"]
        candidate = Path(related["location"]["uri"].removeprefix("file://"))
        assert candidate.is_relative_to(tmp_path / ".promirror" / "candidates")
        line = candidate.read_text(encoding="utf-8").split("\n")[related["location"]["range"]["start"]["line"]]
        assert line == "    return y.missing.thing;"
        assert related["message"].startswith("TypeError")
        assert await wire.finish() == 0


async def test_what_concerns_both_targets_is_told_once(tmp_path: Path) -> None:
    configure(tmp_path, "http://127.0.0.1:9")
    async with Wire() as wire:
        editor = await opened(wire, tmp_path, TEXT)
        await wire.command("intent.transpile", uri=editor.uri)
        _, js, py = [lens["title"] for lens in await lenses(editor)]
        assert js.startswith("⚠ JS: no provider could answer")
        assert py == "⚠ Python"
