"""Which formatters would format what is generated, for ``intent doctor``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.formatting.choice import choose_formatter
from intent_lsp.formatting.formatter import Formatter
from intent_lsp.formatting.program import Program
from intent_lsp.output.workspace import Workspace
from intent_lsp.values import TARGETS


@dataclass(frozen=True, slots=True)
class FormatterState:
    """A formatter that the project uses; ``problem`` says why it is not run."""

    name: str
    settings: str
    """The file whose settings it reads, relative to the workspace."""
    path: str = ""
    problem: str = ""


def formatter_states(root: Path, config: Config) -> list[FormatterState]:
    """One for each target whose folder has one. Runs nothing."""
    workspace = Workspace(root)
    formatter = Formatter(workspace.root, config)
    states = []
    for target in TARGETS:
        file = workspace.root / (config.js_dir if target == "js" else config.py_dir) / f"name.{target}"
        found, choice = formatter.formatter_of(file, target), choose_formatter(file, workspace.root, target)
        if found is None or choice is None:
            continue
        settings = choice.settings.relative_to(workspace.root).as_posix()
        if isinstance(found, Program):
            states.append(FormatterState(choice.name, settings, path=str(found.path)))
        else:
            states.append(FormatterState(choice.name, settings, problem=found.reason))
    return states
