"""Records in the user's own cache that somebody has forged with their hashes: each is none, or what it says."""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.models import cache
from intent_lsp.models.contract import Reply
from intent_lsp.models.learning import learnt_file
from intent_lsp.models.learning.learnt import ROUNDS
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile import checked_here
from intent_lsp.unchanged import packed_folder
from intent_lsp.unchanged.folder_records import folder_index
from intent_lsp.unchanged.packed_findings import MOST_BYTES, TargetFinding, packed, unpacked
from intent_lsp.unchanged.packed_folder import FolderRecord
from intent_lsp.unchanged.row_format import File, Row, record_of, rows_of
from intent_lsp.usage import NOTHING

HUGE = 10**400
STRANGE = [HUGE, "a\0b", "\ud800", "../..", "/"]
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([HUGE, "a\0b", "\ud800", "../..", "/"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
"""Any value that JSON as Python reads it may hold."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a field of a JSON value is, by keys from outside; the whole of it first."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at that place."""
    if not path:
        return new
    inner = put(value[path[0]], path[1:], new)
    if isinstance(value, dict):
        return value | {path[0]: inner}
    return [*value[: path[0]], inner, *value[path[0] + 1 :]]


def forged(good: Any) -> st.SearchStrategy[Any]:
    """The value with anything in the place of one of its fields, or of two."""
    one = st.tuples(st.sampled_from(list(places(good))), ANYTHING).map(lambda change: put(good, *change))
    return one | one.flatmap(
        lambda bad: st.tuples(st.sampled_from(list(places(bad))), ANYTHING).map(lambda c: put(bad, *c))
    )


MADE = [TargetFinding("f", "js", "src/f.js", "draft", "m", 5), TargetFinding("g", "py", "src/g.py", "draft", "m", 2)]
FILES = (File("docs", "a.intent.md", False, array("Q", [1, 2, 3, 4])), File("src", "f.js", True, array("Q", [5] * 4)))
GOOD = record_of("circumstances", [Row("a.intent.md", tuple(MADE), (7,), FILES), Row("b.intent.md", (), (), ())])
DATA = packed_folder.encode(GOOD)
HEADER: dict[str, Any] = json.loads(DATA[32 : DATA.index(b"\n", 32)])
NUMBERS = DATA[DATA.index(b"\n", 32) + 1 : -len(GOOD.packed_results)]
COLUMNS: list[Any] = [list(column) for column in zip(*MADE, strict=True)]


def record(header: Any, numbers: bytes, told: bytes) -> bytes:
    """A record whose hash fits, whatever is in it."""
    body = json.dumps(header).encode() + b"\n" + numbers + told
    return hashlib.blake2b(body, digest_size=32).digest() + body


def pressed(columns: Any) -> bytes:
    return zlib.compress(json.dumps(columns).encode())


def use(found: FolderRecord | None, root: Path) -> None:
    """Everything that is done with a record."""
    if found is None:
        return
    assert list(map(len, found.made())) == list(found.counts)
    assert len(list(rows_of(found))) == len(found.documents)
    assert packed_folder.decode(packed_folder.encode(found)) == found
    known = folder_index(Workspace(root), found)
    known.choose_none()
    known.choose(["a.intent.md"])
    known.choose(found.documents)
    for name in (*found.documents, "other"):
        known.is_chosen(name)
    for made in known.made().values():
        for one in made:
            assert [type(part) for part in one] == [str] * 5 + [int]
            assert str(one.examples)
    assert known.count() <= sum(found.counts)
    list(known.claimed({7}))
    for folder in (*known.places(), "src"):
        known.files_in(folder)
        list(known.names_in(folder))
    for name in found.documents:
        known.doubt(name)
    assert list(known.settled_names()) == []


def test_the_record_that_is_forged_here_is_one() -> None:
    assert record(HEADER, NUMBERS, GOOD.packed_results) == DATA
    found = packed_folder.decode(DATA)
    assert found == GOOD
    assert found.made() == [MADE, []]
    assert packed_folder.decode(record(HEADER, NUMBERS, pressed(COLUMNS))) is not None


@given(header=forged(HEADER))
def test_anything_in_the_header_of_a_settled_record(header: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    use(packed_folder.decode(record(header, NUMBERS, GOOD.packed_results)), tmp_path_factory.getbasetemp())


@given(columns=forged(COLUMNS))
def test_anything_in_what_a_settled_record_tells(columns: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    use(packed_folder.decode(record(HEADER, NUMBERS, pressed(columns))), tmp_path_factory.getbasetemp())


@given(
    numbers=st.binary(min_size=len(NUMBERS), max_size=len(NUMBERS)) | st.binary(),
    told=st.binary() | st.just(GOOD.packed_results),
)
def test_any_numbers_in_a_settled_record(numbers: bytes, told: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    use(packed_folder.decode(record(HEADER, numbers, told)), tmp_path_factory.getbasetemp())


@pytest.mark.parametrize(
    "told",
    [
        zlib.compress(b"[" * 100_000),
        zlib.compress(b" " * (MOST_BYTES + 1)),
        pressed(COLUMNS)[:-1],
        pressed(COLUMNS) + b"x",
        pressed([*COLUMNS[:5], [True, 2]]),
        pressed([*COLUMNS[:5], [-1, 2]]),
        pressed([*COLUMNS[:5], [HUGE, 2]]),
        pressed([column[:1] for column in COLUMNS]),
        b"",
    ],
    ids=["deep", "a bomb", "cut off", "more", "a truth", "below zero", "huge", "too few", "nothing"],
)
def test_what_is_told_is_believed_whole_or_not_at_all(told: bytes) -> None:
    assert packed_folder.decode(record(HEADER, NUMBERS, told)) is None


def test_what_is_told_comes_back() -> None:
    for made in ([], MADE, MADE * 1000):
        assert unpacked(packed(made)) == made
    assert len(packed(MADE * 1000)) < 4000


LEARNT = {"format": 1, "records": [["model", "draft", "js", 3, [1, *[0] * (ROUNDS - 1)], 2, 40, 1.5, 0.5]]}


@given(value=forged(LEARNT))
def test_anything_in_what_was_learnt_of_models(value: Any) -> None:
    found = learnt_file._decode(json.dumps(value).encode())
    assert learnt_file._decode(learnt_file._encode(found)) == found or len(found) > 1


def test_what_was_learnt_is_forged_from_something_whole() -> None:
    assert len(learnt_file._decode(json.dumps(LEARNT).encode())) == 1


@given(value=forged(["a doubt"]))
def test_anything_in_the_record_of_a_check(value: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    key = "ab" * 32
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        path = checked_here.checked_folder() / key[:2] / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(json.dumps(value).encode())
        found = checked_here.doubts_here(key)
    assert found is None or all(isinstance(doubt, str) for doubt in found)


ENTRY = {
    "provider": "p", "model": "m", "usage": {"prompt_tokens": 1, "completion_tokens": 2}, "seconds": 1.5,
    "timings": {"write": 1.0}, "text": ["a"], "confidence": "likely", "doubts": ["one"], "note": "n",
    "question": {"args": [1], "answers": [2, 3]},
}  # fmt: skip


def reply_of(value: Any) -> Reply | None:
    body = json.dumps(value).encode()[1:]
    return cache._decode(b'{"sha256": "%s",\n' % hashlib.sha256(body).hexdigest().encode() + body)


@given(value=forged(ENTRY))
def test_anything_in_a_kept_reply(value: Any) -> None:
    """Of a worker of a cluster it lies in the user's cache."""
    reply = reply_of(value) if isinstance(value, dict) else None
    if reply is not None:
        assert reply.usage != NOTHING or reply.cached
        assert "; ".join((reply.text, reply.provider, reply.model, reply.note, *reply.doubts)) is not None
        assert f"{reply.seconds:.1f} {sum(reply.timings.values()):.1f} {reply.prompt_tokens} {reply.completion_tokens}"


def test_the_kept_reply_is_whole() -> None:
    reply = reply_of(ENTRY)
    assert reply is not None
    assert reply.doubts == ("one",)
