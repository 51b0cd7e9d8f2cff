"""What the URI of a document says: its file, its kind, and the name of an intent that has none."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from pygls.uris import to_fs_path

from intent_lsp.document.structure.names import stem
from intent_lsp.search import is_document

Kind: TypeAlias = Literal["intent", "config", "other"]


@lru_cache(256)
def path_of(uri: str) -> Path | None:
    """The file a URI names; ``None`` for what is not a file (``untitled:`` and the like)."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    if not path or "\0" in path:
        return None
    found = Path(path)
    return found if found.is_absolute() else None  # a drive's letter, on a system that has none


def kind_of(uri: str, language_id: str | None) -> Kind:
    """What a document is to us, by its name; unsaved ones by their language."""
    name = uri.rpartition("/")[2]
    if is_document(name):
        return "intent"
    if name == "intent.config.json":
        return "config"
    return "intent" if not uri.startswith("file:") and language_id in ("markdown", "intent") else "other"


def stem_of(uri: str) -> str:
    """The document's name without ``.intent.md``: the name of an intent that has none."""
    path = path_of(uri)
    name = path.name if path else uri.rpartition("/")[2].rpartition(":")[2]
    return stem(name)
