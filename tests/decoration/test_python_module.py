"""Annotations and docstrings: those of the signature, never a lie, and nothing else is changed."""

from __future__ import annotations

import ast

import pytest

from intent_lsp.decoration.python_module import decorated, docstring
from intent_lsp.document import parse
from intent_lsp.document.model import Intent

OLDEST = (3, 11)


def intent(signature: str, *, types: str = "", description: str = "") -> Intent:
    text = f"# name: f\n# description:\n{description}\n# types:\n{types}\n# signature: {signature}\n# examples:\n"
    (found,) = parse(text, stem="f", default_targets=("py",)).intents
    return found


def header(code: str, signature: str, **parts: str) -> str:
    made = decorated(code, intent(signature, **parts), OLDEST)
    return made[made.index("def f") : made.index(":\n") + 1] if ":\n" in made else made


@pytest.mark.parametrize(
    ("signature", "code", "wanted"),
    [
        ("(x: number) -> integer", "def f(x):\n    return round(x)\n", "def f(x: float) -> int:"),
        ("(x: integer) -> integer", "def f(x):\n    return x * 2\n", "def f(x: int) -> int:"),
        ("(s: string) -> boolean", "def f(s):\n    return not s\n", "def f(s: str) -> bool:"),
        ("(x: number) -> null", "def f(x):\n    return None\n", "def f(x: float) -> None:"),
        ("(x?: number) -> string", "def f(x=None):\n    return str(x)\n", "def f(x: float | None = None) -> str:"),
        ("(x: number = 3) -> string", "def f(x=3):\n    return str(x)\n", "def f(x: float = 3) -> str:"),
        ("(...xs: number[]) -> number", "def f(*xs):\n    return sum(xs)\n", "def f(*xs: float) -> float:"),
        ("(p: { a: integer, b: number }) -> any", "def f(p):\n    return p\n", "def f(p: dict[str, float]) -> Any:"),
        ("(p: { a: string, b: number }) -> null", "def f(p):\n    pass\n", "def f(p: dict[str, Any]) -> None:"),
        ("(p: Record<string, integer>) -> string", "def f(p):\n    return ''\n", "def f(p: dict[str, int]) -> str:"),
        ('(o: "b" | "a" | null) -> null', "def f(o):\n    pass\n", 'def f(o: Literal["b", "a"] | None) -> None:'),
        ("(p: [number, string]) -> null", "def f(p):\n    pass\n", "def f(p: list[float | str]) -> None:"),
    ],
)  # fmt: skip
def test_the_signature_is_what_is_annotated(signature: str, code: str, wanted: str) -> None:
    assert header(code, signature) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("return [x, x]", "list[float]"),
        ("return x, x", "tuple[float, float]"),
        ("return sorted([x])", "list[float]"),
        ("made = []\n    made += [x]\n    return made", "list[float]"),
        ("made = tuple([x])\n    return made", "tuple[float, float]"),
        ("a, b = [x], x\n    return a", "Sequence[float]"),
        ("for row in [[x]]:\n        return row", "Sequence[float]"),
        ("if x:\n        return [x, x]\n    return x, x", "Sequence[float]"),
    ],
)
def test_a_tuple_is_not_called_a_list(body: str, wanted: str) -> None:
    """In the document both are arrays, and what cannot be told is neither."""
    assert header(f"def f(x):\n    {body}\n", "(x: number) -> [number, number]").endswith(f" -> {wanted}:")


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("x / 2", "float"), ("x // 2", "int"), ("round(x / 2)", "int"), ("round(x / 2, 0)", "float"),
        ("math.floor(x)", "int"), ("math.sqrt(x)", "float"), ("max(x, 2.0)", "float"), ("x ** 2", "int"),
        ("1.0 if x else 2", "float"), ("y", "float"), ("z", "int"),
    ],
)  # fmt: skip
def test_a_float_is_not_called_an_integer(expression: str, wanted: str) -> None:
    """5.0 passes where 5 is expected: the comparison is that of JSON."""
    code = f"import math\n\n\ndef f(x):\n    y = 0\n    y += x / 2\n    z = len([x])\n    return {expression}\n"
    assert header(code, "(x: integer) -> integer").endswith(f" -> {wanted}:")
    assert header(code, "(x: integer) -> integer[]").endswith(f"[{wanted}]:")


def test_a_number_is_not_called_an_integer_for_its_result_s_sake() -> None:
    assert header("def f(x):\n    return abs(x)\n", "(x: number) -> integer") == "def f(x: float) -> float:"


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    yield x\n",
        "float = str\n\n\ndef f(x):\n    return float(x)\n",
        "def f(x):\n    return f.__annotations__ or x\n",
        "f = lambda x: x\n",
        "def f(x:\n",
        "",
    ],
)
def test_nothing_is_said_where_it_would_be_wrong(code: str) -> None:
    made = decorated(code, intent("(x: number) -> number"), OLDEST)
    assert "->" not in made


def test_what_the_code_has_of_its_own_stays() -> None:
    code = 'def f(x: int, y) -> "float":\n    """Mine."""\n    return x + y\n'
    made = decorated(code, intent("(x: number, y: number) -> number", description="Add two numbers."), OLDEST)
    assert made == code.replace("y)", "y: float)")


def test_names_are_imported_once_and_below_what_is_there() -> None:
    code = "import re\nfrom typing import Any\n\n\ndef f(x):\n    return re.escape(x)\n"
    made = decorated(code, intent('(x: any) -> "a"'), OLDEST)
    assert made.startswith("import re\nfrom typing import Any\nfrom typing import Literal\n\n\ndef f(x: Any) -> Lit")


def test_imports_stand_above_a_comment_on_the_function() -> None:
    code = "# Mind the gap.\ndef f(x):\n    return x\n"
    made = decorated(code, intent("(x: any) -> any"), OLDEST)
    assert made.startswith("from typing import Any\n\n\n# Mind the gap.\ndef f(x: Any)")


def test_a_name_that_means_something_else_there_is_not_used() -> None:
    code = "Any = 3\n\n\ndef f(x):\n    return Any\n"
    assert decorated(code, intent("(x: any) -> number"), OLDEST) == code


def test_an_older_python_gets_unions_that_are_not_evaluated() -> None:
    made = decorated("def f(x=None):\n    return ''\n", intent("(x?: number) -> string"), (3, 9))
    assert made.startswith("from __future__ import annotations\n\n\ndef f(x: float | None = None) -> str:")
    assert "__future__" not in decorated("def f(x=None):\n    return ''\n", intent("(x?: number) -> string"), (3, 10))


def test_helpers_have_the_types_of_what_they_are_given() -> None:
    code = "def g(a, b):\n    return a + b\n\n\ndef f(x, y):\n    return g(x, 1)\n"
    made = decorated(code, intent("(x: integer, y: string) -> integer"), OLDEST)
    assert "def g(a: int, b: Any) -> int:" in made
    handed_on = code.replace("g(x, 1)", "map(g, [x], [y])")
    assert "def g(a: Any, b: Any) -> Any:" in decorated(handed_on, intent("(x: integer, y: string) -> any"), OLDEST)


def test_a_long_header_has_a_line_for_each_parameter() -> None:
    code = "def f(first, second=[1, 2], *others):  # why\n    return first\n"
    signature = "(first: Record<string, number[]>, second: any[] = [1, 2], ...others: Record<string, string>[]) -> any"
    made = decorated(code, intent(signature), OLDEST)
    assert made.split("\n")[3:8] == [
        "def f(",
        "    first: dict[str, list[float]],",
        "    second: list[Any] = [1, 2],",
        "    *others: dict[str, str],",
        ") -> Any:  # why",
    ]


def test_the_description_s_first_sentence_is_the_docstring() -> None:
    made = decorated("def f(x): return x\n", intent("(x: any) -> any", description="Give it back. Twice."), OLDEST)
    assert '    """Give it back."""\n    return x\n' in made


@pytest.mark.parametrize(
    "text", ["A.", 'Say "hi"', '"""', "\\", 'a\\"', "x" * 200, "word " * 60, "\\N{BELL}", "'", '""""""', "é \u2028 ü"]
)
@pytest.mark.parametrize("indent", ["    ", "        "])
def test_no_text_gets_out_of_its_docstring(text: str, indent: str) -> None:
    module = ast.parse(f"def f():\n{indent}{docstring(text, indent)}\n{indent}pass\n")
    (function,) = module.body
    assert isinstance(function, ast.FunctionDef)
    said = ast.get_docstring(function, clean=False) or ""
    assert " ".join(said.split()) == " ".join(text.split())
    assert len(function.body) == 2


def test_decorating_twice_is_decorating_once() -> None:
    code = "from collections import deque\n\n\ndef g(a):\n    return a\n\n\ndef f(x=None):\n    return g(x)\n"
    wanted = intent("(x?: any[]) -> any", description="Pass it on.")
    made = decorated(code, wanted, (3, 9))
    assert decorated(made, wanted, (3, 9)) == made
    assert made != code
