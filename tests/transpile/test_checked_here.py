"""What is committed is not believed: code that came from elsewhere runs once on this machine, and only once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from intent_lsp.doubts import Doubt
from intent_lsp.output.reports import Report, load_report, save_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.runtime_versions import DEFAULT, OldestRuntimes
from intent_lsp.status import Status
from intent_lsp.transpile.checked_here import CheckedCode, CheckSettings, doubts_here, record_checked, record_key
from intent_lsp.transpile.events import Checked, Planned, Skipped
from tests.support.benches import bench
from tests.support.chat_server import Say, by_target
from tests.support.command import files
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY
from tests.support.strangers import forge

RIGHT = by_target([Say(f"```js\n{CLAMP_JS}```")], [Say(f"```python\n{CLAMP_PY}```")])
JS_ONLY = CLAMP.replace("js,py", "js")
JS = "src/js/auto/clamp.js"
LINEAR = (
    "# name: kind\n# target: js\n# description:\nWhether a sequence is linear.\n# signature:\n(xs: any) -> any\n"
    '# examples:\n- kind([0, 2, 4]) -> "linear"\n- kind([1, 2, 3]) -> "linear"\n'
)
LINEAR_JS = "export function kind(xs) {\n  return xs[2] - xs[1] === xs[1] - xs[0] ? 'linear' : 'not';\n}\n"


async def test_a_clone_is_checked_once_and_stays_as_it_is(root: Path, checked: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(CLAMP)
        await it.transpile(path)
        assert {r.status for r in (await it.transpile(path)).values()} == {"fresh"}
        assert not it.of(Planned)
        before = files(root)
        shutil.rmtree(checked)  # as on a machine that has never seen it
        results = await it.transpile(path)
        assert {result.status for result in results.values()} == {"fresh"}
        assert len(it.of(Planned)) == len(it.of(Skipped)) == 2
        assert all(event.verdict and event.verdict.passed_examples == 4 for event in it.of(Skipped))
        assert files(root) == before
        await it.transpile(path)
        assert not it.of(Planned)
        assert len(it.server.requests) == 2


async def test_forged_code_is_not_fresh_and_is_replaced(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(JS_ONLY)
        await it.transpile(path)
        forge(root, root / JS, CLAMP_JS_WRONG)
        results = await it.transpile(path)
        assert results["clamp", "js"].status == "verified"
        assert CLAMP_JS in (root / JS).read_text()


async def test_a_forged_pair_that_passes_its_examples_and_differs_beyond_them_is_not_fresh(root: Path) -> None:
    differs = CLAMP_JS.replace("return ", "if (x > 42) return x;\n  return ")
    async with bench(root, RIGHT) as it:
        path = it.write(CLAMP)
        await it.transpile(path)
        forge(root, root / JS, differs)
        results = await it.transpile(path)
        assert results["clamp", "js"].status != "fresh"
        assert "x > 42" not in (root / JS).read_text() or results["clamp", "js"].status == "disagree"


async def test_another_promised_runtime_or_another_limit_is_checked_again(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        await it.transpile(it.write(JS_ONLY))
    async with bench(root, RIGHT, seconds_per_example=1.5) as it:
        assert (await it.transpile(root / "spec.intent.md"))["clamp", "js"].status == "fresh"
        assert it.of(Planned)
        assert not it.of(Checked)


async def test_a_doubt_that_only_the_file_still_names_is_one(root: Path, checked: Path) -> None:
    """A report may be older than the file, or edited."""
    async with bench(root, [Say(f"```js\n{LINEAR_JS}```")]) as it:
        path = it.write(LINEAR)
        (result,) = (await it.transpile(path)).values()
        assert (result.status, result.doubts) == ("uncertain", (Doubt.ONE_RESULT.of(),))
        entry = load_report(Workspace(root), path).get("kind", "js")
        assert entry is not None
        older = Report().with_entry(replace(entry, status=Status.VERIFIED, doubts=()))
        save_report(Workspace(root), path, older)
        for proof in (root / ".promirror/proofs").rglob("*.json"):
            proof.unlink()
        shutil.rmtree(checked)
        (result,) = (await it.transpile(path)).values()
        assert (result.status, result.doubts) == ("uncertain", (Doubt.ONE_RESULT.of(),))
        assert [event.doubts for event in it.of(Skipped)] == [(Doubt.ONE_RESULT.of(),)]


def test_the_key_depends_on_everything_that_a_verdict_rests_on() -> None:
    terms = CheckSettings(2.0, DEFAULT)
    code = CheckedCode("js", "c" * 64, {"helper": "export const helper = 1"})
    keys = {
        record_key("a" * 64, [code], terms),
        record_key("b" * 64, [code], terms),
        record_key("a" * 64, [CheckedCode("py", code.digest, code.used)], terms),
        record_key("a" * 64, [CheckedCode("js", "d" * 64, code.used)], terms),
        record_key("a" * 64, [CheckedCode("js", code.digest, {})], terms),
        record_key("a" * 64, [CheckedCode("js", code.digest, {"helper": "export const helper = 2"})], terms),
        record_key("a" * 64, [code, CheckedCode("py", "d" * 64, {})], terms),
        record_key("a" * 64, [code], CheckSettings(3.0, DEFAULT)),
        record_key("a" * 64, [code], CheckSettings(2.0, OldestRuntimes(node=24))),
    }
    assert len(keys) == 9
    used = {"a": "1", "b": "2"}
    assert record_key("a" * 64, [CheckedCode("js", code.digest, used)], terms) == record_key(
        "a" * 64, [CheckedCode("js", code.digest, dict(reversed(used.items())))], terms
    )
    pair = [code, CheckedCode("py", "d" * 64, {})]
    assert record_key("a" * 64, pair, terms) == record_key("a" * 64, pair[::-1], terms)


def test_a_record_keeps_its_doubts_and_a_damaged_one_is_none(checked: Path) -> None:
    key = record_key("a" * 64, [CheckedCode("js", "c" * 64, {})], CheckSettings(2.0, DEFAULT))
    assert doubts_here(key) is None
    record_checked(key, ["other programs fit as well"])
    assert doubts_here(key) == ("other programs fit as well",)
    record_checked(key)
    assert doubts_here(key) == ()
    (record,) = (path for path in checked.rglob("*") if path.is_file())
    for damage in (b"", b"{}", b"[1]", b"\xff", b"[" * 3000, b" " * 5000):
        record.write_bytes(damage)
        assert doubts_here(key) is None, damage[:10]
        record_checked(key)
        assert doubts_here(key) == ()


def test_a_cache_that_cannot_be_written_costs_nothing_else(checked: Path) -> None:
    checked.parent.mkdir(parents=True)
    checked.write_text("a file")
    record_checked("ab" * 32)
    assert doubts_here("ab" * 32) is None
