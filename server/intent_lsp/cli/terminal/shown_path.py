"""How paths are shown to people: relative to the current folder where they are below it."""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def display_path(path: Path, here: Path) -> str:
    """A path relative to ``here`` where it is below it."""
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else os.fspath(path)


def shown_text(path: str, below: str) -> str:
    """The same of a whole path as a text, quicker. ``below``: the folder, with a separator at its end."""
    return path[len(below) :].replace(os.sep, "/") if path.startswith(below) else path


def shell_argument(path: Path, here: Path) -> str:
    """The same as a word of a command that can be copied into a shell: in quotes where it has spaces."""
    return shlex.quote(display_path(path, here))
