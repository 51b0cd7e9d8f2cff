"""Renaming through a whole document: every form in which a name can stand, and nothing that only looks like it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.editor import Editor, open_editor

TEXT = """# name: fit
# description:
Fit `x` into `Box`; `fit` never grows it.
# types:
Vec = { x: number, y: number }
Box = { Vec: Vec, fit: "Vec" }
# signature:
(x: Vec, y: number, z?: { y: number, x: Vec }) -> { x: number, y: number }
# examples:
- in: {"x": {"x": 1, "y": 2}, "y": 1} out: {"x": 1, "y": 2}
- in: {
    x: {"x": 1, "y": 3}, // x: y
    'y': 1
  }
  out: {"x": 1, "y": 2}
- in:
  ```json
  { "x": {"x": 1, "y": 5}, "y": 1 }
  ```
  out: {"x": 1, "y": 2}
- `fit({"x": 1, "y": 4}, 7)` → `{"x": 1, "y": 2}`
- fit(x={"x": 1, "y": 4}, y=8) -> {"x": 1, "y": 2}

| x | `y` | out |
|---|---|-----|
| {"x": 8, "y": 8} | 1 | {"x": 1, "y": 2} |

```json
[{"in": {"x": {"x": 9, "y": 9}, "y": 1}, "out": {"x": 1, "y": 2}}]
```
# hidden examples:
- in: {y: 2, "x": {"x": 0, "y": 2}} out: {"x": 1, "y": 2}
# properties:
- result.y <= y || "the x y" == 'the y' || x.y > x.x
# constraints:
- when `y` is 0, `fit` is the identity

# name: other
# description: Calls it.
# signature: (
  x: number,
  y: number
) -> number
# examples:
- other(1, 2) -> 3
# uses: fit
"""


@pytest.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    async with open_editor(tmp_path, TEXT) as opened:
        yield opened


async def meaning(editor: Editor) -> str:
    """Where each example stands, so that a lost one is seen."""
    intents = (await editor.wire.command("intent.status", uri=editor.uri))["result"]["intents"]
    return json.dumps([[example["range"]["start"]["line"] for example in intent["examples"]] for intent in intents])


@pytest.mark.parametrize(
    ("place", "offset", "old", "count"),
    [
        ("x: Vec, y", 0, "x", 11),
        ("y: number, z", 0, "y", 10),
        ("z?:", 0, "z", 1),
        ("Vec =", 0, "Vec", 4),
        ("name: fit", 6, "fit", 6),
        ("fit({", 0, "fit", 6),
        ("uses: fit", 6, "fit", 6),
        ('{"x": {"x": 9', 2, "x", 11),
        ("x: number,\n", 0, "x", 1),
    ],
)
async def test_the_document_means_the_same(editor: Editor, place: str, offset: int, old: str, count: int) -> None:
    before = await meaning(editor)
    at = editor.at(place, 0, offset)
    edit = await editor.ask("rename", position=at, newName="renamed")
    changes = [change for document in edit["documentChanges"] for change in document["edits"]]
    assert len(changes) == count, changes
    highlighted = await editor.ask("documentHighlight", position=at)
    assert [item["range"] for item in highlighted] == [change["range"] for change in changes]
    assert await editor.change(editor.applied(edit)) == []
    assert await meaning(editor) == before
    at = editor.at("renamed")
    assert editor.applied(await editor.ask("rename", position=at, newName=old)) == TEXT


@pytest.mark.parametrize(
    ("place", "offset", "name"),
    [
        ("Vec =", 0, "number"), ("Vec =", 0, "Box"), ("x: Vec, y", 0, "y"), ("x: Vec, y", 0, "for"),
        ("name: fit", 6, "other"), ("name: fit", 6, "a b"), ("name: fit", 6, "😀"),
    ],
)  # fmt: skip
async def test_what_would_break_is_refused(editor: Editor, place: str, offset: int, name: str) -> None:
    params = {"textDocument": {"uri": editor.uri}, "position": editor.at(place, 0, offset), "newName": name}
    assert (await editor.wire.request("textDocument/rename", params))["error"]["code"] == -32602


async def test_parameters_that_only_examples_name(editor: Editor) -> None:
    text = '# double\nTwice.\n## Examples\n- in: {x: 1} out: 2\n- in: {"x": 2} out: 4\n'
    assert await editor.change(text) == []
    place = editor.at("x: 1")
    assert editor.spelled(await editor.ask("definition", position=place)) == [(3, "x")]
    edit = await editor.ask("rename", position=place, newName="n")
    assert editor.applied(edit) == text.replace("x", "n").replace("Enamples", "Examples")
    edit = await editor.ask("rename", position=editor.at("double"), newName="twice")
    assert editor.applied(edit) == text.replace("double", "twice")


async def test_the_files_name_is_not_renamed(editor: Editor) -> None:
    await editor.change("Twice.\n## Examples\n- in: {x: 1} out: 2\n")
    assert await editor.ask("prepareRename", position={"line": 0, "character": 0}) is None
