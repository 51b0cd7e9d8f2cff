"""Where verified files go: the seam between the engine and the disk, or a front's editor."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol

from intent_lsp.output.provenance import Provenance
from intent_lsp.output.workspace import FileState, Workspace


class Writer(Protocol):
    """Puts a verified file in its place. A front may send open files through its editor instead of the disk."""

    def inspect(self, path: Path) -> FileState:
        """What stands there now, unsaved edits included. Raises :class:`~intent_lsp.errors.OutputError`."""
        ...

    async def write(self, path: Path, code: str, provenance: Provenance, *, force: bool) -> bool:
        """Write; tells whether anything changed. Raises :class:`~intent_lsp.errors.OutputError`."""
        ...

    def read(self, path: Path) -> bytes | None:
        """The whole file as it is now, ``None`` if there is none. Raises :class:`~intent_lsp.errors.OutputError`."""
        ...

    async def put_back(self, path: Path, before: bytes | None) -> None:
        """Make a file that was just written what :meth:`read` gave before; ``None`` removes it.

        Raises :class:`~intent_lsp.errors.OutputError`.
        """
        ...


class DiskWriter:
    """Writes straight to the disk."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def inspect(self, path: Path) -> FileState:
        return self._workspace.inspect(path)

    async def write(self, path: Path, code: str, provenance: Provenance, *, force: bool) -> bool:
        # Not in a thread: a cancellation must find the write either done or not begun.
        await asyncio.sleep(0)
        return self._workspace.write_generated(path, code, provenance, force=force)

    def read(self, path: Path) -> bytes | None:
        return self._workspace.read_bytes(path)

    async def put_back(self, path: Path, before: bytes | None) -> None:
        self._workspace.put_back(path, before)
