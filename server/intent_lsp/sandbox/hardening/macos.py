"""macOS: the worker runs under ``sandbox-exec`` with a profile that denies by default.

It may read Python, wasmtime and the compiled guests (a runtime: its own library), map them executable, and nothing
else: no network, no writing, no processes. Node compiles code while it runs, which newer systems ask for by name.
(Written from documentation and other programs' profiles: it was never run.)
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
    "/private/preboot/Cryptexes",
    "/private/var/db/dyld",
    "/private/var/db/timezone",
    "/private/etc/localtime",
    "/usr/share/icu",
    "/usr/share/zoneinfo",
    "/dev/urandom",
    "/dev/random",
    "/dev/null",
)
_HOMEBREW = tuple(f"{root}/{part}" for root in ("/opt/homebrew", "/usr/local") for part in ("Cellar", "lib", "opt"))
"""Where the interpreters and the libraries that they are linked with lie, if they come from Homebrew."""


def command_prefix(readable: Iterable[Path]) -> list[str]:
    """``sandbox-exec -p PROFILE``; empty where the tool is missing. From ``readable`` the worker loads code."""
    if not _TOOL.is_file():
        return []
    return [str(_TOOL), "-p", profile([*readable, Path(sys.base_prefix), Path(sys.prefix)])]


def profile(readable: Iterable[Path]) -> str:
    """The profile's text, in the scheme-like language of Apple's sandbox: the last rule that matches decides."""
    folders = dict.fromkeys(
        [*_SYSTEM, *_HOMEBREW, *(str(path.resolve()) for path in readable), *(str(path) for path in readable)]
    )
    subpaths = "\n".join(f"  (subpath {_quoted(folder)})" for folder in folders)
    return f"""(version 1)
(deny default)
(deny network*)
(deny process-fork)
(deny file-write*)
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
(when (defined? 'dynamic-code-generation) (allow dynamic-code-generation))
"""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
