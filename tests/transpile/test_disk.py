"""A full and a read-only disk, through the whole engine: a clear message, and the last good file stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.transpile.events import Failed
from intent_lsp.values import LANGUAGES, Target, other_target
from tests.support.benches import Bench, bench
from tests.support.chat_server import Say, by_target
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounting a file system needs root on Linux"
)
PY = CLAMP.replace("js,py", "py")
OTHER = "def clamp(x, lo, hi):\n    return lo if x < lo else hi if x > hi else x\n"
SCRIPT = [Say(f"```python\n{CLAMP_PY}```"), Say(f"```python\n{OTHER}```")]


@pytest.fixture
def disk(root: Path) -> Iterator[Path]:
    """The workspace's ``src`` as a file system of its own, 64 KB large."""
    folder = root / "src"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=True, capture_output=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(disk: Path) -> Path:
    junk = disk / "junk"
    with junk.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 1024)
        except OSError:
            return junk


async def refused(it: Bench, path: Path) -> str:
    result = (await it.transpile(path, regenerate=True))["clamp", "py"]
    assert result.status == "error"
    (failed,) = it.of(Failed)
    assert failed.code == "write"
    assert failed.hint
    return failed.error


async def test_a_full_disk(root: Path, disk: Path) -> None:
    async with bench(root, SCRIPT) as it:
        path = it.write(PY)
        await it.transpile(path)
        file = disk / "py/auto/clamp.py"
        before = file.read_bytes()
        junk = fill(disk)
        assert "disk is full" in await refused(it, path)
        assert file.read_bytes() == before
        assert sorted(p.name for p in file.parent.iterdir()) == ["clamp.py"]
        junk.unlink()
        assert (await it.transpile(path, regenerate=True))["clamp", "py"].status == "verified"
        assert OTHER.split("\n")[1] in file.read_text()


async def test_a_read_only_workspace(root: Path, disk: Path) -> None:
    async with bench(root, SCRIPT) as it:
        path = it.write(PY)
        await it.transpile(path)
        file = disk / "py/auto/clamp.py"
        before = file.read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert "read-only" in await refused(it, path)
        assert file.read_bytes() == before
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        assert (await it.transpile(path, regenerate=True))["clamp", "py"].status == "verified"


LONG_PY = OTHER + "\n\nNOTES = (" + "".join(f"    'note {n:04}'\n" for n in range(3000)) + ")\n"
"""It needs more room than the JavaScript file does."""
JS_OTHER = "export function clamp(x, lo, hi) {\n  return x < lo ? lo : x > hi ? hi : x;\n}\n"
PAIR = {"js": JS_OTHER, "py": LONG_PY}


def pair_script(first: dict[str, str]) -> Callable[[dict[str, Any]], Say]:
    fences = {"js": "js", "py": "python"}
    return by_target(*([Say(f"```{fences[t]}\n{code}```") for code in (first[t], PAIR[t])] for t in ("js", "py")))


async def half_a_pair(it: Bench, path: Path, blocked: Target = "py") -> None:
    """One file could be written and the other one could not: neither is, and both say why."""
    results = await it.transpile(path, regenerate=True)
    assert {key[1]: r.status for key, r in results.items()} == {"js": "error", "py": "error"}
    assert [p.code for p in results["clamp", blocked].problems] == ["write"]
    (problem,) = results["clamp", other_target(blocked)].problems
    assert problem.code == "pair-incomplete"
    assert f"the {LANGUAGES[blocked]} file could not be written" in problem.message


async def test_a_disk_that_is_full_for_one_of_a_pair(root: Path, disk: Path) -> None:
    async with bench(root, pair_script({"js": CLAMP_JS, "py": CLAMP_PY})) as it:
        path = it.write(CLAMP)
        assert {r.status for r in (await it.transpile(path)).values()} == {"verified"}
        before = {file: file.read_bytes() for file in disk.rglob("clamp.*")}
        assert {file.name for file in before} == {"clamp.js", "clamp.d.ts", "clamp.py"}
        junk = fill(disk)
        os.truncate(junk, junk.stat().st_size - 8192)
        await half_a_pair(it, path)
        assert {file: file.read_bytes() for file in disk.rglob("*") if file.is_file() and file != junk} == before
        junk.unlink()
        it.server.requests.clear()
        results = await it.transpile(path, regenerate=True)
        assert {r.status for r in results.values()} == {"verified"}
        assert JS_OTHER in (disk / "js/auto/clamp.js").read_text()


@pytest.mark.parametrize("blocked", ["js", "py"])
async def test_where_one_of_a_new_pair_may_not_be_written_there_is_neither(
    root: Path, disk: Path, blocked: Target
) -> None:
    """Whichever is written first."""
    folder = disk / blocked
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder], check=True)
    try:
        async with bench(root, pair_script({"js": CLAMP_JS, "py": CLAMP_PY})) as it:
            path = it.write(CLAMP)
            await half_a_pair(it, path, blocked)
            assert not [file for file in disk.rglob("*") if file.is_file()]
            assert len(list((root / ".promirror/proofs").rglob("*.json"))) == 1
            calls = len(it.server.requests)
            subprocess.run(["mount", "-o", "remount,rw", folder], check=True)
            assert {r.status for r in (await it.transpile(path)).values()} == {"verified"}
            assert len(it.server.requests) - calls <= 1  # what passed was kept
    finally:
        subprocess.run(["umount", folder], check=True)


async def test_a_proof_that_cannot_be_written_does_not_say_that_nothing_was_changed(root: Path) -> None:
    proofs = root / ".promirror/proofs"
    proofs.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", proofs], check=True)
    try:
        async with bench(root, SCRIPT) as it:
            path = it.write(PY)
            result = (await it.transpile(path))["clamp", "py"]
            (failed,) = it.of(Failed)
            assert (result.status, failed.code) == ("error", "write")
            assert failed.error.startswith("src/py/auto/clamp.py was written and passes everything")
            assert "read-only" in failed.error
            assert "intact" not in failed.error + failed.hint
            assert CLAMP_PY.splitlines()[-1] in (root / "src/py/auto/clamp.py").read_text()  # and types above
            subprocess.run(["mount", "-o", "remount,rw", proofs], check=True)
            assert (await it.transpile(path))["clamp", "py"].status == "verified"
            assert len(it.server.requests) == 1
    finally:
        subprocess.run(["umount", proofs], check=True)


async def test_what_killed_writers_left_is_removed_by_the_next_run(root: Path) -> None:
    folders = [
        root / name for name in (".promirror/proofs/aa", ".promirror/cache/bb", ".promirror/reports", "src/py/auto")
    ]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / ".intent-lsp-0123456789abcdef.tmp").write_bytes(b"half")
    async with bench(root, SCRIPT):
        pass
    assert not list(root.rglob("*.tmp"))
