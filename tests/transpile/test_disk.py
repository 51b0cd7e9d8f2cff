"""A full and a read-only disk, through the whole engine: a clear message, and the last good file stays."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intent_lsp.transpile.events import Failed
from tests.support.benches import Bench, bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP, CLAMP_PY

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
        assert OTHER in file.read_text()


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
