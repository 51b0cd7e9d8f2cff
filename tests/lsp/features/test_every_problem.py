"""Every problem of the format, as docs/format.md shows it: its code while typing, its page, and fixes that fix it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.editor import CAPABILITIES, Editor
from tests.support.wire import REPOSITORY, Json, Wire

_PAGE = (REPOSITORY / "docs" / "format.md").read_text("utf-8").partition("\n## Problems\n")[2]
SAMPLES: dict[str, str] = {
    part.partition("\n")[0]: found[1]
    for part in re.split(r"^### ", _PAGE, flags=re.MULTILINE)[1:]
    if (found := re.search(r"^```+md\n(.*?)^```+$", part, re.MULTILINE | re.DOTALL))
}
FULL: Json = {
    **CAPABILITIES,
    "textDocument": {
        **CAPABILITIES["textDocument"],
        "publishDiagnostics": {
            "relatedInformation": True, "tagSupport": {"valueSet": [1, 2]}, "codeDescriptionSupport": True,
            "dataSupport": True,
        },
    },
}  # fmt: skip
FIXES = {
    "invalid-name": "Change to `normalize2d`",
    "reserved-name": "Change to `classValue`",
    "shadows-module": "Rename to `randomValue`",
    "duplicate-name": "Rename to `a2`",
    "unknown-target": "Change to `py`",
    "unknown-type": "Declare the type `Vec`",
    "example-syntax": 'Change to `"Hello Ada"`',
    "example-arity": "Change to `[[1, 2, 3]]`",
    "contradictory-examples": "Remove the contradicting example",
    "duplicate-example": "Remove the duplicate example",
    "unknown-section": "Change to `examples`",
    "target-of-one": "Set the target for the whole document",
    "empty-rule": "Remove the empty rule",
    "no-examples": "Add an example",
    "front-matter": "Change to `targets`",
    "not-read": "Change to `// The double of 0 is 0.`",
}
"""The fix of the sample. Where there is none, nobody can know what was meant."""
RELATED = ("duplicate-name", "target-collision", "contradictory-examples", "duplicate-example")
TAGGED = ("duplicate-example",)


def test_the_page_has_a_sample_for_every_problem() -> None:
    assert set(FIXES) <= set(SAMPLES)
    assert len(SAMPLES) >= 20


@pytest.mark.parametrize("code", SAMPLES)
async def test_a_problem_and_its_fix(tmp_path: Path, code: str) -> None:
    text = SAMPLES[code]
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        editor = Editor(wire, tmp_path, text)
        wire.open(editor.uri, text)
        found = [item for item in await wire.diagnostics(editor.uri) if item["code"] == code]
        assert found
        for item in found:
            assert item["source"] == "intent"
            assert 1 <= item["severity"] <= 4
            assert item["codeDescription"]["href"].endswith(f"/docs/format.md#{code}")
            assert ("relatedInformation" in item) == (code in RELATED)
            assert ("tags" in item) == (code in TAGGED)
        actions = await editor.actions(found[0]["range"]["start"]["line"])
        fixes = {title: action for title, action in actions.items() if code in _codes(action)}
        assert bool(fixes) == (code in FIXES)
        if fixes:
            after = await editor.change(editor.applied(fixes[FIXES[code]]["edit"]))
            assert len([item for item in after if item["code"] == code]) < len(found)
        assert await wire.finish() == 0


@pytest.mark.parametrize("section", ["# target: js, py\n", "# targets:\njs, py\n\n"])
async def test_a_target_above_the_first_name_becomes_that_of_the_document(tmp_path: Path, section: str) -> None:
    rest = "# name: a\n# examples:\n- a(1) -> 1\n# name: b\n# examples:\n- b(1) -> 1\n"
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        editor = Editor(wire, tmp_path, section + rest)
        wire.open(editor.uri, editor.text)
        await wire.diagnostics(editor.uri)
        fix = (await editor.actions(0))["Set the target for the whole document"]
        after = editor.applied(fix["edit"])
        assert after in ("---\ntargets: js, py\n---\n" + rest, "---\ntargets: js, py\n---\n\n" + rest)


def _codes(action: Json) -> set[str]:
    return {item["code"] for item in action.get("diagnostics", ())}


@pytest.mark.parametrize(
    ("wrong", "title", "right"),
    [
        ("# target: js, ruby", "Change to `py`", "# target: js, py"),
        ("# target: js, ruby, py", "Remove `ruby`", "# target: js, py"),
        ("# target: ruby, js, py", "Remove `ruby`", "# target: js, py"),
        ("# signature: (count: nubmer) -> number", "Change to `number`", "# signature: (count: number) -> number"),
        ('# examples:\n- in: {"cuont": 1} out: 2', "Change to `count`", '# examples:\n- in: {"count": 1} out: 2'),
        ("# examples:\n- f(1) -> 2", "Change to `double`", "# examples:\n- double(1) -> 2"),
        ("# properties:\n- cuont > 0", "Change to `count`", "# properties:\n- count > 0"),
        ("# uses: halv", "Change to `halve`", "# uses: halve"),
        ("# examples\n| count | out |\n|---|---|\n| 1 | Hello Ada |", 'Change to `"Hello Ada"`',
         '# examples\n| count | out |\n|---|---|\n| 1 | "Hello Ada" |'),
    ],
)  # fmt: skip
async def test_a_slip_is_corrected(tmp_path: Path, wrong: str, title: str, right: str) -> None:
    head = "# name: double\n# description: Twice.\n"
    if "signature" not in wrong:
        head += "# signature: (count: number) -> any\n"
    rest = "\n\n# name: halve\n"
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        editor = Editor(wire, tmp_path, head + wrong + rest)
        wire.open(editor.uri, editor.text)
        (problem,) = [item for item in await wire.diagnostics(editor.uri) if item["severity"] == 1]
        fix = (await editor.actions(problem["range"]["start"]["line"]))[title]
        assert editor.applied(fix["edit"]) == head + right + rest
        assert await wire.finish() == 0


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n# name: other\n# description: d\n# examples:\n- other(1) -> 1\n"])
async def test_a_section_is_added_at_the_end(tmp_path: Path, end: str) -> None:
    """Whether or not the document ends with a line end, and whatever follows."""
    text = "# name: f\n# description: d\n# signature: (x: Vec) -> number"
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        editor = Editor(wire, tmp_path, text + end)
        wire.open(editor.uri, text + end)
        await wire.diagnostics(editor.uri)
        for line, title, added in ((2, "Declare the type `Vec`", "# types:\nVec = any"),
                                   (0, "Add an example", '# examples:\n- in: { "x": } out: ')):  # fmt: skip
            fix = (await editor.actions(line))[title]
            assert editor.applied(fix["edit"]) == f"{text}\n{added}{end}"
        assert await wire.finish() == 0


@pytest.mark.parametrize(
    ("before", "empty", "behind"),
    [("- a\n", "-\n", "- b\n"), ("- a\n", "-", ""), ("", "- <!-- x\n  y -->\n", "# examples:\n- f(1) -> 1\n")],
)
async def test_an_empty_rule_goes_with_its_lines(tmp_path: Path, before: str, empty: str, behind: str) -> None:
    head = "# name: f\n# description: d\n# constraints:\n" + before
    async with Wire() as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        editor = Editor(wire, tmp_path, head + empty + behind)
        wire.open(editor.uri, editor.text)
        await wire.diagnostics(editor.uri)
        fix = (await editor.actions(head.count("\n")))["Remove the empty rule"]
        assert editor.applied(fix["edit"]) == head + behind
        assert await wire.finish() == 0
