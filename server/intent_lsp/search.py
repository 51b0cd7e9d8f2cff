"""Finding the intent documents of a folder, as both fronts do it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.files.paths import Paths

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIX = ".intent.md"
"""Of a document's name, in any letter case."""
GLOB = "**/*" + "".join(f"{{{char},{char.upper()}}}" if char.isalpha() else char for char in SUFFIX)
"""Documents for editors, whose patterns (LSP 3.17, ``Pattern``) heed letter case. Braces are what all of them read."""
_NEVER = frozenset(("node_modules", "__pycache__", "venv"))

Ignores = list[tuple[Path, "GitIgnoreSpec"]]


def project_above(document: Path) -> Path | None:
    """The nearest folder above a document that holds ``.promirror`` or ``.git``. The home folder is never meant."""
    home = Path("~").expanduser()
    for parent in document.parents:
        if parent != home and ((parent / ".promirror").is_dir() or (parent / ".git").exists()):
            return parent
    return None


def root_of(path: Path, folders: Iterable[Path]) -> Path:
    """The folder a document belongs to: the longest workspace folder above it; else the nearest folder that holds
    ``.promirror`` or ``.git``; else its own."""
    return _longest_above(path, tuple(folders)) or project_above(path) or path.parent


@lru_cache(256)
def _longest_above(path: Path, folders: tuple[Path, ...]) -> Path | None:
    above = [folder for folder in folders if path.is_relative_to(folder)]
    return max(above, key=lambda folder: len(folder.parts), default=None)


def repository_above(folder: Path) -> Path | None:
    """The nearest folder that holds ``.git``: this one, or one above it."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def documents_below(folder: Path) -> Paths:
    """All ``*.intent.md`` below an absolute folder, sorted within each folder, honouring ``.gitignore``.

    That is the folder's own, those below, and those above up to the repository. Hidden folders and symlinked ones are
    not entered; folders that cannot be read are passed over. A symlink to a document that is found itself is left out.
    """
    links: set[str] = set()
    found = Paths(_search(folder, _ignores_above(folder), links))
    if not links:
        return found
    behind = {path: path.resolve() for path in found if str(path) in links}
    files = {path.resolve() for path in found if path not in behind}
    return Paths(path for path in found if behind.get(path) not in files)


def is_document(name: str) -> bool:
    """Whether a file of that name is an intent document: ``X.Intent.md``, but not ``._a.intent.md`` (macOS's own)."""
    return name.lower().endswith(SUFFIX) and not name.startswith("._")


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a symlink to one; not for a symlink that leads nowhere or in a circle."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_ignored(path: str, ignores: Ignores, *, folder: bool) -> bool:
    """What the deepest ``.gitignore`` with an opinion says."""
    for base, spec in reversed(ignores):
        answer = spec.check_file(Path(path).relative_to(base).as_posix() + ("/" if folder else "")).include
        if answer is not None:
            return answer
    return False


def _search(folder: Path, ignores: Ignores, links: set[str]) -> Iterator[str]:
    """Depth first, in the order of names; not by recursion, as folders may lie deeper than calls may. ``links`` takes
    those that are symlinks."""
    waiting = [(str(folder), ignores, True)]
    while waiting:
        path, ignores, is_folder = waiting.pop()
        if not is_folder:
            yield path
            continue
        ignores = [*ignores, *_ignores_of(Path(path))]
        waiting += [(inner, ignores, is_inner) for inner, is_inner in reversed(_entries_of(path, ignores, links))]


def _entries_of(folder: str, ignores: Ignores, links: set[str]) -> list[tuple[str, bool]]:
    """The documents and the folders directly inside, in the order of names, and whether each is a folder."""
    try:
        with os.scandir(folder) as scan:
            entries = [entry for entry in scan if is_document(entry.name) or entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    found = []
    for entry in sorted(entries, key=lambda entry: entry.name):
        folder_entry = entry.is_dir(follow_symlinks=False)
        if folder_entry and (entry.name.startswith(".") or entry.name in _NEVER):
            continue
        if not folder_entry and not _is_file(entry):
            continue
        if not (ignores and _is_ignored(entry.path, ignores, folder=folder_entry)):
            found.append((entry.path, folder_entry))
            if entry.is_symlink():
                links.add(entry.path)
    return found


def _ignores_above(folder: Path) -> Ignores:
    """The ``.gitignore`` files from the repository's top down to the folder's parent; none outside a repository."""
    above: list[Path] = []
    if (folder / ".git").exists():
        return []
    for parent in folder.parents:
        above.append(parent)
        if (parent / ".git").exists():
            return [ignore for place in reversed(above) for ignore in _ignores_of(place)]
    return []


def _ignores_of(folder: Path) -> Ignores:
    if not os.path.lexists(folder / ".gitignore"):
        return []
    from intent_lsp import ignored  # imported late: many workspaces have none

    spec = ignored.read(folder)
    return [] if spec is None else [(folder, spec)]
