"""Every reader of text from elsewhere takes anything: seeds, what fuzzing found, and whatever is made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.reader_seeds import SEEDS, WORDS
from tests.support.readers import READERS

DEEP = b"[" * 100_000
FOUND: dict[str, list[bytes]] = {
    "cache_entry": [b'"text": ' + DEEP],
    "existing_code": [b"export const f = (x) => x ? 1 : 2;\nfor (const q in {}) f.z = q;\n"],
}
"""What fuzzing found, by reader; each was a defect."""
CASES = [
    *((name, seed) for name, seeds in SEEDS.items() for seed in seeds),
    *((name, case) for name, cases in FOUND.items() for case in cases),
    *((name, DEEP) for name in READERS),
    *((name, b"") for name in READERS),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "data"), CASES, ids=lambda part: part if isinstance(part, str) else repr(part[:20]))
def test_what_is_known(name: str, data: bytes) -> None:
    READERS[name](data)


@st.composite
def anything(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed with pieces taken out, put in and moved about."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        new = draw(st.sampled_from(WORDS) | st.binary(max_size=4) | st.sampled_from([data[start:end] * 2, b""]))
        data = data[:start] + new + data[end:]
    return data


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
@given(source=st.data())
def test_anything(name: str, source: st.DataObject) -> None:
    READERS[name](source.draw(anything(SEEDS[name])))
