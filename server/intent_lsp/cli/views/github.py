"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from intent_lsp.cli.inspection.lint import LintFinding
from intent_lsp.text.inert import visible

_COMMANDS = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def workflow_commands(found: Iterable[LintFinding], here: Path) -> Iterator[str]:
    """One line for each finding. GitHub wants paths from the top of the repository, wherever a step runs."""
    top = Path(os.environ.get("GITHUB_WORKSPACE") or here)
    for one in found:
        file = one.document.relative_to(top).as_posix() if one.document.is_relative_to(top) else str(one.document)
        place = f"file={file.translate(_PROPERTY)},line={one.line},col={one.column},title={one.code}"
        yield f"::{_COMMANDS[one.severity]} {place}::{visible(one.message.translate(_DATA))}"
