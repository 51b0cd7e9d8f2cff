"""Which executable is taken for the user's own: never one that a workspace could have put there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.sandbox.runtimes.find import Runtime, find, numbers


def _claims(path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\necho \'["{path}", "{version}", []]\'\n', encoding="utf-8")
    path.chmod(0o755)
    return path


async def test_the_workspace_is_never_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = tmp_path / "workspace"
    hostile = _claims(workspace / "bin" / "node", "99.0.0")
    own = _claims(tmp_path / "own" / "node", "22.1.0")
    monkeypatch.chdir(workspace)
    (tmp_path / "linked").symlink_to(hostile.parent)
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "node").symlink_to(hostile)
    for folder in (str(hostile.parent), "bin", "", str(tmp_path / "linked"), str(tmp_path / "links")):
        monkeypatch.setenv("PATH", os.pathsep.join([folder, str(own.parent)]))
        found = await find("js", workspace)
        assert isinstance(found, Runtime)
        assert found.path == own
    monkeypatch.setenv("PATH", str(hostile.parent))
    assert "inside the workspace" in str(await find("js", workspace))


async def test_an_old_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = _claims(tmp_path / "bin" / "node", "18.1.0")
    monkeypatch.setenv("PATH", str(old.parent))
    assert await find("js", tmp_path / "workspace") == f"{old} is Node 18.1.0, older than 20"


async def test_a_shim_is_seen_through(tmp_path: Path) -> None:
    if shutil.which("python3") is None:
        pytest.fail("python3 is not on PATH")
    found = await find("py", tmp_path)
    assert isinstance(found, Runtime)
    assert found.path.is_file()
    assert not found.path.is_symlink()
    assert found.path.read_bytes()[:2] != b"#!"


def test_versions_are_read_as_numbers() -> None:
    assert numbers("20.11.1") == (20, 11, 1)
    assert numbers("3.14.0rc2") == (3, 14, 0)
    assert numbers("next") == ()


async def test_how_old_it_may_be_is_what_the_project_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = _claims(tmp_path / "bin" / "node", "18.1.0")
    monkeypatch.setenv("PATH", str(program.parent))
    found = await find("js", tmp_path / "workspace", oldest=OldestRuntimes(node=18))
    assert isinstance(found, Runtime)
    assert found.version == "18.1.0"
    assert await find("js", tmp_path / "workspace", oldest=OldestRuntimes(node=22)) == (
        f"{program} is Node 18.1.0, older than 22"
    )
