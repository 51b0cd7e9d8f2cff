"""The user's cache folder: what the program keeps for itself on this machine, outside of every workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def xdg_folder(variable: str, env: Mapping[str, str]) -> Path | None:
    """The folder that a variable of XDG names. A relative path is ignored, as its specification says."""
    given = Path(env.get(variable, ""))
    return given if given.is_absolute() else None


def user_cache() -> Path:
    """``intent-lsp`` in XDG_CACHE_HOME, ~/.cache, ~/Library/Caches or LOCALAPPDATA; it may not exist yet."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = str(Path.home() / ".cache")
    return (xdg_folder("XDG_CACHE_HOME", os.environ) or Path(base)) / "intent-lsp"
