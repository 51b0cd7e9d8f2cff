"""The oldest runtimes that a workspace promises, from settings or from its own files."""

from __future__ import annotations

from intent_lsp.config import Config
from intent_lsp.errors import OutputError
from intent_lsp.output.workspace import Workspace
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.runtime_versions import oldest as oldest_of


def promised_runtimes(workspace: Workspace, config: Config) -> OldestRuntimes:
    """The oldest runtimes that settings or the workspace's files name; a file that is not plain says nothing."""
    pyproject, package = (_bytes_at_root(workspace, name) for name in ("pyproject.toml", "package.json"))
    return oldest_of(config.python_versions, config.node_versions, pyproject, package)


def _bytes_at_root(workspace: Workspace, name: str) -> bytes | None:
    try:
        return workspace.read_bytes(workspace.root / name)
    except OutputError:
        return None
