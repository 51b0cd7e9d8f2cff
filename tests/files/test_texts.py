"""Texts that are put aside come back as they were, wherever they were kept."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.files import texts
from intent_lsp.files.texts import Texts


@given(st.lists(st.tuples(st.integers(0, 20), st.text(st.characters(exclude_categories=())))))
def test_what_was_put_last_comes_back(given_texts: list[tuple[int, str]]) -> None:
    kept = Texts()
    for number, text in given_texts:
        kept.put(number, text)
    last = dict(given_texts)
    assert [number for number in range(30) if number in kept] == sorted(last)
    assert {number: kept.get(number) for number in last} == last
    with pytest.raises(KeyError):
        kept.get(29)


def test_many_are_in_a_file_that_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(texts, "IN_MEMORY", 100)
    opened = watch(monkeypatch)
    kept = put_many()
    assert len(opened) == 1
    assert opened[0].seek(0, 2) > 1000
    assert list(tmp_path.iterdir()) == []
    assert_whole(kept)


def test_without_a_folder_for_temporary_files_they_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "no usable temporary directory")

    monkeypatch.setattr(texts, "IN_MEMORY", 100)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert_whole(put_many())


@pytest.mark.parametrize("room", [0, 50, 150, 1000])
def test_where_the_disk_is_full_they_stay_in_memory(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    monkeypatch.setattr(texts, "IN_MEMORY", 100)
    opened = watch(monkeypatch, room)
    kept = put_many()
    assert opened
    assert_whole(kept)


def put_many() -> Texts:
    kept = Texts()
    for number in range(100):
        kept.put(number, f"text {number} ü\ud800")
    return kept


def assert_whole(kept: Texts) -> None:
    for number in (0, 99, *range(100)):
        assert kept.get(number) == f"text {number} ü\ud800"


class Small:
    """A file on a disk with so much room, of which one call writes a part."""

    def __init__(self, file: IO[bytes], room: int) -> None:
        self._file = file
        self._room = room

    def write(self, data: memoryview) -> int:
        if self._file.tell() >= self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data[: min(7, self._room - self._file.tell())])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def watch(monkeypatch: pytest.MonkeyPatch, room: int = 1 << 30) -> list[Any]:
    """The temporary files, as they are made."""
    opened: list[Any] = []
    make = tempfile.TemporaryFile

    def made(**options: Any) -> Any:
        opened.append(Small(make(**options), room))
        return opened[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", made)
    return opened
