"""Reading and writing one file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from intent_lsp.files import single as files

MODE = 0o644


def test_no_more_than_the_limit_is_read_and_a_file_that_is_missing_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert files.read(path, 10) is None
    path.write_bytes(b"0123456789")
    assert files.read(path, 4) == b"0123"


@pytest.mark.skipif(os.name != "posix", reason="symlinks and pipes")
def test_symlinks_pipes_and_folders_are_not_read(tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "target", tmp_path / "link", tmp_path / "pipe"
    target.write_bytes(b"secret")
    link.symlink_to(target)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path):
        with pytest.raises(OSError):  # noqa: PT011 (each of them has a message of its own)
            files.read(path, 10)


def test_a_write_replaces_a_symlink_and_leaves_what_it_named(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    files.write(link, b"new")
    assert (target.read_bytes(), link.read_bytes(), link.is_symlink()) == (b"old", b"new", False)


def test_a_file_is_private_unless_said_otherwise(tmp_path: Path) -> None:
    files.write(tmp_path / "own", b"")
    files.write(tmp_path / "shared", b"", mode=MODE)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("own", "shared")]
    assert modes == [0o600, MODE]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    with pytest.raises(OSError):  # noqa: PT011 (a folder is in the way: the reason is the system's)
        files.write(folder, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    assert (folder / "inner").is_dir()
