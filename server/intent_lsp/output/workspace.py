"""The one door to the workspace: where generated code goes, what is there now, and how it is replaced.

Nothing outside the workspace folder is ever read or written, also not through a symlink; a file that a person wrote or
edited is never replaced unless the caller says ``force``; every write is atomic, and nothing is written when the bytes
are the same.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from intent_lsp.config import Config
from intent_lsp.document.model import Intent
from intent_lsp.errors import HandEdited, OutputError, OutsideWorkspace, WriteFailed
from intent_lsp.files import temporary
from intent_lsp.files.folder import Folder, created, opened
from intent_lsp.output import names, plain_places
from intent_lsp.output.failures import as_write_failures
from intent_lsp.output.provenance import Header, Provenance, read, render
from intent_lsp.text import json_text
from intent_lsp.values import Target

HOME = ".promirror"
"""The workspace's own folder for configuration, cache, reports and candidates."""
_MOST_FOLDERS = 2000
"""So many are looked through for what killed writers left."""
_MOST_BYTES = 16 << 20
"""A file larger than this is none of ours."""

FileKind: TypeAlias = Literal["absent", "generated", "edited", "foreign"]


@dataclass(frozen=True, slots=True)
class FileState:
    """What stands at the place of a generated file.

    ``generated``: ours, untouched; ``edited``: ours, changed by hand since; ``foreign``: not ours (no header, a
    symlink, no regular file, no UTF-8).
    """

    kind: FileKind
    header: Header | None = None
    code: str = ""
    """The code below the header (normalised); the whole text of a foreign file."""


ABSENT = FileState("absent")


class _Occupied(Exception):
    """Something is there already (never leaves this module)."""


class Workspace:
    """One workspace folder. Cheap to make; holds nothing open."""

    def __init__(self, root: Path) -> None:
        """``root``: an existing folder."""
        self.root = Path(os.path.realpath(root))
        self._root = str(self.root)
        self._below = os.path.normcase(os.path.join(self._root, ""))  # noqa: PTH118 (a trailing separator)

    def relative(self, path: Path) -> str:
        """POSIX path relative to the workspace, for headers, reports and messages. Raises ``OutsideWorkspace``."""
        resolved = self._resolved(path)
        if not self._is_below(resolved):
            raise OutsideWorkspace(
                f"{path} is not inside the workspace {self.root}",
                hint="run it from a folder above the document, or open that folder",
            )
        return resolved[len(self._below) :].replace(os.sep, "/")

    def target_path(self, document: Path, intent: Intent, target: Target, config: Config) -> Path:
        """Where the generated file of an intent belongs: absolute, without symlinks in its folders.

        The front matter's ``outDir`` wins over ``targets.jsDir`` and ``targets.pyDir``; all three are relative to the
        workspace folder. Raises ``OutsideWorkspace`` (``document`` only serves its message) and ``UnsafePlace``.
        """
        name = names.file_name(intent.name, target, config)
        folder = intent.out_dir or (config.js_dir if target == "js" else config.py_dir)
        try:
            if Path(folder).is_absolute() or "\0" in folder:
                raise OutsideWorkspace(f"{folder} is an absolute path")
            path = self._inside(self.root / folder / name)
        except OutsideWorkspace as error:
            setting = "outDir" if intent.out_dir else f"targets.{target}Dir"
            raise OutsideWorkspace(
                f"{document.name}: {name} would be written outside the workspace ({setting} is {folder!r})",
                hint=f"give {setting} a folder inside {self.root}; symlinks that lead out of it are not followed",
            ) from error
        plain_places.check_place(self.root, path)
        return path

    def is_commonjs(self, path: Path) -> bool:
        """Whether Node reads a file of JavaScript at ``path`` as CommonJS: by its extension, or because the nearest
        ``package.json`` of the workspace says so. Where none says anything, it is meant to be an ES module."""
        if path.suffix != ".js":
            return path.suffix == ".cjs"
        folder = path.parent
        while True:
            try:
                data = self.read_bytes(folder / "package.json")
            except OutputError:
                data = None
            if data is not None:
                return _package_type(data) == "commonjs"
            if folder == self.root or folder == folder.parent:
                return False
            folder = folder.parent

    def inspect(self, path: Path) -> FileState:
        """What is there now. Raises ``OutsideWorkspace``, and ``WriteFailed`` where it may not be read."""
        path = self._inside(path)
        with as_write_failures(path), opened(self.root, path.parent) as folder:
            return ABSENT if folder is None else _state(folder, path.name)

    def write_generated(self, path: Path, code: str, provenance: Provenance, *, force: bool = False) -> bool:
        """Write verified code with its header; tells whether any byte changed.

        Raises ``HandEdited`` for a file that is not ours or was edited (unless ``force``), ``OutsideWorkspace``, and
        ``WriteFailed``; in each case what was there before is intact.
        """
        data = _encoded(path, render(code, provenance))

        def check(folder: Folder, name: str) -> None:
            if not force:
                self.may_replace(path, _state(folder, name), provenance)

        return self._write(path, data, check)

    def may_replace(self, path: Path, state: FileState, provenance: Provenance) -> None:
        """Raise ``HandEdited`` where what stands at ``path`` may not be replaced without ``force``."""
        if state.kind in ("edited", "foreign"):
            raise self.conflict(path, state)
        other = state.header.provenance if state.header else None
        if other and (other.document, other.intent) != (provenance.document, provenance.intent):
            self._refuse_neighbour(path, other)

    def keep_candidate(self, document: Path, intent: str, target: Target, code: str) -> Path:
        """Keep the best candidate of a failed intent, exactly as it was checked; answers where it lies."""
        path = self.candidate_path(document, intent, target)
        self._write(path, _encoded(path, code), _unchecked)
        return path

    def candidate(self, document: Path, intent: str, target: Target) -> str:
        """The kept candidate; empty if there is none or it cannot be read."""
        try:
            return (self.read_bytes(self.candidate_path(document, intent, target)) or b"").decode("utf-8")
        except (UnicodeDecodeError, OutputError):
            return ""

    def drop_candidate(self, document: Path, intent: str, target: Target) -> None:
        """Remove the kept candidate, if there is one. Raises ``OutsideWorkspace``, ``WriteFailed``."""
        path = self.candidate_path(document, intent, target)
        with as_write_failures(path), opened(self.root, path.parent) as folder:
            if folder is not None:
                folder.remove(path.name)

    def home(self, *parts: str) -> Path:
        """A path below ``.promirror``. Raises ``OutsideWorkspace``."""
        return self._inside(self.root.joinpath(HOME, *parts))

    def read_bytes(self, path: Path) -> bytes | None:
        """The bytes of one of our own files, ``None`` if absent. Raises ``OutsideWorkspace``, ``WriteFailed``."""
        path = self._inside(path)
        with as_write_failures(path), opened(self.root, path.parent) as folder:
            return None if folder is None else folder.read(path.name, _MOST_BYTES)

    def update(self, path: Path, change: Callable[[bytes | None], bytes | None]) -> bool:
        """Replace one of our own files by what ``change`` makes of its bytes; tells whether any byte changed.

        Other processes that update files of the same folder wait meanwhile. ``None`` from ``change`` leaves the file
        as it is. Raises ``OutsideWorkspace`` and ``WriteFailed``.
        """
        path = self._inside(path)
        with as_write_failures(path), created(self.root, path.parent) as folder, folder.locked():
            old = folder.read(path.name, _MOST_BYTES)
            new = change(old)
            if new is None or new == old:
                return False
            folder.replace(path.name, new, check=lambda: None)
            return True

    def create(self, path: Path, data: bytes) -> bool:
        """Write a file that does not exist yet; ``False``, and nothing written, if anything is there already."""

        def check(folder: Folder, name: str) -> None:
            if folder.status(name) is not None:
                raise _Occupied

        try:
            return self._write(path, data, check)
        except _Occupied:
            return False

    def remove_generated(self, path: Path) -> None:
        """Delete a generated file. Raises ``HandEdited`` for one that is not ours or was edited, ``WriteFailed``."""
        path = self._inside(path)
        with as_write_failures(self._shown(path)), opened(self.root, path.parent) as folder:
            if folder is None:
                return
            state = _state(folder, path.name)
            if state.kind in ("edited", "foreign"):
                raise self.conflict(path, state)
            folder.remove(path.name)

    def put_back(self, path: Path, before: bytes | None) -> None:
        """Make a generated file what it was before it was written just now; ``None``: there was none.

        Raises ``OutsideWorkspace`` and ``WriteFailed``.
        """
        path = self._inside(path)
        with as_write_failures(self._shown(path)), created(self.root, path.parent) as folder:
            if before is None:
                folder.remove(path.name)
                return
            try:
                folder.replace(path.name, before, check=lambda: None)
            except OSError:
                folder.remove(path.name)  # no room for both: what is there now is the less valuable one
                folder.replace(path.name, before, check=lambda: None)

    def sweep(self, folders: Iterable[str]) -> None:
        """Remove the temporary files of writers that died: in ``folders``, relative to the root, and below our home.

        For a thread; never raises.
        """
        for place in (*folders, HOME):
            with suppress(OSError, OutputError):
                path = self._inside(self.root / place)
                if not path.is_symlink():
                    temporary.sweep_below(path, _MOST_FOLDERS if place == HOME else 1)

    def _write(self, path: Path, data: bytes, check: Callable[[Folder, str], None]) -> bool:
        path = self._inside(path)
        with as_write_failures(self._shown(path)), created(self.root, path.parent) as folder:
            name = path.name
            check(folder, name)
            status = folder.status(name)
            if (
                status is not None
                and stat.S_ISREG(status.st_mode)
                and status.st_size == len(data)
                and folder.read(name, len(data)) == data
            ):
                return False
            folder.replace(name, data, check=lambda: check(folder, name))
            return True

    def candidate_path(self, document: Path, intent: str, target: Target) -> Path:
        """Where the kept candidate of an intent lies, if there is one. Raises ``OutsideWorkspace``."""
        return self.home("candidates", self.relative(document), names.file_name(intent, target))

    def conflict(self, path: Path, state: FileState) -> HandEdited:
        """Why a file that is ``edited`` or ``foreign`` is left alone, and the ways out."""
        shown = self._shown(path)
        if state.kind == "edited":
            return HandEdited(
                f"{shown} was edited by hand since it was generated",
                hint="make examples of your edit (intent adopt), or take the generated code with --force",
            )
        return HandEdited(
            f"{shown} exists and was not generated by intent-lsp",
            hint="move it away, choose another folder for generated files, or replace it with --force",
        )

    def _refuse_neighbour(self, path: Path, other: Provenance) -> None:
        """A file of another document is that document's as long as it still holds the intent."""
        try:
            text = self.read_bytes(Path(other.document)) or b""
        except OutputError:
            return
        if other.intent.encode("utf-8", "replace") in text:
            raise HandEdited(
                f"{self._shown(path)} was generated from {other.document}, which still holds {other.intent}",
                hint="rename one of the two intents, give one document an outDir of its own, or use --force",
            )

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def _resolved(self, path: Path) -> str:
        folder, name = os.path.split(os.path.normpath(os.path.join(self._root, path)))  # noqa: PTH118 (often asked)
        return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118

    def _is_below(self, resolved: str) -> bool:
        return os.path.normcase(resolved).startswith(self._below)

    def _inside(self, path: Path) -> Path:
        """The absolute path with the symlinks of its folders resolved. The last component may not lead outside."""
        inside = self._resolved(path)
        if not self._is_below(inside):
            raise OutsideWorkspace(f"{path} is not inside the workspace {self.root}")
        if os.path.islink(inside) and not self._is_below(os.path.realpath(inside)):  # noqa: PTH114
            raise OutsideWorkspace(f"{path} is a symlink that leads out of the workspace {self.root}")
        return Path(inside)


def state_of(text: str) -> FileState:
    """What a file with this text is."""
    header = read(text)
    if header is None:
        return FileState("foreign", None, text)
    return FileState("generated" if header.intact else "edited", header, header.code)


def _state(folder: Folder, name: str) -> FileState:
    status = folder.status(name)
    if status is None:
        return ABSENT
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
        return FileState("foreign")
    data = folder.read(name, _MOST_BYTES)
    if data is None:
        return ABSENT
    try:
        return state_of(data.decode("utf-8"))
    except UnicodeDecodeError:
        return FileState("foreign")


def _package_type(data: bytes) -> object:
    try:
        package = json_text.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return package.get("type") if isinstance(package, dict) else None


def _encoded(path: Path, text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise WriteFailed(
            f"cannot write {path.name}: the code holds half a surrogate pair, which UTF-8 cannot express",
            hint="ask for the code again (--regenerate)",
        ) from error


def _unchecked(_folder: Folder, _name: str) -> None:
    """Our own folder: nothing to protect there."""
