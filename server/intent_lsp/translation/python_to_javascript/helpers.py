"""Small JavaScript functions with the meaning that Python has; emitted only where the plain form would differ."""

from __future__ import annotations

from typing import NamedTuple


class Helper(NamedTuple):
    """``needs`` are helpers that this one calls."""

    source: str
    needs: tuple[str, ...] = ()


_SPACE = r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"

HELPERS: dict[str, Helper] = {
    "truthy": Helper("""\
function truthy(value) {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map || value instanceof Set) return value.size > 0;
  if (value !== null && typeof value === "object") return Object.keys(value).length > 0;
  return Number.isNaN(value) || Boolean(value);
}"""),
    "equal": Helper("""\
function equal(a, b) {
  if (a === b) return true;
  const plain = (x) => (typeof x === "boolean" ? Number(x) : x);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return plain(a) === plain(b);
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => equal(x, b[i]));
  }
  if (a instanceof Set || b instanceof Set) {
    return a instanceof Set && b instanceof Set && a.size === b.size && [...a].every((x) => b.has(x));
  }
  const first = a instanceof Map ? a : new Map(Object.entries(a));
  const second = b instanceof Map ? b : new Map(Object.entries(b));
  return first.size === second.size && [...first].every(([k, x]) => second.has(k) && equal(x, second.get(k)));
}"""),
    "compareText": Helper("""\
function compareText(a, b) {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  if (i === a.length || i === b.length) return a.length - b.length;
  const low = (text) => text.charCodeAt(i) >= 0xdc00 && text.charCodeAt(i) <= 0xdfff;
  if (i > 0 && (low(a) || low(b))) i -= 1;
  return a.codePointAt(i) - b.codePointAt(i);
}"""),
    "compare": Helper(
        """\
function compare(a, b) {
  const plain = (x) => (typeof x === "boolean" ? Number(x) : x);
  const [x, y] = [plain(a), plain(b)];
  if (typeof x === "number" && typeof y === "number") return x - y;
  if (typeof x === "string" && typeof y === "string") return compareText(x, y);
  if (!Array.isArray(x) || !Array.isArray(y)) throw new TypeError("these values have no order");
  const at = x.findIndex((item, i) => i >= y.length || !equal(item, y[i]));
  return at < 0 || at >= y.length ? x.length - y.length : compare(x[at], y[at]);
}""",
        ("compareText", "equal"),
    ),
    "size": Helper("""\
function size(value) {
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (value === null || typeof value !== "object") throw new TypeError("this value has no length");
  return Object.keys(value).length;
}"""),
    "item": Helper("""\
function item(items, index) {
  const at = index < 0 ? index + items.length : index;
  if (!(at in items)) throw new RangeError("index out of range");
  return items[at];
}"""),
    "put": Helper("""\
function put(items, index, value) {
  const at = index < 0 ? index + items.length : index;
  if (!(at in items)) throw new RangeError("assignment index out of range");
  items[at] = value;
}"""),
    "entry": Helper("""\
function entry(map, key) {
  if (!map.has(key)) throw new RangeError(`no such key: ${key}`);
  return map.get(key);
}"""),
    "field": Helper("""\
function field(object, key) {
  if (!Object.hasOwn(object, key)) throw new RangeError(`no such key: ${key}`);
  return object[key];
}"""),
    "at": Helper(
        """\
function at(value, key) {
  if (typeof value === "string") return item([...value], key);
  if (Array.isArray(value)) return item(value, Number(key));
  if (value instanceof Map) return entry(value, key);
  return field(value, key);
}""",
        ("item", "entry", "field"),
    ),
    "keys": Helper("""\
function keys(object) {
  const found = Object.keys(object);
  if (found.length > 1 && found.some((key) => /^\\d+$/.test(key))) {
    throw new RangeError("JavaScript does not keep the order of keys that are whole numbers");
  }
  return found;
}"""),
    "each": Helper(
        """\
function each(value) {
  if (value instanceof Map) return [...value.keys()];
  if (value instanceof Set) throw new TypeError("a set has no order");
  if (typeof value === "string" || Array.isArray(value)) return [...value];
  if (value === null || typeof value !== "object") throw new TypeError("this value is not iterable");
  return keys(value);
}""",
        ("keys",),
    ),
    "contains": Helper(
        """\
function contains(value, part) {
  if (typeof value === "string" && typeof part === "string") return value.includes(part);
  if (Array.isArray(value)) return value.some((item) => equal(item, part));
  if (value instanceof Map || value instanceof Set) return value.has(part);
  if (value === null || typeof value !== "object") throw new TypeError("this value holds nothing");
  return Object.hasOwn(value, part);
}""",
        ("equal",),
    ),
    "add": Helper("""\
function add(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (typeof a === "string" && typeof b === "string") return a + b;
  const plain = (x) => (typeof x === "boolean" ? Number(x) : x);
  if (typeof plain(a) === "number" && typeof plain(b) === "number") return plain(a) + plain(b);
  throw new TypeError("these values cannot be added");
}"""),
    "number": Helper("""\
function number(value) {
  if (typeof value !== "number" && typeof value !== "boolean") throw new TypeError("not a number");
  return Number(value);
}"""),
    "text": Helper("""\
function text(value) {
  if (typeof value !== "string") throw new TypeError("not a string");
  return value;
}"""),
    "divide": Helper("""\
function divide(a, b) {
  if (b === 0) throw new RangeError("division by zero");
  return a / b;
}"""),
    "floorDivide": Helper(
        """\
function floorDivide(a, b) {
  if (b === 0) throw new RangeError("division by zero");
  return (a - modulo(a, b)) / b;
}""",
        ("modulo",),
    ),
    "modulo": Helper("""\
function modulo(a, b) {
  if (b === 0) throw new RangeError("modulo by zero");
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}"""),
    "power": Helper("""\
function power(base, exponent) {
  if (base === 0 && exponent < 0) throw new RangeError("zero cannot be raised to a negative power");
  if (base < 0 && !Number.isInteger(exponent)) throw new RangeError("the power is not a real number");
  return base ** exponent;
}"""),
    "exact": Helper("""\
function exact(n) {
  if (Math.abs(n) > Number.MAX_SAFE_INTEGER) throw new RangeError("beyond the whole numbers of JavaScript");
  return n;
}"""),
    "squareRoot": Helper("""\
function squareRoot(n) {
  if (n < 0) throw new RangeError("math domain error");
  return Math.sqrt(n);
}"""),
    "wholeRoot": Helper("""\
function wholeRoot(n) {
  if (n < 0) throw new RangeError("isqrt() argument must be nonnegative");
  const root = Math.floor(Math.sqrt(n));
  return root * root > n ? root - 1 : root;
}"""),
    "logarithm": Helper("""\
function logarithm(n) {
  if (n <= 0) throw new RangeError("math domain error");
  return Math.log(n);
}"""),
    "roundHalfEven": Helper("""\
function roundHalfEven(n) {
  const low = Math.floor(n);
  if (n - low !== 0.5) return Math.round(n);
  return low % 2 === 0 ? low : low + 1;
}"""),
    "fixed": Helper("""\
function fixed(n, digits) {
  if (!Number.isFinite(n) || Math.abs(n) >= 1e21) throw new RangeError("too large to round");
  const sign = n < 0 || Object.is(n, -0) ? "-" : "";
  const exactly = Math.abs(n).toFixed(digits + 30);
  const cut = exactly.slice(0, -30).replace(/\\.$/, "");
  const isTie = exactly.endsWith("5" + "0".repeat(29));
  return sign + (isTie && "02468".includes(cut.at(-1)) ? cut : Math.abs(n).toFixed(digits));
}"""),
    "roundTo": Helper(
        """\
function roundTo(n, digits) {
  return Number.isFinite(n) && Math.abs(n) < 1e21 ? Number(fixed(n, digits)) : n;
}""",
        ("fixed",),
    ),
    "floatText": Helper("""\
function floatText(n) {
  if (Number.isNaN(n)) return "nan";
  if (!Number.isFinite(n)) return n < 0 ? "-inf" : "inf";
  if (Object.is(n, -0)) return "-0.0";
  const [digits, power] = n.toExponential().split("e");
  if (Number(power) >= 16 || Number(power) < -4) {
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  return Number.isInteger(n) ? `${n}.0` : String(n);
}"""),
    "sum": Helper("""\
function sum(items) {
  let total = 0;
  let lost = 0;
  for (const item of items) {
    const next = total + item;
    lost += Math.abs(total) >= Math.abs(item) ? total - next + item : item - next + total;
    total = next;
  }
  return Number.isFinite(lost) ? total + lost : total;
}"""),
    "largest": Helper(
        """\
function largest(items, key = (item) => item) {
  if (items.length === 0) throw new RangeError("the largest of nothing");
  return items.reduce((best, item) => (compare(key(item), key(best)) > 0 ? item : best));
}""",
        ("compare",),
    ),
    "smallest": Helper(
        """\
function smallest(items, key = (item) => item) {
  if (items.length === 0) throw new RangeError("the smallest of nothing");
  return items.reduce((best, item) => (compare(key(item), key(best)) < 0 ? item : best));
}""",
        ("compare",),
    ),
    "zip": Helper("""\
function zip(...lists) {
  if (lists.length === 0) return [];
  const length = Math.min(...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => lists.map((list) => list[i]));
}"""),
    "range": Helper("""\
function range(start, stop, step) {
  if (step === 0) throw new RangeError("the step must not be zero");
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, i) => start + i * step);
}"""),
    "slice": Helper("""\
function slice(items, start, stop, step) {
  if (step === 0) throw new RangeError("the step must not be zero");
  const [low, high] = step > 0 ? [0, items.length] : [-1, items.length - 1];
  const place = (i) => Math.min(high, Math.max(low, i < 0 ? i + items.length : i));
  const first = start === null ? (step > 0 ? low : high) : place(start);
  const end = stop === null ? (step > 0 ? high : low) : place(stop);
  const found = [];
  for (let i = first; step > 0 ? i < end : i > end; i += step) found.push(items[i]);
  return found;
}"""),
    "repeat": Helper("""\
function repeat(items, times) {
  return Array.from({ length: Math.max(0, times) }, () => items).flat();
}"""),
    "countOf": Helper(
        """\
function countOf(items, value) {
  return items.filter((item) => equal(item, value)).length;
}""",
        ("equal",),
    ),
    "intersection": Helper("""\
function intersection(a, b) {
  return new Set([...a].filter((item) => b.has(item)));
}"""),
    "difference": Helper("""\
function difference(a, b) {
  return new Set([...a].filter((item) => !b.has(item)));
}"""),
    "removeItem": Helper(
        """\
function removeItem(items, value) {
  const at = items.findIndex((item) => equal(item, value));
  if (at < 0) throw new RangeError("the value is not in the list");
  items.splice(at, 1);
}""",
        ("equal",),
    ),
    "position": Helper(
        """\
function position(items, value) {
  const at = items.findIndex((item) => equal(item, value));
  if (at < 0) throw new RangeError("the value is not in the list");
  return at;
}""",
        ("equal",),
    ),
    "popAt": Helper("""\
function popAt(items, index = -1) {
  const at = index < 0 ? index + items.length : index;
  if (!(at in items)) throw new RangeError("pop from an empty list, or beyond it");
  return items.splice(at, 1)[0];
}"""),
    "insertAt": Helper("""\
function insertAt(items, index, value) {
  items.splice(index < 0 ? Math.max(0, index + items.length) : index, 0, value);
}"""),
    "take": Helper("""\
function take(map, key, ...others) {
  if (!map.has(key) && others.length === 0) throw new RangeError(`no such key: ${key}`);
  const found = map.has(key) ? map.get(key) : others[0];
  map.delete(key);
  return found;
}"""),
    "setDefault": Helper("""\
function setDefault(map, key, value) {
  if (!map.has(key)) map.set(key, value);
  return map.get(key);
}"""),
    "countItems": Helper("""\
function countItems(items) {
  const counts = new Map();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}"""),
    "single": Helper("""\
function single(text) {
  if (typeof text !== "string" || [...text].length !== 1) throw new TypeError("not a single character");
  return text.codePointAt(0);
}"""),
    "strip": Helper(f"""\
function strip(text) {{
  return text.replace(/^{_SPACE}+|{_SPACE}+$/g, "");
}}"""),
    "stripStart": Helper(f"""\
function stripStart(text) {{
  return text.replace(/^{_SPACE}+/, "");
}}"""),
    "stripEnd": Helper(f"""\
function stripEnd(text) {{
  return text.replace(/{_SPACE}+$/, "");
}}"""),
    "stripOf": Helper("""\
function stripOf(text, characters, start, end) {
  const all = [...text];
  let from = 0;
  let to = all.length;
  while (start && from < to && characters.includes(all[from])) from += 1;
  while (end && to > from && characters.includes(all[to - 1])) to -= 1;
  return all.slice(from, to).join("");
}"""),
    "words": Helper(f"""\
function words(text) {{
  return text.split(/{_SPACE}+/).filter((word) => word !== "");
}}"""),
    "splitBy": Helper("""\
function splitBy(text, separator) {
  if (separator === "") throw new RangeError("empty separator");
  return text.split(separator);
}"""),
    "splitMost": Helper("""\
function splitMost(text, separator, most) {
  if (separator === "") throw new RangeError("empty separator");
  const parts = text.split(separator);
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(separator)];
}"""),
    "splitLines": Helper(r"""function splitLines(text) {
  const lines = text.split(/\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}"""),
    "replaceAll": Helper("""\
function replaceAll(text, old, next) {
  return old === "" ? ["", ...text, ""].join(next) : text.replaceAll(old, () => next);
}"""),
    "find": Helper("""\
function find(text, part) {
  const at = text.indexOf(part);
  return at < 0 ? at : [...text.slice(0, at)].length;
}"""),
    "findLast": Helper("""\
function findLast(text, part) {
  const at = text.lastIndexOf(part);
  return at < 0 ? at : [...text.slice(0, at)].length;
}"""),
    "present": Helper("""\
function present(index) {
  if (index < 0) throw new RangeError("substring not found");
  return index;
}"""),
    "countText": Helper("""\
function countText(text, part) {
  return part === "" ? [...text].length + 1 : text.split(part).length - 1;
}"""),
    "capitalize": Helper(r"""function capitalize(text) {
  const [first = "", ...rest] = text;
  const [upper = "", ...more] = first.toUpperCase();
  const title = { "\u01c4": "\u01c5", "\u01c7": "\u01c8", "\u01ca": "\u01cb", "\u01f1": "\u01f2" }[upper] ?? upper;
  return title + more.join("").toLowerCase() + rest.join("").toLowerCase();
}"""),
    "title": Helper(
        r"""function title(text) {
  return text.replace(/[\p{Lowercase}\p{Uppercase}\p{Lt}]+/gu, (word) => capitalize(word));
}""",
        ("capitalize",),
    ),
    "swapCase": Helper(r"""function swapCase(text) {
  return [...text].map((c) => (/\p{Uppercase}/u.test(c) ? c.toLowerCase() : c.toUpperCase())).join("");
}"""),
    "pad": Helper("""\
function pad(text, width, fill, left) {
  if ([...fill].length !== 1) throw new TypeError("the fill character must be exactly one character long");
  const missing = fill.repeat(Math.max(0, width - [...text].length));
  return left ? missing + text : text + missing;
}"""),
    "center": Helper("""\
function center(text, width, fill) {
  if ([...fill].length !== 1) throw new TypeError("the fill character must be exactly one character long");
  const missing = Math.max(0, width - [...text].length);
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}"""),
    "zeroFill": Helper("""\
function zeroFill(text, width) {
  const sign = /^[+-]/.test(text) ? text[0] : "";
  return sign + "0".repeat(Math.max(0, width - [...text].length)) + text.slice(sign.length);
}"""),
    "grouped": Helper(r"""function grouped(text) {
  const [whole, ...rest] = text.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
}"""),
    "toInteger": Helper(
        r"""function toInteger(text) {
  const digits = strip(text).replace(/(?<=\d)_(?=\d)/g, "");
  if (!/^[+-]?[0-9]+$/.test(digits)) throw new RangeError("invalid literal for int()");
  return exact(Number(digits));
}""",
        ("strip", "exact"),
    ),
    "toNumber": Helper(
        r"""function toNumber(text) {
  const digits = strip(text).replace(/(?<=\d)_(?=\d)/g, "");
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(digits)) {
    throw new RangeError("could not convert string to float");
  }
  return Number(digits);
}""",
        ("strip",),
    ),
    "fromBase": Helper(
        r"""function fromBase(text, base) {
  const digits = strip(text).toLowerCase();
  const known = { 2: /^[+-]?(0b)?[01]+$/, 8: /^[+-]?(0o)?[0-7]+$/, 16: /^[+-]?(0x)?[0-9a-f]+$/ }[base];
  if (!known.test(digits)) throw new RangeError("invalid literal for int()");
  return exact(parseInt(digits.replace({ 2: "0b", 8: "0o", 16: "0x" }[base], ""), base));
}""",
        ("strip", "exact"),
    ),
    "greatestDivisor": Helper("""\
function greatestDivisor(a, b) {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}"""),
    "bits": Helper("""\
function bits(a, b, combine) {
  return Number(combine(BigInt(a), BigInt(b)));
}"""),
    "subset": Helper("""\
function subset(a, b) {
  return [...a].every((item) => b.has(item));
}"""),
    "toJson": Helper("""\
function toJson(value) {
  if (value instanceof Map) return toJson(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(toJson);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}"""),
}


def sources(names: set[str]) -> list[tuple[str, str]]:
    """The helpers of these names and what they need, in the table's order."""
    pending, found = list(names), set[str]()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(HELPERS[name].needs)
    return [(name, helper.source) for name, helper in HELPERS.items() if name in found]
