"""A workspace folder with one document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

DOUBLE = """# name: double
# target: js
# description:
Twice the number.
# signature:
(x: number) -> number
# examples:
- in: {"x": 2} out: 4
- in: {"x": 5} out: 10
"""


class Folder:
    """A workspace folder with a document and a script for the scripted engine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.document = root / "double.intent.md"
        self.uri = self.document.as_uri()
        self.text = DOUBLE
        self.document.write_text(DOUBLE, encoding="utf-8")
        self.script({})

    def script(self, steps: dict[str, list[dict[str, Any]]]) -> None:
        """What the scripted engine does, by intent."""
        (self.root / "script.json").write_text(json.dumps(steps), encoding="utf-8")

    def touch(self, name: str) -> None:
        """Let a waiting step of the script go on."""
        (self.root / name).touch()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)
