"""What decides about documents besides files of theirs, as one hash: where it is another one, nothing is known."""

from __future__ import annotations

import hashlib
import json
import os
import site
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from intent_lsp import __version__
from intent_lsp.config import Config
from intent_lsp.output.oldest_runtimes import promised_runtimes
from intent_lsp.output.workspace import Workspace

_FORMAT = 2
"""Raised when chunks say something else, or say it in another way."""


def settings_hash(workspace: Workspace, config: Config) -> str:
    """This program and its libraries, the Python that runs it, the configuration, and the promised runtimes."""
    oldest = promised_runtimes(workspace, config)
    said = [
        _FORMAT, __version__, sys.version, sys.byteorder, str(workspace.root), repr(config),
        oldest.python, oldest.node, _program(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _program() -> str:
    """The state of our own files, and of the folders into which libraries are installed: people work on the program."""
    files: list[tuple[str, int, int]] = []
    try:
        _list_files(str(Path(__file__).parents[1]), files)
        for folder in getattr(site, "getsitepackages", list)():
            with suppress(FileNotFoundError):
                files.append((folder, 0, os.stat(folder).st_mtime_ns))  # noqa: PTH116 (a text)
    except OSError:  # no folder, such as an archive: nobody knows
        return os.urandom(16).hex()
    return hashlib.sha256(json.dumps(sorted(files)).encode("utf-8", "surrogatepass")).hexdigest()


def _list_files(folder: str, files: list[tuple[str, int, int]]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                status = entry.stat()
                files.append((entry.path, status.st_size, status.st_mtime_ns))
            elif entry.name != "__pycache__":
                _list_files(entry.path, files)
