"""Files for people to look at below ``.promirror``, written when somebody asks to see them, never committed."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.errors import OutputError

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

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


async def open_file(session: Session, path: Path) -> bool:
    """Show a file where the editor can; else say where it is."""
    if not session.flags.show_document:
        session.show("info", f"It is in {path}")
        return False
    answer = await session.client.ask("window/showDocument", {"uri": path.as_uri(), "takeFocus": True}, None)
    return isinstance(answer, dict) and answer.get("success") is True
