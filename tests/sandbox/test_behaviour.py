"""Asynchronous code, modules, printing, time and chance, limits and shapes, in both languages."""
# ruff: noqa: E501 (a program in a string is easiest to read on one line)

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from intent_lsp.sandbox.contract import Raised, Returned, Run, Shape, Stopped
from intent_lsp.values import Opaque

RunCode = Callable[..., Awaitable[Run]]


async def value(run: Awaitable[Run]) -> object:
    (outcome,) = (await run).outcomes
    assert isinstance(outcome, Returned), outcome
    return outcome.value


# --- asynchronous code -----------------------------------------------------------------------------------------------
async def test_coroutines_are_awaited_in_virtual_time(py: RunCode) -> None:
    code = "import asyncio\nasync def g(x):\n    await asyncio.sleep(x)\n    return x\nasync def f():\n"
    assert await value(py(code + "    return await asyncio.gather(g(3600), g(60))", [])) == [3600, 60]
    assert (
        await value(py("import asyncio\nasync def g():\n    return 1\ndef f():\n    return asyncio.run(g())", [])) == 1
    )


async def test_a_coroutine_that_waits_for_nothing(py: RunCode) -> None:
    code = "import asyncio\nasync def f():\n    await asyncio.Event().wait()"
    assert await value(py(code, [])) == Opaque("pending coroutine")
    code = "import asyncio\nasync def g():\n    await asyncio.Event().wait()\ndef f():\n    asyncio.run(g())"
    (outcome,) = (await py(code, [])).outcomes
    assert isinstance(outcome, Raised)
    assert outcome.error.message == "waits for something that never happens"


async def test_promises_are_awaited_in_virtual_time(js: RunCode) -> None:
    code = """
    const sleep = ms => new Promise(done => setTimeout(done, ms));
    export async function f() {
      const start = Date.now(), order = [];
      await Promise.all([[300, 'b'], [100, 'a']].map(async ([ms, name]) => { await sleep(ms); order.push(name); }));
      let ticks = 0;
      await new Promise(done => { const timer = setInterval(() => { if (++ticks === 3) { clearInterval(timer); done(); } }, 50); });
      queueMicrotask(() => order.push('c'));
      await null;
      return [order, ticks, Date.now() - start];
    }"""
    assert await value(js(code, [])) == [["a", "b", "c"], 3, 450]


async def test_a_promise_that_never_settles(js: RunCode) -> None:
    assert await value(js("export const f = () => new Promise(() => {});", [])) == Opaque("pending promise")
    code = "export const f = () => { setInterval(() => {}, 1); return new Promise(() => {}); };"
    assert await value(js(code, [])) == Opaque("pending promise")


async def test_rejections_and_errors_in_timers(js: RunCode) -> None:
    run = await js("export async function f() { throw new RangeError('no'); }", [])
    assert isinstance(run.outcomes[0], Raised)
    assert str(run.outcomes[0].error) == "RangeError: no"
    run = await js(
        "export function f() { setTimeout(() => { throw new Error('late'); }); return new Promise(() => {}); }", []
    )
    assert isinstance(run.outcomes[0], Raised)
    assert str(run.outcomes[0].error) == "Error: late"


async def test_timers_of_one_call_do_not_reach_the_next(js: RunCode) -> None:
    code = "const seen = [];\nexport async function f(x) { setTimeout(() => seen.push(x), 10);\n"
    run = await js(code + "if (x === 2) await new Promise(r => setTimeout(r, 100)); return [...seen]; }", [1], [2])
    assert run.outcomes == (Returned([]), Returned([2]))


async def test_top_level_await(js: RunCode) -> None:
    assert await value(js("const x = await Promise.resolve(4);\nexport const f = () => x;", [])) == 4
    run = await js("await new Promise(() => {});\nexport const f = () => 1;", [])
    assert str(run.load_error) == "Error: the module never finishes loading"


# --- modules ---------------------------------------------------------------------------------------------------------
async def test_javascript_imports_other_generated_functions(js: RunCode) -> None:
    modules = {
        "clamp": "export const clamp = (x, a, b) => Math.min(Math.max(x, a), b);",
        "unit": "import { clamp } from './clamp.js';\nexport const unit = x => clamp(x, 0, 1);",
    }
    code = "import { unit } from './unit.js';\nimport { clamp } from './clamp';\n"
    code += "export const f = async x => [unit(x), clamp(x, 0, 2), (await import('./clamp.mjs')).clamp === clamp];"
    assert await value(js(code, [5], modules=modules)) == [1, 2, True]


async def test_python_imports_other_generated_functions(py: RunCode) -> None:
    modules = {
        "clamp": "def clamp(x, a, b):\n    return min(max(x, a), b)\n",
        "unit": "from .clamp import clamp\ndef unit(x):\n    return clamp(x, 0, 1)\n",
        "calendar": "def calendar():\n    return 'ours'\n",
    }
    code = "from .unit import unit\nfrom clamp import clamp\nfrom .clamp import clamp as same\nfrom . import clamp as module\n"
    code += "from calendar import isleap\nfrom .calendar import calendar\n"
    code += "def f(x):\n    return [unit(x), clamp(x, 0, 2), same is clamp, module.clamp is clamp, calendar(), isleap(2024)]"
    assert await value(py(code, [5], modules=modules)) == [1, 2, True, True, "ours", True]


async def test_another_function_may_be_called_candidate(py: RunCode, js: RunCode) -> None:
    code = "from .candidate import candidate\ndef f(x):\n    return candidate(x)"
    run = await py(code, [1], [0], modules={"candidate": "def candidate(x):\n    return 1 // x"})
    assert run.outcomes[0] == Returned(1)
    assert isinstance(run.outcomes[1], Raised)
    assert run.outcomes[1].error.stack == "at candidate (candidate.py:2:12)\nat f (candidate_.py:3:12)"
    code = "import { candidate } from './candidate.js';\nexport const f = x => candidate(x);"
    assert await value(js(code, [1], modules={"candidate": "export const candidate = x => x + 1;"})) == 2


async def test_an_error_in_an_imported_module(py: RunCode, js: RunCode) -> None:
    run = await py("from .g import g\ndef f(x):\n    return g(x)", [0], modules={"g": "def g(x):\n    return 1 / x\n"})
    assert isinstance(run.outcomes[0], Raised)
    assert run.outcomes[0].error.stack == "at g (g.py:2:12)\nat f (candidate.py:3:12)"
    assert (run.outcomes[0].error.line, run.outcomes[0].error.column) == (3, 12)
    run = await js(
        "import { g } from './g.js';\nexport const f = x => g(x);", [0], modules={"g": "export const g = x => x.a.b;"}
    )
    assert isinstance(run.outcomes[0], Raised)
    assert run.outcomes[0].error.line == 2


# --- printing ----------------------------------------------------------------------------------------------------------
async def test_printing_is_captured(py: RunCode, js: RunCode) -> None:
    run = await py(
        "import sys\nprint('loaded')\ndef f(x):\n    print('é', x)\n    print('err', file=sys.stderr)\n    return x",
        [1],
        [2],
    )
    assert run.printed == "loaded\né 1\nerr\né 2\nerr\n"
    run = await js("export function f(x) { console.log('é', x, { a: [1] }); console.error(null); return x; }", [1], [2])
    assert run.printed == "é 1 { a: [1] }\nnull\né 2 { a: [1] }\nnull\n"
    assert run.outcomes == (Returned(1), Returned(2))


async def test_printing_survives_a_stop(py: RunCode, js: RunCode) -> None:
    run = await js("export function f() { console.log('here'); for (;;); }", [], seconds_per_call=0.2)
    assert (run.printed, isinstance(run.outcomes[0], Stopped)) == ("here\n", True)
    run = await py("def f(x):\n    print('x' * 5000, x)\n    while x: pass", [0], [1], seconds_per_call=0.2)
    assert run.printed.count("x" * 5000) == 2


async def test_much_printing_is_cut_and_a_flood_stops(py: RunCode, js: RunCode) -> None:
    for run in (
        await py("def f():\n    print('é' * 1000)\n    return 1", [], output=501),
        await js("export function f() { console.log('é'.repeat(1000)); return 1; }", [], output=501),
    ):
        assert run.printed == "é" * 250 + "\n… (more was printed)"
        assert run.outcomes == (Returned(1),)
    run = await js("export function f() { for (;;) console.log('x'); }", [], output=1024)
    assert run.outcomes == (Stopped("output", "printed more than 16 KB"),)


# --- determinism ---------------------------------------------------------------------------------------------------------
async def test_time_and_chance_are_the_same_in_every_run(py: RunCode, js: RunCode) -> None:
    code_py = "import random, time, uuid, os, datetime\ndef f():\n    return [random.random(), time.time(), str(uuid.uuid4()), "
    code_py += "os.urandom(4).hex(), str(datetime.datetime.now()), list(set('abcdef'))]"
    code_js = "export const f = () => [Math.random(), Date.now(), new Date().toString(), performance.now()];"
    for run, code in ((py, code_py), (js, code_js)):
        first = await value(run(code, []))
        for _ in range(3):
            assert await value(run(code, [])) == first


async def test_sleeping_takes_no_time(py: RunCode) -> None:
    code = "import time\ndef f():\n    a = time.time(); time.sleep(86400); return round(time.time() - a)"
    assert await value(py(code, [], seconds_per_call=5.0)) == 86400


# --- limits --------------------------------------------------------------------------------------------------------------
async def test_results_before_a_stop_count(py: RunCode, js: RunCode) -> None:
    for run in (
        await py("def f(x):\n    while x == 2: pass\n    return x", [1], [2], [3], seconds_per_call=1.0),
        await js("export function f(x) { while (x === 2); return x; }", [1], [2], [3], seconds_per_call=1.0),
    ):
        assert run.outcomes == (
            Returned(1),
            Stopped("time", "did not return within 1 s"),
            Stopped("time", "did not run: the candidate was stopped before"),
        )


async def test_every_call_has_its_own_time(py: RunCode) -> None:
    code = "def f(n):\n    s = 0\n    for i in range(n): s += i\n    return s >= 0"
    run = await py(code, *[[1_000_000]] * 6, seconds_per_call=2.0)
    assert run.outcomes == (Returned(True),) * 6


async def test_memory_limits_are_configurable(py: RunCode, js: RunCode) -> None:
    assert (
        await value(js("export const f = () => new Uint8Array(80 << 20).length;", [], memory_js=128 << 20)) == 80 << 20
    )
    assert await value(py("def f():\n    return len(bytearray(300 << 20))", [], memory_py=512 << 20)) == 300 << 20
    run = await py("def f():\n    return len(bytearray(300 << 20))", [])
    assert run.outcomes == (Stopped("memory", "needed more than 256 MB"),)
    run = await js("export const f = () => 'x'.repeat(1 << 27).length;", [])
    assert run.outcomes == (Stopped("memory", "needed more than 64 MB"),)


# --- shapes --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f(a, b=1, *rest, c, d=2, **more): return 1", ("a", "b?", "...rest", "c", "d?", "...more")),
        ("async def f(a): return 1", ("a",)),
        ("f = lambda x, y=0: x", ("x", "y?")),
        ("import functools\n@functools.lru_cache\ndef f(a, /, b): return 1", ("a", "b")),
        (
            "import functools\ndef d(g):\n    @functools.wraps(g)\n    def w(*a): return g(*a)\n    return w\n@d\ndef f(a): return 1",
            ("a",),
        ),
        ("class C:\n    def m(self, a): return 1\nf = C().m", ("self", "a")),
    ],
)
async def test_python_shapes(py: RunCode, code: str, names: tuple[str, ...]) -> None:
    assert (await py(code)).shape == Shape(names)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("export function f(a, b = 1, ...rest) {}", ("a", "b?", "...rest")),
        ("export const f = async x => x;", ("x",)),
        ("export const f = ({ a }, [b] = [], c) => a;", ("_", "_?", "c")),
    ],
)
async def test_javascript_shapes(js: RunCode, code: str, names: tuple[str, ...]) -> None:
    assert (await js(code)).shape == Shape(names)


async def test_what_modern_programs_use_is_there(js: RunCode) -> None:
    code = """export const f = () => [structuredClone({ a: [new Date(0), new Map([[1, { b: 2 }]])] }).a[1].get(1).b, btoa('é'.normalize('NFD')[0]),
      [3, 1].toSorted(), Object.fromEntries([['odd', [1]]]), 'a-b'.replaceAll('-', '+'), [1, 2].at(-1), [1, 2].findLast(x => x)];"""
    assert await value(js(code, [])) == [2, "ZQ==", [1, 3], {"odd": [1]}, "a+b", 2, 2]
