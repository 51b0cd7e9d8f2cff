"""The static gate: what is wrong without being run, and what must never be accused."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.static import static_failures
from intent_lsp.checks.verdict import Gate
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.sandbox.contract import Limits, Sandbox
from tests.support.intents import CLAMP, intent

NEWER = """
math.sumprod 3.12
itertools.batched 3.12
typing.override 3.12
typing.TypeAliasType 3.12
calendar.Month 3.12
calendar.Day 3.12
calendar.JANUARY 3.12
inspect.markcoroutinefunction 3.12
inspect.getasyncgenstate 3.12
inspect.BufferFlags 3.12
collections.abc.Buffer 3.12
fractions.Fraction.is_integer 3.12
random.binomialvariate 3.12
types.get_original_bases 3.12
asyncio.eager_task_factory 3.12
asyncio.create_eager_task_factory 3.12
sys.monitoring 3.12
sys.activate_stack_trampoline 3.12
pathlib.Path.walk 3.12
os.listdrives 3.12
os.path.isjunction 3.12
os.path.splitroot 3.12
threading.setprofile_all_threads 3.12
copy.replace 3.13
typing.ReadOnly 3.13
typing.TypeIs 3.13
typing.NoDefault 3.13
typing.is_protocol 3.13
typing.get_protocol_members 3.13
warnings.deprecated 3.13
math.fma 3.13
statistics.kde 3.13
statistics.kde_random 3.13
queue.ShutDown 3.13
asyncio.QueueShutDown 3.13
base64.z85encode 3.13
base64.z85decode 3.13
os.process_cpu_count 3.13
os.path.isreserved 3.13
pathlib.UnsupportedOperation 3.13
pathlib.PurePath.full_match 3.13
glob.translate 3.13
enum.EnumDict 3.13
types.CapsuleType 3.13
re.PatternError 3.13
string.templatelib 3.14
annotationlib 3.14
compression.zstd 3.14
concurrent.interpreters 3.14
functools.Placeholder 3.14
operator.is_none 3.14
operator.is_not_none 3.14
heapq.heappush_max 3.14
heapq.heappop_max 3.14
heapq.heapify_max 3.14
heapq.heapreplace_max 3.14
heapq.heappushpop_max 3.14
uuid.uuid6 3.14
uuid.uuid7 3.14
uuid.uuid8 3.14
uuid.NIL 3.14
uuid.MAX 3.14
datetime.date.strptime 3.14
datetime.time.strptime 3.14
decimal.IEEEContext 3.14
decimal.Decimal.from_number 3.14
fractions.Fraction.from_number 3.14
io.Reader 3.14
io.Writer 3.14
ast.compare 3.14
typing.evaluate_forward_ref 3.14
float.from_number 3.14
complex.from_number 3.14
"""
"""From "New in version" of docs.python.org, not from the table that is tested."""


def told(code: str, oldest: tuple[int, int] = (3, 11)) -> list[tuple[str, str]]:
    return [(failure.code, failure.message) for failure in static_failures(code, "py", OldestRuntimes(python=oldest))]


@pytest.mark.parametrize(("name", "version"), [line.split() for line in NEWER.split("\n") if line])
def test_a_part_of_the_library_that_the_oldest_python_lacks_is_named(name: str, version: str) -> None:
    module = name.split(".")[0]
    load = "" if module in ("float", "complex") else f"import {module}\n"
    code = f"{load}def f():\n    return {name}\n" if name != module else f"import {name}\n"
    have = tuple(map(int, version.split(".")))
    [(kind, message)] = [found for found in told(code) if f"`{name}`" in found[1]][:1]
    assert kind == "newer-than-runtime"
    assert message.startswith(f"`{name}` needs Python {version}; this workspace promises 3.11 (line ")
    assert told(code, (have[0], have[1])) == []


@pytest.mark.parametrize(
    ("code", "name", "place"),
    [
        ("def f(xs: Sequence[int]):\n    return xs", "Sequence", (1, 11)),
        ("def f(x) -> Optional[int]:\n    return x", "Optional", (1, 13)),
        ("def f(x):\n    if x > 99:\n        return math.sqrt(x)\n    return x", "math", (3, 16)),
        ("def f(x):\n    return [y for y in x if z]", "z", (2, 29)),
        ("def f(x):\n    return f'{w}'", "w", None),
        ("class A:\n    b: Foo\ndef f(x): return x", "Foo", (2, 8)),
    ],
)
def test_a_name_that_nothing_defines_is_named(code: str, name: str, place: tuple[int, int] | None) -> None:
    [failure] = static_failures(code, "py")
    assert (failure.gate, failure.code) == (Gate.STATIC, "code-names")
    assert f"`{name}` is not defined" in failure.message
    assert failure.error is not None
    assert place is None or (failure.error.line, failure.error.column) == place


@pytest.mark.parametrize(
    "code",
    [
        "try:\n    import tomllib\nexcept ImportError:\n    tomllib = None\ndef f(): return tomllib",
        "try:\n    from itertools import batched\nexcept ImportError:\n    def batched(x, n): return []\n",
        "try:\n    unicode\nexcept NameError:\n    unicode = str\ndef f(x): return unicode(x)",
        "try:\n    g = unicode\nexcept Exception:\n    g = str\ndef f(x): return g(x)",
        "try:\n    g = unicode\nexcept:\n    g = str\ndef f(x): return g(x)",
        "import math\nif hasattr(math, 'sumprod'):\n    f = math.sumprod\nelse:\n    f = sum\n",
        "import sys, math\ndef f(a, b):\n    return math.sumprod(a, b) if sys.version_info >= (3, 12) else 0",
        "globals()['g'] = 3\ndef f(): return g",
        "exec('g = 3')\ndef f(): return g",
        "from math import *\ndef f(x): return sqrt(x)",
        "def f(x):\n    if x: y = 1\n    else: z = 1\n    return y if x else z",
        "def f(x):\n    for i in x: pass\n    return i",
        "x = 1\ndel x\ndef f(): return 2",
        "def g(): return h()\ndef h(): return 1\ng()\ndel h\ndef f(): return 1",
        "def f(copy):\n    return copy.replace('a', 'b')",
        "def f(x):\n    copy = str(x)\n    return copy.replace('a', 'b')",
        "import copy\ndef f(x):\n    copy = str(x)\n    return copy.replace('a', 'b')",
        "class re:\n    PatternError = 1\ndef f(): return re.PatternError",
        "def f(x: 'Sequence[int]'): return x",
        "from __future__ import annotations\ndef f(x: Sequence[int]) -> Foo: return x",
        "def f(x):\n    y: Foo = x\n    return y",
        "def f(x):\n    def g():\n        nonlocal n\n        n += 1\n    n = 0\n    g()\n    return n",
        "def f(x):\n    global total\n    total = x\n    return total",
        "def f(x): return __name__, __file__, __doc__",
        "class A:\n    def m(self): return __class__\ndef f(x): return 1",
        "def f(x): return (y := x) + y",
        "def f(x): return [y for x_ in x for y in x_]",
        "def f(x):\n    match x:\n        case {'a': a, **rest}: return a, rest\n        case [b, *c]: return b, c\n",
        "def f(x):\n    try: return 1\n    except* ValueError as e: print(e)\n",
        "import unused, os\ndef f(x):\n    y = 1\n    return '%s %s' % (x,)\n",
    ],
)
def test_what_may_be_right_is_not_accused(code: str) -> None:
    ast.parse(code)
    assert told(code) == []


@pytest.mark.slow
def test_the_programs_own_source_is_without_a_fault() -> None:
    """Some hundred files of real code, which run on Python 3.11."""
    root = Path(__file__).parents[2] / "server/intent_lsp"
    sources = [path for path in root.rglob("*.py") if "guest_py" not in path.parts]
    assert len(sources) > 200
    for path in sources:
        assert told(path.read_text("utf-8")) == [], path


def test_an_argument_that_is_newer_is_named() -> None:
    [(kind, message)] = told(
        "import itertools\ndef f(x):\n    return list(itertools.batched(x, 2, strict=True))", (3, 12)
    )
    assert kind == "newer-than-runtime"
    assert message.startswith("`itertools.batched(…, strict=…)` needs Python 3.13; this workspace promises 3.12")


@pytest.mark.parametrize(
    ("code", "code_name"),
    [
        ("def clamp(x, lo: Sequence[int], hi):\n    return min(max(x, lo), hi)\n", "code-names"),
        (
            "import math\ndef clamp(x, lo, hi):\n    return min(max(x, lo), hi) if x else math.sumprod([x], [x])\n",
            "newer-than-runtime",
        ),
    ],
)
async def test_code_that_the_sandbox_accepts_stops_at_the_static_gate(
    sandbox: Sandbox, code: str, code_name: str
) -> None:
    """With its examples' results: all of them pass on the sandbox's newer Python."""
    verdict = await check(Candidate("py", code), intent(CLAMP), sandbox, Limits())
    assert verdict.gate is Gate.STATIC
    assert [failure.code for failure in verdict.failures] == [code_name]
    assert verdict.passed_examples == 4
