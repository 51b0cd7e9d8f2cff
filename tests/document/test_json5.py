"""The JSON5 reader: values, ends, places, errors."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.text.json5 import MAX_DEPTH, Json5Error, Node, read, read_all, read_tree

VALUES: list[tuple[str, Any]] = [
    ("null", None),
    ("true", True),
    ("false", False),
    ("0", 0),
    ("-0", 0),
    ("+7", 7),
    ("1.5", 1.5),
    (".5", 0.5),
    ("5.", 5.0),
    ("1e3", 1000.0),
    ("0x1f", 31),
    ("-0XA", -10),
    ("Infinity", math.inf),
    ("-Infinity", -math.inf),
    ("'a\"b'", 'a"b'),
    ('"a\'b"', "a'b"),
    (r'"\n\t\x41\u00e9\0\v\q"', "\n\tAé\0\vq"),
    ("'a\\\nb'", "ab"),
    (r"'\ud83d\ude00'", "😀"),
    (r"'\ud83d'", "\ud83d"),
    ("'\t'", "\t"),
    ("'\u2028'", "\u2028"),
    (r"'\\u12'", "\\u12"),
    ("[]", []),
    ("[1,]", [1]),
    ("[ 1 , [2] ]", [1, [2]]),
    ("{}", {}),
    ("{a:1,}", {"a": 1}),
    ("{$a_1: 1, 'b c': 2, \"d\": 3, é: 4, null: 5}", {"$a_1": 1, "b c": 2, "d": 3, "é": 4, "null": 5}),
    ("{a: 1, a: 2}", {"a": 2}),
    ("/* x */ [ // y\n 1 /**/ , 2]", [1, 2]),
    ("\ufeff\u00a01", 1),
]

ERRORS: list[tuple[str, int, int, str, str]] = [
    ("", 0, 0, "missing", ""),
    ("  ", 2, 2, "missing", ""),
    ("[", 0, 1, "add ]", ""),
    ("{a", 0, 1, "add }", ""),
    ("{a:", 3, 3, "missing", ""),
    ("{a 1}", 3, 4, "expected :", ""),
    ("{a: 1 b: 2}", 6, 7, "expected , or }", ""),
    ("[1 2]", 3, 4, "expected , or ]", ""),
    ("[,]", 1, 2, "expected a value", ""),
    ("{,}", 1, 2, "expected a key", ""),
    ("hello", 0, 5, 'write "hello"', '"hello"'),
    ("[None]", 1, 5, "write null", "null"),
    ("True", 0, 4, "true", "true"),
    ("'abc", 0, 4, "add '", ""),
    ('"a\nb"', 0, 2, 'add "', ""),
    ("/* x", 0, 2, "add */", ""),
    (r"'a\u12'", 2, 4, "escape", ""),
    ("12ab", 0, 4, "not a number", '"12ab"'),
    ("[1, }", 4, 5, "expected a value", ""),
    ("9" * 2000, 0, 2000, "digits", ""),
    ("@", 0, 1, "expected a value", ""),
    ("[" * (MAX_DEPTH + 1), MAX_DEPTH, MAX_DEPTH + 1, "deep", ""),
]


@pytest.mark.parametrize(("text", "value"), VALUES, ids=lambda v: repr(v)[:30])
def test_values(text: str, value: Any) -> None:
    assert read(text) == (value, len(text))
    assert read_tree(text).value == value
    assert read("((" + text + " ))", 2, 2 + len(text)) == (value, 2 + len(text))
    assert type(read(text)[0]) is type(value)


@pytest.mark.parametrize(("text", "start", "end", "message", "suggestion"), ERRORS, ids=lambda v: repr(v)[:30])
def test_errors(text: str, start: int, end: int, message: str, suggestion: str) -> None:
    with pytest.raises(Json5Error) as caught:
        read(text)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert message in caught.value.message
    assert caught.value.suggestion == suggestion


def test_a_value_ends_where_it_ends() -> None:
    assert read("{a: 1} out: 2") == ({"a": 1}, 6)
    assert read("3) → 4") == (3, 1)


def test_the_deepest_value() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert read(text)[1] == len(text)


def test_the_tree_knows_every_place() -> None:
    text = "{a: [1, 'x'], 'b c' : {d: null}}"
    root = read_tree(text)
    place = {"a": text[slice(*root.members[0][0][1:])]} if root.members else {}
    assert place == {"a": "a"}
    item = root.child("a")
    assert item is not None
    second = item.child(1)
    assert second is not None
    assert text[second.start : second.end] == "'x'"
    key = root.key("b c")
    assert key is not None
    assert text[key.start : key.end] == "'b c'"
    assert root.child("nothing") is None
    assert item.child(2) is None
    assert item.child("x") is None


def test_a_whole_text() -> None:
    assert read_all("\ufeff{a: 1} // end\n").value == {"a": 1}
    with pytest.raises(Json5Error) as caught:
        read_all("1 2")
    assert caught.value.start == 2


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)


@given(json_values, st.sampled_from([None, 2]))
def test_json_is_json5(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    assert read(text) == (value, len(text))
    assert read_tree(text).value == value


@given(st.text(alphabet="[]{}:,'\"\\/*ab1.-+eEx \n\u2028\ud800", max_size=30))
def test_any_text_is_a_value_or_an_error_inside_it(text: str) -> None:
    try:
        node: Node = read_tree(text)
    except Json5Error as error:
        assert 0 <= error.start <= error.end <= len(text)  # noqa: PT017
        with pytest.raises(Json5Error):
            read(text)
    else:
        value, end = read(text)
        assert 0 <= node.start < end == node.end <= len(text)
        assert repr(value) == repr(node.value)
