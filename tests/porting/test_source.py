"""Which function of a file is meant, and what the file says of it."""

from __future__ import annotations

import pytest

from intent_lsp.document.model import ANY, ArrayOf, Primitive
from intent_lsp.porting.source import NoFunction, read
from intent_lsp.values import Target


def test_annotations_and_jsdoc_give_the_types() -> None:
    python = read("def f(xs: list[int], s: str, y, z: 'Shop' = None):\n    return 1\n", "py", "")
    assert python.types == (ArrayOf(Primitive("integer")), Primitive("string"), ANY, ANY)
    code = "/**\n * @param {number[]} xs\n * @param {string} [s]\n */\nexport function f(xs, s, y) { return 1; }\n"
    assert read(code, "js", "f").types == (ArrayOf(Primitive("number")), Primitive("string"), ANY)
    assert read(code, "js", "f").parameters == ("xs", "s", "y")


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("py", "def _g(x):\n    return x\ndef f(x):\n    return _g(x)\n"),
        ("py", "def g(x):\n    return x\ndef f(x):\n    return g(x)\n"),
        ("js", "const g = (x) => x;\nexport const f = (x) => g(x);\n"),
        ("js", "function g(x) { return x; }\nfunction f(x) { return g(x); }\nmodule.exports = { f };\n"),
    ],
)
def test_the_function_that_stands_out_needs_no_name(target: Target, code: str) -> None:
    assert read(code, target, "").function == "f"


def test_where_none_stands_out_the_choice_is_named() -> None:
    two = "def f(x):\n    return x\ndef g(x):\n    return x\n"
    with pytest.raises(NoFunction, match="say which function: it has f, g"):
        read(two, "py", "")
    with pytest.raises(NoFunction, match="there is no function h: it has f, g"):
        read(two, "py", "h")
    with pytest.raises(NoFunction, match="not Python"):
        read("def f(:\n", "py", "")


def test_constants_are_those_that_inputs_can_be_made_of() -> None:
    code = 'export function f(x) { return x > 90 || x === "yes" ? 0.5 : "\\n"; }'
    assert read(code, "js", "f").constants == (90, "yes")
