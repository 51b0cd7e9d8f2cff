"""Which folder a document belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.search import root_of


def test_the_longest_workspace_folder_above_a_document_is_its_own(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    (inner / "deep" / ".git").mkdir(parents=True)
    assert root_of(inner / "deep/a.intent.md", [tmp_path, inner]) == inner


def test_without_one_it_is_the_project_above_or_the_documents_own_folder(tmp_path: Path) -> None:
    (tmp_path / "project/.promirror").mkdir(parents=True)
    assert root_of(tmp_path / "project/docs/a.intent.md", []) == tmp_path / "project"
    assert root_of(tmp_path / "plain/a.intent.md", [tmp_path / "project"]) == tmp_path / "plain"


def test_the_home_folder_is_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".git").mkdir()
    assert root_of(tmp_path / "docs/a.intent.md", []) == tmp_path / "docs"
