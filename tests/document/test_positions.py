"""Columns in utf-8, utf-16 and utf-32, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.text.positions import Encoding, from_units, split_lines, to_units

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
LINE = "a😀e\u0301\u2028ß"  # an astral character, a combining mark, a line separator that ends no line


@pytest.mark.parametrize(
    ("encoding", "units"),
    [
        ("utf-8", [0, 1, 5, 6, 8, 11, 13]),
        ("utf-16", [0, 1, 3, 4, 5, 6, 7]),
        ("utf-32", [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_units(encoding: Encoding, units: list[int]) -> None:
    assert [to_units(LINE, column, encoding) for column in range(len(LINE) + 1)] == units
    assert [from_units(LINE, unit, encoding) for unit in units] == list(range(len(LINE) + 1))


def test_inside_a_character_is_its_start() -> None:
    assert [from_units(LINE, unit, "utf-8") for unit in range(2, 5)] == [1, 1, 1]
    assert from_units(LINE, 2, "utf-16") == 1


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line", ["", "abc", LINE, "\ud800"])
def test_out_of_range_is_clamped(line: str, encoding: Encoding) -> None:
    assert from_units(line, -1, encoding) == to_units(line, -1, encoding) == 0
    assert from_units(line, 10**9, encoding) == len(line)
    assert to_units(line, 10**9, encoding) == to_units(line, len(line), encoding)


@given(st.text(st.characters()), st.integers(0, 50), st.sampled_from(ENCODINGS))
def test_there_and_back(line: str, column: int, encoding: Encoding) -> None:
    column = min(column, len(line))
    assert from_units(line, to_units(line, column, encoding), encoding) == column


@given(st.text(st.characters()), st.integers(0, 200), st.sampled_from(ENCODINGS))
def test_a_unit_belongs_to_the_character_that_holds_it(line: str, unit: int, encoding: Encoding) -> None:
    column = from_units(line, unit, encoding)
    assert to_units(line, column, encoding) <= unit
    if column < len(line):
        assert unit < to_units(line, column + 1, encoding)


def test_lines_end_in_three_ways_only() -> None:
    assert split_lines("a\nb\r\nc\rd\u2028e\x0cf\x85g\x0bh\x1ci") == ("a", "b", "c", "d\u2028e\x0cf\x85g\x0bh\x1ci")
    assert split_lines("") == ("",)
    assert split_lines("a\n") == ("a", "")
