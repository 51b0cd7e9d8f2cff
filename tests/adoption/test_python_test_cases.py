"""Calls that stand in a project's tests, behind names and parameters."""

from __future__ import annotations

import pytest

from intent_lsp.adoption.contract import Arguments, Input
from intent_lsp.adoption.python_calls import from_tests
from intent_lsp.values import JsonValue

INPUTS = (Input("text"), Input("size", has_default=True, default=2))


def calls(code: str) -> list[tuple[Arguments, tuple[JsonValue] | None]]:
    return [(call.args, call.claimed) for call in from_tests(code, "f", INPUTS, "test_a.py")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("got = f('a b')\n    assert got == 'a-b'", [(("a b",), ("a-b",))]),
        ("text = 'a'\n    assert f(text, 3) == 'b'", [(("a", 3), ("b",))]),
        ("text = 'a'\n    want = 'b'\n    got = f(text)\n    assert got == want", [(("a",), ("b",))]),
        ("xs = ['a']\n    xs.append('b')\n    assert f(xs) == 1", []),
        ("xs = 'a'\n    xs = 'b'\n    assert f(xs) == 1", []),
        ("xs = 'a'\n    xs += 'b'\n    assert f(xs) == 1", []),
        ("for x in 'ab':\n        assert f(x) == 1", []),
        ("xs = ['a']\n    with open('x'): xs[0] = 'b'\n    assert f(xs) == 1", []),
        ("text = 'a'\n    with pytest.raises(ValueError):\n        f(text)", [(("a",), None)]),
        ("assert f('a') == 1", [(("a",), (1,))]),
    ],
)
def test_a_name_stands_for_its_value(body: str, found: list[object]) -> None:
    assert calls(f"def test_a():\n    {body}\n") == found


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("'text, want', [('a', 1), ('b', 2)]", [(("a",), (1,)), (("b",), (2,))]),
        ("('text', 'want'), [['a', 1]]", [(("a",), (1,))]),
        ("['text', 'want'], [pytest.param('a', 1, id='one')]", [(("a",), (1,))]),
        ("'text, want', [('a', 1), ('b',)]", [(("a",), (1,))]),
        ("'text, want', CASES", []),
        ("'text, want', [('a', other())]", []),
    ],
)
def test_parameters_of_pytest_are_put_in(table: str, found: list[object]) -> None:
    code = f"@pytest.mark.parametrize({table})\ndef test_a(text, want):\n    assert f(text) == want\n"
    assert calls(code) == found


def test_several_tables_are_combined_and_few_are_enough() -> None:
    code = (
        "@pytest.mark.parametrize('a', ['x', 'y'])\n@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_a(a, n):\n    assert f(a, n) == 0\n"
    )
    assert [args for args, _ in calls(code)] == [("x", 1), ("x", 2), ("y", 1), ("y", 2)]
    many = f"@pytest.mark.parametrize('n', {list(range(500))})\ndef test_a(n):\n    assert f('a', n) == 0\n"
    assert len(calls(many)) == 60


def test_methods_of_classes_are_tests_too() -> None:
    code = "class TestA:\n    def test_a(self):\n        got = f('a')\n        self.assertEqual(got, 1)\n"
    assert calls(code) == [(("a",), (1,))]
