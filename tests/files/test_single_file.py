"""Reading and writing one file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from intent_lsp.files import single_file as files
from intent_lsp.files import temporary

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


def test_what_a_killed_writer_left_goes_with_the_next_write_and_a_living_one_keeps_its_own(tmp_path: Path) -> None:
    left = tmp_path / ".intent-lsp-0123456789abcdef.tmp"
    left.write_bytes(b"half of")
    name, descriptor = temporary.create(None, tmp_path, 0o600)
    try:
        files.write(tmp_path / "a", b"whole")
        assert sorted(path.name for path in tmp_path.iterdir()) == [name, "a"]
    finally:
        os.close(descriptor)
    files.write(tmp_path / "a", b"again")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(os.name != "posix", reason="symlinks and pipes")
def test_a_linked_file_is_read_if_it_lies_within(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    (root / "folder/a").write_bytes(b"inside")
    (tmp_path / "b").write_bytes(b"outside")
    (tmp_path / "root2").mkdir()
    (tmp_path / "root2/c").write_bytes(b"beside")
    for name, target in (("a", "folder/a"), ("b", "../b"), ("c", "../root2/c"), ("d", "gone"), ("zero", "/dev/zero")):
        (root / name).symlink_to(target)
    (root / "linked").symlink_to(tmp_path / "root2")
    assert files.read_linked(root / "a", 10, within=root) == b"inside"
    assert files.read_linked(root / "d", 10, within=root) is None
    assert files.read_linked(root / "b", 10) == b"outside"
    for name in ("b", "c", "zero", "linked/c"):
        with pytest.raises(OSError, match="leads out of"):
            files.read_linked(root / name, 10, within=root)
    with pytest.raises(OSError, match="not a regular file"):
        files.read_linked(root / "zero", 10)


@pytest.mark.parametrize(
    "name", ["a/b/f", "a/../a/b/f", "link/f", "a/link/f", "a/b/link", "out/f", "a/out/f", "a/b/out", "../w/a/b/f"]
)
def test_links_are_seen_wherever_they_stand_on_the_way(tmp_path: Path, name: str) -> None:
    """Also where the folder itself is reached by a link: what counts is where a file really lies."""
    inside, elsewhere = tmp_path / "w", tmp_path / "elsewhere"
    (inside / "a/b").mkdir(parents=True)
    elsewhere.mkdir()
    for folder in (inside / "a/b", elsewhere):
        (folder / "f").write_text(folder.name)
    for link, target in {
        "link": inside / "a/b", "a/link": inside / "a/b", "a/b/link": inside / "a/b/f",
        "out": elsewhere, "a/out": elsewhere, "a/b/out": elsewhere / "f",
    }.items():  # fmt: skip
        (inside / link).symlink_to(target)
    (tmp_path / "by_link").symlink_to(inside)
    for root in (inside, tmp_path / "by_link"):
        if "out" in name:
            with pytest.raises(OSError, match="leads out of"):
                files.read_linked(root / name, 10, within=root)
        else:
            assert files.read_linked(root / name, 10, within=root) == b"b"
    assert files.read_linked(inside / "none/f", 10, within=inside) is None
