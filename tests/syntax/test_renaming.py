"""Names as each language has them, and functions under them."""

from __future__ import annotations

import pytest

from intent_lsp.syntax.naming import camel_case, snake_case
from intent_lsp.syntax.renaming import rename_functions


@pytest.mark.parametrize(
    ("camel", "snake"),
    [("isLeapYear", "is_leap_year"), ("slug", "slug"), ("normalize2d", "normalize2d"), ("toX", "to_x"),
     ("_aB_", "_a_b_")],
)  # fmt: skip
def test_both_ways(camel: str, snake: str) -> None:
    assert (snake_case(camel), camel_case(snake)) == (snake, camel)
    assert (snake_case(snake), camel_case(camel)) == (snake, camel)


@pytest.mark.parametrize(
    ("name", "snake"),
    [("parseHTML2", "parse_html2"), ("HTMLParser", "html_parser"), ("Clamp", "clamp"), ("a1B", "a1_b")],
)
def test_runs_of_capitals(name: str, snake: str) -> None:
    assert snake_case(name) == snake


PY = """\
from .other import other, more


def toX(n, other_=1):
    # toX stays in a remark
    return "toX" if n == 0 else toX(n - 1) + other(n).toX
"""
JS = """\
import { other, more as some } from "./other.js";

export function toX(n) {
  // toX stays in a remark
  return n === 0 ? "toX" : [toX(n - 1), { toX, y: other }, n.toX, some];
}
"""


def test_python_functions_and_imports_are_renamed_and_nothing_else() -> None:
    names = {"toX": "to_x", "other": "an_other"}
    made = rename_functions(PY, names, "py")
    assert made is not None
    assert made.split("\n") == [
        "from .an_other import an_other, more", "", "", "def to_x(n, other_=1):", "    # toX stays in a remark",
        '    return "toX" if n == 0 else to_x(n - 1) + an_other(n).toX', "",
    ]  # fmt: skip
    assert rename_functions(made, {new: old for old, new in names.items()}, "py") == PY


def test_javascript_functions_and_imports_are_renamed_and_nothing_else() -> None:
    made = rename_functions(JS, {"toX": "to_x", "other": "an_other"}, "js")
    assert made is not None
    assert 'import { an_other, more as some } from "./other.js";' in made
    assert "export function to_x(n) {\n  // toX stays in a remark\n" in made
    assert 'n === 0 ? "toX" : [to_x(n - 1), { toX: to_x, y: an_other }, n.toX, some];' in made


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("def toX(n):\n    to_x = n\n    return to_x\n", "py"),
        ("def toX(n):\n    return [toX for toX in n]\n", "py"),
        ("def g(toX):\n    return toX\n", "py"),
        ("def toX(\n", "py"),
        ("export function toX(n) {\n  const to_x = n;\n  return to_x;\n}\n", "js"),
        ("export const f = (toX) => toX;\n", "js"),
        ("export const f = ({ toX }) => toX;\n", "js"),
        ("export function toX( {\n", "js"),
    ],
)
def test_a_name_with_another_meaning_is_not_renamed(code: str, target: object) -> None:
    assert rename_functions(code, {"toX": "to_x"}, "py" if target == "py" else "js") is None
