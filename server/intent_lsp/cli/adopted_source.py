"""The file whose functions are adopted, with its workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from intent_lsp.adoption.sources import TARGET_OF
from intent_lsp.cli.documents import root_of
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.status import UsageError
from intent_lsp.cli.troubles import shown
from intent_lsp.config import Config
from intent_lsp.output.workspace import Workspace
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.transpile.plan import read_document

Work: TypeAlias = Callable[[Sandbox], Awaitable[int]]
"""What is done with a sandbox; answers an exit status."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of code in a workspace."""

    path: Path
    text: str
    workspace: Workspace
    config: Config
    here: Path
    """The folder in which the command runs."""

    @property
    def shown(self) -> str:
        """As messages name it."""
        return shown(self.path, self.here)

    @property
    def name(self) -> str:
        """POSIX path in the workspace."""
        return self.workspace.relative(self.path)


def source_of(file: Path, root: Path | None) -> Source:
    """Read it. Raises ``UsageError``, ``ConfigError``, ``DocumentError`` and ``OutsideWorkspace``."""
    here = Path.cwd()
    path = file.parent.resolve() / file.name
    if file.suffix not in TARGET_OF:
        raise UsageError(f"{file} is neither Python nor JavaScript", hint="Name a .py, .js, .mjs, .cjs or .ts file.")
    root = root or root_of(path, here)
    if not path.is_relative_to(root):
        raise UsageError(f"{file} is not inside the workspace {root}", hint="Name a folder above it with --root.")
    return Source(path, read_document(path, root), Workspace(root), config_of(root), here)
