"""Output is compared with what a page shows line by line, apart from what the page leaves open."""

from __future__ import annotations

import pytest

from tests.support.walk import matches

SHOWN = "verified a js: 2/2\nverified a py: 2/2\n\n2 verified\n"


@pytest.mark.parametrize(
    "expected",
    [
        SHOWN,
        "verified a py: 2/2\nverified a js: 2/2\n\n2 verified",
        "…\n2 verified",
        "verified a js…\n2 verified",
        "2 verified",
    ],
)
def test_what_is_shown_is_found(expected: str) -> None:
    assert matches(expected, SHOWN)


@pytest.mark.parametrize(
    "expected", ["verified a js: 1/2\n…", "…\n3 verified", "2 ver", "verified a js: 2/2", "…\nfailed\n…", "verified"]
)
def test_what_differs_is_not(expected: str) -> None:
    assert not matches(expected, SHOWN)
