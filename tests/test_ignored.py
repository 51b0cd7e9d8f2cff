"""A ``.gitignore`` is read as git reads it, and cannot stop or slow the program down."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from intent_lsp import ignored
from intent_lsp.search import documents_below


def spec(folder: Path, text: str) -> GitIgnoreSpec:
    (folder / ".gitignore").write_text(text)
    found = ignored.read(folder)
    assert found is not None
    return found


def test_the_same_paths_as_pathspec_finds(tmp_path: Path) -> None:
    """Random patterns and paths: the answers are the same. (Not ``[!a]``: there it takes a slash.)"""
    chance = random.Random(7)
    pieces = ["a", "b", "*", "?", "[ab]", "**", "/", "*a", "b*", "\\*", "."]
    for _ in range(1500):
        pattern = "".join(chance.choices(pieces, k=chance.randint(1, 7)))
        if pattern.count("**") > 2 or "***" in pattern:
            continue
        ours, theirs = spec(tmp_path, pattern + "\n"), GitIgnoreSpec.from_lines([pattern], backend="simple")
        for _ in range(12):
            path = "/".join(
                "".join(chance.choices("ab*.", k=chance.randint(1, 5))) for _ in range(chance.randint(1, 3))
            )
            assert ours.match_file(path) == theirs.match_file(path), (pattern, path)


def quickest(run: object) -> float:
    started = time.process_time()
    assert callable(run)
    run()
    return time.process_time() - started


@pytest.mark.parametrize(
    "pattern",
    ["*a*a*a*a*a*a*a*a*a*ab", "*" * 60 + "b", "a?*a?*a?*a?*a?*a?*b", "**/a/**/a*a*a*a*ab", "[a]*[a]*[a]*[a]*[a]*[a]*b"],
)
def test_no_pattern_takes_time_that_grows_with_its_stars(tmp_path: Path, pattern: str) -> None:
    found = spec(tmp_path, pattern + "\n")
    paths = ["a" * 250, "/".join(["a" * 30] * 30)]
    assert quickest(lambda: [found.match_file(path) for path in paths * 20]) < 5, "seconds; going back took for ever"


def test_too_many_and_too_wild_patterns_are_left_out_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    many = spec(tmp_path, "".join(f"a{number}\n" for number in range(ignored.MOST_PATTERNS + 10)))
    assert many.match_file("a1")
    assert not many.match_file(f"a{ignored.MOST_PATTERNS + 5}")
    assert "only 5000" in caplog.text
    wild = spec(tmp_path, "a/**/a/**/a/**/a/**/b\nc\n")
    assert wild.match_file("c")
    assert "only 1" in caplog.text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_only_a_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.intent.md").write_text("# name: x\n")
    os.mkfifo(tmp_path / ".gitignore")
    assert [path.name for path in documents_below(tmp_path)] == ["x.intent.md"], "a pipe would block for ever"
    (tmp_path / ".gitignore").unlink()
    (tmp_path / "elsewhere").write_text("x.intent.md\n")
    (tmp_path / ".gitignore").symlink_to("elsewhere")
    assert [path.name for path in documents_below(tmp_path)] == ["x.intent.md"], "git follows none either"
    (tmp_path / ".gitignore").unlink()
    (tmp_path / ".gitignore").symlink_to("/dev/zero")
    assert [path.name for path in documents_below(tmp_path)] == ["x.intent.md"]
