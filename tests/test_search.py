"""Which files of a folder are intent documents."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from intent_lsp.document.structure import names
from intent_lsp.search import GLOB, documents_below, is_document


def test_documents_are_found_by_their_name(tmp_path: Path) -> None:
    names = ["a.intent.md", "B.Intent.md", "c.INTENT.MD", "._a.intent.md", "d.md", "intent.md", "e.intent.md.txt"]
    for name in names:
        (tmp_path / name).write_text("# name: f\n", "utf-8")
    assert [path.name for path in documents_below(tmp_path)] == ["B.Intent.md", "a.intent.md", "c.INTENT.MD"]


def test_a_symlink_beside_its_target_is_the_same_document(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    for file in (inside / "a.intent.md", outside / "b.intent.md"):
        file.write_text("# name: f\n", "utf-8")
    (inside / "link.intent.md").symlink_to("a.intent.md")
    (inside / "elsewhere.intent.md").symlink_to(outside / "b.intent.md")
    (inside / "loop.intent.md").symlink_to("loop.intent.md")
    assert [path.name for path in documents_below(inside)] == ["a.intent.md", "elsewhere.intent.md"]


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a.intent.md", "a"), ("A.Intent.MD", "A"), ("notes.md", "notes"), ("a.b.intent.md", "a.b"), ("x", "x")],
)
def test_the_stem_of_a_document(name: str, stem: str) -> None:
    assert names.stem(name) == stem


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder some 1,900 folders down. What removes temporary folders for pytest cannot go so deep."""
    folders = [tmp_path]
    for _ in range((4000 - len(str(tmp_path))) // 2):
        folders.append(Path(f"{folders[-1]}/a"))
        folders[-1].mkdir()
    yield folders[-1]
    for folder in reversed(folders[1:]):
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


@pytest.mark.skipif(os.name != "posix", reason="so long paths")
def test_folders_may_lie_deeper_than_calls_may(tmp_path: Path, deep: Path) -> None:
    assert len(deep.parts) > 1900
    (deep / "f.intent.md").write_text("# name: f\n", "utf-8")
    (tmp_path / "a/z.intent.md").write_text("# name: z\n", "utf-8")
    (tmp_path / "a/0.intent.md").write_text("# name: z\n", "utf-8")
    assert [path.name for path in documents_below(tmp_path)] == ["0.intent.md", "f.intent.md", "z.intent.md"]


@pytest.mark.parametrize(
    "name", ["x.intent.md", "X.Intent.md", "a.INTENT.MD", "x.intent.mdx", "xintent.md", "intent.md"]
)
def test_what_editors_watch_is_what_is_a_document(name: str) -> None:
    pattern = re.sub(r"\{(.),(.)\}", r"[\1\2]", GLOB)
    assert fnmatch.fnmatchcase(f"folder/{name}", pattern) == is_document(name)


def test_what_users_copy_into_their_editors_takes_any_letter_case() -> None:
    """Emacs tries its patterns once more without regard to letter case, by itself."""
    for page in ("docs/editors.md", "clients/helix/README.md", "clients/neovim/doc/intent.txt"):
        text = (Path(__file__).parents[1] / page).read_text(encoding="utf-8")
        samples = re.findall(r"""(?:glob|pattern) = ['"](\*\S*)['"]""", text)
        assert [glob for glob in samples if not fnmatch.fnmatchcase("X.Intent.md", glob)] == [], page
        assert samples
