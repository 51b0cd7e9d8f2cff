"""What is found out about the documents of one workspace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.cli.inspection.orphans import orphans
from intent_lsp.config import Config
from intent_lsp.files.paths import Paths
from intent_lsp.unchanged.lookup import UnchangedDocuments

if TYPE_CHECKING:  # what looks at documents is imported when there is one to look at
    from intent_lsp.cli.inspection.freshness import State
    from intent_lsp.cli.inspection.lint import Lint
    from intent_lsp.transpile.planning.planner import Planner


@dataclass(slots=True)
class WorkspaceFindings:
    """What is said of the documents of one workspace; :mod:`intent_lsp.cli.inspection.inspect_workspace` makes it."""

    root: Path
    config: Config
    documents: Paths
    began_ns: int
    memory: UnchangedDocuments | None
    planner: Planner | None = None
    settled: Paths = field(default_factory=Paths)
    """With these everything is in order, as it was when they were looked at last."""
    documents_to_inspect: Paths = field(default_factory=Paths)
    states: list[State] = field(default_factory=list)
    """Of the others, and of what they use."""
    lints: list[Lint] = field(default_factory=list)
    unknown: list[Path] | None = None
    """The files among which orphans may be; ``None``: all that could be generated ones."""
    needs_inspection: set[Path] = field(default_factory=set)
    """What was known of these is not enough."""
    foreign: list[Path] = field(default_factory=list)
    """Files that could be generated ones, and are not."""

    def orphans(self, folders: Iterable[Path]) -> list[State]:
        """See :func:`intent_lsp.cli.inspection.orphans.orphans`."""
        return orphans(self.root, self.config, self.states, folders, self.unknown, self.foreign)
