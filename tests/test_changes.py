"""The changelog is made from fragments: each has a kind that towncrier knows, and a text."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_fragment_has_a_kind_and_a_text_and_is_in_the_draft() -> None:
    kinds = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]["fragment"]
    fragments = [file for file in (ROOT / "changes").glob("*.md") if file.name != "README.md"]
    assert fragments, "the first release has not been made"
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "1.2.3", "--date", "2026-01-01"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    drafted = " ".join(done.stdout.split())
    assert "## [1.2.3] - 2026-01-01" in drafted
    for file in fragments:
        assert file.name.split(".")[-2] in kinds, file.name
        assert " ".join(file.read_text().split()) in drafted, file.name
