"""From names to names through the whole workspace: uses in other documents, generated code, and back."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.editor import CAPABILITIES
from tests.support.wire import Json, Wire

CLAMP = """# name: clamp
# target: js
# description: Limit `x` to 9.
# signature: (x: number) -> number
# examples:
- `clamp(12)` → `9`
- `clamp(9)` → `9`
- `clamp(3)` → `3`
- `clamp(-3)` → `-3`
"""
USER = """# name: user
# target: js
# description: Uses clamp.
# signature: (x: number) -> number
# examples:
- user(12) -> 9
# uses: clamp from ../clamp.intent.md
"""


async def ask(wire: Wire, method: str, path: Path, line: int, character: int, **more: object) -> list[Json]:
    params = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": character}, **more}
    return list((await wire.request(f"textDocument/{method}", params))["result"] or ())


def spelled(places: list[Json]) -> set[tuple[str, str]]:
    """File and text of each place; the whole line where only its beginning is named."""
    found = set()
    for place in places:
        path = Path(place["uri"].removeprefix("file://"))
        start, end = place["range"]["start"], place["range"]["end"]
        line = path.read_text(encoding="utf-8").split("\n")[start["line"]]
        text = line[start["character"] : end["character"]] if start != end else line.split("(")[0]
        found.add((path.name, text))
    return found


async def test_definitions_and_references_cross_every_border(tmp_path: Path) -> None:
    (tmp_path / ".promirror").mkdir()
    config = {"providers": [{"type": "builtin"}]}
    (tmp_path / ".promirror" / "intent.config.json").write_text(json.dumps(config), encoding="utf-8")
    clamp, user = tmp_path / "clamp.intent.md", tmp_path / "sub" / "user.intent.md"
    user.parent.mkdir()
    clamp.write_text(CLAMP, encoding="utf-8")
    user.write_text(USER, encoding="utf-8")
    file = tmp_path / "src" / "js" / "auto" / "clamp.js"
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES, initializationOptions={"transpileOnSave": False})
        wire.open(clamp.as_uri(), CLAMP)
        wire.open(user.as_uri(), USER)
        (done,) = (await wire.command("intent.transpile", uri=clamp.as_uri()))["result"]["results"]
        assert done["status"] == "verified"
        code = file.read_text(encoding="utf-8")
        wire.open(file.as_uri(), code)
        with_declaration = {"context": {"includeDeclaration": True}}
        everywhere = {
            ("clamp.intent.md", "clamp"), ("user.intent.md", "clamp"), ("clamp.js", "export function clamp"),
        }  # fmt: skip
        for path, line, character in ((clamp, 0, 9), (clamp, 5, 4), (user, 6, 9)):  # its name, a call of it, a use
            found = await ask(wire, "references", path, line, character, **with_declaration)
            assert spelled(found) == everywhere
        assert len(await ask(wire, "references", clamp, 0, 9, **with_declaration)) == 7
        assert len(await ask(wire, "references", clamp, 0, 9, context={"includeDeclaration": False})) == 6
        assert spelled(await ask(wire, "definition", user, 6, 9)) == {("clamp.intent.md", "clamp")}
        assert spelled(await ask(wire, "definition", clamp, 0, 9)) == {("clamp.js", "export function clamp")}
        line = next(number for number, text in enumerate(code.split("\n")) if "function clamp" in text)
        assert spelled(await ask(wire, "definition", file, line, 18)) == {("clamp.intent.md", "clamp")}
        links = (await wire.request("textDocument/documentLink", {"textDocument": {"uri": user.as_uri()}}))["result"]
        assert [link["target"] for link in links] == [clamp.as_uri()]
        params = {"textDocument": {"uri": user.as_uri()}, "position": {"line": 6, "character": 9}, "newName": "limit"}
        edit = (await wire.request("textDocument/rename", params))["result"]["documentChanges"]
        assert {item["textDocument"]["uri"]: len(item["edits"]) for item in edit} == {
            clamp.as_uri(): 5, user.as_uri(): 1,
        }  # fmt: skip
        assert await wire.finish() == 0
