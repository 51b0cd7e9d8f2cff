"""Generated files go into plain folders only: a cloned workspace cannot have code written where something runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from intent_lsp.config import Config
from intent_lsp.document.model import Intent
from intent_lsp.errors import UnsafePlace
from intent_lsp.output.workspace import Workspace
from tests.support.intents import intent

PLAIN = """
# name: {}
# target: py,js
# outDir: {}
# signature:
(x: number) -> number
# examples:
- in: {{"x": 1}} out: 1
"""


def target(workspace: Path, folder: str, name: str = "f", kind: str = "py") -> Path:
    made: Intent = intent(PLAIN.format(name, "src"))
    config = Config(js_dir=folder, py_dir=folder)
    return Workspace(workspace).target_path(workspace / "d.intent.md", made, "py" if kind == "py" else "js", config)


@pytest.mark.parametrize(
    "folder",
    [".git/hooks", ".vscode", "src/.hidden/x", "node_modules/left-pad", "src/Node_Modules",
     "lib/python3.11/site-packages", "venv/lib", "ENV", "a/__pycache__", ".promirror/proofs"],
)  # fmt: skip
def test_folders_from_which_tools_load_code_are_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(UnsafePlace) as refused:
        target(tmp_path, folder)
    assert "outDir" in refused.value.hint


@pytest.mark.parametrize(
    "name", ["sitecustomize", "usercustomize", "conftest", "__init__", "__main__", "setup", "Conftest"]
)
def test_names_that_are_loaded_by_themselves_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafePlace) as refused:
        target(tmp_path, "src", name)
    assert "name" in refused.value.hint


def test_a_symlink_to_such_a_folder_is_no_way_round(tmp_path: Path) -> None:
    (tmp_path / ".git" / "hooks").mkdir(parents=True)
    (tmp_path / "src").symlink_to(".git/hooks")
    with pytest.raises(UnsafePlace):
        target(tmp_path, "src")


def test_a_virtual_environment_of_any_name_is_refused(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "mine")], check=True)
    with pytest.raises(UnsafePlace, match="virtual environment"):
        target(tmp_path, "mine/lib")
    assert target(tmp_path, "src")


@pytest.mark.parametrize("folder", ["src/py/auto", "generated", "lib", "", "environment", "src/node", "my.pkg"])
def test_plain_folders_are_what_they_were(tmp_path: Path, folder: str) -> None:
    assert target(tmp_path, folder) == tmp_path / folder / "f.py"
    assert target(tmp_path, folder, "initials", "js") == tmp_path / folder / "initials.js"
