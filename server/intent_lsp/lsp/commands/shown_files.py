"""Files for people to look at below ``.promirror``, written when somebody asks to see them, never committed."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from intent_lsp.errors import OutputError

logger = logging.getLogger(__name__)

IGNORED = b"*\n"


async def write(root: Path, folder: str, name: str, text: str) -> Path | None:
    """Write ``.promirror/<folder>/<name>``; ``None`` where that cannot be done."""
    return await asyncio.to_thread(_write, root, folder, name, text)


def _write(root: Path, folder: str, name: str, text: str) -> Path | None:
    from intent_lsp.output.workspace import Workspace

    workspace = Workspace(root)
    try:
        workspace.create(workspace.home(folder, ".gitignore"), IGNORED)
        path = workspace.home(folder, name)
        workspace.update(path, lambda _: text.encode("utf-8", "replace"))
    except OutputError as error:
        logger.warning("%s", error)
        return None
    return path
