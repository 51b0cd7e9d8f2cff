"""The workspace folders: whose configuration and whose engine a document belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from intent_lsp.search import project_above


def root_of(path: Path, folders: Iterable[Path]) -> Path:
    """The folder a document belongs to: the longest workspace folder above it; else the nearest folder that holds
    ``.promirror`` or ``.git``; else its own."""
    return _longest_above(path, tuple(folders)) or project_above(path) or path.parent


@lru_cache(256)
def _longest_above(path: Path, folders: tuple[Path, ...]) -> Path | None:
    above = [folder for folder in folders if path.is_relative_to(folder)]
    return max(above, key=lambda folder: len(folder.parts), default=None)
