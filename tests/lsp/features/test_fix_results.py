"""What can be done about an example that failed, in every form in which an example is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lsp.scripted import SCRIPTED
from tests.support.editor import CAPABILITIES, Editor
from tests.support.wire import Json, Wire

HEAD = "# name: f\n# target: js\n# description:\nD.\n# signature:\n(x: string, n?: number) -> any\n# examples:\n"
FORMS = {
    "in and out": '- in: {"x": "a|b", "n": 1} out: "p"\n- in: {"x": "b", "n": 1} out: "q"\n',
    "no final newline": '- in: {"x": "a", "n": 1} out: "p"\n- in: {"x": "b", "n": 1} out: "q"',
    "lines": '- in:\n  ```json\n  {"x": "a", "n": 1}\n  ```\n  out: "p"\n- in: {"x": "b"\n  }\n  out:\n  "q"\n',
    "call": '- `f("a", 1)` → `"p"`\n- f("b", 1) -> "q"\n',
    "table": '| x | n | out |\n|---|---|---|\n| "a\\|b" | | "p" |\n| "b" | 1 | "q" |\n',
    "fenced": '```json\n[\n  {"in": {"x": "a", "n": 1}, "out": "p"},\n  {"in": {"x": "b"}, "out": "q"}\n]\n```\n',
    "fenced on one line": '```json\n[{"in": {"x": "a"}, "out": "p"}, {"in": {"x": "b"}, "out": "q"}]\n```\n',
    "fenced calls": '```js\nf("a", 1) -> "p"\nf("b", 1) === "q"\n```\n',
    "remarks": '- in: {"x": "a", "n": 1} out: "p" // why\n- in: {"x": "b", "n": 1} out: "q" // so\n',
    "before others": '- f("a") -> "p"\n- f("b") -> "q"\n# hidden examples:\n- f("c") -> 1\n# constraints:\n- c\n',
}
GOT = '"a|\\"é😀\\\\"'


class Failing:
    """A document whose examples have all failed with the same result."""

    def __init__(self, editor: Editor, text: str) -> None:
        self.editor, self.text = editor, text

    async def examples(self) -> list[Json]:
        answer = await self.editor.wire.command("intent.status", uri=self.editor.uri)
        return list(answer["result"]["intents"][0]["examples"])

    async def fail(self, got: str, *whole: str) -> list[Json]:
        assert await self.editor.change(self.text) == []
        examples = await self.examples()
        steps = [{"round": 1}, {"fail": [[got, "w", *whole]] * len(examples)}, {"exhaust": True}]
        (self.editor.root / "script.json").write_text(json.dumps({"f": steps}), encoding="utf-8")
        await self.editor.wire.command("intent.transpile", uri=self.editor.uri)
        return examples

    async def apply(self, action: Json) -> list[Json]:
        """The examples after an action; the document has no problem then."""
        found = await self.editor.change(self.editor.applied(action["edit"]))
        assert [item for item in found if item["source"] == "intent"] == [], self.editor.text
        after = await self.examples()
        await self.editor.change(self.text)
        return after


async def failing(wire: Wire, root: Path, text: str) -> Failing:
    (root / "script.json").write_text("{}", encoding="utf-8")
    await wire.initialize(root, capabilities=CAPABILITIES)
    editor = Editor(wire, root, "")
    wire.open(editor.uri, "")
    await wire.diagnostics(editor.uri)
    return Failing(editor, text)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
async def test_every_way_out_keeps_the_document_whole(tmp_path: Path, form: str) -> None:
    async with Wire(module=SCRIPTED) as wire:
        failed = await failing(wire, tmp_path, HEAD + FORMS[form])
        before = await failed.fail(GOT)
        for example in before:
            actions = await failed.editor.actions(example["range"]["start"]["line"])
            numbers = [other["number"] for other in before if other is not example]
            which = f"example {example['number']}" if form == "fenced on one line" else "the example"
            title = f"Take the result of js, {GOT}, as the expected value"
            taken = actions[title if which == "the example" else f"{title} of {which}"]
            after = await failed.apply(taken)
            changed = [a["number"] for a, b in zip(after, before, strict=True) if a["source"] != b["source"]]
            assert changed == [example["number"]]
            dropped = await failed.apply(actions[f"Drop {which}"])
            assert len(dropped) == len(numbers)
            if not example["hidden"]:
                hidden = await failed.apply(actions[f"Hide {which} from models"])
                assert len(hidden) == len(before)
                assert sum(item["hidden"] for item in hidden) == sum(item["hidden"] for item in before) + 1
            for title, action in actions.items():
                if title.startswith("Write the "):
                    assert len(await failed.apply(action)) == len(before)
        assert await wire.finish() == 0


@pytest.mark.parametrize("got", ['"' + "x" * 198 + "…", "TypeError: x is not a function", "<a function>", "[<a set>]"])
async def test_what_is_no_whole_value_cannot_be_taken(tmp_path: Path, got: str) -> None:
    async with Wire(module=SCRIPTED) as wire:
        failed = await failing(wire, tmp_path, HEAD + FORMS["in and out"])
        (first, _) = await failed.fail(got)
        titles = set(await failed.editor.actions(first["range"]["start"]["line"]))
        assert "Drop the example" in titles
        assert not [title for title in titles if title.startswith("Take the result")]
        assert await wire.finish() == 0


async def test_a_long_result_is_taken_whole_under_a_short_title(tmp_path: Path) -> None:
    whole = json.dumps(["word"] * 100)
    async with Wire(module=SCRIPTED) as wire:
        failed = await failing(wire, tmp_path, HEAD + FORMS["in and out"])
        (first, _) = await failed.fail(f"{whole[:199]}…", whole)
        actions = await failed.editor.actions(first["range"]["start"]["line"])
        (title,) = (title for title in actions if title.startswith("Take the result"))
        assert title == f"Take the result of js, {whole[:79]}…, as the expected value"
        after = await failed.apply(actions[title])
        assert whole in after[0]["source"]
        assert await wire.finish() == 0
