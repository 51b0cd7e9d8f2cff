"""Compiled guests: compiled once per user, kept private, never loaded when somebody else could have written them."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest

from intent_lsp.errors import SandboxError
from intent_lsp.sandbox import cache, compiled, guests
from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.wasm import WasmSandbox

posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are POSIX")
QUICK = Job("js", "export const f = x => x + 1;", "f", ((1,),))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_folder_follows_the_specification(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.folder() == home / "intent-lsp" / "guests"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache.folder().is_absolute()
    assert "relative" not in cache.folder().parts


@posix
@pytest.mark.slow
async def test_first_start_compiles_once_with_progress_and_privately(home: Path) -> None:
    heard: list[tuple[str, float]] = []
    sandbox = WasmSandbox(on_progress=lambda text, part: heard.append((text, part)))
    other = WasmSandbox()
    try:
        await asyncio.gather(sandbox.start(), other.start())  # as two editors would
        assert (await sandbox.run(QUICK)).outcomes == (Returned(2),)
    finally:
        await asyncio.gather(sandbox.close(), other.close())
    folder = cache.folder()
    files = {path.name.partition("-")[0]: path for path in folder.glob("*.cwasm")}
    assert set(files) == {"python", "quickjs"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    assert not list(folder.glob(".new-*"))
    parts = [part for _, part in heard]
    assert parts == sorted(parts)
    assert all(0 <= part <= 1 for part in parts)
    assert heard[0][0] == "Preparing the JavaScript sandbox (once)"
    assert heard[-1] == ("The sandbox is ready", 1.0)

    written = {path: path.stat().st_mtime_ns for path in files.values()}
    await compiled.ensure()
    assert {path: path.stat().st_mtime_ns for path in files.values()} == written, "nothing is compiled twice"

    # A damaged file is refused by the engine; then it is compiled again.
    files["quickjs"].write_bytes(b"no module")
    again = WasmSandbox()
    try:
        assert (await again.run(QUICK)).outcomes == (Returned(2),)
    finally:
        await again.close()
    assert files["quickjs"].stat().st_size > 1 << 20


@posix
def test_only_files_that_are_ours_alone_are_usable(tmp_path: Path) -> None:
    path = tmp_path / "x.cwasm"
    assert not cache.is_usable(path)
    path.write_bytes(b"")
    path.chmod(0o600)
    assert not cache.is_usable(path), "empty"
    path.write_bytes(b"x")
    assert cache.is_usable(path)
    for mode in (0o620, 0o602, 0o666):
        path.chmod(mode)
        assert not cache.is_usable(path)
    path.chmod(0o600)
    (tmp_path / "link").symlink_to(path)
    assert not cache.is_usable(tmp_path / "link")
    if os.geteuid() == 0:
        os.chown(path, 12345, -1)
        assert not cache.is_usable(path), "somebody else's"
    cache.remove_unusable(tmp_path / "link")
    assert not (tmp_path / "link").is_symlink()


@posix
def test_the_folder_is_made_private(tmp_path: Path) -> None:
    folder = tmp_path / "guests"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    cache.ensure_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(SandboxError, match="does not belong to you alone"):
        cache.ensure_private(tmp_path / "link")
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxError) as caught:
        cache.ensure_private(tmp_path / "file" / "guests")
    assert "XDG_CACHE_HOME" in caught.value.hint


def test_missing_guests_are_named(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"manifest\.json") as caught:
        guests.find(tmp_path)
    assert "pip install" in caught.value.hint
    (tmp_path / "manifest.json").write_text('{"sha256": {"python": "a", "quickjs": "b"}}')
    with pytest.raises(SandboxError, match=r"python\.wasm"):
        guests.find(tmp_path)


def test_the_key_depends_on_guest_engine_and_platform() -> None:
    python, quickjs = guests.find()
    name = cache.compiled_path(python, Path("x")).name
    assert python.sha256[:16] in name
    assert "wasmtime" in name
    assert name != cache.compiled_path(quickjs, Path("x")).name
