"""What this machine has found out is kept in small files, of which the oldest go first."""

from __future__ import annotations

import os
from pathlib import Path

from intent_lsp.sandbox.records import Records


def test_the_older_half_goes_when_there_are_too_many(tmp_path: Path) -> None:
    records = Records(lambda: tmp_path / "cache" / "records", most_bytes=10, most=4)
    names = [f"ab{number:062}" for number in range(5)]
    for age, name in enumerate(reversed(names[:4])):
        records.save(name, name[-2:].encode())
        path = tmp_path / "cache/records/ab" / name
        os.utime(path, (age, age))
    assert all(records.load(name) for name in names[:4])
    records.save(names[4], b"new")
    assert [records.load(name) for name in names] == [b"00", b"01", None, None, b"new"]


def test_what_is_too_long_is_neither_kept_nor_believed(tmp_path: Path) -> None:
    records = Records(lambda: tmp_path / "cache" / "records", most_bytes=10)
    records.save("ab", b"x" * 11)
    assert records.load("ab") is None
    records.save("ab", b"x" * 10)
    assert records.load("ab") == b"x" * 10
    (tmp_path / "cache/records/ab/ab").write_bytes(b"x" * 11)
    assert records.load("ab") is None
