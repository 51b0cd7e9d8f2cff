"""The end of the process: the editor's death is noticed, and leaving takes at most a second."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

POLL_SECONDS = 0.25
LAST_SECONDS = 0.8
"""From the wish to leave to the process's end, whatever still runs."""


def is_alive(pid: int) -> bool:
    """Whether a process exists and is not a zombie."""
    if sys.platform == "win32":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OverflowError:
        return False
    except PermissionError:
        return True
    try:
        # The state follows the command's name, which is in parentheses and may hold anything.
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] not in ("Z", "X")
    except (OSError, IndexError):
        return True


def _alive_on_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]  # exists on Windows only
    synchronize, still_running = 0x00100000, 0x102
    handle = kernel.OpenProcess(synchronize, False, pid)
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == still_running)
    finally:
        kernel.CloseHandle(handle)


def watch_process(pid: int, gone: Callable[[], None]) -> None:
    """Call ``gone`` (in a thread of its own) once the process ``pid`` has ended.

    Linux tells it (``pidfd_open(2)``), so that an idle server uses no processor at all; elsewhere it is looked for.
    """

    def wait() -> None:
        if is_alive(pid) and not _wait_for_exit(pid):
            while is_alive(pid):
                time.sleep(POLL_SECONDS)
        gone()

    threading.Thread(target=wait, daemon=True, name=f"watch {pid}").start()


def _wait_for_exit(pid: int) -> bool:
    """Wait until the system says that the process has ended; ``False`` at once where it cannot."""
    if not hasattr(os, "pidfd_open"):
        return False
    import select

    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    except OSError:  # an old kernel, or a container that forbids it
        return False
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.poll()
        return True
    finally:
        os.close(descriptor)


def leave_soon(status: int) -> None:
    """End the process with ``status`` in :data:`LAST_SECONDS`, should an orderly end take longer."""

    def kill() -> None:
        time.sleep(LAST_SECONDS)
        os._exit(status)

    threading.Thread(target=kill, daemon=True, name="last resort").start()
