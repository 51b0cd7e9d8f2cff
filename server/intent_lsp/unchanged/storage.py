"""Where folder records are kept: in the user's own cache, beside the records of what this machine has checked."""

from __future__ import annotations

import hashlib
import json
import os

from intent_lsp.output.workspace import Workspace
from intent_lsp.sandbox.records import Records
from intent_lsp.transpile import checked_here
from intent_lsp.unchanged.packed_folder import FolderRecord, decode, encode

AVAILABLE = os.name == "posix"
"""Elsewhere a program can change a file and put every time of it back."""
_RECORDS = Records(lambda: checked_here.checked_folder() / "settled", most_bytes=256 << 20)


def load(workspace: Workspace, folder: str, circumstances: str) -> FolderRecord | None:
    """What is known of a folder; ``None`` if nothing is, it is damaged, or the circumstances were others."""
    data = _RECORDS.load(_name(workspace, folder)) if AVAILABLE else None
    record = None if data is None else decode(data)
    return record if record is not None and record.circumstances == circumstances else None


def save(workspace: Workspace, folder: str, record: FolderRecord) -> None:
    """Remember. Never raises."""
    if AVAILABLE:
        _RECORDS.save(_name(workspace, folder), encode(record))


def _name(workspace: Workspace, folder: str) -> str:
    said = json.dumps([str(workspace.root), folder])
    return hashlib.sha256(said.encode()).hexdigest()
