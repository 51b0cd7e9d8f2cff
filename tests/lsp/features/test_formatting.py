"""Formatting and converting examples changes how they look, never what they mean, and loses nothing people wrote."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.document import parse
from tests.support.editor import CAPABILITIES, Editor
from tests.support.wire import Wire

HEAD = "# name: f\n# target: js\n# description:\nD.\n# signature:\n(x: string, n?: number) -> any\n# examples:\n"
FORMATTED = {
    '-\tin:\t{"x": "a"}\tout:\t"p"  // hi {x}\n': '-\tin: {"x": "a"} out: "p" // hi {x}\n',
    '- **in:** `{"x": "a"}`   **out:** `"p"`\n': '- in: {"x": "a"} out: "p"\n',
    '- in:   ["a", 1]   ->   "b" (as ever)\n': '- in: ["a", 1] out: "b" (as ever)\n',
    '1. in: {"x": "a"}   error:   "bad" — why\n': '1. in: {"x": "a"} error: "bad" — why\n',
    '  - [x] in: {"x":"a"}   throws: true\n': '  - [x] in: {"x":"a"} error: true\n',
    '- in: {"x": "a"} /* then */  out:  1\n': None,
    '- in: {"x": "a",\n    "n": 1}   out:   1\n': None,
    '- `f("a")`   →   1\n': None,
    '- in: {"x": "a"} out: 1\n': None,
    '| x | out |\n|:-|-:|\n| "e\u0301" | 1 |\n| "漢字" | 1000 |\n':
        '| x      | out  |\n| :----- | ---: |\n| "e\u0301"    | 1    |\n| "漢字" | 1000 |\n',
    '| x | out |\n|---|---|\n| "a\\|b" | 1 |\n': '| x      | out |\n| ------ | --- |\n| "a\\|b" | 1   |\n',
    '| x | out |\n|---|---|\n| "a" |\n| "b" | 2 |\n': None,
    '```json\n[{"in": {"x":   "a"}, "out": 1}]\n```\n': None,
}  # fmt: skip


def meaning(text: str) -> list[object]:
    intents = parse(text, stem="it").intents
    return [(item.args, item.expected, item.raises, item.hidden) for intent in intents for item in intent.examples]


async def test_formatting(tmp_path: Path) -> None:
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES, initializationOptions={"formatExamples": True})
        editor = Editor(wire, tmp_path, "")
        wire.open(editor.uri, "")
        for before, after in FORMATTED.items():
            for line_end in ("\n", "\r\n"):
                text = (HEAD + before).replace("\n", line_end)
                await editor.change(text)
                edits = await editor.ask("formatting", options={"tabSize": 2, "insertSpaces": True})
                change = {"documentChanges": [{"textDocument": {"uri": editor.uri}, "edits": edits}]}
                found = editor.applied(change)
                assert found == (HEAD + (after or before)).replace("\n", line_end)
                assert meaning(found) == meaning(text)
                await editor.change(found)
                assert await editor.ask("formatting", options={"tabSize": 2, "insertSpaces": True}) == []
        assert await wire.finish() == 0


async def test_converting_keeps_remarks(tmp_path: Path) -> None:
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES)
        editor = Editor(wire, tmp_path, "")
        wire.open(editor.uri, "")
        text = HEAD + '- in: {"x": "a"} out: "p" // why not\n'
        await editor.change(text)
        line = text.count("\n") - 1
        call = editor.applied((await editor.actions(line))["Write the example as a call"]["edit"])
        assert call == HEAD + '- `f("a")` → `"p"` // why not\n'
        assert await editor.change(call) == []
        back = (await editor.actions(line))["Write the example as in: … out: …"]
        assert editor.applied(back["edit"]) == text
        assert meaning(call) == meaning(text)
        assert await wire.finish() == 0


async def test_hover_on_an_intent_of_another_document(tmp_path: Path) -> None:
    other = "# name: clamp\n# description: Keep it inside.\n# signature: (x: number) -> number\n"
    (tmp_path / "math.intent.md").write_text(other, encoding="utf-8")
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES)
        text = "# name: f\n# uses: clamp from ./math.intent.md\n"
        editor = Editor(wire, tmp_path, text)
        wire.open(editor.uri, text)
        await wire.diagnostics(editor.uri, lambda p: "unresolved" not in str(p))
        await wire.request("workspace/symbol", {"query": "clamp"})  # by now the other document has been read
        found = await editor.ask("hover", position=editor.at("clamp"))
        assert "clamp(x: number) -> number" in found["contents"]["value"]
        assert "Keep it inside." in found["contents"]["value"]
        assert await wire.finish() == 0
