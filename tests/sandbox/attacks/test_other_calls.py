"""Attacks on the inputs of other calls: whatever a candidate looks at, it finds the arguments of its own call at most.

Every attack exports ``f``; it returns the texts with "secret" in them that it could find. ``OWN`` marks those that
must find their own argument, so that a hunt that hunts nothing is noticed.
"""
# ruff: noqa: E501 (an attack is easiest to read on a line of its own)

from __future__ import annotations

import pytest

from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.wasm import WasmSandbox

FIRST, SECOND, THIRD = ("secret-one", "secret-two", "secret-three")

HUNT = '''
import gc, sys, types
def leads(item):
    """What a value leads to; the guest's ``gc`` does not tell."""
    if isinstance(item, dict):
        return [*item.keys(), *item.values()]
    if isinstance(item, (list, tuple, set, frozenset)):
        return list(item)
    names = ("__closure__", "__defaults__", "__kwdefaults__", "__globals__", "__code__", "__func__", "__self__", "__dict__",
             "cell_contents", "co_consts", "gi_frame", "cr_frame", "tb_frame", "tb_next", "f_locals", "f_globals", "f_back",
             "__traceback__", "args")
    found = []
    for name in names:
        try:
            found.append(getattr(item, name))
        except Exception:
            pass
    return found
def texts(start, depth=6):
    """All texts with a secret that can be reached from a value."""
    found, seen, todo = set(), set(), [(start, 0)]
    while todo:
        item, level = todo.pop()
        if id(item) in seen or level > depth:
            continue
        seen.add(id(item))
        if isinstance(item, str):
            found.update(word for word in ("secret-one", "secret-two", "secret-three") if word in item)
        elif not (item is sys.modules or item is HIDDEN or type(item) in (int, float, bool, type(None))):
            todo += [(inner, level + 1) for inner in leads(item)]
    return sorted(found)
HIDDEN = texts.__code__
def frames(frame):
    found = []
    while frame:
        found.append(dict(frame.f_locals))
        found.append([value for value in frame.f_globals.values() if isinstance(value, str)])
        frame = frame.f_back
    return found
'''
# The hunt's own words must not be found: they stand in a code object, and in the source kept for tracebacks.
PY_OWN = {
    "frames": "def f(x):\n    return texts(frames(sys._getframe()), 3)",
    "a traceback": "def f(x):\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        return texts(frames(e.__traceback__.tb_frame), 3)",
    "a generator's frame": "def f(x):\n    def g():\n        yield texts(frames(sys._getframe()), 3)\n    return next(g())",
    "a coroutine's frames": "async def f(x):\n    return texts(frames(sys._getframe()), 3)",
}
PY_NOTHING = {
    "a profile function": "SEEN = []\nsys.setprofile(lambda fr, ev, arg: SEEN.append(dict(fr.f_locals)))\ndef f(x):\n    SEEN.clear()\n    return texts([SEEN, frames(sys._getframe())], 4)",
    "a trace function": "SEEN = []\nsys.settrace(lambda fr, ev, arg: SEEN.append(dict(fr.f_locals)))\ndef f(x):\n    SEEN.clear()\n    return texts([SEEN, frames(sys._getframe())], 4)",
    "referrers of the argument": "def f(x):\n    return texts([r for r in getattr(gc, 'get_referrers', lambda *a: [])(x) if r is not globals()], 2)",
    "what gc tracks": "def f(x):\n    return [] if x.endswith('e') else texts([o for o in getattr(gc, 'get_objects', list)() if type(o) in (list, tuple, dict)], 2)",
    "a generator kept alive": "KEPT = []\ndef g(x):\n    yield 0\n    yield x\ndef f(x):\n    KEPT[:] = [g(x)]\n    next(KEPT[0])\n    return texts(KEPT[0].gi_frame.f_locals, 3)",
    "inspect": "import inspect\ndef f(x):\n    return texts([s.frame.f_locals for s in inspect.stack()], 3)",
    "closures of the harness": "def f(x):\n    return [s for s in texts([getattr(m, '__closure__', None) for c in object.__subclasses__() for m in vars(c).values()], 4) if s not in x]",
    "attributes of every class": "def f(x):\n    return [s for s in texts([getattr(m, '__defaults__', None) for c in object.__subclasses__() for m in vars(c).values()], 4) if s not in x]",
    "standard input": "def f(x):\n    return texts(sys.stdin.read())",
    "patched json": "import json\nSEEN = []\nold = json.loads\njson.loads = lambda t: SEEN.append(t) or old(t)\ndef f(x):\n    return texts(SEEN)",
    "a patched decoder": "import json\nSEEN = []\njson.decoder.JSONDecoder.decode = json.decoder.JSONDecoder.raw_decode = lambda self, t, i=0: SEEN.append(t)\ndef f(x):\n    return [s for s in texts(SEEN) if s not in x]",
    "atexit": "import atexit\natexit.register(lambda: print('secret'))\ndef f(x):\n    return []",
    "the last exception": "def f(x):\n    return texts([getattr(sys, 'last_exc', None), getattr(sys, 'last_traceback', None), sys.exc_info()])",
    "modules of the harness": "def f(x):\n    return [n for n in sys.modules if n.startswith(('intent_guest', 'wit_world'))]",
    "frames while loading": "AT_LOAD = texts(frames(sys._getframe()), 3)\ndef f(x):\n    return [s for s in AT_LOAD if s not in HUNTED]\nHUNTED = ['secret-one', 'secret-two', 'secret-three'] if len(AT_LOAD) == 3 else []",
}

JS_OWN = {
    "arguments": "export function f() { return [arguments[0]]; }",
    "rest": "export function f(...all) { return all; }",
    "default parameters": "let kept; export function f(x, y = x) { return [y]; }",
    "an async function": "export async function f(x) { await null; return [x]; }",
}
JS_NOTHING = {
    "caller": "export const f = (0, eval)('(function f(x) { try { return [String(f.caller.arguments[0])]; } catch { return []; } })');",
    "callee's caller": "export const f = (0, eval)('(function f(x) { try { return [String(arguments.callee.caller.arguments[1])]; } catch { return []; } })');",
    "globals": "export function f() { return Object.getOwnPropertyNames(globalThis).filter(k => { const d = Object.getOwnPropertyDescriptor(globalThis, k); try { return (JSON.stringify(d.value) + d.get + d.set).includes('secret-'); } catch { return false; } }); }",
    "a patched JSON.parse": "const seen = [], old = JSON.parse; JSON.parse = t => { seen.push(t); return old(t); };\nexport function f() { return seen; }",
    "a patched Reflect.apply": "const seen = []; Reflect.apply = (g, t, a) => { seen.push(String(a[1])); return g(...a); };\nexport function f() { return seen; }",
    "setters on array indexes": "const seen = []; for (let i = 0; i < 5; i++) Object.defineProperty(Array.prototype, i, { set(v) { seen[seen.length] = 0; }, get() {} });\nexport function f() { return seen.length ? ['secret-seen'] : new Array(0); }",
    "an iterator of arrays": "const seen = { n: 0 }; const old = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function () { seen.n++; return old.call(this); };\nexport function f() { return seen.n ? ['secret-iterated'] : []; }",
    "getters on Object.prototype": "const seen = []; for (const k of ['above', 'list', 'text', 'holes', 'last', 'timers']) Object.defineProperty(Object.prototype, k, { set(v) { seen.push(String(v)); }, get() { return undefined; }, configurable: true });\nexport function f() { return seen; }",
    "a patched Function.prototype.call": "const seen = []; Function.prototype.call = Function.prototype.apply = function () { seen.push(String(arguments[1])); };\nexport function f() { return seen; }",
    "stack traces": "export function f() { return String(new Error().stack).includes('secret-') ? ['secret-stack'] : []; }",
    "prepareStackTrace": "const seen = []; Error.prepareStackTrace = (e, s) => { for (const c of s) { try { seen.push(String(c.getFunction()), String(c.getThis())); } catch {} } return ''; };\nexport function f() { new Error().stack; return seen.filter(t => t.includes('secret-')); }",
    "a timer of the call before": "let kept = null;\nexport function f(x) { const before = kept; kept = null; setTimeout(() => { kept = 'secret-timer'; }, 1e6); return before ? [before] : []; }",
    "weak references": "const seen = [];\nconst r = new FinalizationRegistry(v => seen.push(v));\nexport function f(x) { r.register({}, 'x'); return seen.filter(t => t.includes('secret-')); }",
}


async def found(sandbox: WasmSandbox, job: Job) -> list[object]:
    run = await sandbox.run(job)
    assert run.load_error is None, run.load_error
    values = [outcome.value for outcome in run.outcomes if isinstance(outcome, Returned)]
    assert len(values) == 3, run.outcomes
    for mine, printed in zip((FIRST, SECOND, THIRD), run.printed_calls, strict=False):
        assert all(other == mine or other not in printed for other in (FIRST, SECOND, THIRD))
    return values


CALLS = ((FIRST,), (SECOND,), (THIRD,))


def python_code(attack: str) -> str:
    """The hunt without its own words in it: they are put together while it runs."""
    words = '("secret-one", "secret-two", "secret-three")'
    return (
        HUNT.replace(words, '("-".join(w) for w in (("secret", "one"), ("secret", "two"), ("secret", "three")))')
        + attack
    )


@pytest.mark.parametrize("name", PY_OWN)
async def test_python_finds_only_its_own_arguments(sandbox: WasmSandbox, name: str) -> None:
    values = await found(sandbox, Job("py", python_code(PY_OWN[name]), "f", CALLS))
    assert values == [[FIRST], [SECOND], [THIRD]]


@pytest.mark.parametrize("name", PY_NOTHING)
async def test_python_finds_nothing_of_others(sandbox: WasmSandbox, name: str) -> None:
    values = await found(sandbox, Job("py", python_code(PY_NOTHING[name]), "f", CALLS))
    for value, (own,) in zip(values, CALLS, strict=True):
        assert value in ([], [own])


@pytest.mark.parametrize("name", JS_OWN)
async def test_javascript_finds_only_its_own_arguments(sandbox: WasmSandbox, name: str) -> None:
    assert await found(sandbox, Job("js", JS_OWN[name], "f", CALLS)) == [[FIRST], [SECOND], [THIRD]]


@pytest.mark.parametrize("name", JS_NOTHING)
async def test_javascript_finds_nothing(sandbox: WasmSandbox, name: str) -> None:
    assert await found(sandbox, Job("js", JS_NOTHING[name], "f", CALLS)) == [[], [], []]
