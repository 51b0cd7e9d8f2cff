"""The user's cache folder: what the program keeps for itself on this machine, outside of every workspace."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def user_cache() -> Path:
    """``intent-lsp`` in XDG_CACHE_HOME, ~/.cache, ~/Library/Caches or LOCALAPPDATA; it may not exist yet."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = str(Path.home() / ".cache")
    # The specification of XDG says that a relative path must be ignored.
    given = os.environ.get("XDG_CACHE_HOME", "")
    return Path(given if Path(given).is_absolute() else base) / "intent-lsp"
