// Runs one candidate in the user's own Node, one call at a time. Speaks the frames of sandbox/wire.py; each message
// holds a nonce of its own, so that no answer can be given before its question. The prelude of the WebAssembly guest,
// which encodes values and describes errors, arrives with the first message.
import fs from "node:fs";
import vm from "node:vm";
import { types } from "node:util";
import { builtinModules } from "node:module";

// What a candidate can patch later is taken here, and nothing is looked up on a prototype once it runs: a view of bytes
// gets its length as a property of its own, because a getter on the prototype would be handed the very bytes.
const { readSync, writeSync } = fs, { SourceTextModule } = vm, { isPromise } = types;
const { parse, stringify } = JSON, { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { exit } = process, later = setImmediate, clock = performance.now.bind(performance);
const Bytes = Uint8Array, Later = Promise, then = Promise.prototype.then;
const { get: byteLength } = getOwnPropertyDescriptor(getPrototypeOf(Bytes.prototype), "byteLength");
const decoder = new TextDecoder(), { decode } = TextDecoder.prototype;
const encoder = new TextEncoder(), { encode: toBytes } = TextEncoder.prototype;

const ANSWERS = 3; // the launcher's; standard output goes nowhere

const sized = (bytes, size) => defineProperty(bytes, "byteLength", { __proto__: null, value: size }) && bytes;
function exactly(count) {
  const data = sized(new Bytes(count), count);
  for (let got = 0; got < count; ) {
    const size = readSync(0, data, got, count - got, null);
    if (!size) exit(0);
    got += size;
  }
  return data;
}
function receive() {
  const head = exactly(4);
  return parse(apply(decode, decoder, [exactly(head[0] + head[1] * 256 + head[2] * 65536 + head[3] * 16777216)]));
}
function put(bytes, size) {
  for (let sent = 0; sent < size; ) sent += writeSync(ANSWERS, sized(bytes, size), sent, size - sent, null);
}
function send(nonce, payload) {
  const body = apply(toBytes, encoder, ['{"nonce":' + stringify(nonce) + ',"payload":' + stringify(payload) + "}"]);
  const size = apply(byteLength, body, []), head = new Bytes(4);
  for (let i = 0; i < 4; i++) head[i] = size >>> (8 * i);
  put(head, 4);
  put(body, size);
}

// What comes after all that is waiting. Nothing of worth is awaited: a patched Promise may answer whoever awaits.
function turn() {
  const promise = new Later(resume => later(resume));
  defineProperty(promise, "constructor", { __proto__: null, value: Later });
  return promise;
}

async function load(job) {
  const sources = { __proto__: null, ...job.modules }, made = { __proto__: null };
  const wanted = text => text.replace(/^\.\//, "").replace(/\.[mc]?js$/, "");
  const link = specifier => {
    const name = wanted(specifier);
    if (!(name in sources)) throw new Error("could not load module '" + specifier + "'");
    return made[name] ??= new SourceTextModule(sources[name], { identifier: name + ".js" });
  };
  const module = new SourceTextModule(job.code, { identifier: job.name + ".js" });
  await module.link(link);
  await module.evaluate();
  return module.namespace[job.entry];
}

// `node -e` puts every module of the library into a global; a file that is imported sees only these.
const REAL = { process: 1, console: 1, crypto: 1 };
for (const name of builtinModules) if (!(name in REAL)) delete globalThis[name];
// A file imports what it needs, and its imports are looked at; other ways to the library would lead to this channel.
for (const name of ["binding", "_linkedBinding", "getBuiltinModule", "dlopen"]) delete process[name];

const start = receive();
const prelude = vm.runInThisContext(start.prelude, { filename: "<prelude>" })(() => {});
const { call: invoke, encode, describe, fire, source } = prelude;
send(start.nonce, process.version);
const asked = receive();
let entry;
try {
  entry = await load(asked.request);
  send(asked.nonce, typeof entry === "function" ? '{"source":' + stringify(source(entry)) + "}" : '{"missing":true}');
} catch (error) {
  send(asked.nonce, '{"error":' + describe(error) + "}");
}
const PATIENCE = 100; // milliseconds: no timer of ours is due, and nothing came from elsewhere for so long
for (;;) {
  const { nonce, request } = receive();
  let payload, state = "value", result;
  try {
    result = invoke(entry, request[0], request[1]);
    if (isPromise(result)) {
      state = "";
      apply(then, result, [value => { state = "value"; result = value; }, error => { state = "error"; result = error; }]);
    }
    const began = clock();
    while (!state) {
      await turn();
      if (!state && !fire() && clock() - began > PATIENCE) state = "pending";
    }
    if (state === "error") throw result;
    payload = state === "pending" ? '{"v":{"x":["pending promise",""]}}' : '{"v":' + encode(result) + "}";
  } catch (error) {
    payload = '{"e":' + describe(error) + "}";
  }
  send(nonce, payload);
}
