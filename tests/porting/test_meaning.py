"""What counts as a difference between a function and its translation, in the real sandbox."""

from __future__ import annotations

import pytest

from intent_lsp.adoption import sources
from intent_lsp.porting.port import PortResult, port
from intent_lsp.sandbox.wasm import WasmSandbox


async def ported(sandbox: WasmSandbox, file: str, code: str) -> PortResult:
    existing = sources.read(file, code, "f")
    assert existing is not None
    return await port(existing, sources.without_types(file, code), (), sandbox)


async def test_an_error_that_nobody_meant_is_no_value_and_no_difference(sandbox: WasmSandbox) -> None:
    found = await ported(sandbox, "a.py", "def f(xs: list[int], i: int) -> int:\n    return xs[i]\n")
    assert found.agrees
    assert 0 < found.values < found.inputs


async def test_a_call_that_never_ends_is_not_compared(sandbox: WasmSandbox) -> None:
    code = "def f(n: int) -> int:\n    while n < 0:\n        pass\n    return n\n"
    found = await ported(sandbox, "a.py", code)
    assert found.agrees
    assert found.values == found.inputs


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("class C:\n    def f(self):\n        return 1\n", 2, "is a method of C"),
        ("X = 1\nasync def f(x: int):\n    return x\n", 2, "is asynchronous"),
        ("import requests\ndef f(x: str):\n    return requests.get(x)\n", 3, "the import of requests"),
    ],
)
async def test_what_is_refused_has_its_line(sandbox: WasmSandbox, code: str, line: int, said: str) -> None:
    found = await ported(sandbox, "a.py", code)
    assert [one.line for one in found.refused] == [line]
    assert found.refused[0].reason.startswith(said)
    assert not found.agrees


async def test_where_nothing_comes_back_nothing_is_compared(sandbox: WasmSandbox) -> None:
    found = await ported(sandbox, "a.ts", "export function f(x: string) { throw new Error(`no ${x}`); }\n")
    assert found.code
    assert found.problem.startswith("the original gives no value for any input that was tried: Error: no ")
    assert not found.agrees
