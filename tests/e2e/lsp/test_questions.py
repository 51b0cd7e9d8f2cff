"""The built-in provider's question: an action for each answer, in the document's own form, and what follows from it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.editor import Editor, started
from tests.support.wire import SECONDS, Json, Wire

STEP = "add an example that says what label(5) is"
DOUBT = f"no example shows what happens exactly at a threshold: {STEP}"
"""What is open about ``label``, and what to do next."""
HEAD = (
    "# name: label\n# target: js\n# description:\nZero below 5, else the number.\n"
    "# signature:\n(x: number) -> number\n# examples:\n"
)
SHOWN = ((1, 0), (3, 0), (9, 9), (12, 12))
FORMS = {
    "in-out": "".join(f'- in: {{"x": {x}}} out: {out}\n' for x, out in SHOWN),
    "call": "".join(f"* `label({x})` -> `{out}`\n" for x, out in SHOWN),
    "table": "| x | out |\n|---|---|\n" + "".join(f"| {x} | {out} |\n" for x, out in SHOWN),
    "fenced": "```json\n[\n" + ",\n".join(f'  {{"in": {{"x": {x}}}, "out": {out}}}' for x, out in SHOWN) + "\n]\n```\n",
}
NORMALIZE = """# name: normalize2d
# target: js,py
# description:
Normalize a 2D vector (x,y). Return magnitude and normalized components.
# signature:
(x: number, y: number) -> { mag: number, nx: number, ny: number }
# constraints:
- Avoid division by zero; if both are 0, return zeros.
# examples:
- in: { "x":3, "y":4 } out: { "mag":5, "nx":0.6, "ny":0.8 }
- in: { "x":0, "y":0 } out: { "mag":0, "nx":0, "ny":0 }
"""


def answers(actions: dict[str, Json], name: str) -> list[Json]:
    return [action for title, action in actions.items() if title.startswith(f"Say that {name}(")]


async def shown_as_uncertain(editor: Editor) -> None:
    """Lens, hints and hover say so, with the doubt."""
    lenses = [lens["command"]["title"] for lens in await editor.ask("codeLens")]
    assert any(title == f"? JS: {STEP}" for title in lenses), lenses
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    assert {hint["label"] for hint in await editor.ask("inlayHint", range=everything)} == {"? js"}
    hover = await editor.ask("hover", position={"line": 0, "character": 9})
    told = hover["contents"]["value"]
    assert f"**js** ? 4/4 · round 1 · builtin · {DOUBT}" in told
    assert told.count(DOUBT) == 1


@pytest.mark.parametrize("form", list(FORMS))
async def test_an_answer_is_written_as_the_document_writes(tmp_path: Path, form: str) -> None:
    async with Wire() as wire:
        editor = await started(wire, tmp_path, HEAD + FORMS[form])
        first = (await wire.command("intent.transpile", uri=editor.uri))["result"]["results"]
        assert [item["status"] for item in first] == ["uncertain"]
        await shown_as_uncertain(editor)
        offered = answers(await editor.actions(0), "label")
        assert offered
        free = next(a for title, a in (await editor.actions(0)).items() if title.startswith("Say what else label("))
        blank = editor.applied(free["edit"])
        assert blank.count("…") == 1
        assert any(d["severity"] == 1 for d in await editor.change(blank))  # until somebody writes what it is
        assert await editor.change(blank.replace("…", "7")) == []
        await editor.change(HEAD + FORMS[form])
        text = editor.applied(offered[0]["edit"])
        assert await editor.change(text) == []  # it is an example like the others
        document = (await wire.command("intent.status", uri=editor.uri))["result"]["intents"][0]
        assert len(document["examples"]) == 5
        assert answers(await editor.actions(0), "label") == []
        wire.notify("textDocument/didSave", {"textDocument": {"uri": editor.uri}})
        standing: Json = {"text": ""}
        async with asyncio.timeout(SECONDS):
            while not standing["text"].startswith("✓ 5/5"):
                await asyncio.sleep(0.05)
                standing = (await wire.command("intent.status", uri=editor.uri))["result"]["intents"][0]["targets"][0]


async def test_what_rests_on_one_example_is_uncertain_and_nothing_is_asked(tmp_path: Path) -> None:
    """No answer would be more plausible than another. Found again after an edit."""
    async with Wire() as wire:
        editor = await started(wire, tmp_path, NORMALIZE)
        first = (await wire.command("intent.transpile", uri=editor.uri))["result"]["results"]
        assert [item["status"] for item in first] == ["uncertain", "uncertain"]
        assert answers(await editor.actions(0), "normalize2d") == []
        lenses = [lens["command"]["title"] for lens in await editor.ask("codeLens")]
        assert "? JS: add one or two more examples" in lenses
        hover = await editor.ask("hover", position={"line": 0, "character": 9})
        assert hover["contents"]["value"].count("there are few examples: add one or two more examples") == 2
        more = '- in: { "x":0, "y":5 } out: { "mag":5, "nx":0, "ny":1 }\n'
        assert await editor.change(NORMALIZE + more) == []
        again = (await wire.command("intent.transpile", uri=editor.uri))["result"]["results"]
        assert [item["status"] for item in again] == ["uncertain", "uncertain"]
        assert {item["examples"]["passed"] for item in again} == {3}
