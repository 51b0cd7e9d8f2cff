"""What is offered at a place, and what the document says when it is taken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.editor import CAPABILITIES, Editor
from tests.support.wire import Json, Wire

HEAD = """# name: fit
# types:
Box = { width: number, inner?: Box, mode: "loose" | "tight" }
# signature:
(box: Box, sizes: { w: number, h: number }[], flag: boolean) -> { box: Box, ok: boolean }
# examples:
"""
TYPES = ["Box", "number", "integer", "string", "boolean", "null", "any", "Record<string, any>", "Array<any>"]
SECTIONS = [
    "target",
    "description",
    "constraints",
    "hidden examples",
    "properties",
    "uses",
    "tolerance",
    "rounds",
    "pure",
]
CASES: list[tuple[str, list[str]]] = [
    (HEAD + "- in: {‸}", ["box", "sizes", "flag"]),
    (HEAD + '- in: {"‸"}', ["box", "sizes", "flag"]),
    (HEAD + '- in: {"box": {}, fl‸', ["sizes", "flag"]),
    (HEAD + '- in: {"box": {‸}}', ["width", "inner", "mode"]),
    (HEAD + '- in: {"box": {"inner": {"width": 1, ‸}}}', ["inner", "mode"]),
    (HEAD + '- in: {"box": {"mode": ‸}}', ['"loose"', '"tight"']),
    (HEAD + '- in: {"sizes": [{"w": 1}, {‸}]}', ["w", "h"]),
    (HEAD + '- in: {"flag": ‸}', ["true", "false"]),
    (HEAD + "- in: [{‸}]", ["width", "inner", "mode"]),
    (HEAD + '- in: {"flag": true} out: {‸}', ["box", "ok"]),
    (HEAD + "- in:\n    {\n      flag: true,\n      ‸\n    }\n  out: 1", ["box", "sizes"]),
    (HEAD + "- in:\n  ```json\n  {‸}\n  ```\n", ["box", "sizes", "flag"]),
    (HEAD + '```json\n[{"in": {"flag": true}, "out": 1},\n {"in": {‸}}]\n```\n', ["box", "sizes", "flag"]),
    (HEAD + "- in: {} out: {}\n- ‸", ["in: … out: …"]),
    (HEAD + "‸", ["in: … out: …"]),
    (HEAD + '- in: {"flag": true} ‸', []),
    (HEAD.replace("number, inner", "‸, inner"), TYPES),
    (HEAD.replace("(box: Box", "(box: ‸"), TYPES),
    (HEAD + "# properties:\n- ‸", ["box", "sizes", "flag", "result"]),
    (HEAD + "# hidden examples:\n- in: {‸}", ["box", "sizes", "flag"]),
    (HEAD + "# target: ‸", ["js", "py", "js,py"]),
    (HEAD + "# target: js, ‸", ["py"]),
    (HEAD + "# description:\nbox ‸", []),
    (HEAD + "# ‸", ["name", "examples", *SECTIONS]),
    (HEAD + "### ta‸", ["name", "examples", *SECTIONS]),
    (HEAD + "# uses: ‸\n\n# name: other\n", ["other", "clamp"]),
    (HEAD + "# uses: other, ‸\n\n# name: other\n", ["clamp"]),
    (HEAD + "# uses: clamp from ‸", ["./sub/math.intent.md"]),
    ("‸", ["new intent"]),
    ("---\n‸\n---\n", ["targets", "rounds", "tolerance", "outDir"]),
    ("---\nrounds: 3\ntar‸", ["targets", "tolerance", "outDir"]),
    ("---\ntargets: [js, ‸]\n---\n", ["js", "py"]),
    ("---\ntargets: js\n---\n‸", ["new intent"]),
]


@pytest.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "math.intent.md").write_text("# name: clamp\n", encoding="utf-8")
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=CAPABILITIES)
        editor = Editor(wire, tmp_path, "")
        wire.open(editor.uri, "")
        await wire.diagnostics(editor.uri)
        yield editor
        assert await wire.finish() == 0


async def offered(editor: Editor, marked: str) -> list[Json]:
    before, _, after = marked.partition("‸")
    await editor.change(before + after)
    place = {"line": before.count("\n"), "character": len(before) - (before.rfind("\n") + 1)}
    return list(await editor.ask("completion", position=place))


def taken(editor: Editor, item: Json) -> str:
    edits = [item["textEdit"]]
    return editor.applied({"documentChanges": [{"textDocument": {"uri": editor.uri}, "edits": edits}]})


async def test_what_is_offered(editor: Editor) -> None:
    for marked, labels in CASES:
        found = [item["label"] for item in await offered(editor, marked)]
        assert sorted(found) == sorted(labels), marked


TAKEN = [
    (HEAD + "- in: {fl‸}", "flag", HEAD + '- in: {"flag": }'),
    (HEAD + '- in: {"fl‸": 1}', "flag", HEAD + '- in: {"flag": 1}'),
    (HEAD + '- in: {"box": {"mode": "‸"}}', '"tight"', HEAD + '- in: {"box": {"mode": "tight"}}'),
    (HEAD + "# uses: cl‸", "clamp", HEAD + "# uses: clamp from ./sub/math.intent.md"),
    (HEAD + "# uses: clamp from ./s‸", "./sub/math.intent.md", HEAD + "# uses: clamp from ./sub/math.intent.md"),
    ("---\nou‸\n---\n", "outDir", "---\noutDir: \n---\n"),
    (HEAD + "# target: p‸", "py", HEAD + "# target: py"),
]


async def test_what_is_taken(editor: Editor) -> None:
    for marked, label, after in TAKEN:
        found = {item["label"]: item for item in await offered(editor, marked)}
        assert taken(editor, found[label]) == after


CONFIG = """{
  "providers": [
    { "name": "small", "type": "ollama", "model": "m:7b", "timeouts": { "st‸": 3 } },
    { "type": "builtin" }
  ],
  "schedule": { "draft": ["small"] }, // who first
  "targets": { "default": ["js"] },
  "offline": false
}
"""


SETTINGS: list[tuple[str, str, list[str]]] = [
        ('"st‸": 3', '"st‸": 3', ["connect", "firstToken", "stall", "total"]),
        ('"type": "ollama"', '"type": "‸"', ["ollama", "openai_compat", "llama_cpp", "builtin"]),
        ('"type": "ollama"', '"type": ‸', ["ollama", "openai_compat", "llama_cpp", "builtin"]),
        ('{ "type": "builtin" }', '{ ‸ "type": "builtin" }', ["name", "type"]),
        ('{ "type": "builtin" }', '{ "type": "llama_cpp", ‸ }',
         ["name", "path", "model", "params", "lock", "concurrency", "timeouts"]),
        ('"m:7b"', '"m:7b", "lock": "‸"', ["auto", "grammar", "json", "none"]),
        ('"m:7b"', '"‸"', ["m:7b"]),
        ('["small"]', '["small", "‸"]', ["small", "builtin"]),
        ('"draft": ["small"]', '"draft": ["small"], ‸', ["repair", "hedge", "together"]),
        ('["js"]', '["js", ‸]', ["js", "py"]),
        ("false", "‸", ["true", "false"]),
        ('"offline": false', '"off‸"', ["$schema", "allowFormatters", "allowHosts", "allowKeys", "allowModels",
                                       "cache", "cacheDir", "cacheLimit", "candidates", "jobs", "learn",
                                       "offline", "rounds", "runtimes", "secondsPerExample",
                                       "trustWorkers"]),
        ("who first", "who ‸ first", []),
        ('"m:7b"', '"m:7b" ‸', []),
]  # fmt: skip


async def test_the_configuration_file(editor: Editor) -> None:
    file = editor.root / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    file.write_text(CONFIG.replace("‸", "").replace(" // who first", ""), encoding="utf-8")
    version = 1
    editor.wire.open(file.as_uri(), "{}")
    for old, new, labels in SETTINGS:
        version += 1
        marked = CONFIG.replace(old, new) if "‸" in old else CONFIG.replace("‸", "").replace(old, new)
        before, _, after = marked.partition("‸")
        document = {"uri": file.as_uri(), "version": version}
        changes = {"textDocument": document, "contentChanges": [{"text": before + after}]}
        editor.wire.notify("textDocument/didChange", changes)
        place = {"line": before.count("\n"), "character": len(before) - (before.rfind("\n") + 1)}
        params = {"textDocument": {"uri": file.as_uri()}, "position": place}
        found = (await editor.wire.request("textDocument/completion", params))["result"]
        assert sorted(item["label"] for item in found) == sorted(labels), new


async def test_hover_in_the_configuration_file(editor: Editor) -> None:
    uri = (editor.root / ".promirror" / "intent.config.json").as_uri()
    text = CONFIG.replace("st‸", "stall")
    editor.wire.open(uri, text)
    for needle, said in (("stall", "Seconds between two pieces"), ("schedule", "Which provider"), ("small", None)):
        before = text[: text.index(needle) + 2]
        place = {"line": before.count("\n"), "character": len(before) - (before.rfind("\n") + 1)}
        params = {"textDocument": {"uri": uri}, "position": place}
        found = (await editor.wire.request("textDocument/hover", params))["result"]
        assert (found is None) == (said is None)
        assert said is None or said in found["contents"]["value"]
