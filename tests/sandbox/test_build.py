"""The build hook: skips what is up to date, checks what npm delivers, says what is missing."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def hook() -> ModuleType:
    pytest.importorskip("hatchling", reason="hatchling belongs to building, not to running")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path, hook: ModuleType) -> Path:
    """A source tree whose guests are up to date."""
    shutil.copytree(ROOT / hook.SANDBOX / "guest_py", tmp_path / hook.SANDBOX / "guest_py")
    folder = tmp_path / hook.SANDBOX / "guests"
    folder.mkdir()
    for name in ("python.wasm", "quickjs.wasm", "manifest.json"):
        (folder / name).write_text("made before")
    (folder / "url_modules.js").write_text(f"// {hook.URL_PACKAGES}\n")
    (folder / "stamp").write_text(hook._inputs(tmp_path / hook.SANDBOX / "guest_py"))
    return tmp_path


def npm(folder: Path, script: str) -> str:
    """A folder with an ``npm`` of ours in it: the process is the seam."""
    folder.mkdir()
    (folder / "npm").write_text("#!/bin/sh\n" + script)
    (folder / "npm").chmod(0o755)
    return str(folder)


def test_nothing_is_made_again_while_the_inputs_are_the_same(
    tree: Path, hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tree))  # nothing could be made here
    hook.build_guests(tree)
    (tree / hook.SANDBOX / "guest_py" / "intent_app.py").write_text("changed")
    with pytest.raises(RuntimeError, match="npm is needed"):
        hook.build_guests(tree)


def test_a_missing_guest_is_made_again(tree: Path, hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tree))
    (tree / hook.SANDBOX / "guests" / "quickjs.wasm").unlink()
    with pytest.raises(RuntimeError, match=r"Install Node\.js"):
        hook.build_guests(tree)


def test_other_packages_are_taken_again(tree: Path, hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", npm(tree / "bin", "echo other > whatwg-url-14.2.0.tgz\n"))
    modules = tree / hook.SANDBOX / "guests" / "url_modules.js"
    modules.write_text("// made from something else\n")
    with pytest.raises(RuntimeError, match=r"whatwg-url 14\.2\.0 is not what it was"):
        hook.build_guests(tree)
    assert modules.read_text() == "// made from something else\n"


def test_npm_failures_are_shown(tmp_path: Path, hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", npm(tmp_path / "bin", "echo 'registry is down' >&2; exit 1\n"))
    with pytest.raises(RuntimeError, match="registry is down"):
        hook._quickjs(tmp_path)


def test_another_tarball_is_refused(tmp_path: Path, hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", npm(tmp_path / "bin", f"echo other > quickjs-wasi-{hook.NPM_VERSION}.tgz\n"))
    with pytest.raises(RuntimeError, match="is not what it was"):
        hook._quickjs(tmp_path)
    assert not (tmp_path / "quickjs.wasm").exists()


def test_the_guests_in_this_tree_are_what_the_manifest_says(hook: ModuleType) -> None:
    import json

    folder = ROOT / hook.SANDBOX / "guests"
    hashes = json.loads((folder / "manifest.json").read_text())["sha256"]
    for name, expected in hashes.items():
        assert hashlib.sha256((folder / f"{name}.wasm").read_bytes()).hexdigest() == expected
