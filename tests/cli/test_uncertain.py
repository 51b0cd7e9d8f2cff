"""What is uncertain stays so everywhere: written with its doubt, a warning in SARIF, and no pass for ``--strict``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.cli.inspection.freshness import State
from intent_lsp.cli.inspection.rerun import _judged
from intent_lsp.document import parse
from intent_lsp.models.contract import AMBIGUOUS
from intent_lsp.status import Phase, Status
from intent_lsp.transpile.planning.plan import IntentKey
from intent_lsp.transpile.results import Result
from tests.support.command import Done, configure, copied, intent
from tests.support.strangers import new_machine

THRESHOLD = "no example shows what happens exactly at a threshold"
LABEL = """\
# name: label
# target: js
# description:
Zero below 5, else the number.
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 0
- in: {"x": 3} out: 0
- in: {"x": 9} out: 9
- in: {"x": 12} out: 12
"""


async def made(folder: Path, *options: str) -> Done:
    async def make(first: Path) -> Done:
        (first / "label.intent.md").write_text(LABEL)
        configure(first, providers=[{"type": "builtin"}])
        return await intent(first, "transpile", ".", "--no-input", *options)

    return await copied(folder, ("uncertain", options), make)


def statuses(done: Done) -> list[str]:
    return [result["status"] for result in done.results]


@pytest.mark.slow
async def test_strict_takes_no_doubt(tmp_path: Path) -> None:
    done = await made(tmp_path, "--json", "--strict")
    assert (done.status, statuses(done)) == (1, ["uncertain"])
    assert THRESHOLD in done.results[0]["doubts"]
    header = (tmp_path / "src/js/auto/label.js").read_text()
    assert "// Uncertain: 4/4 examples" in header
    assert f"// Doubt: {THRESHOLD}" in header
    again = await intent(tmp_path, "transpile", ".", "--no-input", "--json")
    assert (again.status, statuses(again)) == (0, ["uncertain"])
    for extra in ([], ["--no-run"]):
        lax, strict = [await intent(tmp_path, "check", ".", *extra, *more) for more in (["--json"], ["--strict"])]
        assert (lax.status, strict.status) == (0, 1)
        assert (statuses(lax), lax.results[0]["doubts"]) == (["uncertain"], done.results[0]["doubts"])
        assert "1 uncertain" in strict.out
        assert "warning: js: passes everything, but" in strict.out


async def test_sarif_warns_of_it(tmp_path: Path) -> None:
    await made(tmp_path)
    done = await intent(tmp_path, "check", ".", "--sarif", "out.sarif")
    assert done.status == 0
    (run,) = json.loads((tmp_path / "out.sarif").read_text())["runs"]
    (found,) = (result for result in run["results"] if result["ruleId"] == "uncertain")
    assert found["level"] == "warning"
    assert THRESHOLD in found["message"]["text"]
    assert found["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


def without_doubts(folder: Path, *kept: str) -> None:
    """Report, header and proof as they were before doubts were kept, but for what ``kept`` names."""
    report = folder / ".promirror/reports/label.intent.md.report.json"
    data: dict[str, Any] = json.loads(report.read_text())
    (entry,) = data["results"]
    entry["status"] = "verified"
    del entry["doubts"]
    if "question" not in kept:
        entry.pop("question", None)
    report.write_text(json.dumps(data))
    if "header" not in kept:
        file = folder / "src/js/auto/label.js"
        lines = [line for line in file.read_text().splitlines(keepends=True) if not line.startswith("// Doubt:")]
        file.write_text("".join(lines).replace("// Uncertain:", "// Verified:"))
    for proof in (folder / ".promirror/proofs").rglob("*.json"):
        raw = json.loads(proof.read_text())
        del raw["proof"]["doubts"]
        raw["proof"]["certain"] = "proof" not in kept
        proof.write_text(json.dumps(raw))


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["question", "header", "proof"])
async def test_what_any_record_calls_open_is_uncertain(tmp_path: Path, kept: str) -> None:
    """Reports of earlier versions, and such as were merged wrongly, hold no doubts."""
    folder, machine = tmp_path / "workspace", new_machine(tmp_path / "cache")
    folder.mkdir()
    await made(folder)
    without_doubts(folder, kept)
    for command in (["check", "."], ["check", ".", "--no-run"], ["transpile", ".", "--no-input"]):
        done = await intent(folder, *command, "--json", **machine)
        assert (done.status, statuses(done)) == (0, ["uncertain"]), command
        assert (THRESHOLD if kept == "header" else AMBIGUOUS) in done.results[0]["doubts"]
        assert (await intent(folder, *command, "--strict", **machine)).status == 1


async def test_where_no_file_calls_it_open_it_is_fresh_but_for_the_machine_that_knows_it(tmp_path: Path) -> None:
    folder, machine = tmp_path / "workspace", new_machine(tmp_path / "cache")
    folder.mkdir()
    await made(folder)
    without_doubts(folder)
    assert statuses(await intent(folder, "check", ".", "--json", **machine)) == ["fresh"]
    assert statuses(await intent(folder, "check", ".", "--no-run", "--json")) == ["uncertain"]


def test_a_doubt_that_only_the_run_finds_counts() -> None:
    root, document = Path("/ws"), Path("/ws/label.intent.md")
    intents = {IntentKey(document, "label"): parse(LABEL, stem="label").intents[0]}.__getitem__
    state = State(document, "label", "js", Status.UNCHECKED)
    result = Result(document, "label", "js", Status.UNCERTAIN, doubts=("something is open",))
    judged = _judged(state, result, intents, root)
    assert (judged.status, judged.doubts) == (Status.UNCERTAIN, ("something is open",))
    assert [finding.code for finding in judged.findings] == ["uncertain"]
    judged = _judged(state, Result(document, "label", "js", Status.VERIFIED), intents, root)
    assert (judged.status, judged.findings) == (Phase.FRESH, ())
