// Runs one candidate in the user's own Node, one call at a time. Speaks the frames of sandbox/wire.py; each message
// holds a nonce of its own, so that no answer can be given before its question. The prelude of the WebAssembly guest,
// which encodes values and describes errors, arrives with the first message.
import fs from "node:fs";
import vm from "node:vm";
import { types } from "node:util";
import { builtinModules } from "node:module";

const { readSync, writeSync } = fs, { SourceTextModule } = vm, { isPromise } = types;
const { parse, stringify } = JSON, { from, alloc, concat } = Buffer, { apply } = Reflect, { exit } = process;
const later = setImmediate, clock = performance.now.bind(performance);
const utf8 = Buffer.prototype.toString, readSize = Buffer.prototype.readUInt32LE, writeSize = Buffer.prototype.writeUInt32LE;
const then = Promise.prototype.then;

const ANSWERS = 3; // the launcher's; standard output goes nowhere

function exactly(count) {
  const data = alloc(count);
  for (let got = 0; got < count; ) {
    const size = readSync(0, data, got, count - got, null);
    if (!size) exit(0);
    got += size;
  }
  return data;
}
const receive = () => parse(apply(utf8, exactly(apply(readSize, exactly(4), [0])), ["utf8"]));
function send(nonce, key, value) {
  const body = from('{"nonce":' + stringify(nonce) + ',"' + key + '":' + stringify(value) + "}", "utf8");
  const head = alloc(4);
  apply(writeSize, head, [body.length, 0]);
  const whole = concat([head, body]);
  for (let sent = 0; sent < whole.length; ) sent += writeSync(ANSWERS, whole, sent, whole.length - sent);
}

// A promise that nothing can settle any more: no timer of ours is due, and for this long nothing came from elsewhere.
const PATIENCE = 100;
async function settled(promise, fire) {
  let state = "", result;
  apply(then, promise, [value => { state = "value"; result = value; }, error => { state = "error"; result = error; }]);
  const start = clock();
  while (!state) {
    await new Promise(resume => later(resume));
    if (!state && !fire() && clock() - start > PATIENCE) return ["pending"];
  }
  return [state, result];
}

async function load(job) {
  const sources = { __proto__: null, ...job.modules }, made = { __proto__: null };
  const wanted = text => text.replace(/^\.\//, "").replace(/\.m?js$/, "");
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

const start = receive();
const prelude = vm.runInThisContext(start.prelude, { filename: "<prelude>" })(() => {});
const { call: invoke, encode, describe, fire, source } = prelude;
send(start.nonce, "ready", process.version);
const job = receive();
let entry;
try {
  entry = await load(job);
  send(job.nonce, "payload", typeof entry === "function" ? '{"source":' + stringify(source(entry)) + "}" : '{"missing":true}');
} catch (error) {
  send(job.nonce, "payload", '{"error":' + describe(error) + "}");
}
for (;;) {
  const asked = receive();
  let payload;
  try {
    let value = invoke(entry, asked.arguments[0], asked.arguments[1]);
    if (isPromise(value)) {
      const [state, result] = await settled(value, fire);
      if (state === "error") throw result;
      payload = state === "pending" ? '{"v":{"x":["pending promise",""]}}' : undefined;
      value = result;
    }
    payload ??= '{"v":' + encode(value) + "}";
  } catch (error) {
    payload = '{"e":' + describe(error) + "}";
  }
  send(asked.nonce, "payload", payload);
}
