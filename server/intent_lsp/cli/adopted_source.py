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
from intent_lsp.document.model import Intent
from intent_lsp.errors import OutputError
from intent_lsp.output.workspace import Workspace
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.transpile.plan import Key, Planner, Request, read_document
from intent_lsp.transpile.used_code import used_code
from intent_lsp.values import Target

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

    def load(self, path: str) -> str | None:
        """The text of another file of the workspace; ``None`` where there is none that can be read."""
        try:
            data = self.workspace.read_bytes(self.workspace.root / path)
            return data.decode("utf-8-sig") if data is not None else None
        except (OutputError, UnicodeDecodeError):
            return None


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


def used_by(source: Source, document: Path, intent: Intent, target: Target) -> dict[str, str]:
    """The generated functions that the generated code of an intent may import. Raises ``OutputError``."""
    plan = Planner(source.workspace.root, source.config).plan([Request(document)])
    item = plan.intents.get(Key(document, intent.name))
    return used_code(source.workspace, source.config, plan, item, target) if item is not None else {}
