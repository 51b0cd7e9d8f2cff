// Runs in the guest after the prelude and before the candidate, and never on a real Node: makes the guest's library that
// of the oldest Node that matters. What is newer disappears; what the guest lacks is refused by name.
((newer, refuse) => {
"use strict";
const { apply, defineProperty, deleteProperty, getPrototypeOf } = Reflect;
const iterator = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()));

function holder(path) {
  if (path[0] === "Iterator" && path[1] === "prototype") return iterator;
  let place = globalThis;
  for (let i = 0; i < path.length - 1 && place; i++) place = place[path[i]];
  return place;
}
// What exists in Node and not here: whoever looks at it hears that it is not here.
const ABSENT = "Intl URL URLSearchParams TextEncoder TextDecoder crypto Buffer WebAssembly Atomics AbortController AbortSignal Event EventTarget CustomEvent Blob File FormData Headers "
  + "Request Response MessageChannel MessagePort MessageEvent BroadcastChannel ReadableStream WritableStream TransformStream "
  + "CompressionStream DecompressionStream TextEncoderStream TextDecoderStream ByteLengthQueuingStrategy "
  + "CountQueuingStrategy PerformanceObserver CryptoKey SubtleCrypto Temporal";
function absent(place, key, name, why) {
  if (key in place) return;
  defineProperty(place, key, {
    get() { return refuse(name, why); },
    set(value) { defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true }); },
    enumerable: false, configurable: true,
  });
}
for (const name of ABSENT.split(" ")) absent(globalThis, name, name, "is not in the sandbox");
const MATCH = ["$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$_", "$&", "$+", "$`", "$'",
  "input", "lastMatch", "lastParen", "leftContext", "rightContext"];
for (const key of MATCH) absent(RegExp, key, "RegExp." + key, "is not in the sandbox");

for (const name of [...JSON.parse(newer)].reverse()) {
  const path = name.split("."), last = path[path.length - 1], place = holder(path);
  if (place) deleteProperty(place, last.startsWith("@@") ? Symbol[last.slice(2)] : last);
}

// Replaced by locale.js where a candidate names them.
const refusing = (place, names) => {
  for (const name of names) {
    const value = { [name]() { return refuse(name, "depends on locale data"); } }[name];
    defineProperty(place, name, { value, writable: true, enumerable: false, configurable: true });
  }
};
refusing(String.prototype, ["localeCompare", "toLocaleUpperCase", "toLocaleLowerCase"]);
refusing(Number.prototype, ["toLocaleString"]);
refusing(BigInt.prototype, ["toLocaleString"]);
refusing(Date.prototype, ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]);

// Local time as text names its zone in Node.
for (const method of ["toString", "toTimeString"]) {
  const plain = Date.prototype[method], offset = Date.prototype.getTimezoneOffset;
  const named = {
    [method]() {
      const text = apply(plain, this, []);
      if (text === "Invalid Date") return text;
      return apply(offset, this, []) === 0 ? text + " (Coordinated Universal Time)" : text + " (local time)";
    },
  };
  defineProperty(Date.prototype, method, { value: named[method], writable: true, enumerable: false, configurable: true });
}
})
