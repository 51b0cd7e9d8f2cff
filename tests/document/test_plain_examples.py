"""An example that is read the quick way is what the full grammar reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.document.examples import example_blocks, example_items
from intent_lsp.document.examples.plain_examples import read_plain, read_plain_list
from intent_lsp.document.examples.unbound_examples import UnboundExample
from intent_lsp.text import json5
from tests.support.drawn_intents import ITEMS, VALUES
from tests.support.fuzzing import fuzzed

MORE = [*VALUES, "'q'", "{'a': 1}", "{$: 1}", "{a: 'b\"c'}", "{a : [1], b:{c: 2}}", "1_0", "{a: 1} ", "{a: 01}", "1 2"]
ENTRY = '{{"in": {0}, "out": {1}}}'


@given(st.sampled_from(MORE), st.sampled_from(["", " ", ",", ")", "]", "x", "0", " out: 1"]))
@fuzzed(1200)
def test_a_plain_value_is_the_one_that_json5_reads(value: str, behind: str) -> None:
    text = value + behind
    found = json5.read_quickly(text, 0, len(text))
    if found is not None:
        node = json5.read_tree(text)
        assert repr(found) == repr((node.value, node.end))


@given(st.sampled_from(ITEMS), st.sampled_from(MORE), st.sampled_from(MORE))
@fuzzed(1600)
def test_a_plain_item_is_the_one_that_the_grammar_reads(item: str, one: str, other: str) -> None:
    line = item.format(one, other).lstrip("-* ").split("\n")[0]
    found = read_plain(line, 0, len(line), "f")
    if found is not None:
        assert_same([found], [unhurried(line)])


def unhurried(line: str) -> UnboundExample:
    """The item as the full grammar reads it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(example_items, "read_plain", lambda *_: None)
        return example_items.read_item(line, 0, len(line), "f")


@given(st.lists(st.tuples(st.sampled_from(MORE), st.sampled_from(MORE)), max_size=2), st.sampled_from(["", " ", "x"]))
@fuzzed(1200)
def test_a_plain_list_is_the_one_that_the_grammar_reads(pairs: list[tuple[str, str]], behind: str) -> None:
    text = "[" + ", ".join(ENTRY.format(*pair) for pair in pairs) + "]" + behind
    found = read_plain_list(text, 0, len(text))
    if found is None:
        return
    wrong: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(example_blocks, "read_plain_list", lambda *_: None)
        slow = example_blocks.read_json(text, 0, len(text), lambda error: wrong.append(error.message))
    assert wrong == []
    assert_same(found, slow)


def assert_same(found: list[UnboundExample], slow: list[UnboundExample]) -> None:
    """Values are compared as they are written: 1, 1.0 and true differ."""
    assert [written(raw) for raw in found] == [written(raw) for raw in slow]


def written(raw: UnboundExample) -> str:
    return repr({part: getattr(raw, part) for part in UnboundExample.__slots__})
