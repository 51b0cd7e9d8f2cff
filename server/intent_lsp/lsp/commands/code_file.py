"""The code of a generated file, or of a kept candidate, as it is on disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

from intent_lsp.errors import OutputError
from intent_lsp.lsp.wire.refusal import refused


async def text(root: Path, file: Path) -> str:
    """The file's text. Raises ``JsonRpcException`` where it cannot be read."""
    return await asyncio.to_thread(_text, root, file)


def _text(root: Path, file: Path) -> str:
    from intent_lsp.output.workspace import Workspace

    try:
        return (Workspace(root).read_bytes(file) or b"").decode("utf-8")
    except (OutputError, ValueError) as error:
        raise refused(f"{file.name} cannot be read: {error}.") from error
