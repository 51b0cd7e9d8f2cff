"""Attacks in JavaScript, grouped as in the list of attack groups; the world outside decides (see conftest).

Every attack exports ``f`` (called with 1, then with 2) and returns "pwned" where it believes to have succeeded.
"""
# ruff: noqa: E501 (an attack is easiest to read on a line of its own)

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from intent_lsp.sandbox.contract import Outcome, Raised, Returned, Run, Stopped
from intent_lsp.values import Opaque

Attack = Callable[..., Awaitable[Run]]
pytestmark = pytest.mark.asyncio(loop_scope="session")

INERT = {
    # --- files
    "node:fs": "import fs from 'node:fs';\nexport function f() { fs.writeFileSync('$NEW', 'x'); return 'pwned'; }",
    "require": "export function f() { require('fs').writeFileSync('$NEW', 'x'); return 'pwned'; }",
    "dynamic import": "export async function f() { (await import('fs')).writeFileSync('$NEW', 'x'); return 'pwned'; }",
    "import a path": "import * as c from '$CANARY';\nexport function f() { return ['pwned', c]; }",
    "import a parent folder": "export async function f() { return ['pwned', await import('../../../../$CANARY')]; }",
    "import a file URL": "export async function f() { return ['pwned', await import('file://$CANARY')]; }",
    "import a data URL": "export async function f() { return ['pwned', await import('data:text/javascript,export default 1')]; }",
    "import JSON": "import c from '$CANARY' with { type: 'json' };\nexport function f() { return ['pwned', c]; }",
    "QuickJS std": "import * as std from 'std';\nexport function f() { std.open('$NEW', 'w').puts('x'); return 'pwned'; }",
    "QuickJS os": "import * as os from 'os';\nexport function f() { os.remove('$CANARY'); return 'pwned'; }",
    "global std": "export function f() { std.writeFile('$NEW', 'x'); return 'pwned'; }",
    "Deno": "export function f() { Deno.writeTextFileSync('$NEW', 'x'); return 'pwned'; }",
    "Bun": "export async function f() { await Bun.write('$NEW', 'x'); return 'pwned'; }",
    "FileReader": "export function f() { new FileReader().readAsText(new Blob(['x'])); return 'pwned'; }",
    "sendFile through print": "export function f() { print('x'); load('$CANARY'); return 'pwned'; }",
    # --- secrets
    "process.env": "export function f() { return ['pwned', process.env]; }",
    "std.getenv": "export function f() { return ['pwned', std.getenv('INTENT_TEST_SECRET'), std.getenviron()]; }",
    "import.meta": "export function f() { const k = Object.keys(import.meta); return import.meta.url && !k.length ? 'pwned' : 0; }",
    "script arguments": "export function f() { return ['pwned', scriptArgs]; }",
    "error stacks": "export function f() { return String(new Error().stack).includes('/') ? 'pwned' : 0; }",
    # --- processes, threads, foreign code
    "child_process": "import { execSync } from 'child_process';\nexport function f() { execSync('touch $NEW'); return 'pwned'; }",
    "os.exec": "export function f() { os.exec(['touch', '$NEW']); return 'pwned'; }",
    "process.binding": "export function f() { process.binding('spawn_sync'); return 'pwned'; }",
    "constructor of constructor": "export function f() { return this.constructor.constructor('return process')().env && 'pwned'; }",
    "Function": "export function f() { return Function('return process.env')() && 'pwned'; }",
    "indirect eval": "export function f() { return (0, eval)('process.env') && 'pwned'; }",
    "worker": "export function f() { new Worker('data:,'); return 'pwned'; }",
    "os.Worker": "export function f() { new os.Worker('./x.js'); return 'pwned'; }",
    "Atomics on shared memory": "export function f() { Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0); return 'pwned'; }",
    "WebAssembly": "export function f() { return WebAssembly.compile(new Uint8Array(8)) && 'pwned'; }",
    "ffi": "import * as ffi from 'ffi';\nexport function f() { ffi.dlopen('libc.so.6'); return 'pwned'; }",
    # --- network
    "fetch": "export async function f() { await fetch('http://127.0.0.1:$TCP'); return 'pwned'; }",
    "node:net": "import net from 'node:net';\nexport function f() { net.connect($TCP, '127.0.0.1'); return 'pwned'; }",
    "node:dgram": "import d from 'node:dgram';\nexport function f() { d.createSocket('udp4').send('x', $UDP); return 'pwned'; }",
    "XMLHttpRequest": "export function f() { const x = new XMLHttpRequest(); x.open('GET', 'http://127.0.0.1:$TCP'); x.send(); return 'pwned'; }",
    "WebSocket": "export function f() { new WebSocket('ws://127.0.0.1:$TCP'); return 'pwned'; }",
    "import over http": "export async function f() { await import('http://127.0.0.1:$TCP/x.js'); return 'pwned'; }",
    # --- signals
    "process.kill": "export function f() { process.kill($PARENT, 'SIGTERM'); return 'pwned'; }",
    "os.kill": "export function f() { os.kill($PARENT, 15); return 'pwned'; }",
}

TIME = {
    "loop": "export function f() { for (;;); }",
    "loop while loading": "for (;;);\nexport function f() {}",
    "regular expression": "export function f() { return /(a+)+$/.test('a'.repeat(40) + 'b'); }",
    "catching everything": "export function f() { for (;;) try { for (;;); } catch {} finally { continue; } }",
    "microtasks": "export async function f() { for (;;) await null; }",
    "queueMicrotask": "export function f() { const again = () => queueMicrotask(again); again(); return new Promise(() => {}); }",
    "sorting for ever": "export function f() { return [1, 2].sort(() => { for (;;); }); }",
    "a getter that loops": "export function f() { return { get a() { for (;;); } }; }",
    "a proxy that loops": "export function f() { return new Proxy({}, { ownKeys() { for (;;); } }); }",
    "toString that loops": "export function f() { throw { message: { toString() { for (;;); } } }; }",
    "an array as long as can be": "export function f() { return new Array(2 ** 32 - 1).indexOf(1); }",
    "bigint": "export function f() { let a = 3n; for (;;) a = a * a % (2n ** 5000n); }",
    "timers that never end": "export function f() { const a = () => setTimeout(() => { for (;;); }); a(); return new Promise(() => {}); }",
    "a stack trace that loops": "Error.prepareStackTrace = () => { for (;;); };\nexport function f() { null.x; }",
    "a then that loops": "export function f() { return new Promise(r => r({ then() { for (;;); } })); }",
}

MEMORY = {
    "string": "export function f() { let s = 'x'; for (;;) s += s; }",
    "repeat": "export function f() { return 'x'.repeat(2 ** 29).length; }",
    "arrays": "export function f() { const a = []; for (;;) a.push(new Array(1e5).fill(0)); }",
    "buffer": "export function f() { return new ArrayBuffer(2 ** 30).byteLength; }",
    "typed arrays": "export function f() { const a = []; for (;;) a.push(new Float64Array(1e6)); }",
    "map": "export function f() { const m = new Map(); for (let i = 0; ; i++) m.set(i, 'x' + i); }",
    "caught and taken again": "export function f() { const a = []; for (;;) try { for (;;) a.push('x'.repeat(1e6) + a.length); } catch {} }",
    "closures": "export function f() { let g = null; for (;;) { const h = g; g = () => h; } }",
}

CRASH = {
    "recursion": "export function f(x) { return f(x) + 1; }",
    "recursion by getters": "export function f() { const o = { get a() { return this.a; } }; return o.a; }",
    "recursion by proxies": "export function f() { let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.x; }",
    "recursion in JSON": "export function f() { return JSON.parse('['.repeat(1e6)); }",
    "recursion in the parser": "export function f() { return eval('('.repeat(1e6)); }",
    "recursion in a pattern": "export function f() { return new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('x'); }",
    "recursion in toString": "export function f() { const a = []; a.toString = () => `${a}`; return `${a}`; }",
    "process.exit": "export function f() { process.exit(0); }",
    "quit": "export function f() { quit(); }",
    "throw undefined": "export function f() { throw undefined; }",
    "throw a proxy": "export function f() { throw new Proxy({}, { get() { throw 1; }, has() { throw 2; }, getPrototypeOf() { throw 3; } }); }",
    "throw while loading": "throw { get message() { throw 1; } };\nexport function f() {}",
}

FLOOD = {
    "console.log": "export function f() { for (;;) console.log('x'.repeat(1000)); }",
    "console.error": "export function f() { for (;;) console.error('x'.repeat(100000)); }",
    "one giant line": "export function f() { console.log('x'.repeat(15 << 20)); }",
    "printing while loading": "for (;;) console.log('x'.repeat(1000));\nexport function f() {}",
}

FORGED = {
    "toJSON": ("export function f() { return { toJSON() { return 'pwned'; } }; }", {"toJSON": Opaque("function", "")}),
    "valueOf": ("export function f() { return { valueOf() { return 3; } }; }", {"valueOf": Opaque("function", "")}),
    "wrapped string": ("export function f() { return new String('pwned').constructor; }", Opaque("function", "")),
    "thenable": ("export function f() { return { then(r) { r('pwned'); } }; }", {"then": Opaque("function", "")}),
    "symbol keys": ("export function f() { return { [Symbol.toPrimitive]: () => 'pwned', a: 1 }; }", {"a": 1}),
    "hidden keys": (
        "export function f() { return Object.defineProperty({ a: 1 }, 'b', { value: 'pwned' }); }",
        {"a": 1},
    ),
    "tags of our own encoding": (
        "export function f() { return { x: ['int', 'pwned!'].length, o: [] }; }",
        {"x": 2, "o": []},
    ),
    "__proto__ as a key": (
        'export function f() { return JSON.parse(\'{"__proto__": {"a": 1}}\'); }',
        {"__proto__": {"a": 1}},
    ),
}

PATCHED = {
    "JSON": "JSON.parse = JSON.stringify = () => '\"pwned\"';",
    "Reflect": "for (const k of Object.getOwnPropertyNames(Reflect)) Reflect[k] = () => { throw 'pwned'; };",
    "array iterator": "Array.prototype[Symbol.iterator] = function* () { yield 'pwned'; };",
    "array setters": "for (let i = 0; i < 9; i++) Object.defineProperty(Array.prototype, i, { set() { throw 'pwned'; }, get() { return 'pwned'; } });",
    "string methods": "for (const k of Object.getOwnPropertyNames(String.prototype)) if (k !== 'length' && k !== 'constructor') String.prototype[k] = () => 'pwned';",
    "object prototype": "Object.defineProperty(Object.prototype, 'value', { get() { return 'pwned'; } });\nObject.prototype.toJSON = () => 'pwned';\ndelete Object.prototype.toJSON;",
    "promise": "Promise.prototype.then = () => { throw 'pwned'; };\nglobalThis.Promise = null;",
    "function": "Function.prototype.call = Function.prototype.apply = Function.prototype.toString = () => 'pwned';",
    "globals": "for (const k of ['Object', 'Array', 'String', 'Number', 'Error', 'console', 'globalThis']) { try { globalThis[k] = null; } catch {} }",
    "prepareStackTrace": "Error.prepareStackTrace = () => { throw 'pwned'; };\nError.stackTraceLimit = -1;",
}


def pwned(outcome: Outcome) -> bool:
    return isinstance(outcome, Returned) and "pwned" in repr(outcome.value)


@pytest.mark.parametrize("name", INERT)
async def test_nothing_outside_is_touched(attack: Attack, name: str) -> None:
    found = await attack("js", INERT[name])
    assert not any(pwned(outcome) for outcome in found.outcomes)


@pytest.mark.parametrize("name", TIME)
async def test_time_is_limited(attack: Attack, name: str) -> None:
    found = await attack("js", TIME[name], 0.5)
    last = found.outcomes[-1] if found.outcomes else found.load_error
    assert isinstance(last, Stopped)
    assert last.reason == "time"


@pytest.mark.parametrize("name", MEMORY)
async def test_memory_is_limited(attack: Attack, name: str) -> None:
    first = (await attack("js", MEMORY[name])).outcomes[0]
    allocation_refused = isinstance(first, Raised) and first.error.type in ("RangeError", "InternalError")
    assert allocation_refused or (isinstance(first, Stopped) and first.reason in ("memory", "time"))


@pytest.mark.parametrize("name", CRASH)
async def test_a_crash_stays_inside(attack: Attack, name: str) -> None:
    found = await attack("js", CRASH[name])
    first = found.outcomes[0] if found.outcomes else found.load_error
    assert first is not None
    assert not isinstance(first, Returned)


@pytest.mark.parametrize("name", FLOOD)
async def test_output_is_limited(attack: Attack, name: str) -> None:
    found = await attack("js", FLOOD[name])
    first = found.outcomes[0] if found.outcomes else found.load_error
    assert isinstance(first, Stopped)
    assert first.reason == "output"
    assert len(found.printed) < 70_000


@pytest.mark.parametrize("name", FORGED)
async def test_only_plain_values_are_values(attack: Attack, name: str) -> None:
    code, expected = FORGED[name]
    assert (await attack("js", code)).outcomes == (Returned(expected),) * 2


@pytest.mark.parametrize("name", PATCHED)
async def test_patching_intrinsics_changes_no_result(attack: Attack, name: str) -> None:
    found = await attack("js", PATCHED[name] + "\nexport function f(x) { return { a: ['b', x] }; }")
    assert found.outcomes == (Returned({"a": ["b", 1]}), Returned({"a": ["b", 2]}))


@pytest.mark.parametrize("name", PATCHED)
async def test_patching_intrinsics_hides_no_error(attack: Attack, name: str) -> None:
    found = await attack("js", PATCHED[name] + "\nexport function f(x) { return x.y.z; }")
    assert [isinstance(outcome, Raised) and outcome.error.type for outcome in found.outcomes] == ["TypeError"] * 2


async def test_results_are_bounded(attack: Attack) -> None:
    found = await attack(
        "js",
        "export function f() { const a = new Array(1000).fill('x'.repeat(1000)); return new Array(1000).fill(a); }",
    )
    assert found.outcomes == (Returned(Opaque("too large", "more than 4 MB")),) * 2


async def test_state_of_one_candidate_does_not_reach_the_next(attack: Attack) -> None:
    await attack("js", "globalThis.leak = 'pwned'; Array.prototype.leak = 'pwned';\nexport function f() { return 0; }")
    found = await attack("js", "export function f() { return [typeof leak, typeof [].leak]; }")
    assert found.outcomes == (Returned(["undefined", "undefined"]),) * 2
