"""The user's own programs: those on PATH, as far as they do not lie in a workspace, which may be a stranger's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from intent_lsp import child_environment

_MANAGERS = ("PATH", "HOME", "PYENV_ROOT", "PYENV_VERSION", "NVM_DIR", "ASDF_DIR", "ASDF_DATA_DIR")


def on_path(commands: Sequence[str]) -> list[Path]:
    """Every program of these names, in the order of PATH; relative entries do not count."""
    found: list[Path] = []
    for folder in folders():
        for command in commands:
            path = shutil.which(command, path=folder)
            if path and Path(path) not in found:
                found.append(Path(path))
    return found


def folders() -> list[str]:
    """The absolute entries of PATH."""
    # An entry of PATH is text, and may be empty.
    return [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(folder)]  # noqa: PTH117


def is_inside(path: Path, workspace: Path) -> bool:
    """Whether the path lies in the workspace, by its name or by where a symlink leads."""
    return any(p.is_relative_to(w) for p in (path, path.resolve()) for w in (workspace, workspace.resolve()))


def environment() -> dict[str, str]:
    """What a version manager's shim needs to find the program it stands for."""
    return child_environment.select_variables(_MANAGERS)
