"""Types of other documents in the editor: problems that follow the other text, and ways there."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.editor import CAPABILITIES
from tests.support.wire import Json, Wire

SHAPES = """# types:
Vec = { x: number, y: number }
"""
FLIP = """# name: flip
# target: js
# description: Negate x and y.
# types:
Vec from ../shapes.intent.md
# signature: (v: Vec) -> Vec
# examples:
- flip({ "x": 3, "y": 4 }) -> { "x": -3, "y": -4 }
- flip({ "x": 0, "y": -1 }) -> { "x": 0, "y": 1 }
- flip({ "x": -5, "y": 2 }) -> { "x": 5, "y": -2 }
"""


async def ask(wire: Wire, method: str, path: Path, line: int, character: int, **more: object) -> Json:
    params = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}, **more}
    return await wire.request(f"textDocument/{method}", params)


def change(wire: Wire, path: Path, version: int, text: str) -> None:
    document = {"uri": path.as_uri(), "version": version}
    wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})


def workspace(root: Path) -> tuple[Path, Path]:
    (root / ".promirror").mkdir()
    config = json.dumps({"providers": [{"type": "builtin"}]})
    (root / ".promirror" / "intent.config.json").write_text(config, encoding="utf-8")
    shapes, flip = root / "shapes.intent.md", root / "sub" / "flip.intent.md"
    flip.parent.mkdir()
    shapes.write_text(SHAPES, encoding="utf-8")
    flip.write_text(FLIP, encoding="utf-8")
    return shapes, flip


async def test_problems_follow_the_other_document_also_unsaved(tmp_path: Path) -> None:
    shapes, flip = workspace(tmp_path)
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES, initializationOptions={"transpileOnSave": False})
        wire.open(flip.as_uri(), FLIP)
        assert await wire.diagnostics(flip.as_uri()) == []
        wire.open(shapes.as_uri(), SHAPES)
        assert await wire.diagnostics(shapes.as_uri()) == [], "types alone are no intent that lacks examples"
        change(wire, shapes, 2, SHAPES.replace("y: number", "y: string"))
        found = await wire.diagnostics(flip.as_uri(), lambda told: bool(told["diagnostics"]))
        assert {problem["code"] for problem in found} == {"example-type"}
        change(wire, shapes, 3, SHAPES.replace("Vec", "Vac"))
        found = await wire.diagnostics(flip.as_uri(), lambda told: "has no type" in str(told))
        (told,) = (one for one in found if one["code"] == "unknown-type")
        assert told["message"] == "../shapes.intent.md has no type Vec: did you mean Vac?"
        assert told["range"] == {"start": {"line": 4, "character": 0}, "end": {"line": 4, "character": 3}}
        change(wire, shapes, 4, SHAPES)
        assert await wire.diagnostics(flip.as_uri(), lambda told: not told["diagnostics"]) == []
        assert await wire.finish() == 0


async def test_what_is_verified_is_stale_when_the_type_changes(tmp_path: Path) -> None:
    shapes, flip = workspace(tmp_path)
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES, initializationOptions={"transpileOnSave": False})
        wire.open(flip.as_uri(), FLIP)
        (done,) = (await wire.command("intent.transpile", uri=flip.as_uri()))["result"]["results"]
        assert done["status"] == "verified", done
        (done,) = (await wire.command("intent.transpile", uri=flip.as_uri()))["result"]["results"]
        assert done["status"] == "fresh"
        shapes.write_text(SHAPES.replace("y: number", "y: integer"), encoding="utf-8")
        (done,) = (await wire.command("intent.transpile", uri=flip.as_uri()))["result"]["results"]
        assert done["status"] == "verified", done
        refused = await wire.command("intent.transpile", uri=shapes.as_uri())
        assert "holds no intent" in refused["error"]["message"]
        assert await wire.finish() == 0


async def test_ways_to_the_other_document(tmp_path: Path) -> None:
    shapes, flip = workspace(tmp_path)
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES, initializationOptions={"transpileOnSave": False})
        wire.open(flip.as_uri(), FLIP)
        there = {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3}}
        for line, character in ((4, 1), (5, 18)):  # where it is borrowed, and in the signature
            answer = (await ask(wire, "definition", flip, line, character))["result"]
            assert answer == [{"uri": shapes.as_uri(), "range": there}]
        hover = (await ask(wire, "hover", flip, 5, 18))["result"]["contents"]["value"]
        assert "Vec = { x: number, y: number }" in hover
        links = (await wire.request("textDocument/documentLink", {"textDocument": {"uri": flip.as_uri()}}))["result"]
        assert [link["target"] for link in links] == [shapes.as_uri()]
        wire.open(shapes.as_uri(), SHAPES)
        edit = (await ask(wire, "rename", shapes, 1, 1, newName="Vector"))["result"]["documentChanges"]
        assert {item["textDocument"]["uri"]: len(item["edits"]) for item in edit} == {
            shapes.as_uri(): 1, flip.as_uri(): 3,
        }  # fmt: skip
        refused = await ask(wire, "rename", flip, 5, 18, newName="Vector")
        assert refused["error"]["message"] == "'Vec' belongs to another document: rename it there."
        lenses = (await wire.request("textDocument/codeLens", {"textDocument": {"uri": flip.as_uri()}}))["result"]
        assert lenses
        assert (await wire.request("textDocument/codeLens", {"textDocument": {"uri": shapes.as_uri()}}))["result"] == []
        assert await wire.finish() == 0


async def test_types_of_others_are_offered(tmp_path: Path) -> None:
    _, flip = workspace(tmp_path)

    async def offered(line: str, version: int) -> list[str]:
        change(wire, flip, version, FLIP.replace("Vec from ../shapes.intent.md", line))
        items = (await ask(wire, "completion", flip, 4, len(line)))["result"]
        items = items["items"] if isinstance(items, dict) else items
        return [item["textEdit"]["newText"] for item in items]

    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES, initializationOptions={"transpileOnSave": False})
        wire.open(flip.as_uri(), FLIP)
        assert await offered("Ve", 2) == ["Vec from ../shapes.intent.md"]
        assert await offered("Vec from ", 3) == ["../shapes.intent.md"]
        assert "number" in await offered("Own = nu", 4)
        assert await wire.finish() == 0
