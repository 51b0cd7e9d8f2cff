"""Python's meaning of values of any kind: truth, equality, order, items, text and JSON, as JavaScript functions."""

from __future__ import annotations

from intent_lsp.translation.python_to_javascript.helper import Helper

VALUE_HELPERS: dict[str, Helper] = {
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
    "toJson": Helper("""\
function toJson(value) {
  if (value instanceof Map) return toJson(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(toJson);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
}"""),
}
