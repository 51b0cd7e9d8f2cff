"""The bytes of an open file, bounded."""

from __future__ import annotations

import os
import sys
import tracemalloc
from pathlib import Path

import pytest

from intent_lsp.files.open_file import read_and_close


def opened(path: Path) -> int:
    return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 100_000])
@pytest.mark.parametrize("limit", [1, 10, 200_000])
def test_the_first_bytes_are_read_and_the_file_is_closed(size: int, limit: int, tmp_path: Path) -> None:
    data = bytes(number % 251 for number in range(size))
    (tmp_path / "a").write_bytes(data)
    descriptor = opened(tmp_path / "a")
    assert read_and_close(descriptor, limit) == data[:limit]
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


@pytest.mark.parametrize("limit", [5, 150_000, 1 << 20])
def test_a_call_that_reads_a_part_is_made_again(limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = os.urandom(200_000)
    (tmp_path / "a").write_bytes(data)
    whole = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: whole(descriptor, min(size, 70_000)))
    assert read_and_close(opened(tmp_path / "a"), limit) == data[:limit]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a file that says no size: /proc")
def test_a_file_that_says_no_size_is_read_whole() -> None:
    data = read_and_close(opened(Path("/proc/self/status")), 1 << 20)
    assert (data[:5], data[-1:]) == (b"Name:", b"\n")
    assert len(data) > 100
    assert read_and_close(opened(Path("/proc/self/status")), 7) == data[:7]


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be opened there")
def test_a_folder_is_refused_and_closed(tmp_path: Path) -> None:
    descriptor = opened(tmp_path)
    with pytest.raises(OSError, match="not a regular file"):
        read_and_close(descriptor, 10)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_high_limit_takes_no_memory(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"small")
    descriptor = opened(tmp_path / "a")
    tracemalloc.start()
    assert read_and_close(descriptor, 64 << 20) == b"small"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000
