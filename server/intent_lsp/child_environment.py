"""What a child process gets of the user's environment: never more than it needs, as there are keys in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

_SYSTEM = ("SYSTEMROOT", "SYSTEMDRIVE")
"""What processes on Windows do not start without."""


def select_variables(names: Iterable[str] = (), prefixes: tuple[str, ...] = ()) -> dict[str, str]:
    """The variables of these names, and those that begin so; on Windows also those without which nothing starts."""
    wanted = {*names, *(_SYSTEM if sys.platform == "win32" else ())}
    return {name: os.environ[name] for name in os.environ if name in wanted or name.startswith(prefixes)}
