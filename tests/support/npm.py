"""Programs of the npm registry for slow tests, installed once into ``build/npm`` (git-ignored)."""

from __future__ import annotations

import os
import shutil
import subprocess
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
    if (folder / "done").exists():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
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
    (folder / "done").touch()
    return folder
