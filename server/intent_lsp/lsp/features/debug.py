"""What a bug report needs: versions and counts, and nothing of anybody's documents."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING, Any

from intent_lsp import __version__

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

_PACKAGES = ("pygls", "lsprotocol", "httpx", "wasmtime")


def info(session: Session) -> dict[str, Any]:
    """The answer of ``intent.debugInfo``."""
    return {
        "server": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "executable": sys.executable,
        "packages": {name: _version(name) for name in _PACKAGES},
        "client": session.hello.client,
        "encoding": session.flags.encoding,
        "trusted": session.trusted,
        "folders": [str(folder) for folder in session.folders],
        "openDocuments": len(session.views),
        "running": len(session.runner.running()),
        "engines": [str(root) for root in session.benches.open_roots()],
        "pending": session.client.bookkeeping(),
    }


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to import, and rarely needed

    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
