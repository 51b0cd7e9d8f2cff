"""Programs of the npm registry for slow tests, installed once into ``build/npm`` (git-ignored)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.support.prose import ROOT

SECONDS = 240


def npm_packages(*packages: str) -> Path:
    """The folder whose ``node_modules`` holds these packages (``name@version``); the test is skipped where npm cannot,
    but in CI, where it fails.

    No script of a package runs.
    """
    folder = ROOT / "build/npm" / "+".join(packages).replace("/", "-")
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".installing-", ignore_cleanup_errors=True) as own:
        _install(packages, Path(own) / folder.name)
        try:
            (Path(own) / folder.name).rename(folder)
        except OSError:  # another test process was faster; what it installed is whole
            if not folder.exists():
                raise
    return folder


def _install(packages: tuple[str, ...], folder: Path) -> None:
    """A folder of this process alone: two tests at once must never see each other's half."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder.mkdir()
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *packages]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {', '.join(packages)} within {SECONDS} s")
    if done.returncode and os.environ.get("CI"):
        pytest.fail(f"npm cannot install {', '.join(packages)}: {done.stderr.strip()[-300:]}")
    if done.returncode:
        pytest.skip(f"npm cannot install {', '.join(packages)}: {done.stderr.strip()[-300:]}")
