"""Resource limits and process attributes on Linux."""

from __future__ import annotations

import contextlib
import resource

from intent_lsp.sandbox.hardening import linux
from intent_lsp.sandbox.hardening.layer import Layer

# RLIMIT_AS is not among them: wasmtime reserves far more address space than it uses. RLIMIT_FSIZE would kill a process
# whose output is a file; a worker's pipes are none.
_LIMITS = (
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_NOFILE, 64),
)


def no_more_threads() -> None:
    """Refuse new threads and processes from now on, to every user but root."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def enter(*, threads: bool = False, data: int = 0) -> Layer:
    """No core dumps, no written files, no new privileges, no debugger.

    ``threads``: the process may start some, as Node must, and a worker before its first candidate. ``data``: bytes of
    writable memory it may use, 0: any.
    """
    for limit, value in [*_LIMITS, *([(resource.RLIMIT_DATA, data)] if data else [])]:
        with contextlib.suppress(ValueError, OSError):  # a limit that is lower already stays
            resource.setrlimit(limit, (value, value))
    if not threads:
        no_more_threads()
    try:
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
    except OSError as error:
        return Layer("limits", False, f"no_new_privs is refused: {error.strerror}")
    return Layer("limits", True, "no new privileges, no core dumps, no written files, no debugger")
