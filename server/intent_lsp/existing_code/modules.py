"""The other modules of a project, which existing code may import."""

from __future__ import annotations

from intent_lsp.errors import OutputError
from intent_lsp.output.workspace import Workspace


def module_text(workspace: Workspace, path: str) -> str | None:
    """The text of a file by its POSIX path in the workspace; ``None`` where there is none that can be read."""
    try:
        data = workspace.read_bytes(workspace.root / path)
        return data.decode("utf-8-sig") if data is not None else None
    except (OutputError, UnicodeDecodeError):
        return None
