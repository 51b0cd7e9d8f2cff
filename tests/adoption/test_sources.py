"""What a file offers, whichever language it is in."""

from __future__ import annotations

import pytest

from intent_lsp.adoption import sources


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("a.py", "def _g(x):\n    return x\ndef f(x):\n    return _g(x)\n"),
        ("a.py", "def g(x):\n    return x\ndef f(x):\n    return g(x)\n"),
        ("a.py", "def g(x):\n    return x\ndef f(x):\n    return f(x - 1) + g(x)\n"),
        ("a.js", "const g = (x) => x;\nexport const f = (x) => g(x);\n"),
        ("a.cjs", "function g(x) { return x; }\nfunction f(x) { return g(x); }\nmodule.exports = { f };\n"),
        ("a.js", "function g(x) { return x; }\nfunction f(x) { return g(x); }\n"),
        ("a.ts", "export const g = (x: T): T => x;\nexport function f(x: number): number { return g(x); }\n"),
        ("lib/f.js", "module.exports = (x) => x;\n"),
    ],
)
def test_the_function_that_stands_out_needs_no_name(file: str, code: str) -> None:
    assert sources.main_of(sources.public_functions(file, code)) == "f"


@pytest.mark.parametrize(
    "code", ["def f(x):\n    return x\ndef g(x):\n    return x\n", "def f():\n    g()\ndef g():\n    f()\n", "X = 1\n"]
)
def test_where_none_stands_out_there_is_none(code: str) -> None:
    assert sources.main_of(sources.public_functions("a.py", code)) is None


@pytest.mark.parametrize(
    ("file", "code", "whole"),
    [
        ("a.py", "def f(x): return x\n", True),
        ("a.py", "def f(:\n", False),
        ("a.js", "const f = (x) => x;\n", True),
        ("a.ts", "const f = (x: number): T[] => [x];\n", True),
        ("a.js", "def f(x): return x\n", False),
    ],
)
def test_whether_a_file_is_what_its_name_says(file: str, code: str, whole: bool) -> None:
    assert (sources.parse_problem(file, code) == "") is whole


def test_without_types_every_line_stays_where_it_is() -> None:
    code = (
        "interface Row {\n  name: string;\n}\ntype Rows = Row[];\n\n"
        "export function names(\n  rows: Array<\n    Row\n  >,\n): string[] {\n"
        "  return rows.map((row) => row.name!);\n}\n"
    )
    bare = sources.without_types("a.ts", code)
    assert bare.split("\n")[10] == "  return rows.map((row) => row.name);"
    assert bare.count("\n") == code.count("\n")
    assert "Row" not in bare
    assert sources.without_types("a.py", code) == code
