"""Code that is there is run on the examples, and kept if a person wants that: real sandbox, real files, no model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from intent_lsp.doubts import Doubt
from intent_lsp.errors import SandboxError
from intent_lsp.output.provenance import Provenance
from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.events import (
    CandidateReady,
    Checked,
    Conflict,
    Disagreed,
    Event,
    Exhausted,
    Failed,
    Planned,
    Skipped,
    Verified,
    Written,
)
from intent_lsp.transpile.publishing.writer import DiskWriter
from intent_lsp.transpile.results import Tally
from intent_lsp.workbench import Request, open_workbench
from tests.support.benches import bench
from tests.support.chat_server import Say, by_target
from tests.support.command import files
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY
from tests.support.strangers import forge

RIGHT = by_target([Say(f"```js\n{CLAMP_JS}```")], [Say(f"```python\n{CLAMP_PY}```")])
JS_ONLY, PY_ONLY = CLAMP.replace("js,py", "js"), CLAMP.replace("js,py", "py")
JS, PY = "src/js/auto/clamp.js", "src/py/auto/clamp.py"


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


async def test_a_file_that_is_not_there_is_named_with_what_to_do(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        result = (await it.transpile(it.write(PY_ONLY), mode="check"))["clamp", "py"]
        assert (result.status, result.file, result.examples) == ("error", root / PY, Tally(0, 4))
        assert [problem.code for problem in result.problems] == ["no-file"]
        (failed,) = it.of(Failed)
        assert (failed.code, failed.hint) == ("no-file", "transpile the intent first")
        assert it.events == [failed]


async def test_what_passes_is_verified_and_nothing_is_asked_or_written(root: Path, checked: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(CLAMP)
        await it.transpile(path)
        shutil.rmtree(checked)
        before, asked = files(root), len(it.server.requests)
        results = await it.transpile(path, mode="check")
        assert {(r.status, r.model, r.cached, r.examples) for r in results.values()} == {
            ("verified", "scripted", True, Tally(4, 4))
        }
        for target in ("js", "py"):
            kinds = [type(event) for event in it.events if event.work.target == target]  # type: ignore[union-attr]
            assert kinds == [Planned, CandidateReady, Checked, Skipped]
        assert (files(root), len(it.server.requests)) == (before, asked)
        await it.transpile(path)
        assert {type(event) for event in it.events} == {Skipped}, "it counts as checked here, and so does the pair"


async def test_an_edit_that_fails_is_told_with_its_lines_in_the_file(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(PY_ONLY)
        await it.transpile(path)
        file = root / PY
        edit(file, "    return ", "    if x > 9:\n        raise ValueError('no')\n    return 1 if x < 0 else ")
        result = (await it.transpile(path, mode="check"))["clamp", "py"]
        assert (result.status, result.provider, result.cached, result.examples) == ("failed", "hand", True, Tally(2, 4))
        assert [problem.code for problem in result.problems] == ["example-failed", "example-failed"]
        (ended,) = it.of(Exhausted)
        assert (ended.candidate, ended.reason) == (file, ended.verdict.failures[0].message if ended.verdict else "")
        (verdict,) = (event.verdict for event in it.of(Checked))
        raised = file.read_text().splitlines().index("        raise ValueError('no')") + 1
        for told in (verdict.examples, verdict.failures):
            assert {each.error.line for each in told if each.error is not None} == {raised}


async def test_an_edit_that_passes_is_kept_as_a_person_s(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(PY_ONLY)
        await it.transpile(path)
        edit(root / PY, "min(max(x, lo), hi)", "max(lo, min(x, hi))")
        asked = len(it.server.requests)
        result = (await it.transpile(path, mode="keep"))["clamp", "py"]
        assert (result.status, result.provider, result.rounds, result.cached) == ("verified", "hand", 0, True)
        assert "max(lo, min(x, hi))" in (root / PY).read_text()
        assert [event.round for event in it.of(Verified)] == [0]
        assert [event.changed for event in it.of(Written)] == [True]
        entry = load_report(Workspace(root), path).get("clamp", "py")
        assert entry is not None
        assert (entry.model, entry.round, entry.passed) == ("hand", 0, True)
        assert (await it.transpile(path))["clamp", "py"].status == "fresh"
        assert {type(event) for event in it.events} == {Skipped}
        assert len(it.server.requests) == asked


async def test_a_file_without_a_header_can_be_kept_too(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(JS_ONLY)
        (root / JS).parent.mkdir(parents=True)
        (root / JS).write_text(CLAMP_JS)
        assert (await it.transpile(path))["clamp", "js"].status == "conflict"
        assert (await it.transpile(path, mode="keep"))["clamp", "js"].status == "verified"
        assert (await it.transpile(path))["clamp", "js"].status == "fresh"
        assert it.server.requests == []


async def test_what_is_changed_while_it_is_checked_is_not_kept(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(PY_ONLY)
        await it.transpile(path)
        file = root / PY
        edit(file, "min(max(x, lo), hi)", "max(lo, min(x, hi))")
        it.events.clear()

        def typing(event: Event) -> None:
            it.events.append(event)
            if isinstance(event, Checked):
                edit(file, "max(lo", "max(hi")

        (result,) = await it.workbench.transpile([Request(path, mode="keep")], typing)
        assert (result.status, result.examples) == ("conflict", Tally(4, 4))
        assert [(event.path, event.reason) for event in it.of(Conflict)] == [
            (file, "clamp.py was changed while it was checked. Keep it again.")
        ]
        assert "max(hi" in file.read_text()
        assert not it.of(Written)


DIFFERS = CLAMP_JS.replace("return ", "if (x > 42) return x;\n  return ")
"""Passes every example."""
PERCENT = (
    "# name: percent\n# target: js\n# signature:\n(x: number) -> number\n# uses:\n- clamp\n"
    "# examples:\n- in: [50] out: 50\n"
)


async def test_a_pair_that_differs_is_asked_about_and_serves_nobody_who_uses_it(root: Path, checked: Path) -> None:
    percent = 'import { clamp } from "./clamp.js";\nexport function percent(x) {\n  return clamp(x, 0, 100);\n}\n'

    def answer(request: dict[str, list[dict[str, str]]]) -> Say:
        text = request["messages"][-1]["content"]
        return Say(f"```js\n{percent}```") if "# Function `percent`" in text else RIGHT(request)

    async with bench(root, answer) as it:
        path = it.write(CLAMP + PERCENT)
        assert {result.status for result in (await it.transpile(path)).values()} == {"verified"}
        forge(root, root / JS, DIFFERS)
        shutil.rmtree(checked)
        results = await it.transpile(path, mode="check")
        assert {key: result.status for key, result in results.items()} == {
            ("clamp", "js"): "disagree",
            ("clamp", "py"): "disagree",
            ("percent", "js"): "error",
        }
        assert [event.work.target for event in it.of(Disagreed)] == ["js", "py"]
        assert {event.question.givers for event in it.of(Disagreed)} == {("JavaScript", "Python")}


async def test_where_files_cannot_be_compared_neither_counts(
    root: Path, checked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise SandboxError("it does not start", hint="start it")

    async with bench(root, RIGHT) as it:
        path = it.write(CLAMP)
        await it.transpile(path)
        monkeypatch.setattr("intent_lsp.transpile.check_existing.find_divergences", broken)
        results = await it.transpile(path, mode="check")
        assert {result.status for result in results.values()} == {"verified"}, "they have been compared here before"
        shutil.rmtree(checked)
        results = await it.transpile(path, mode="check")
        assert {result.status for result in results.values()} == {"error"}
        assert [(event.work.target, event.code) for event in it.of(Failed)] == [("js", "sandbox"), ("py", "sandbox")]
        assert not it.of(Skipped)


CLEAN = (
    "# name: clean\n# target: js,py\n# description:\nRemove all control characters from a text.\n"
    '# signature:\n(text: string) -> string\n# examples:\n- clean("a\\tb") -> "ab"\n'
    '- clean("line\\nbreak") -> "linebreak"\n- clean("clean") -> "clean"\n'
)
CLEAN_JS = "export function clean(text) {\n  return text.replace(/[^\\x20-\\x7E]/g, '');\n}\n"
CLEAN_PY = "def clean(text):\n    return ''.join(char for char in text if ord(char) > 31)\n"


async def test_a_pair_that_differs_on_letters_is_uncertain_from_then_on(root: Path) -> None:
    async with bench(root, by_target([Say(f"```js\n{CLEAN_JS}```")], [Say(f"```python\n{CLEAN_PY}```")])) as it:
        path = it.write(CLEAN)
        for target in ("js", "py"):  # each alone, so that nobody has compared them
            alone = await it.transpile(path, targets=frozenset({target}))
            assert {result.status for result in alone.values()} == {"verified"}
        results = await it.transpile(path, mode="check")
        letters = Doubt.FOREIGN_LETTERS.of()
        assert {(result.status, result.doubts) for result in results.values()} == {("uncertain", (letters,))}
        assert [event.doubts for event in it.of(Skipped)] == [(letters,)] * 2
        assert {result.doubts for result in (await it.transpile(path)).values()} == {(letters,)}
        assert not it.of(Planned)


async def test_what_a_person_keeps_is_not_doubted_any_more(root: Path) -> None:
    spec = (
        CLEAN.replace("js,py", "js")
        .replace('"clean"', '"ab"')
        .replace('"line\\nbreak") -> "linebreak', '"a\\nb") -> "ab')
    )
    async with bench(root, [Say(f"```js\n{CLEAN_JS}```")]) as it:
        path = it.write(spec.replace('- clean("ab") -> "ab"\n', ""))
        (made,) = (await it.transpile(path)).values()
        assert made.status == "uncertain", "all examples have the same result"
        (result,) = (await it.transpile(path, mode="check")).values()
        assert (result.status, result.doubts) == ("uncertain", made.doubts)
        (result,) = (await it.transpile(path, mode="keep")).values()
        assert (result.status, result.doubts) == ("verified", ())
        (result,) = (await it.transpile(path)).values()
        assert (result.status, result.doubts) == ("fresh", ())


class Typing(DiskWriter):
    """An editor whose user types whenever something is to be written."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace

    async def write(self, path: Path, code: str, provenance: Provenance, *, force: bool) -> bool:
        edit(path, "max(lo", "max(hi")
        raise self.workspace.conflict(path, self.inspect(path))


async def test_what_is_changed_while_it_is_written_is_a_conflict(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(PY_ONLY)
        await it.transpile(path)
        file = root / PY
        edit(file, "min(max(x, lo), hi)", "max(lo, min(x, hi))")
        it.events.clear()
        async with open_workbench(root, it.workbench.config, writer=Typing(Workspace(root))) as editor:
            (result,) = await editor.transpile([Request(path, mode="keep")], it.events.append)
        assert (result.status, [problem.code for problem in result.problems]) == ("conflict", ["hand-edited"])
        assert [event.path for event in it.of(Conflict)] == [file]
        assert not it.of(Written)
        assert "max(hi" in file.read_text()


@pytest.mark.parametrize("target", ["js", "py"])
async def test_what_a_person_is_editing_need_not_agree_yet(root: Path, target: str) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(CLAMP)
        await it.transpile(path)
        if target == "js":
            edit(root / JS, "return ", "if (x > 42) return x;\n  return ")
        else:
            edit(root / PY, "return ", "return x if x > 42 else ")
        results = await it.transpile(path, mode="check")
        assert {result.status for result in results.values()} == {"verified"}
        assert not it.of(Disagreed)
