"""Attacks in JavaScript, by group: for the WebAssembly guest and for the user's own runtime alike.

Every attack has a function ``f`` (called with 1, then with 2) that returns "pwned" where it believes to have succeeded.
``$NEW``, ``$CANARY`` and the like stand for what it aims at (see ``tests/sandbox/attacks/conftest.py``).
"""
# ruff: noqa: E501 (an attack is easiest to read on a line of its own)

from __future__ import annotations

from intent_lsp.values import Opaque

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

ON_RUNTIMES = {
    "spawn by the module": "import { spawnSync } from 'node:child_process';\nexport function f() { const r = spawnSync('/bin/sh', ['-c', 'touch $NEW']); return r.error ? 0 : 'pwned'; }",
    "fork by the module": "import { fork } from 'node:child_process';\nexport function f() { fork('/x.js'); return 'pwned'; }",
    "worker thread": "import { Worker } from 'node:worker_threads';\nexport function f() { new Worker(\"require('fs').writeFileSync('$NEW','x')\", { eval: true }); return new Promise(r => setTimeout(r, 200)); }",
    "read the canary": "import fs from 'node:fs';\nexport function f() { return fs.readFileSync('$CANARY', 'utf8'); }",
    "append to the canary": "import fs from 'node:fs';\nexport function f() { fs.appendFileSync('$CANARY', 'x'); return 'pwned'; }",
    "chmod the canary": "import fs from 'node:fs';\nexport function f() { fs.chmodSync('$CANARY', 0); return 'pwned'; }",
    "list the folder": "import fs from 'node:fs';\nexport function f() { return fs.readdirSync('$FOLDER'); }",
    "environment of the parent": "import fs from 'node:fs';\nexport function f() { return fs.readFileSync('/proc/$PARENT/environ', 'utf8'); }",
    "memory of the parent": "import fs from 'node:fs';\nexport function f() { fs.openSync('/proc/$PARENT/mem', 'r+'); return 'pwned'; }",
    "connect": "import net from 'node:net';\nexport function f() { net.connect($TCP, '127.0.0.1'); return new Promise(r => setTimeout(r, 200)); }",
    "unix socket": "import net from 'node:net';\nexport function f() { net.connect('$UNIX'); return new Promise(r => setTimeout(r, 200)); }",
    "datagram": "import d from 'node:dgram';\nexport function f() { d.createSocket('udp4').send('x', $UDP, '127.0.0.1'); return new Promise(r => setTimeout(r, 200)); }",
    "signal the parent": "export function f() { process.kill($PARENT, 'SIGTERM'); return 'pwned'; }",
    "abort": "export function f() { process.abort(); }",
    "native module": "import fs from 'node:fs';\nexport function f() { process.dlopen({ exports: {} }, '$CANARY'); return 'pwned'; }",
    "inspector": "import i from 'node:inspector';\nexport function f() { i.open(0, '127.0.0.1'); return 'pwned'; }",
    "debug another process": "export function f() { process._debugProcess($PARENT); return 'pwned'; }",
}
"""Aimed at what the user's own runtime has and the guest lacks."""
