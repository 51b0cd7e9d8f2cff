"""Finding the intent documents of a folder."""

from __future__ import annotations

import os
from pathlib import Path

_SKIPPED = frozenset(("node_modules", "__pycache__", "venv"))


def find_documents(folder: Path) -> list[Path]:
    """All ``*.intent.md`` below ``folder``, sorted; hidden folders and symlinked ones are not entered."""
    found: list[Path] = []
    for parent, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in _SKIPPED)
        found += [Path(parent, file) for file in files if file.endswith(".intent.md")]
    return sorted(found)
