"""macOS: the worker runs under ``sandbox-exec`` with a profile that denies by default.

It may read Python, wasmtime and the compiled guests, map them executable, and nothing else: no network, no writing, no
processes. (Written from the documentation: the tests of this repository run on Linux.)
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

_TOOL = Path("/usr/bin/sandbox-exec")
_SYSTEM = (
    "/usr/lib",
    "/System",
    "/Library/Apple",
    "/private/var/db/dyld",
    "/dev/urandom",
    "/dev/random",
    "/dev/null",
)


def command_prefix(readable: Iterable[Path]) -> list[str]:
    """``sandbox-exec -p PROFILE``; empty where the tool is missing. From ``readable`` the worker loads code."""
    if not _TOOL.is_file():
        return []
    return [str(_TOOL), "-p", profile([*readable, Path(sys.base_prefix), Path(sys.prefix)])]


def profile(readable: Iterable[Path]) -> str:
    """The profile's text (the scheme-like language of Apple's sandbox)."""
    folders = dict.fromkeys([*_SYSTEM, *(str(path.resolve()) for path in readable), *(str(path) for path in readable)])
    subpaths = "\n".join(f"  (subpath {_quoted(folder)})" for folder in folders)
    return f"""(version 1)
(deny default)
(allow process-exec)
(allow process-info* (target self))
(allow signal (target self))
(allow sysctl-read)
(allow file-read-metadata)
(allow file-read-data (literal "/"))
(allow file-read* file-map-executable
{subpaths}
)
(allow file-write-data (literal "/dev/null"))
(deny network*)
(deny process-fork)
(deny file-write*)
"""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
