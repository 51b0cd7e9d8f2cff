"""Where compiled guests are kept: a private folder of the user's cache, one file per guest, engine and platform.

Loading a compiled module executes it, so a file counts only when it and its folder belong to the user and nobody else
can write them.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from intent_lsp.errors import SandboxError
from intent_lsp.sandbox.guests import Guest
from intent_lsp.user_cache import user_cache

ENGINE = 1
"""Raised whenever the engine's configuration (worker/main.py) changes what is compiled."""


def folder() -> Path:
    """``guests`` in the user's cache folder."""
    return user_cache() / "guests"


def compiled_path(guest: Guest, parent: Path) -> Path:
    """The compiled form of ``guest``, keyed by everything it depends on."""
    import platform  # takes longer than most look-ups, and only who compiles needs it
    from importlib.metadata import version

    system = f"{platform.system()}-{platform.machine()}".lower()
    return parent / f"{guest.name}-{guest.sha256[:16]}-wasmtime{version('wasmtime')}-{ENGINE}-{system}.cwasm"


def ensure_private(path: Path) -> None:
    """Create the folder with mode 0700, or check that it is ours alone. Raises SandboxError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
    except OSError as error:
        raise SandboxError(
            f"the cache folder {path} cannot be used: {error.strerror}",
            hint="set XDG_CACHE_HOME to a folder that you may write",
        ) from error
    if not stat.S_ISDIR(status.st_mode) or not _ours(status):
        raise SandboxError(
            f"the cache folder {path} does not belong to you alone", hint=f"remove it, or run `chmod 700 {path}`"
        )
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        path.chmod(0o700)


def is_usable(path: Path) -> bool:
    """Whether a compiled file is there and can be trusted: a regular file of the user's that nobody else may write."""
    try:
        status = path.lstat()
    except OSError:
        return False
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0 or not _ours(status):
        return False
    return os.name != "posix" or not stat.S_IMODE(status.st_mode) & 0o022


def remove_unusable(path: Path) -> None:
    """Remove a compiled file that cannot be trusted, if that is possible."""
    if not is_usable(path):
        with contextlib.suppress(OSError):
            path.unlink()


def _ours(status: os.stat_result) -> bool:
    return os.name != "posix" or status.st_uid == os.geteuid()
