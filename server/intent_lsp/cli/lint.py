"""A static problem with the document it was found in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intent_lsp.document.model import Problem


@dataclass(frozen=True, slots=True)
class Lint:
    """One static problem of a document."""

    document: Path
    problem: Problem
