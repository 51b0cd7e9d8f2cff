"""One open document in a session of the language server, as a test asks about it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.support.wire import Json, Wire

TEXT = """# name: normalize
# target: js,py
# description:
Normalize `v`, however long.
# types:
Vec = { x: number, y: number }
# signature:
(v: Vec, size: number) -> Vec
# examples:
- in: {"v": {"x": 3, "y": 4}, "size": 1} out: {"x": 0.6, "y": 0.8}
| v | size | out |
|---|---|---|
| {"x": 0, "y": 0} | 1 | {"x": 0, "y": 0} |
# properties:
- result.x <= size
# uses: clamp, half from ./half.intent.md

# name: clamp
# target: js,py
# description:
One.
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 1
"""
HALF = """# name: half
# target: js,py
# description:
Half of it.
# signature:
(x: number) -> number
# examples:
- in: {"x": 2} out: 1
"""
CAPABILITIES: Json = {
    "textDocument": {
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "hover": {"contentFormat": ["markdown"]},
        "rename": {"prepareSupport": True},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "isPreferredSupport": True},
        "publishDiagnostics": {"dataSupport": True},
    },
    "workspace": {"workspaceEdit": {"documentChanges": True}, "applyEdit": True},
    "window": {"showDocument": {"support": True}},
}


class Editor:
    """One open document in a session."""

    def __init__(self, wire: Wire, root: Path, text: str) -> None:
        self.wire, self.root, self.text = wire, root, text
        self.path = root / "main.intent.md"
        self.uri = self.path.as_uri()
        self.version = 1

    def at(self, needle: str, nth: int = 0, offset: int = 0) -> Json:
        """The position of some text."""
        index = -1
        for _ in range(nth + 1):
            index = self.text.index(needle, index + 1)
        index += offset
        line = self.text.count("\n", 0, index)
        return {"line": line, "character": index - (self.text.rfind("\n", 0, index) + 1)}

    async def ask(self, method: str, **params: Any) -> Any:
        reply = await self.wire.request(f"textDocument/{method}", {"textDocument": {"uri": self.uri}, **params})
        assert "error" not in reply, reply
        return reply["result"]

    async def change(self, text: str) -> list[Json]:
        self.text, self.version = text, self.version + 1
        document = {"uri": self.uri, "version": self.version}
        self.wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return await self.wire.diagnostics(self.uri, lambda p: p["version"] == self.version)

    def spelled(self, found: list[Json]) -> list[tuple[int, str]]:
        """Line and text of ranges in this document."""
        lines = self.text.split("\n")
        ranges = [item["range"] for item in found]
        return [
            (r["start"]["line"], lines[r["start"]["line"]][r["start"]["character"] : r["end"]["character"]])
            for r in ranges
        ]

    async def actions(self, line: int) -> dict[str, Json]:
        place = {"line": line, "character": 0}
        found = await self.ask("codeAction", range={"start": place, "end": place}, context={"diagnostics": []})
        return {action["title"]: action for action in found}

    def applied(self, edit: Json) -> str:
        """The text after a workspace edit for this document."""
        lines = self.text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        changes = [
            item
            for change in edit["documentChanges"]
            if change["textDocument"]["uri"] == self.uri
            for item in change["edits"]
        ]
        places = [
            (
                starts[e["range"]["start"]["line"]] + e["range"]["start"]["character"],
                starts[e["range"]["end"]["line"]] + e["range"]["end"]["character"],
                e["newText"],
            )
            for e in changes
        ]
        text = self.text
        for start, end, new in sorted(places, reverse=True):
            text = text[:start] + new + text[end:]
        return text


@asynccontextmanager
async def open_editor(root: Path, text: str) -> AsyncIterator[Editor]:
    """A session with one document that has no problem, ended at the end of the block."""
    async with Wire() as wire:
        await wire.initialize(root, capabilities=CAPABILITIES)
        editor = Editor(wire, root, text)
        wire.open(editor.uri, text)
        assert await wire.diagnostics(editor.uri) == []
        yield editor
        assert await wire.finish() == 0


async def started(wire: Wire, root: Path, text: str) -> Editor:
    """A session with one document that has no problem, in a workspace that uses the built-in provider only."""
    (root / ".promirror").mkdir()
    config = {"providers": [{"type": "builtin"}]}
    (root / ".promirror" / "intent.config.json").write_text(json.dumps(config), encoding="utf-8")
    editor = Editor(wire, root, text)
    editor.path.write_text(text, encoding="utf-8")
    await wire.initialize(root, capabilities=CAPABILITIES)
    wire.open(editor.uri, text)
    assert await wire.diagnostics(editor.uri) == []
    return editor
