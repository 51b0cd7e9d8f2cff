"""Which documents a folder holds, and which workspace each belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.cli.documents.typed_paths import by_workspace, find_documents, root_of
from intent_lsp.cli.terminal.status import UsageError


def tree(folder: Path, *paths: str, **texts: str) -> None:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(texts.get(path, ""))


def names(folder: Path, *paths: Path) -> list[str]:
    return [path.relative_to(folder.resolve()).as_posix() for path in find_documents(paths or [folder])]


def test_a_folder_is_searched_in_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.intent.md", "a/z.intent.md", "a/readme.md", "c/deep/x.intent.md", "intent.md")
    assert names(tmp_path) == ["a/z.intent.md", "b.intent.md", "c/deep/x.intent.md"]


def test_hidden_and_installed_folders_and_symlinked_ones_are_not_entered(tmp_path: Path) -> None:
    tree(tmp_path, "a.intent.md", ".git/x.intent.md", ".promirror/x.intent.md", "node_modules/p/x.intent.md")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names(tmp_path) == ["a.intent.md"]


def test_gitignore_is_honoured_nested_negated_and_from_above(tmp_path: Path) -> None:
    tree(
        tmp_path, ".git/HEAD", "a.intent.md", "draft.intent.md", "out/a.intent.md", "docs/draft.intent.md",
        "docs/keep.intent.md", "docs/old/a.intent.md", "docs/old/b.intent.md", "docs/sub/old/c.intent.md",
    )  # fmt: skip
    (tmp_path / ".gitignore").write_text("/out/\ndraft.*\n# a comment\n")
    (tmp_path / "docs" / ".gitignore").write_text("!draft.intent.md\n/old/a*\nsub\n")
    inside = ["docs/draft.intent.md", "docs/keep.intent.md", "docs/old/b.intent.md"]
    assert names(tmp_path) == ["a.intent.md", *inside]
    assert names(tmp_path, tmp_path / "docs") == inside


def test_a_document_named_outright_is_taken_even_if_ignored(tmp_path: Path) -> None:
    tree(tmp_path, "a.intent.md", "notes.md")
    (tmp_path / ".gitignore").write_text("*\n")
    with pytest.raises(UsageError, match=r"there is no \*\.intent\.md below"):
        find_documents([tmp_path])
    assert names(tmp_path, tmp_path / "a.intent.md", tmp_path / "notes.md", tmp_path / "a.intent.md") == [
        "a.intent.md", "notes.md",
    ]  # fmt: skip


def test_a_document_that_is_a_symlink_keeps_its_own_place(tmp_path: Path) -> None:
    tree(tmp_path, "shared/a.intent.md", "ws/x.txt")
    (tmp_path / "ws" / "b.intent.md").symlink_to(tmp_path / "shared" / "a.intent.md")
    assert names(tmp_path, tmp_path / "ws" / "b.intent.md") == ["ws/b.intent.md"]


def test_the_workspace_is_the_nearest_marked_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "repo/.git/HEAD", "repo/docs/a.intent.md", "repo/pkg/.promirror/x", "repo/pkg/docs/b.intent.md")
    repo = tmp_path / "repo"
    assert root_of(repo / "docs/a.intent.md", tmp_path) == repo
    assert root_of(repo / "pkg/docs/b.intent.md", tmp_path) == repo / "pkg"
    tree(tmp_path, "plain/docs/c.intent.md")
    assert root_of(tmp_path / "plain/docs/c.intent.md", tmp_path / "plain") == tmp_path / "plain"
    assert root_of(tmp_path / "plain/docs/c.intent.md", repo) == tmp_path / "plain/docs"
    tree(tmp_path, "home/.promirror/x", "home/docs/d.intent.md")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert root_of(tmp_path / "home/docs/d.intent.md", tmp_path / "home/docs") == tmp_path / "home/docs"


def test_documents_are_grouped_by_workspace(tmp_path: Path) -> None:
    tree(tmp_path, "a/.promirror/x", "a/1.intent.md", "b/.promirror/x", "b/2.intent.md", "a/3.intent.md")
    found = find_documents([tmp_path])
    groups = by_workspace(found, None, tmp_path)
    assert {root.name: [path.name for path in members] for root, members in groups.items()} == {
        "a": ["1.intent.md", "3.intent.md"], "b": ["2.intent.md"],
    }  # fmt: skip
    with pytest.raises(UsageError, match="is not inside the workspace"):
        by_workspace(found, tmp_path / "a", tmp_path)
