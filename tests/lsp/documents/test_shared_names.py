"""Two documents that would write one file: told while typing, and not told any more when they do not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.conftest import DOUBLE
from tests.support.editor import CAPABILITIES, Editor
from tests.support.wire import Json, Wire

SAME: dict[str, str] = {
    "said": DOUBLE,
    "said in other letters": DOUBLE.replace("# name: double", "## **Name:** `Double`"),
    "a heading": DOUBLE.replace("# name: double", "# double"),
}


def collides(params: Any) -> bool:
    return any(item["code"] == "target-collision" for item in params["diagnostics"])


async def opened(wire: Wire, root: Path) -> Editor:
    editor = Editor(wire, root, DOUBLE)
    editor.path.write_text(DOUBLE, encoding="utf-8")
    await wire.initialize(root, capabilities=CAPABILITIES, initializationOptions={"transpileOnSave": False})
    wire.open(editor.uri, DOUBLE)
    return editor


class Latest:
    """What is published last."""

    def __init__(self, editor: Editor) -> None:
        self.editor, self.version = editor, 1
        self.params: Json = {"diagnostics": []}

    def edit(self, text: str) -> None:
        self.version += 1
        document = {"uri": self.editor.uri, "version": self.version}
        changes = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.editor.wire.notify("textDocument/didChange", changes)

    async def becomes(self, colliding: bool) -> list[Json]:
        wire = self.editor.wire
        async with asyncio.timeout(20):
            while True:
                for message in list(wire.messages):
                    if message["method"] == "textDocument/publishDiagnostics":
                        wire.messages.remove(message)
                        self.params = message["params"]
                if self.params.get("version") == self.version and collides(self.params) == colliding:
                    return list(self.params["diagnostics"])
                await asyncio.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("how", SAME)
async def test_two_documents_of_one_name(tmp_path: Path, how: str) -> None:
    other = tmp_path / "sub" / "other.intent.md"
    other.parent.mkdir()
    other.write_text(SAME[how], encoding="utf-8")
    async with Wire() as wire:
        latest = Latest(await opened(wire, tmp_path))
        (found,) = await latest.becomes(colliding=True)
        assert (found["range"]["start"]["line"], found["severity"]) == (0, 1)
        assert "sub/other.intent.md" in found["message"]
        latest.edit(DOUBLE.replace("double", "twice"))
        assert await latest.becomes(colliding=False) == []
        latest.edit(DOUBLE)
        await latest.becomes(colliding=True)
        other.write_text(SAME[how].replace("ouble", "oubled"), encoding="utf-8")
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": other.as_uri(), "type": 2}]})
        assert await latest.becomes(colliding=False) == []
        assert await wire.finish() == 0


async def test_what_is_written_elsewhere_is_no_rival(tmp_path: Path) -> None:
    """Another target, another ``outDir``, a word in prose."""
    for name, text in (
        ("python", DOUBLE.replace("target: js", "target: py")),
        ("elsewhere", f"---\noutDir: lib\n---\n{DOUBLE}"),
        ("prose", DOUBLE.replace("double", "other") + "# notes:\nname: double\n# double\n"),
    ):
        (tmp_path / f"{name}.intent.md").write_text(text, encoding="utf-8")
    rival = tmp_path / "rival.intent.md"
    async with Wire() as wire:
        latest = Latest(await opened(wire, tmp_path))
        await latest.becomes(colliding=False)
        rival.write_text(DOUBLE, encoding="utf-8")
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": rival.as_uri(), "type": 1}]})
        (found,) = await latest.becomes(colliding=True)
        assert "rival.intent.md has" in found["message"]
        rival.unlink()
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": rival.as_uri(), "type": 3}]})
        assert await latest.becomes(colliding=False) == []
        assert await wire.finish() == 0
