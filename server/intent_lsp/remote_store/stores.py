"""Reading and writing one entry of a store, by a thread that may take its time.

Entries are small: what is larger than ``MOST_BYTES`` is none of ours, and is neither read whole nor written.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from intent_lsp.errors import ConfigError
from intent_lsp.files import single_file as files
from intent_lsp.remote_store.address import Address

MOST_BYTES = 1 << 20
T = TypeVar("T")
_NAME = re.compile(r"(?:proofs|replies)/[0-9a-f]{2}/[0-9a-f]{64}\.json")


class Store(Protocol):
    """Entries by name. Both raise whatever the system or the file system's library raises."""

    def get(self, name: str) -> bytes | None:
        """The entry; ``None`` if there is none, or it is too large."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Write an entry, in place of an older one."""
        ...

    def close(self) -> None:
        """Give up what it holds; what is under way may fail."""
        ...


def entry_name(kind: str, key: str) -> str:
    """The name of an entry. ``kind``: ``proofs`` or ``replies``; ``key``: 64 hexadecimal digits, a hash.

    Raises ``ValueError`` for anything else: names become paths.
    """
    name = f"{kind}/{key[:2]}/{key}.json"
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"{name!r} is not the name of an entry")
    return name


def open_store(address: Address) -> Store:
    """The store at an address. Nothing is contacted yet, as a rule. Raises ``ConfigError`` where something must be
    installed first, and whatever the file system's library raises."""
    return FileSystem(address) if address.url else Folder(Path(address.folder))


class Folder:
    """A folder, which may be on a share. Entries are seen whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, name: str) -> bytes | None:
        data = files.read(self._root / name, MOST_BYTES + 1)
        return data if data is not None and len(data) <= MOST_BYTES else None

    def put(self, name: str, data: bytes) -> None:
        path = self._root / name
        if not self._root.is_dir():
            raise FileNotFoundError(f"{self._root} is not a folder")  # a share that is not mounted
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, data, mode=0o644, flush=False)

    def close(self) -> None:
        """It holds nothing."""


def _credentials(address: Address) -> dict[str, Any]:
    """The user name and password for WebDAV of fsspec's own settings: from JSON they come as a list, which webdav4 does
    not take."""
    from fsspec.config import conf

    auth = conf.get("webdav", {}).get("auth") if "base_url" in address.options else None
    return {"auth": tuple(auth)} if isinstance(auth, list) else {}


def _put_whole(system: Any, path: str, data: bytes) -> None:
    """Write under another name first. FTP, SFTP and SMB write straight into a file: who reads it meanwhile gets the
    beginning, and two who write it mix."""
    beside = f"{path}.{os.urandom(8).hex()}"
    try:
        system.pipe_file(beside, data)
        try:
            system.mv(beside, path)
        except Exception:  # servers need not know how to rename, least of all to what is there already
            system.pipe_file(path, data)
            system.rm_file(beside)
    except BaseException:
        with suppress(Exception):
            system.rm_file(beside)
        raise


class _Own(threading.local):
    """A thread's own."""

    system: Any
    worked = False
    """Whether its connection has."""
    failed = False
    """Whether the last attempt has: nobody knows what became of the connection."""


class FileSystem:
    """A file system of fsspec. Its options and credentials come from fsspec's own settings and those of its library.

    One that is not asynchronous within is opened by each thread for itself: paramiko's loses answers otherwise.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._own = _Own()
        self._shared, self._root = self._opened()
        self._made: set[str] = set()

    def get(self, name: str) -> bytes | None:
        try:
            data = self._connected(lambda system: system.cat_file(f"{self._root}/{name}", start=0, end=MOST_BYTES + 1))
        except FileNotFoundError:
            return None
        return data if isinstance(data, bytes) and len(data) <= MOST_BYTES else None

    def put(self, name: str, data: bytes) -> None:
        self._connected(lambda system: self._put(system, f"{self._root}/{name}", data))

    def close(self) -> None:
        """Its connections end with the process."""

    def _put(self, system: Any, path: str, data: bytes) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._made and not system.exists(path):
            system.makedirs(folder, exist_ok=True)
        self._made.add(folder)
        if hasattr(system, "_connect"):
            _put_whole(system, path, data)
        else:
            system.pipe_file(path, data)

    def _connected(self, work: Callable[[Any], T]) -> T:
        """Do this, over a new connection where one that has worked no longer does: servers close what is idle."""
        if self._shared.async_impl:
            return work(self._shared)
        if not hasattr(self._own, "system"):
            self._own.system, _ = self._opened()
        try:
            return self._work(work)
        except FileNotFoundError:
            raise
        except Exception:
            if not self._own.worked or not hasattr(self._own.system, "_connect"):
                raise
            self._own.worked = False
            return self._work(work)

    def _work(self, work: Callable[[Any], T]) -> T:
        own = self._own
        if own.failed and hasattr(own.system, "_connect"):  # FTP, SFTP and SMB have it; others connect by themselves
            own.system._connect()
        own.failed = True
        try:
            found = work(own.system)
        except FileNotFoundError:
            own.failed, own.worked = False, True
            raise
        own.failed, own.worked = False, True
        return found

    def _opened(self) -> tuple[Any, str]:
        try:
            from fsspec.core import url_to_fs  # an optional extra
        except ImportError:
            raise ConfigError(
                "cache.remote needs fsspec", hint="install fsspec, or intent-lsp with its extra: remote"
            ) from None
        try:
            system, root = url_to_fs(self._address.url, **self._address.options, **_credentials(self._address))
        except (ImportError, ValueError) as error:
            raise ConfigError(f"cache.remote cannot be used: {error}", hint="install what it names") from error
        return system, root.rstrip("/")
