"""Errors come back with their type, message and place: lines and columns from 1, in code points."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from intent_lsp.sandbox.contract import CodeError, Raised, Run, Stopped

RunCode = Callable[..., Awaitable[Run]]


def raised(run: Run) -> CodeError:
    (outcome,) = run.outcomes
    assert isinstance(outcome, Raised)
    return outcome.error


def load_error(run: Run) -> CodeError:
    assert isinstance(run.load_error, CodeError)
    assert run.outcomes == ()
    return run.load_error


async def test_python_error_has_the_place_in_code_points(py: RunCode) -> None:
    error = raised(await py('def f(x):\n    é = "😀"; return x["key"]', [{}]))
    assert (error.type, error.message, error.line, error.column) == ("KeyError", "'key'", 2, 21)
    assert error.stack == "at f (candidate.py:2:21)"


async def test_javascript_error_has_the_place_in_code_points(js: RunCode) -> None:
    error = raised(await js('export function f(x) {\n  const é = "😀"; return x.a.b;\n}', [{}]))
    assert (error.type, error.line, error.column) == ("TypeError", 2, 25)
    assert "undefined" in error.message
    assert error.stack == "at f (candidate.js:2:25)"


@pytest.mark.parametrize(
    ("code", "line", "column"),
    [
        ("def f(x):\n    return 'é😀' +* 2", 2, 18),
        ("def f(x)\n    return x", 1, 9),
        ("def f(x):\n  return x\n return", 3, 8),
        ("é = '😀'; def", 1, 10),
    ],
)
async def test_python_syntax_errors(py: RunCode, code: str, line: int, column: int) -> None:
    error = load_error(await py(code, [1]))
    assert error.type in ("SyntaxError", "IndentationError")
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize(
    ("code", "line", "column"),
    [
        ("export function f(x) {\n  const é = '😀'; return x x;\n}", 2, 27),
        ("export function f(x) {", 1, 23),
        ("export function f(x) { return 1 +; }", 1, 34),
    ],
)
async def test_javascript_syntax_errors(js: RunCode, code: str, line: int, column: int) -> None:
    error = load_error(await js(code, [1]))
    assert (error.type, error.line, error.column) == ("SyntaxError", line, column)


async def test_a_syntax_error_of_eval_is_placed_at_the_call(py: RunCode) -> None:
    error = raised(await py("def f():\n    eval('1 +')", []))
    assert (error.type, error.line, error.column) == ("SyntaxError", 2, 5)


async def test_errors_while_loading(py: RunCode, js: RunCode) -> None:
    found = load_error(await py("x = 1\ny = x / 0\ndef f(): pass", []))
    assert (found.type, found.line, found.column) == ("ZeroDivisionError", 2, 5)
    found = load_error(await js("const x = 1;\nx.y.z;\nexport function f() {}", []))
    assert (found.type, found.line) == ("TypeError", 2)


async def test_missing_functions(py: RunCode, js: RunCode) -> None:
    for run in (
        await py("def g(): pass", [1]),
        await py("f = 3", [1]),
        await js("function f() {}", [1]),
        await js("export const f = 3;", [1]),
        await js("export default function f() {}", [1]),
    ):
        assert run.missing_entry
        assert load_error(run).type == "MissingFunction"


async def test_missing_modules(py: RunCode, js: RunCode) -> None:
    error = load_error(await py("import numpy\ndef f(): pass", []))
    assert (error.type, error.message, error.line) == ("ModuleNotFoundError", "No module named 'numpy'", 1)
    error = load_error(await js("// é\nimport x from './nope.js';\nexport function f() {}", []))
    assert (error.type, error.message) == ("ReferenceError", "could not load module 'nope.js'")
    assert (error.line, error.column) == (2, 15)


async def test_errors_in_library_code_are_placed_in_the_candidate(py: RunCode, js: RunCode) -> None:
    error = raised(await py("import json\ndef f():\n    return json.loads('{')", []))
    assert (error.type, error.line, error.column) == ("JSONDecodeError", 3, 12)
    error = raised(await js("export function f() {\n  return JSON.parse('{');\n}", []))
    assert (error.type, error.line) == ("SyntaxError", 2)


async def test_stacks_name_only_the_candidates_frames(py: RunCode, js: RunCode) -> None:
    code = "def g(x):\n    return 1 / x\ndef f(x):\n    return sorted([x], key=g)"
    assert raised(await py(code, [0])).stack == "at g (candidate.py:2:12)\nat f (candidate.py:4:12)"
    code = "const g = x => { throw new Error('no'); };\nexport function f(x) {\n  return [x].map(g);\n}"
    assert raised(await js(code, [0])).stack.splitlines() == ["at g (candidate.js:1:28)", "at f (candidate.js:3:18)"]


async def test_what_is_thrown_need_not_be_an_error(js: RunCode) -> None:
    assert str(raised(await js("export function f() { throw 'bad'; }", []))) == "thrown: bad"
    assert str(raised(await js("export function f() { throw { code: 1 }; }", []))) == "thrown: { code: 1 }"
    error = raised(await js("export function f() { const e = new Error('x'); e.name = 'Mine'; throw e; }", []))
    assert str(error) == "Mine: x"


async def test_endless_recursion(py: RunCode, js: RunCode) -> None:
    error = raised(await py("def f(n):\n    return f(n + 1)", [0]))
    assert (error.type, error.stack) == ("RecursionError", "at f (candidate.py:2:12)")
    error = raised(await js("export function f(n) { return f(n + 1) + 1; }", [0]))
    assert error.type in ("RangeError", "InternalError")
    run = await py("import sys\nsys.setrecursionlimit(10 ** 8)\ndef f(n):\n    return f(n + 1)", [0])
    assert isinstance(run.outcomes[0], Stopped)
    assert run.outcomes[0].reason in ("depth", "memory", "time")


async def test_ordinary_recursion_works(py: RunCode, js: RunCode) -> None:
    run = await py("def f(n):\n    return n and 1 + f(n - 1)", [900])
    assert str(run.outcomes[0]) == "Returned(value=900)"
    run = await js("export const f = n => n && 1 + f(n - 1);", [900])
    assert str(run.outcomes[0]) == "Returned(value=900)"


async def test_wrong_number_of_arguments(py: RunCode) -> None:
    error = raised(await py("def f(a, b):\n    return a", [1]))
    assert (error.type, error.line) == ("TypeError", 0)
    assert "missing 1 required positional argument" in error.message


async def test_exits_are_failures(py: RunCode) -> None:
    assert str(raised(await py("import sys\ndef f():\n    sys.exit(3)", []))) == "SystemExit: 3"
    run = await py("import os\ndef f():\n    os._exit(0)", [])
    assert run.outcomes == (Stopped("trap", "ended the program"),)
