"""The configuration of a workspace, as the command line wants it: any problem ends the command, warnings do not."""

from __future__ import annotations

import os
from pathlib import Path

from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.config import Config, ConfigProblem
from intent_lsp.configuration.load import load as load_config
from intent_lsp.errors import ConfigError


def config_of(root: Path) -> Config:
    """Load it. Raises :class:`ConfigError` that lists every problem: silently other settings would be worse."""
    loaded = load_config(root, env=os.environ)
    problems = [problem for problem in loaded.problems if not problem.warning]  # warnings are told when they matter
    if problems:
        raise ConfigError("the configuration is wrong\n" + "\n".join(f"  {line(item)}" for item in problems))
    return loaded.config


def line(problem: ConfigProblem) -> str:
    """``file:line:column: message``."""
    source = display_path(Path(problem.source), Path.cwd()) if os.sep in problem.source else problem.source
    place = f"{source}:{problem.line}:{problem.column}" if problem.line else source
    return f"{place}: {problem.message}"
