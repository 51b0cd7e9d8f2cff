"""Where generated files may be written: into plain folders, under names that nothing loads or runs by itself.

"Inside the workspace" is not safe enough: a document and a proof that a stranger committed could put code where git, an
editor, a package manager, a test runner or the next start of an interpreter runs it.
"""

from __future__ import annotations

import os
from pathlib import Path

from intent_lsp.errors import UnsafePlace

_TOOL_FOLDERS = frozenset(
    {"node_modules", "bower_components", "site-packages", "dist-packages", "__pycache__", "__pypackages__", "venv",
     "virtualenv", "env"}
)  # fmt: skip
_LOADED = frozenset(
    {"sitecustomize", "usercustomize", "conftest", "__init__", "__main__", "setup", "noxfile", "dodo", "fabfile",
     "gulpfile", "gruntfile", "jakefile", "pnpmfile", "wscript"}
)  # fmt: skip
"""Files that an interpreter or a tool loads because of their name alone: Python's ``site`` module, import system and
``python FOLDER``, pip, pytest, nox, doit, Fabric, waf, gulp, Grunt, Jake, pnpm."""
_ENVIRONMENT = "pyvenv.cfg"
"""What makes a folder a virtual environment (PEP 405)."""


def check_place(root: Path, path: Path) -> None:
    """Raise :class:`~intent_lsp.errors.UnsafePlace` unless a generated file may stand at ``path``.

    Both are absolute and without symlinks; ``path`` lies below ``root``. Upper and lower case are the same, as they are
    on some file systems.
    """
    _check_folders(root, path)
    name = path.name
    if name.rpartition(".")[0].casefold() in _LOADED:
        raise UnsafePlace(f"{name} is a file that tools load by its name", hint="give the intent another name")


def check_index(root: Path, path: Path) -> None:
    """The same for the index of a folder, whose name is one that is loaded with the folder; not for ``root`` itself,
    which tools load without being told to."""
    _check_folders(root, path)
    if path.parent == root:
        raise UnsafePlace(f"{path.name} of the workspace folder is loaded by tools", hint=_HINT)


def _check_folders(root: Path, path: Path) -> None:
    folders = path.relative_to(root).parts[:-1]
    for folder in folders:
        if folder.startswith("."):
            raise UnsafePlace(f"{folder} is a hidden folder, where tools keep what they run", hint=_HINT)
        if folder.casefold() in _TOOL_FOLDERS:
            raise UnsafePlace(f"{folder} is a folder from which tools load code", hint=_HINT)
    place = root
    for folder in ("", *folders):
        place = place / folder
        if os.path.lexists(place / _ENVIRONMENT):
            raise UnsafePlace(f"{place.name} is a virtual environment of Python", hint=_HINT)


_HINT = "write into a plain folder of sources: change outDir, targets.jsDir or targets.pyDir"
