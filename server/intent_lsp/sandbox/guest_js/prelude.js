// Runs in the QuickJS guest before the candidate and keeps the intrinsics it needs, so that a candidate that patches
// prototypes, JSON or Promise changes nothing here. No array literals are written to, no iterators and no spread are used:
// each of those would consult something a candidate can replace.
(host => {
"use strict";
const { apply, ownKeys, getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Reflect;
const G = globalThis;
const { is: same, create, freeze } = Object;
const { isArray } = Array;
const { isSafeInteger } = Number;
const { parse, stringify } = JSON;
const Str = String, Err = Error, TypeErr = TypeError, RangeErr = RangeError, MapClass = Map, SetClass = Set, DateClass = Date, Regex = RegExp;
const unbound = method => (receiver, a, b) => apply(method, receiver, { __proto__: null, length: 2, 0: a, 1: b });
const bare = method => receiver => apply(method, receiver, { __proto__: null, length: 0 });
const slice = unbound(Str.prototype.slice), numberText = bare(Number.prototype.toString);
const bigintText = bare(BigInt.prototype.toString), functionText = bare(Function.prototype.toString);
const isoDate = bare(DateClass.prototype.toISOString), dateTime = bare(DateClass.prototype.getTime);
const mapEach = unbound(MapClass.prototype.forEach), setEach = unbound(SetClass.prototype.forEach);
const mapSize = bare(getOwnPropertyDescriptor(MapClass.prototype, "size").get);
const setSize = bare(getOwnPropertyDescriptor(SetClass.prototype, "size").get);
const mapSet = unbound(MapClass.prototype.set), setAdd = unbound(SetClass.prototype.add);
const objectText = bare(Object.prototype.toString), regexpText = bare(RegExp.prototype.toString), symbolText = bare(Symbol.prototype.toString);
const typedTag = bare(getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get);
const chance = Math.random, OP = Object.prototype, DOMErr = G.DOMException;

const MAX_DEPTH = 150, MAX_SIZE = 4 * 1024 * 1024, TOO_LARGE = create(null);
let size = 0;

const cut = (text, limit) => text.length > limit ? slice(text, 0, limit - 1) + "…" : text;
const opaque = (kind, text) => '{"x":[' + stringify(kind) + "," + stringify(cut(text, 200)) + "]}";
const attempt = (read, otherwise) => { try { return read(); } catch { return otherwise; } };

// The kind of an object that is neither an array nor plain: by internal slot first, by class name last.
function kindOf(value, prototype) {
  let text;
  if ((text = attempt(() => typedTag(value))) !== undefined) return opaque(text, attempt(() => Str(value), ""));
  if ((text = attempt(() => dateTime(value))) !== undefined)
    return opaque("Date", text === text ? isoDate(value) : "Invalid Date");
  if ((text = attempt(() => mapSize(value))) !== undefined) return opaque("Map", entries(mapEach, value, true));
  if ((text = attempt(() => setSize(value))) !== undefined) return opaque("Set", entries(setEach, value, false));
  text = attempt(() => slice(objectText(value), 8, -1), "Object");
  if (text === "Generator") return opaque("generator", "");
  if (text === "AsyncGenerator") return opaque("async generator", "");
  if (text !== "Object" && text !== "Error" && text !== "RegExp") return opaque(cut(text, 100), "");
  const name = attempt(() => {
    const made = getOwnPropertyDescriptor(prototype, "constructor");
    const named = made && typeof made.value === "function" && getOwnPropertyDescriptor(made.value, "name");
    return named && typeof named.value === "string" && named.value ? cut(named.value, 100) : "object";
  }, "object");
  return opaque(name, attempt(() => name === "RegExp" ? regexpText(value) : value instanceof Err ? Str(value) : brief(value, 2), ""));
}

function entries(each, collection, pairs) {
  let out = "{", count = 0;
  each(collection, (item, key) => {
    if (++count > 20) return;
    out += (count > 1 ? ", " : "") + (pairs ? brief(key, 2) + " => " : "") + brief(item, 2);
  });
  return out + (count > 20 ? ", …}" : "}");
}

// --- what this engine cannot tell: kept whatever the candidate does with the error, so that no answer is made of it ----
let refused = null, refusedAtLoad = null, called = false;
function refuse(name, why) {
  const error = new Err("the sandbox cannot tell: `" + name + "` " + why + "; install Node to have it decided");
  defineProperty(error, "name", { value: "NotInSandbox" });
  refused ??= error;
  throw error;
}
function start() {
  if (!called) { called = true; refusedAtLoad = refused; }
  refused = refusedAtLoad;
  timers = null; fired = 0; indent = "";
}

// Tagged JSON text (the other side is decode.py). Throws TOO_LARGE, or what a getter of the candidate throws.
function encode(value, depth, above) {
  if ((size += 8) > MAX_SIZE) throw TOO_LARGE;
  switch (typeof value) {
    case "undefined": return opaque("undefined", "");
    case "boolean": return value ? "true" : "false";
    case "number":
      if (value !== value) return '{"f":"nan"}';
      if (value === Infinity) return '{"f":"inf"}';
      if (value === -Infinity) return '{"f":"-inf"}';
      if (same(value, -0)) return "-0.0";
      return isSafeInteger(value) || value % 1 !== 0 || value >= 1e21 || value <= -1e21 ? numberText(value) : numberText(value) + ".0";
    case "bigint": return opaque("bigint", bigintText(value) + "n");
    case "string":
      if ((size += value.length) > MAX_SIZE) throw TOO_LARGE;
      return stringify(value);
    case "symbol": return opaque("symbol", symbolText(value));
    case "function": return opaque(attempt(() => slice(functionText(value), 0, 5) === "class", false) ? "class" : "function", "");
  }
  if (value === null) return "null";
  for (let link = above; link; link = link.above) if (link.value === value) return opaque("cycle", "");
  if (depth >= MAX_DEPTH) return opaque("too large", "nested too deeply");
  const inner = { __proto__: null, value, above };
  let out;
  if (isArray(value)) {
    out = "[";
    const length = value.length;
    if (length * 4 > MAX_SIZE) throw TOO_LARGE;
    for (let i = 0; i < length; i++) out += (i ? "," : "") + (i in value ? encode(value[i], depth + 1, inner) : opaque("hole", ""));
    return out + "]";
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== OP && prototype !== null) return kindOf(value, prototype);
  out = '{"o":[';
  const keys = ownKeys(value);
  for (let i = 0, first = true; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key !== "string") continue;
    const described = getOwnPropertyDescriptor(value, key);
    if (!described || !described.enumerable) continue;
    const item = value[key];
    if (item === undefined) continue;
    if ((size += key.length) > MAX_SIZE) throw TOO_LARGE;
    out += (first ? "[" : ",[") + stringify(key) + "," + encode(item, depth + 1, inner) + "]";
    first = false;
  }
  return out + "]}";
}

// A short rendering for people: console.log and the text of opaque values.
function brief(value, depth) {
  switch (typeof value) {
    case "string": return stringify(cut(value, 1000));
    case "number": return same(value, -0) ? "-0" : numberText(value);
    case "bigint": return bigintText(value) + "n";
    case "symbol": return symbolText(value);
    case "function": return "[Function]";
    case "object": break;
    default: return Str(value);
  }
  if (value === null) return "null";
  if (depth < 0) return isArray(value) ? "[…]" : "{…}";
  let out = "";
  if (isArray(value)) {
    for (let i = 0; i < value.length && i < 100; i++) out += (i ? ", " : "") + brief(value[i], depth - 1);
    return "[" + out + (value.length > 100 ? ", …]" : "]");
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== OP && prototype !== null && attempt(() => value instanceof Err, false)) return attempt(() => Str(value), "Error");
  if (attempt(() => mapSize(value)) !== undefined) return "Map " + entries(mapEach, value, true);
  if (attempt(() => setSize(value)) !== undefined) return "Set " + entries(setEach, value, false);
  if (attempt(() => dateTime(value)) !== undefined) return attempt(() => isoDate(value), "Invalid Date");
  const keys = ownKeys(value);
  let count = 0;
  for (let i = 0; i < keys.length && count < 50; i++) {
    const described = typeof keys[i] === "string" && getOwnPropertyDescriptor(value, keys[i]);
    if (!described || !described.enumerable) continue;
    out += (count++ ? ", " : "") + keys[i] + ": " + ("value" in described ? brief(described.value, depth - 1) : "[Getter]");
  }
  return count ? "{ " + out + " }" : "{}";
}

// --- console: everything is printed text for the host -------------------------------------------------------------
let indent = "";
const shown = value => typeof value === "string" ? value : attempt(() => brief(value, 3), "[unprintable]");
function log() {
  let line = indent;
  for (let i = 0; i < arguments.length; i++) line += (i ? " " : "") + shown(arguments[i]);
  host(line + "\n");
}
const counts = create(null);
const konsole = {
  log, info: log, debug: log, warn: log, error: log, trace: log, dir: value => log(value), table: value => log(value),
  assert(condition, ...rest) { if (!condition) log("Assertion failed", rest.length ? rest[0] : ""); },
  group(...rest) { if (rest.length) apply(log, undefined, rest); indent += "  "; },
  groupEnd() { indent = slice(indent, 2); },
  count(label = "default") { log(Str(label) + ": " + (counts[label] = (counts[label] || 0) + 1)); },
  countReset(label = "default") { counts[label] = 0; },
  time() {}, timeLog() {}, timeEnd() {},
};
konsole.groupCollapsed = konsole.group;

// --- timers: virtual time, run by the host when nothing else is left to do -----------------------------------------
const MAX_FIRED = 5000;
let timers = null, serial = 0, now = 0, fired = 0;
function schedule(callback, delay, every, rest) {
  if (typeof callback !== "function") throw new TypeErr("the callback of a timer must be a function");
  delay = +delay;
  if (!(delay >= 1)) delay = 1;
  const timer = { __proto__: null, id: ++serial, callback, rest, due: now + delay, every: every ? delay : 0, next: null };
  insert(timer);
  return timer.id;
}
function insert(timer) {
  if (!timers || timers.due > timer.due) { timer.next = timers; timers = timer; return; }
  let before = timers;
  while (before.next && before.next.due <= timer.due) before = before.next;
  timer.next = before.next;
  before.next = timer;
}
function cancel(id) {
  if (timers && timers.id === id) { timers = timers.next; return; }
  for (let timer = timers; timer && timer.next; timer = timer.next)
    if (timer.next.id === id) { timer.next = timer.next.next; return; }
}
// Fires the timer that is due next; false when there is none (or when an interval has run long enough).
function fire() {
  if (!timers || ++fired > MAX_FIRED) return false;
  const timer = timers;
  timers = timer.next;
  if (timer.due > now) { host(timer.due - now); now = timer.due; }
  if (timer.every) { timer.due = now + timer.every; insert(timer); }
  apply(timer.callback, undefined, timer.rest);
  return true;
}

// --- structuredClone, which this engine lacks ------------------------------------------------------------------------
function clone(value, seen) {
  if (typeof value === "function" || typeof value === "symbol")
    throw new DOMErr((typeof value === "symbol" ? symbolText(value) : "a function") + " could not be cloned.", "DataCloneError");
  if (typeof value !== "object" || value === null) return value;
  for (let link = seen.last; link; link = link.before) if (link.value === value) return link.copy;
  const remember = copy => { seen.last = { __proto__: null, value, copy, before: seen.last }; return copy; };
  const time = attempt(() => dateTime(value));
  if (time !== undefined) return remember(new DateClass(time));
  if (attempt(() => mapSize(value)) !== undefined) {
    const copy = remember(new MapClass());
    mapEach(value, (item, key) => mapSet(copy, clone(key, seen), clone(item, seen)));
    return copy;
  }
  if (attempt(() => setSize(value)) !== undefined) {
    const copy = remember(new SetClass());
    setEach(value, item => setAdd(copy, clone(item, seen)));
    return copy;
  }
  if (attempt(() => typedTag(value)) !== undefined) return remember(value.slice());
  if (attempt(() => slice(objectText(value), 8, -1)) === "RegExp") return remember(new Regex(value.source, value.flags));
  const copy = remember(isArray(value) ? [] : value instanceof Err ? new value.constructor(value.message) : {});
  if (isArray(value)) copy.length = value.length;
  const keys = ownKeys(value);
  for (let i = 0; i < keys.length; i++) {
    const described = getOwnPropertyDescriptor(value, keys[i]);
    if (typeof keys[i] !== "string" || !described || !described.enumerable) continue;
    defineProperty(copy, keys[i], { value: clone(value[keys[i]], seen), writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

const offer = (name, value) => defineProperty(G, name, { value, writable: true, enumerable: false, configurable: true });
offer("console", konsole);
offer("setTimeout", function setTimeout(callback, delay, ...rest) { return schedule(callback, delay, false, rest); });
offer("setInterval", function setInterval(callback, delay, ...rest) { return schedule(callback, delay, true, rest); });
offer("setImmediate", function setImmediate(callback, ...rest) { return schedule(callback, 0, false, rest); });
offer("clearTimeout", function clearTimeout(id) { cancel(id); });
offer("clearInterval", G.clearTimeout);
offer("clearImmediate", G.clearTimeout);
if (!G.structuredClone) offer("structuredClone", function structuredClone(value) { return clone(value, { __proto__: null, last: null }); });

// Only a refusal of ours has this name.
const kind = (name, told) => name === "NotInSandbox" && !told ? "Error" : cut(name, 100) || "Error";

// --- the arguments of a call that comes again: what became of them, and a frozen copy --------------------------------
const MOST_FROZEN = 10000;
let watching = false, last = null, before = "", room = 0;
// Freezes plain data, but for what is large: a large array that is frozen costs time and memory.
function solid(value) {
  if (typeof value !== "object" || value === null) return;
  const keys = isArray(value) ? null : ownKeys(value), size = keys ? keys.length : value.length;
  if ((room -= size + 1) < 0) return;
  for (let i = 0; i < size; i++) solid(value[keys ? keys[i] : i]);
  freeze(value);
}

return {
  __proto__: null,
  // From now on each call may come again.
  watch() { watching = true; },
  // Once more with the very objects of the call before; if it has not changed them, nothing can now.
  again(entry) {
    start();
    return apply(entry, undefined, last);
  },
  // The arguments where the last call has changed them, encoded, or why they cannot be told; else undefined, and from
  // now on they are frozen.
  changed() {
    const now = attempt(() => stringify(last), "");
    if (now === before) {
      room = MOST_FROZEN;
      return attempt(() => { for (let i = 0; i < last.length; i++) solid(last[i]); }, undefined);
    }
    size = 0;
    return attempt(() => encode(last, 0, null), now ? opaque("too large", "") : opaque("not compared", ""));
  },
  // Draws from Math.random as often as the seed says, so that a candidate sees another part of the sequence.
  stir(seed) { for (let i = 0; i < +seed; i++) chance(); },
  // Freshly parsed arguments; `holes` are paths to NaN, which JSON cannot say.
  call(entry, text, holes) {
    start();
    const list = parse(text);
    if (holes) {
      const paths = parse(holes);
      for (let i = 0; i < paths.length; i++) {
        let place = list;
        const path = paths[i];
        for (let j = 0; j < path.length - 1; j++) place = place[path[j]];
        place[path[path.length - 1]] = NaN;
      }
    }
    if (watching) {
      last = list;
      before = stringify(list);
    }
    return apply(entry, undefined, list);
  },
  fire,
  refuse,
  encode(value) {
    if (refused) throw refused;
    size = 0;
    try { return encode(value, 0, null); } catch (error) {
      if (error === TOO_LARGE) return opaque("too large", "more than 4 MB");
      throw error;
    }
  },
  describe(error) {
    const told = refused !== null;
    if (told) error = refused;
    const member = name => attempt(() => cut(Str(error[name]), name === "stack" ? 8000 : 500), "");
    if (typeof error === "object" && error !== null && attempt(() => error instanceof Err || "message" in error, false))
      return '{"type":' + stringify(kind(member("name"), told)) + ',"message":' + stringify(member("message")) + ',"stack":' + stringify(member("stack")) + "}";
    return '{"type":"thrown","message":' + stringify(cut(shown(error), 500)) + ',"stack":""}';
  },
  source(entry) { return slice(functionText(entry), 0, 20000); },
};
})
