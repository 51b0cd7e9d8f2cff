// Runs in the guest after platform.js: the small parts of the web platform that Node has, in this file. URL comes from a
// package of its own, and only where a candidate names it.
(refuse => {
"use strict";
const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const chance = Math.random, floor = Math.floor, Str = String, Bytes = Uint8Array, TypeErr = TypeError;
const DOMErr = DOMException, charCode = String.prototype.charCodeAt, text = String.fromCharCode, isView = ArrayBuffer.isView;
const tag = getOwnPropertyDescriptor(getPrototypeOf(Bytes.prototype), Symbol.toStringTag).get;
const set = (place, name, value) => defineProperty(place, name, { value, writable: true, enumerable: false, configurable: true });
const constant = (place, name, get) => defineProperty(place, name, { get, enumerable: true, configurable: true });

// The code point at `at`, lone surrogates replaced, and how many units it takes.
function pointAt(string, at) {
  const unit = apply(charCode, string, [at]);
  if (unit < 0xd800 || unit > 0xdfff) return [unit, 1];
  const next = unit < 0xdc00 && at + 1 < string.length ? apply(charCode, string, [at + 1]) : 0;
  return next >= 0xdc00 && next <= 0xdfff ? [0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00), 2] : [0xfffd, 1];
}
// Writes UTF-8 into bytes as far as it fits.
function write(string, bytes) {
  let read = 0, written = 0;
  while (read < string.length) {
    const [point, units] = pointAt(string, read), size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (written + size > bytes.length) break;
    if (size === 1) bytes[written] = point;
    else {
      bytes[written] = (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0) | (point >> (6 * (size - 1)));
      for (let i = 1; i < size; i++) bytes[written + i] = 0x80 | ((point >> (6 * (size - 1 - i))) & 0x3f);
    }
    read += units; written += size;
  }
  return { read, written };
}
class TextEncoder {
  get encoding() { return "utf-8"; }
  encode(input = "") {
    const string = Str(input), bytes = new Bytes(string.length * 3);
    return bytes.slice(0, write(string, bytes).written);
  }
  encodeInto(source, destination) {
    if (apply(tag, destination, []) !== "Uint8Array") throw new TypeErr('The "dest" argument must be an instance of Uint8Array.');
    return write(Str(source), destination);
  }
}

// The decoder of the Encoding Standard for UTF-8.
function decode(bytes, fatal) {
  let out = "", point = 0, needed = 0, lower = 0x80, higher = 0xbf;
  const wrong = () => {
    out += "\ufffd";
    if (!fatal) return;
    const error = new TypeErr("The encoded data was not valid for encoding utf-8");
    error.code = "ERR_ENCODING_INVALID_ENCODED_DATA";
    throw error;
  };
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (needed) {
      if (byte < lower || byte > higher) { needed = 0; lower = 0x80; higher = 0xbf; wrong(); i--; continue; }
      lower = 0x80; higher = 0xbf;
      point = (point << 6) | (byte & 0x3f);
      if (!--needed) out += point > 0xffff ? text(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff)) : text(point);
    } else if (byte < 0x80) out += text(byte);
    else if (byte >= 0xc2 && byte <= 0xdf) { needed = 1; point = byte & 0x1f; }
    else if (byte >= 0xe0 && byte <= 0xef) {
      if (byte === 0xe0) lower = 0xa0;
      if (byte === 0xed) higher = 0x9f;
      needed = 2; point = byte & 0xf;
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      if (byte === 0xf0) lower = 0x90;
      if (byte === 0xf4) higher = 0x8f;
      needed = 3; point = byte & 0x7;
    } else wrong();
  }
  if (needed) wrong();
  return out;
}
class TextDecoder {
  #fatal; #ignoreBOM;
  constructor(label = "utf-8", options = {}) {
    const name = Str(label).trim().toLowerCase();
    if (name !== "utf-8" && name !== "utf8") refuse("TextDecoder", "for anything but UTF-8 is not in the sandbox");
    this.#fatal = !!options?.fatal;
    this.#ignoreBOM = !!options?.ignoreBOM;
  }
  get encoding() { return "utf-8"; }
  get fatal() { return this.#fatal; }
  get ignoreBOM() { return this.#ignoreBOM; }
  decode(input, options) {
    if (options?.stream) refuse("TextDecoder.decode", "in pieces is not in the sandbox");
    if (input === undefined) return "";
    const bytes = isView(input) ? new Bytes(input.buffer, input.byteOffset, input.byteLength) : new Bytes(input);
    if (!isView(input) && !(input instanceof ArrayBuffer)) throw new TypeErr("The input must be an ArrayBuffer or a view of one");
    const out = decode(bytes, this.#fatal);
    return !this.#ignoreBOM && out[0] === "\ufeff" ? out.slice(1) : out;
  }
}

// --- crypto: as random as Math.random, so that a seed decides it ------------------------------------------------------
const INTEGERS = ["Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
  "BigInt64Array", "BigUint64Array"];
const byte = () => floor(chance() * 256);
const HEX = "0123456789abcdef";
const crypto = {
  randomUUID() {
    let out = "";
    for (let i = 0; i < 16; i++) {
      const value = i === 6 ? (byte() & 0xf) | 0x40 : i === 8 ? (byte() & 0x3f) | 0x80 : byte();
      out += (i === 4 || i === 6 || i === 8 || i === 10 ? "-" : "") + HEX[value >> 4] + HEX[value & 15];
    }
    return out;
  },
  getRandomValues(array) {
    if (!INTEGERS.includes(apply(tag, array, []))) throw new DOMErr("The data argument must be an integer-type TypedArray", "TypeMismatchError");
    if (array.byteLength > 65536) throw new DOMErr("The requested length exceeds 65,536 bytes", "QuotaExceededError");
    const bytes = new Bytes(array.buffer, array.byteOffset, array.byteLength);
    for (let i = 0; i < bytes.length; i++) bytes[i] = byte();
    return array;
  },
};
for (const name in crypto) set(crypto, name, crypto[name]);
constant(crypto, "subtle", () => refuse("crypto.subtle", "is not in the sandbox"));
defineProperty(crypto, Symbol.toStringTag, { value: "Crypto", configurable: true });
for (const [name, value] of [["TextEncoder", TextEncoder], ["TextDecoder", TextDecoder], ["crypto", crypto]]) {
  if (typeof value === "function") defineProperty(value.prototype, Symbol.toStringTag, { value: name, configurable: true });
  set(globalThis, name, value);
}
})
