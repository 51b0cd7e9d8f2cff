"""Which program formats, and why none does: permission, place and settings decide."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from intent_lsp import path_programs
from intent_lsp.configuration.permissions import is_below
from intent_lsp.formatting.choice import ChosenFormatter, Name, folders, read
from intent_lsp.formatting.plain_settings import is_data
from intent_lsp.path_programs import is_inside

_PROJECT_FOLDERS: dict[Name, tuple[str, ...]] = {
    "prettier": ("node_modules/.bin",),
    "ruff": (".venv/bin", "venv/bin", ".venv/Scripts", "venv/Scripts"),
    "black": (".venv/bin", "venv/bin", ".venv/Scripts", "venv/Scripts"),
}
"""Where a project keeps its own programs."""
_ENDINGS = (".exe", ".cmd") if sys.platform == "win32" else ("",)


@dataclass(frozen=True, slots=True)
class Program:
    """A formatter that may be run."""

    choice: ChosenFormatter
    path: Path
    trusts_project: bool
    """Whether the user trusts the project's own programs."""

    def command(self, file: Path, root: Path) -> list[str]:
        """The words that format standard input, as the file's settings have it; nothing is written."""
        match self.choice.name:
            case "ruff":
                return [str(self.path), "format", "--no-cache", "--quiet", "--stdin-filename", str(file), "-"]
            case "black":
                return [str(self.path), "--quiet", "--stdin-filename", str(file), "-"]
            case _:
                # Named, so that what is read is what was looked at.
                named = [] if self.trusts_project else ["--config", str(self.choice.settings)]
                ignored = ["--ignore-path", str(root / ".prettierignore")]
                return [str(self.path), *named, *ignored, "--stdin-filepath", str(file)]

    def environment(self, root: Path) -> dict[str, str]:
        """PATH and what version managers need; PATH leads into the project only where that is trusted."""
        found = path_programs.environment()
        if not self.trusts_project:
            outside = [folder for folder in path_programs.folders() if not is_inside(Path(folder), root)]
            found["PATH"] = os.pathsep.join(outside)
        return found


@dataclass(frozen=True, slots=True)
class RefusedFormatter:
    """Why a formatter that the project uses is not run."""

    reason: str
    is_reported: bool = False
    """Whether the user permits the formatter and will wonder; what is not permitted or not there is silent."""


def program(choice: ChosenFormatter, file: Path, root: Path, allowed: Iterable[str]) -> Program | RefusedFormatter:
    """The program for a choice. ``allowed``: names of formatters, and the folders of trusted projects."""
    permitted = set(allowed)
    trusted = is_below(root, permitted.difference(_PROJECT_FOLDERS))
    if not trusted and choice.name not in permitted:
        return RefusedFormatter(
            f'not permitted; add "{choice.name}", or the full path of the project, to allowFormatters'
        )
    if not trusted and choice.name == "prettier":
        data = read(choice.settings, root)
        if data is None or not is_data(choice.settings.name, data):
            way_out = "to permit it, add the full path of the project to allowFormatters"
            return RefusedFormatter(f"{choice.settings.name} may run code; {way_out}", is_reported=True)
    for path in _places(choice.name, file, root) if trusted else path_programs.on_path((choice.name,)):
        if trusted or not is_inside(path, root):
            return Program(choice, path, trusted)
    return RefusedFormatter("not found on PATH" if trusted else "not found on PATH outside the workspace")


def _places(name: Name, file: Path, root: Path) -> Iterator[Path]:
    """The project's own programs, the nearest first, then those on PATH."""
    for folder in folders(file, root):
        for place in _PROJECT_FOLDERS[name]:
            for ending in _ENDINGS:
                path = folder / place / f"{name}{ending}"
                if os.access(path, os.X_OK) and path.is_file():
                    yield path
    yield from path_programs.on_path((name,))
