"""Semantic tokens: of the whole document, of the lines in sight, and of what changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.editor import HALF, TEXT, Editor, open_editor

KINDS = ("function", "parameter", "type", "keyword", "number", "string", "property")


@pytest.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    (tmp_path / "half.intent.md").write_text(HALF, encoding="utf-8")
    async with open_editor(tmp_path, TEXT) as opened:
        yield opened


def spelled(text: str, data: list[int]) -> list[tuple[str, str]]:
    lines, line, start, found = text.split("\n"), 0, 0, []
    for delta, offset, length, kind, _ in zip(*[iter(data)] * 5, strict=True):
        line, start = line + delta, offset if delta else start + offset
        found.append((lines[line][start : start + length], KINDS[kind]))
    return found


async def test_every_form_of_example(editor: Editor) -> None:
    """Names are names, and values are values, on one line and on several."""
    text = (
        '# name: f\n# signature: (x: number, y?: string) -> any\n# examples:\n- `f(1, y="a")` → `[]`\n- in: {\n'
        '    x: 2,\n    "y": "x: 3"\n  }\n  out: null\n| x | `y` | out |\n|---|---|---|\n| 1 | "x" | true |\n'
    )
    assert [item for item in await editor.change(text) if item["severity"] == 1] == []
    found = spelled(text, (await editor.ask("semanticTokens/full"))["data"])
    assert found == [
        ("f", "function"), ("x", "parameter"), ("number", "type"), ("y", "parameter"), ("string", "type"),
        ("any", "type"), ("f", "function"), ("1", "number"), ("y", "parameter"), ('"a"', "string"),
        ("x", "parameter"), ("2", "number"), ('"y"', "parameter"), ('"x: 3"', "string"), ("null", "keyword"),
        ("x", "parameter"), ("y", "parameter"), ("1", "number"), ('"x"', "string"), ("true", "keyword"),
    ]  # fmt: skip


async def test_semantic_tokens_of_lines_and_of_changes(editor: Editor) -> None:
    first = await editor.ask("semanticTokens/full")
    data, known = first["data"], first["resultId"]
    span = {"start": {"line": 7, "character": 0}, "end": {"line": 9, "character": 0}}
    part = (await editor.ask("semanticTokens/range", range=span))["data"]
    lines = []
    line = 0
    for delta in part[::5]:
        line += delta
        lines.append(line)
    assert set(lines) == {7, 9}
    for old, new in (
        ("size: number", "length: number"),
        ('"y": 4', '"y": 45678'),
        ("# name: clamp", "# name: c\n"),
        ("", ""),
    ):
        await editor.change(editor.text.replace(old, new, 1))
        answer = await editor.ask("semanticTokens/full/delta", previousResultId=known)
        for edit in answer["edits"]:
            data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
        known = answer["resultId"]
        assert data == (await editor.ask("semanticTokens/full"))["data"]
        known = (await editor.ask("semanticTokens/full/delta", previousResultId="unknown"))["resultId"]
    assert "data" in await editor.ask("semanticTokens/full/delta", previousResultId="1000000")
