"""Forgeries in JavaScript, for the WebAssembly guest and for the user's own Node alike.

Each ``f`` is called with 1 and with 2 and returns ``{ a: ["b", x] }``; on the way it patches whatever the answer could
go through, to answer "pwned" instead. A forgery is held when the answer is the right one or none at all.
"""
# ruff: noqa: E501 (an attack is easiest to read on a line of its own)

from __future__ import annotations

RETURN = "\nexport function f(x) { return { a: ['b', x] }; }"
FORGE = """
// In bytes and texts of an answer: "b" becomes "p".
function spoil(bytes) {
  try {
    for (let i = 1; i < bytes.length; i++) if (bytes[i] === 0x62 && (bytes[i - 1] === 0x22 || bytes[i - 1] === 0x5c)) bytes[i] = 0x70;
  } catch {}
}
const forged = text => typeof text === "string" ? text.replace('\\\\"b\\\\"', '\\\\"p\\\\"').replace('"b"', '"p"') : text;
const proto = Object.getPrototypeOf(Uint8Array.prototype);
"""
PATCHES = {
    "JSON.stringify": "const old = JSON.stringify; JSON.stringify = v => forged(old(v));",
    "JSON.parse": "JSON.parse = () => ['pwned'];",
    "Object.prototype.toJSON": "Object.prototype.toJSON = String.prototype.toJSON = Array.prototype.toJSON = () => 'pwned';",
    "every method of Reflect": "for (const k of Object.getOwnPropertyNames(Reflect)) Reflect[k] = () => 'pwned';",
    "every static method of Object": "for (const k of Object.getOwnPropertyNames(Object)) if (typeof Object[k] === 'function' && k !== 'prototype') Object[k] = () => 'pwned';",
    "every method of arrays": "for (const k of Object.getOwnPropertyNames(Array.prototype)) if (typeof Array.prototype[k] === 'function' && k !== 'constructor') Array.prototype[k] = () => ['pwned'];",
    "every method of texts": "for (const k of Object.getOwnPropertyNames(String.prototype)) if (typeof String.prototype[k] === 'function' && k !== 'constructor') String.prototype[k] = () => 'pwned';",
    "every method of numbers": "for (const k of Object.getOwnPropertyNames(Number.prototype)) if (typeof Number.prototype[k] === 'function') Number.prototype[k] = () => 'pwned';",
    "call, apply and bind": "const old = Function.prototype.call; Function.prototype.call = Function.prototype.apply = Function.prototype.bind = function () { return 'pwned'; };",
    "Array.isArray": "Array.isArray = () => false;",
    "Array.from and of": "Array.from = Array.of = () => ['pwned'];",
    "the iterator of arrays": "Array.prototype[Symbol.iterator] = function* () { yield 'pwned'; };",
    "the prototype of array iterators": "Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: false, value: 'pwned' });",
    "the iterator of texts": "String.prototype[Symbol.iterator] = function* () { yield 'pwned'; };",
    "indexes of Array.prototype": "for (let i = 0; i < 9; i++) Object.defineProperty(Array.prototype, i, { get() { return 'pwned'; }, set() {}, configurable: true });",
    "indexes of Object.prototype": "for (let i = 0; i < 9; i++) Object.defineProperty(Object.prototype, i, { get() { return 'pwned'; }, set() {}, configurable: true });",
    "names of the harness": "for (const k of ['payload', 'nonce', 'request', 'value', 'get', 'set', 'enumerable', 'state', 'result', 'arguments', 'code', 'name', 'entry', 'modules', 'above', 'link', 'length', 'v', 'e', 'error', 'prelude']) { try { Object.defineProperty(Object.prototype, k, { get() { return 'pwned'; }, set(v) {}, configurable: true }); } catch {} }",
    "the species of arrays": "Object.defineProperty(Array, Symbol.species, { value: class extends Array { constructor() { super(); this.push('pwned'); } } });",
    "instanceof": "for (const c of [Object, Array, Error, Map, Set, Date, Promise]) Object.defineProperty(c, Symbol.hasInstance, { value: () => true });",
    "toStringTag": "Object.defineProperty(Object.prototype, Symbol.toStringTag, { value: 'Date', configurable: true }); Object.defineProperty(Array.prototype, Symbol.toStringTag, { value: 'Map' });",
    "toPrimitive": "Object.defineProperty(Object.prototype, Symbol.toPrimitive, { value: () => 'pwned', configurable: true });",
    "promises": "Promise.prototype.then = function () { return 'pwned'; }; Promise.resolve = () => 'pwned'; globalThis.Promise = function () { return { then(r) { r('pwned'); } }; };",
    "a then on every object": "Object.prototype.then = function (r) { r('pwned'); };",
    "regular expressions": "RegExp.prototype.exec = RegExp.prototype.test = RegExp.prototype[Symbol.replace] = () => 'pwned';",
    "maps, sets and weak ones": "for (const c of [Map, Set, WeakMap, WeakSet]) for (const k of Object.getOwnPropertyNames(c.prototype)) { try { c.prototype[k] = () => 'pwned'; } catch {} }",
    "symbols": "Symbol.for = () => 'pwned'; Symbol.prototype.toString = () => 'pwned';",
    "timers": "globalThis.setTimeout = globalThis.setImmediate = globalThis.queueMicrotask = f => f('pwned'); globalThis.clearTimeout = null;",
    "errors": "Error.prepareStackTrace = (e, s) => 'pwned'; Error.prototype.toString = () => 'pwned'; Error.captureStackTrace = e => { e.stack = 'pwned'; };",
    "all globals": "for (const k of ['Object', 'Array', 'String', 'Number', 'JSON', 'Reflect', 'Function', 'Uint8Array', 'ArrayBuffer', 'Buffer', 'TextEncoder', 'TextDecoder', 'process', 'Promise', 'Proxy', 'Symbol']) { try { globalThis[k] = undefined; } catch {} }",
    "a global with the harness's name": "for (const k of ['encode', 'describe', 'send', 'receive', 'payload', 'entry', 'job', 'asked', 'prelude', 'value']) { try { globalThis[k] = () => 'pwned'; } catch {} }",
    # --- what Node has, and the guest has not
    "methods of typed arrays": "for (const k of Object.getOwnPropertyNames(proto)) { const d = Object.getOwnPropertyDescriptor(proto, k); if (typeof d.value === 'function' && k !== 'constructor') { const old = d.value; proto[k] = function (...a) { spoil(this); spoil(a[0]); return old.apply(this, a); }; } }",
    "getters of typed arrays": "for (const k of ['byteLength', 'byteOffset', 'length', 'buffer']) { const old = Object.getOwnPropertyDescriptor(proto, k).get; const apply = Reflect.apply; Object.defineProperty(proto, k, { get() { if (k !== 'length') spoil(this); return apply(old, this, []); } }); }",
    "methods of buffers": "if (globalThis.Buffer) for (const k of Object.getOwnPropertyNames(Buffer.prototype)) { const old = Buffer.prototype[k]; if (typeof old === 'function' && k !== 'constructor') Buffer.prototype[k] = function (...a) { a = a.map(forged); const r = Reflect.apply(old, this, a); if (!/^read/.test(k)) spoil(this); return forged(r); }; }",
    "static methods of buffers": "if (globalThis.Buffer) { const { from, alloc, concat } = Buffer; Buffer.from = (t, ...r) => from(forged(t), ...r); Buffer.concat = l => { const b = concat(l); spoil(b); return b; }; }",
    "text encoders": "if (globalThis.TextEncoder) { const old = TextEncoder.prototype.encode; TextEncoder.prototype.encode = function (t) { return Reflect.apply(old, this, [forged(t)]); }; TextEncoder.prototype.encodeInto = function (t, b) { const r = old.call(this, forged(t)); b.set(r); return { read: t.length, written: r.length }; }; }",
    "text decoders": 'if (globalThis.TextDecoder) TextDecoder.prototype.decode = () => \'{"nonce":"","request":["[\\\\"pwned\\\\"]",""]}\';',
    "the binding of files": "const fs = globalThis.process?.binding?.('fs'); if (fs) for (const k of ['writeBuffer', 'writeString', 'writeBuffers']) { const old = fs[k]; fs[k] = function (fd, data, ...r) { spoil(data); return old.call(this, fd, forged(data), ...r); }; }",
    "the module of files": "const fs = globalThis.process?.getBuiltinModule?.('fs'); if (fs) for (const k of ['writeSync', 'writevSync']) { const old = fs[k]; fs[k] = function (fd, data, ...r) { spoil(data); return old.call(this, fd, data, ...r); }; }",
    "an answer of one's own": 'const fs = globalThis.process?.getBuiltinModule?.(\'fs\') ?? globalThis.process?.binding?.(\'fs\'); try { const b = Buffer.from(\'{"nonce":"","payload":"{\\\\"v\\\\":\\\\"pwned\\\\"}"}\'); const h = Buffer.alloc(4); h.writeUInt32LE(b.length); fs.writeSync(3, Buffer.concat([h, b])); } catch {}',
    "an answer by a stream": "try { const Pipe = process.stdin._handle.constructor; const p = new Pipe(0); p.open(3); p.writeUtf8String({}, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxx'); } catch {}",
    "the inspector": "const i = globalThis.process?.getBuiltinModule?.('inspector'); if (i?.Session) { const s = new i.Session(); s.connect(); s.on('Debugger.paused', ({ params }) => { for (const frame of params.callFrames) for (let n = 0; n < frame.scopeChain.length; n++) for (const name of ['payload', 'value', 'text', 'key', 'body']) try { s.post('Debugger.setVariableValue', { scopeNumber: n, variableName: name, newValue: { value: '{\"v\":\"pwned\"}' }, callFrameId: frame.callFrameId }); } catch {} }); s.post('Debugger.enable'); s.post('Debugger.setPauseOnExceptions', { state: 'all' }); try { throw 1; } catch {} }",
    "an inspector that reads the heap": "const i = globalThis.process?.getBuiltinModule?.('inspector'); let all = ''; if (i?.Session) { const s = new i.Session(); s.connect(); s.post('Runtime.evaluate', { expression: 'globalThis.pwned = 1' }); s.post('Runtime.queryObjects', { prototypeObjectId: '1' }, () => {}); }",
    "process.emit and its events": "try { process.on('exit', () => {}); process.emit = process.nextTick = process._tickCallback = () => 'pwned'; process.exit = process.reallyExit = () => {}; } catch {}",
    "ticks that come later": "try { process.nextTick(() => { JSON.stringify = () => 'pwned'; }); setImmediate(() => { spoil(1); }); } catch {}",
    "hooks of promises": "try { const { promiseHooks } = process.getBuiltinModule('v8'); promiseHooks.onSettled(() => { JSON.stringify = () => 'pwned'; }); } catch {}",
    "flags of V8": "try { process.getBuiltinModule('v8').setFlagsFromString('--allow-natives-syntax'); (0, eval)('%DebugPrint(1)'); } catch {}",
    "a context of its own": "try { const vm = process.getBuiltinModule('vm'); vm.runInThisContext('JSON.stringify = () => \"pwned\"'); vm.Script.prototype.runInContext = () => 'pwned'; vm.SourceTextModule.prototype.evaluate = () => 'pwned'; } catch {}",
}
"""Statements before an ``f`` that returns its value honestly."""
WHOLE = {
    "a proxy of an array": "let n = 0; export function f(x) { return { a: new Proxy(['b', x], { get(t, k) { return t[k]; } }) }; }",
    "a promise of a value": "export async function f(x) { await null; return { a: ['b', x] }; }",
    "a promise with a then of its own": "export function f(x) { const p = Promise.resolve({ a: ['b', x] }); p.then = r => r('pwned'); return p; }",
    "a promise of another class": "class P extends Promise { then(r) { return super.then(() => r('pwned')); } }\nexport function f(x) { return P.resolve({ a: ['b', x] }); }",
    "a promise with a constructor of its own": "export function f(x) { const p = Promise.resolve({ a: ['b', x] }); Object.defineProperty(p, 'constructor', { get() { return class { constructor(e) { e(() => {}, () => {}); } }; } }); return p; }",
    "a species of promises": "Object.defineProperty(Promise, Symbol.species, { value: function (e) { e(() => {}, () => {}); } });\nexport async function f(x) { return { a: ['b', x] }; }",
    "a promise constructor of all": "Object.defineProperty(Promise.prototype, 'constructor', { get() { return function (e) { e(() => {}, () => {}); }; } });\nexport async function f(x) { return { a: ['b', x] }; }",
    "a then that answers who awaits": "Object.defineProperty(Promise.prototype, 'constructor', { get() { return class {}; } });\nPromise.prototype.then = function (ok) { ok(['value', 'pwned']); };\nexport async function f(x) { return { a: ['b', x] }; }",
    "a module by eval": "let fs;\ntry { fs = await (0, eval)(\"import('node:fs')\"); } catch {}\nif (!fs) try { fs = await Function(\"return import('node:fs')\")(); } catch {}\nexport const f = x => fs ? 'pwned' : { a: ['b', x] };",
    "a module by a string in a timer": "let fs;\nglobalThis.found = m => { fs = m; };\ntry { setTimeout(\"import('node:fs').then(found)\", 1); } catch {}\nexport const f = x => fs ? 'pwned' : { a: ['b', x] };",
    "a getter that patches": "export function f(x) { return { get a() { JSON.stringify = () => '\"pwned\"'; Object.prototype.toJSON = () => 'pwned'; return ['b', x]; } }; }",
    "a getter that changes what comes": "export function f(x) { const o = { get a() { return ['b', x]; } }; return o; }",
    "a function of another kind": "export const f = new Proxy(x => ({ a: ['b', x] }), { apply(t, self, list) { return t(...list); } });",
    "a bound function": "function g(x) { return { a: ['b', x] }; }\nexport const f = g.bind(null);\nf.call = f.apply = () => 'pwned';",
    "an export that changes": "export let f = x => { const v = { a: ['b', x] }; f = () => 'pwned'; return v; };",
}
"""Modules whose ``f`` returns the value in a way of its own."""
FORGERIES = {**{name: FORGE + code + RETURN for name, code in PATCHES.items()}, **WHOLE}
"""All of them, by name: whole modules."""
