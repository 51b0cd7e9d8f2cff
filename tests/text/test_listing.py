"""Names and lines as sentences list them."""

from __future__ import annotations

import pytest

from intent_lsp.text.listing import quoted_lines, some


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and 1 more"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_a_few_names_are_listed_and_the_others_counted(names: list[str], text: str) -> None:
    assert some(names, 3) == text


def test_each_line_is_quoted_once_and_cut_where_it_is_long() -> None:
    assert quoted_lines(["return 0", "return 0", "x" * 61]) == f"`return 0` and `{'x' * 60}…`"
