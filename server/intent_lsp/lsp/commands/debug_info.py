"""``intent.debugInfo``: what a bug report needs, with nothing of anybody's documents in it."""

from __future__ import annotations

import platform
import sys
from typing import Any

from intent_lsp import __version__
from intent_lsp.lsp.session import Session

_PACKAGES = ("pygls", "lsprotocol", "httpx", "wasmtime")


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Versions, client, folders, and how much is under way."""
    return {
        "server": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "executable": sys.executable,
        "packages": {name: _version(name) for name in _PACKAGES},
        "client": session.editor.initialize.client,
        "encoding": session.scope.flags.encoding,
        "trusted": session.scope.trusted,
        "folders": [str(folder) for folder in session.scope.folders],
        "openDocuments": len(session.documents.views),
        "running": len(session.runner.running()),
        "engines": [str(root) for root in session.workbenches.open_roots()],
        "pending": session.editor.client.bookkeeping(),
    }


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow to import, and rarely needed

    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
