"""To which endpoint of a fleet the next call goes."""

from __future__ import annotations

import pytest

from intent_lsp.models.fleet.choice import EndpointLoad, Speed, choose

FAST, SLOW, NEW = 0.01, 0.05, 0.0


@pytest.mark.parametrize(
    ("loads", "waiting", "chosen"),
    [
        ([EndpointLoad(1, 0, SLOW), EndpointLoad(1, 0, FAST)], 1, 1),
        ([EndpointLoad(1, 0, FAST), EndpointLoad(1, 0, NEW)], 1, 1),
        ([EndpointLoad(2, 1, NEW), EndpointLoad(2, 0, NEW)], 1, 1),
        ([EndpointLoad(4, 3, FAST), EndpointLoad(4, 1, FAST)], 1, 1),
        ([EndpointLoad(8, 2, FAST), EndpointLoad(2, 1, FAST)], 1, 0),
        ([EndpointLoad(1, 1, FAST), EndpointLoad(1, 1, SLOW)], 3, None),
        ([EndpointLoad(1, 1, FAST), EndpointLoad(1, 0, SLOW)], 2, 1),
        ([EndpointLoad(1, 1, FAST), EndpointLoad(1, 0, SLOW)], 1, None),
        ([EndpointLoad(1, 1, FAST), EndpointLoad(1, 0, 1.5 * FAST)], 1, 1),
        ([EndpointLoad(1, 1, FAST), EndpointLoad(1, 0, NEW)], 1, 1),
        ([EndpointLoad(1, 1, FAST), EndpointLoad(1, 0, FAST)], 1, 1),
        ([], 1, None),
    ],
    ids=[
        "the fastest",
        "the one that was not measured, where it may be as fast",
        "the one with less to do",
        "of equals the one with more free slots",
        "the one with the smaller share of its slots taken",
        "nobody is free",
        "a slow one, where several wait",
        "the fast one is waited for by a call alone",
        "one that is hardly slower is not worth waiting",
        "an unknown one is tried rather than waited for the fast one",
        "nobody is waited for who is no faster",
        "nobody is up",
    ],
)
def test_the_call_goes_where_it_should_end_first(loads: list[EndpointLoad], waiting: int, chosen: int | None) -> None:
    assert choose(loads, waiting) == chosen


def test_who_waited_for_too_long_takes_what_is_free() -> None:
    assert choose([EndpointLoad(1, 1, FAST), EndpointLoad(1, 0, SLOW)], 1, hurry=True) == 1
    assert choose([EndpointLoad(1, 1, FAST), EndpointLoad(1, 1, SLOW)], 1, hurry=True) is None


def test_the_last_calls_decide_about_the_speed() -> None:
    speed = Speed()
    assert (speed.pace, speed.usual) == (0.0, 0.0)
    speed.measured(1.0, 100)
    assert speed.pace == pytest.approx(0.01)
    assert speed.usual == pytest.approx(1.0)
    for _ in range(20):
        speed.measured(8.0, 200)
    assert speed.pace == pytest.approx(0.04, rel=0.05)
    assert speed.usual == pytest.approx(8.0, rel=0.05)


def test_a_server_that_counts_no_tokens_is_measured_by_the_call() -> None:
    speed = Speed()
    speed.measured(2.0, 0)
    assert speed.pace == pytest.approx(2.0)
