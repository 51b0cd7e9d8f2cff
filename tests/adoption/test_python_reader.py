"""Reading an existing function of Python: its types, its calls, what it needs, and why it cannot be adopted."""

from __future__ import annotations

import pytest

from intent_lsp.adoption import prose, python_reader
from intent_lsp.adoption.contract import ExistingFunction
from intent_lsp.adoption.python_calls import from_tests
from intent_lsp.document.type_language.types import type_text


def read(code: str, name: str = "f") -> ExistingFunction:
    found = python_reader.read(code, name, "a.py")
    assert found is not None
    return found


def said(existing: ExistingFunction) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in existing.obstacles]


@pytest.mark.parametrize(
    ("annotation", "type"),
    [
        ("int", "integer"),
        ("float | None", "number | null"),
        ("list[int]", "integer[]"),
        ("Sequence[str]", "string[]"),
        ("dict[str, list[float]]", "Record<string, number[]>"),
        ("Optional[bool]", "boolean | null"),
        ("tuple[int, str]", "[integer, string]"),
        ("tuple[int, ...]", "integer[]"),
        ("Literal['asc', 'desc']", '"asc" | "desc"'),
        ("typing.Union[int, str]", "integer | string"),
        ("'list[str]'", "string[]"),
        ("Numbers", "number[]"),
        ("T", "any"),
        ("Point", "{ x: number, y?: integer }"),
        ("Annotated[int, 'positive']", "integer"),
        ("str | bytes | None", "string | null"),
        ("Amount", "number | string"),
    ],
)
def test_annotations_are_types_of_the_document(annotation: str, type: str) -> None:
    code = (
        "T = TypeVar('T')\nNumbers = list[float]\nif TYPE_CHECKING:\n    Amount: TypeAlias = 'float | str'\n"
        "class Point(TypedDict):\n    x: float\n    y: NotRequired[int]\n"
        f"def f(x: {annotation}) -> {annotation}:\n    return x\n"
    )
    existing = read(code)
    assert existing.inputs[0].type is not None
    assert type_text(existing.inputs[0].type) == type
    assert existing.returns == existing.inputs[0].type
    assert not existing.obstacles


@pytest.mark.parametrize(
    "annotation", ["Callable[[int], int]", "set[int]", "bytes", "np.ndarray", "dict[int, str]", "P"]
)
def test_a_type_that_is_not_of_json_is_an_obstacle(annotation: str) -> None:
    existing = read(f"@dataclass\nclass P:\n    x: int\n\ndef f(\n    x: {annotation},\n): return x\n")
    assert said(existing) == [(6, f"takes {annotation} as x: arguments are JSON values")]


def test_the_part_of_a_type_that_is_not_of_json_is_named() -> None:
    existing = read("def f(x: list[Literal[A]], y: dict[str, bytes]): return x\n")
    assert [message.split(":")[0] for _, message in said(existing)] == ["takes A as x", "takes bytes as y"]


@pytest.mark.parametrize(
    ("body", "type"),
    [
        ("return x.strip()", "string"),
        ("return x - 1", "number"),
        ("return [0] * 3 if x > 2 else x", "number"),
        ("return list(range(x))", "integer"),
        ("return x['name'] + x.get('title', '')", "{ name: any, title?: any }"),
        ("return x.items()", "Record<string, any>"),
        ("return sum(x)", "number[]"),
        ("return min(x)", "number[]"),
        ("return max(x, key=len)", "any[]"),
        ("return x if isinstance(x, (int, str)) else None", "integer | string"),
        ("return 'Dear ' + x", "string"),
        ("return x & 1", "integer"),
    ],
)
def test_use_tells_the_type_where_nothing_is_declared(body: str, type: str) -> None:
    hint = read(f"def f(x):\n    {body}\n").inputs[0].hint
    assert hint is not None
    assert type_text(hint) == type


def test_use_that_says_two_things_says_nothing() -> None:
    assert read("def f(x):\n    return x.strip() if x > 3 else x\n").inputs[0].hint is None


def test_parameters_with_defaults_keywords_and_the_rest() -> None:
    inputs = read("def f(a, b=2, c=SENTINEL, *, d=None): return a\nSENTINEL = object()\n").inputs
    assert [(i.name, i.optional, i.has_default, i.default) for i in inputs] == [
        ("a", False, False, None),
        ("b", False, True, 2),
        ("c", True, False, None),
        ("d", False, True, None),
    ]
    rest = read("def f(*xs: int): return xs\n").inputs[0]
    assert rest.rest
    assert rest.type is not None
    assert type_text(rest.type) == "integer[]"


def test_what_a_function_needs_comes_with_it_and_nothing_else() -> None:
    code = (
        "import numpy as np\nimport math\nRATE = 0.5\nOTHER = open('x')\n"
        "def helper(x): return math.floor(x * RATE)\ndef other(): return np.zeros(OTHER)\n"
        "def f(x: 'np.float64 | float'): return helper(x) + 1\n"
    )
    existing = read(code)
    assert existing.code.splitlines() == [
        "import math", "RATE = 0.5", "", "def helper(x):", "    return math.floor(x * RATE)", "", "def f(x):",
        "    return helper(x) + 1",
    ]  # fmt: skip
    assert existing.constants == (1, 0.5)


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        (
            "import requests\n\ndef f(x): return requests.get(x)\n",
            [(1, "imports requests, which is not in the standard library")],
        ),
        ("from .b import g\ndef f(x): return g(x)\n", [(1, "imports .b, another module of the project")]),
        (
            "def f(x):\n    import numpy\n    return numpy.sum(x)\n",
            [(2, "imports numpy, which is not in the standard library")],
        ),
        (
            "SEEN = {}\ndef f(x):\n    SEEN[x] = 1\n    return len(SEEN)\n",
            [(3, "changes SEEN, which outlives the call")],
        ),
        (
            "SEEN = []\ndef f(x):\n    SEEN.append(x)\n    return len(SEEN)\n",
            [(3, "changes SEEN, which outlives the call")],
        ),
        ("N = 0\ndef f():\n    global N\n    N += 1\n    return N\n", [(3, "changes N, which outlives the call")]),
        ("def f(x):\n    f.calls = 1\n    return x\n", [(2, "changes f, which outlives the call")]),
        ("def f(x):\n    return open(x).read()\n", [(2, "opens a file (open)")]),
        ("def f(x):\n    return eval(x)\n", [(2, "runs text as code (eval)")]),
        (
            "from pathlib import Path\ndef f(x):\n    return Path(x).read_text()\n",
            [(3, "reads a file (Path(x).read_text)")],
        ),
        ("import os\ndef f(x):\n    return os.environ[x]\n", [(3, "depends on the machine (os.environ)")]),
        ("import random\ndef f(xs):\n    return random.choice(xs)\n", [(3, "depends on chance (random.choice)")]),
        ("from random import choice\ndef f(xs):\n    return choice(xs)\n", [(1, "depends on chance (random.choice)")]),
        ("import time\ndef f():\n    return time.time()\n", [(3, "depends on the time (time.time)")]),
        (
            "import datetime\ndef f():\n    return str(datetime.datetime.now())\n",
            [(3, "depends on the time (datetime.datetime.now)")],
        ),
        ("def f(xs):\n    yield from xs\n", [(2, "is a generator: results are JSON values")]),
        ("async def f(x):\n    return x\n", [(1, "is asynchronous")]),
        ("def f(g, x):\n    return g(x)\n", [(2, "calls its parameter g: arguments are JSON values, not functions")]),
        ("def f(**options): return options\n", [(1, "takes any keywords (**options)")]),
        ("class C:\n    def f(self): return 1\n", [(2, "is a method of C, which depends on an object")]),
    ],
)
def test_what_cannot_be_taken_is_said_line_by_line(code: str, reasons: list[tuple[int, str]]) -> None:
    assert said(read(code)) == reasons


@pytest.mark.parametrize(
    "code",
    [
        "import os.path\ndef f(x): return os.path.join(x, 'a')\n",
        "import sys\ndef f(x): return min(x, sys.maxsize)\n",
        "NAMES = {'a': 1}\nNAMES['b'] = 2\ndef f(x): return NAMES.get(x)\n",
        "CASES = []\ndef f(x):\n    CASES = []\n    CASES.append(x)\n    return CASES\n",
        "from functools import lru_cache\n@lru_cache\ndef f(x): return x\n",
        "def g(xs): yield from xs\ndef f(xs): return list(g(xs))\n",
        "import threading\nSTATE = threading.local()\ndef f(x): return getattr(STATE, 'x', x)\n",
        "def f(x, **rest): return rest.get('y', x)\n",
    ],
)
def test_what_looks_like_state_or_the_world_and_is_not(code: str) -> None:
    assert said(read(code)) == []


def test_printing_is_a_remark() -> None:
    existing = read("def f(x):\n    print(x)\n    return x\n")
    assert not existing.obstacles
    assert [(n.line, n.message) for n in existing.remarks] == [(2, "prints, which is not part of the result")]


def test_constants_of_helpers_come_last() -> None:
    code = "def g(x):\n    'Doc.'\n    return x + 3\nT = [2]\ndef f(x): return g(x) + T[0]\n"
    assert read(code).constants == (0, 2, 3)


def test_keywords_that_need_not_be_given_are_left_out() -> None:
    existing = read("def f(x, *, key=None, **rest):\n    return rest.get('y', key(x) if key else x)\n")
    assert not existing.obstacles
    assert [item.name for item in existing.inputs] == ["x"]
    assert [note.message for note in existing.remarks] == [
        "**rest is left out: documents name each parameter",
        "key is left out: it is not a JSON value, and need not be given",
    ]


def test_doctests_with_plain_values_become_calls() -> None:
    code = (
        'def f(a, b=1):\n    """Add.\n\n    >>> f(1)\n    2\n    >>> f(1, b=(2, 3))\n    [1]\n    >>> x = f(1)\n'
        '    >>> f(x)\n    3\n    >>> f(\'a\')\n    Traceback (most recent call last):\n    TypeError: no\n    """\n'
    )
    calls = read(code).calls
    assert [(c.args, c.claimed, c.place.line) for c in calls] == [
        ((1,), (2,), 4),
        ((1, [2, 3]), ([1],), 6),
        (("a",), None, 11),
    ]


def test_plain_calls_of_tests_are_found() -> None:
    inputs = read("def f(a, b=1): return a").inputs
    text = (
        "def test_f():\n    assert f(1, b=2) == 3\n    assert 4 == mod.f(4)\n    self.assertEqual(f([1]), (1,))\n"
        "    assert f(x) == 3\n    assert g(1) == 2\n    with pytest.raises(ValueError):\n        f(-1)\n"
        "    assert not f(0)\n    self.assertEqual(f(1), other)\n    assert f(1, 2, 3) == 4\n"
    )
    assert [(c.args, c.claimed, c.place.line) for c in from_tests(text, "f", inputs, "t.py")] == [
        ((1, 2), (3,), 2),
        ((4,), (4,), 3),
        (([1],), ([1],), 4),
        ((-1,), None, 8),
        ((0,), (False,), 9),
    ]


def test_prose_is_what_stands_before_the_sections() -> None:
    text = "Sum ``xs``,\n    see :func:`add`.\n\n    # Second paragraph.\n\n    Args:\n        xs: numbers\n    "
    assert prose.description(text) == "Sum `xs`, see `add`.\nSecond paragraph."
    assert prose.description("Title\n\nExamples::\n\n    >>> f(1)\n    2\n") == "Title"
    assert prose.description("") == ""
    assert prose.description("**Note:** a `form`_ of `it <https://a.b>`_, f_") == "Note: a form of it, f_"
    assert prose.description("# name: x\n\n<<< a <!-- b\n\n~~~\n") == "name: x\na  b"


def test_only_functions_that_others_call_are_listed() -> None:
    code = "def f(): pass\ndef _g(): pass\ndef test_f(): pass\nclass C:\n    def m(self): pass\ndef f(): pass\n"
    assert list(python_reader.public_functions(code)) == ["f"]
    assert list(python_reader.public_functions("def (")) == []
    assert python_reader.read("def (", "f", "a.py") is None


def test_an_optional_parameter_that_is_not_json_is_left_out_and_told() -> None:
    code = "def f(xs: list, key=None, n: int = 2, pool: Pool | None = None, *, last: bool = False):\n"
    existing = read(code + "    return (key(xs) if key else xs)[:n] if not last else pool\n")
    assert [item.name for item in existing.inputs] == ["xs", "n", "last"]
    assert existing.obstacles == ()
    assert [note.message for note in existing.remarks] == [
        "key is left out: it is not a JSON value, and need not be given",
        "pool is left out: it is not a JSON value, and need not be given",
    ]
    assert "f(*args[:1], **dict(zip(('n', 'last'), args[1:])))" in existing.code
