"""The real formatters that tests run, where they are installed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parents[2]
_PLACES = (Path(sys.executable).parent, _HERE / "clients/vscode/node_modules/.bin")


def installed(name: str) -> Path:
    """The program; the test is skipped where it is not installed."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, _PLACES), os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip(f"{name} is not installed (pip install -e '.[test]', npm ci in clients/vscode)")
    return Path(found)


def put_on_path(patch: pytest.MonkeyPatch, *programs: Path) -> None:
    """Have these programs found first."""
    folders = [str(program.parent) for program in programs]
    patch.setenv("PATH", os.pathsep.join([*folders, os.environ["PATH"]]))
