"""What the editor believes of a report: only what this machine has checked, with the code that is used."""

from __future__ import annotations

import shutil
from pathlib import Path

from intent_lsp.lsp.runs.confirmed_reports import Claim, checked_here
from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile import checked_here as records
from tests.support.benches import bench
from tests.support.chat_server import Say, by_target
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY

TEXT = """# name: half
# target: py
# description: Half of a number.
# examples:
- in: {"x": 4} out: 2
- in: {"x": 10} out: 5

# name: quarter
# target: py
# description: A quarter of a number, by way of half.
# uses:
- half
# examples:
- in: {"x": 4} out: 1
- in: {"x": 20} out: 5
"""
HALF = "def half(x):\n    return x / 2\n"
QUARTER = "from half import half\n\n\ndef quarter(x):\n    return half(half(x))\n"


async def test_what_uses_other_code_counts_as_checked_with_that_code_only(tmp_path: Path) -> None:
    async with bench(tmp_path, [Say(f"```python\n{HALF}```"), Say(f"```python\n{QUARTER}```")]) as it:
        path = it.write(TEXT, "numbers.intent.md")
        results = await it.transpile(path)
        assert {result.status for result in results.values()} == {"verified"}
        entries = list(load_report(Workspace(tmp_path), path).entries.values())
        claim = Claim(tmp_path, path, it.workbench.config, entries, frozenset({"quarter"}), TEXT)
        assert set(checked_here(claim)) == {("half", "py"), ("quarter", "py")}
        file = tmp_path / "src/py/auto/half.py"
        file.write_text(file.read_text().replace("x / 2", "x * 0.5"))
        assert set(checked_here(claim)) == {("half", "py")}  # the entry's own code is still what was checked
        for record in records.checked_folder().rglob("*"):
            if record.is_file():
                record.unlink()
        assert checked_here(claim) == {}


async def test_a_pair_counts_once_this_machine_has_compared_it(tmp_path: Path) -> None:
    replies = by_target([Say(f"```js\n{CLAMP_JS}```")], [Say(f"```python\n{CLAMP_PY}```")])
    async with bench(tmp_path, replies) as it:
        path = it.write(CLAMP)
        await it.transpile(path)
        entries = list(load_report(Workspace(tmp_path), path).entries.values())
        both = Claim(tmp_path, path, it.workbench.config, entries, frozenset(), "")
        assert set(checked_here(both)) == {("clamp", "js"), ("clamp", "py")}
        shutil.rmtree(records.checked_folder())
        for target in ("js", "py"):
            await it.transpile(path, targets=frozenset({target}), mode="check")
        assert checked_here(both) == {}, "each alone is not the pair"
        await it.transpile(path, mode="check")
        assert set(checked_here(both)) == {("clamp", "js"), ("clamp", "py")}
