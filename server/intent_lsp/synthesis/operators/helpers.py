"""Functions that generated code brings along when an operator needs them, in the style of the code around them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Helper:
    """One small function. ``source`` is formatted and ends without a line end."""

    name: str
    source: str


JS_HELPERS: dict[str, Helper] = {
    helper.name: helper
    for helper in (
        Helper("capitalize", "const capitalize = (s) => s.charAt(0).toUpperCase() + s.slice(1).toLowerCase();"),
        Helper("modulo", """\
const modulo = (a, b) => {
  const rest = a % b;
  return rest && rest < 0 !== b < 0 ? rest + b : rest;
};"""),
        Helper("filled", """\
const filled = (separator) => {
  if (separator === "") throw new RangeError("the separator is empty");
  return separator;
};"""),
        Helper("countText", """\
const countText = (s, part) => (part === "" ? [...s].length + 1 : s.split(part).length - 1);"""),
        Helper("countItem", "const countItem = (xs, item) => xs.filter((x) => x === item).length;"),
        Helper("replaceGiven", """\
const replaceGiven = (s, old, next) => (old === "" ? ["", ...s, ""].join(next) : s.replaceAll(old, () => next));"""),
        Helper("lastItems", """\
const lastItems = (xs, count) => xs.slice(Math.max(0, xs.length - count));"""),
        Helper("withoutLast", """\
const withoutLast = (xs, count) => xs.slice(0, Math.max(0, xs.length - count));"""),
        Helper("everyNth", """\
const everyNth = (xs, step) => {
  if (step < 1) throw new RangeError("the step is not positive");
  return xs.filter((_, i) => i % step === 0);
};"""),
        Helper("keyed", """\
const keyed = (xs, key) => {
  xs.forEach((x) => key(x)); // fails where the key fails, also for a single item
  return xs;
};"""),
        Helper("finite", """\
const finite = (n) => {
  if (!Number.isFinite(n)) throw new RangeError("not a finite number");
  return n;
};"""),
        Helper("withoutKey", """\
const withoutKey = (map, key) => Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));"""),
        Helper("found", """\
const found = (value) => {
  if (value === undefined) throw new RangeError("there is no such item");
  return value;
};"""),
        Helper("present", """\
const present = (value) => {
  if (value == null) throw new TypeError("a value is missing");
  return value;
};"""),
        Helper("padStart", """\
const padStart = (s, width, fill) => s.padStart(width + s.length - [...s].length, fill);"""),
        Helper("padEnd", """\
const padEnd = (s, width, fill) => s.padEnd(width + s.length - [...s].length, fill);"""),
        Helper("toInteger", """\
const toInteger = (s) => {
  if (!/^\\s*[+-]?[0-9]+\\s*$/.test(s)) throw new RangeError("not a whole number");
  return Number(s);
};"""),
        Helper("toNumber", """\
const toNumber = (s) => {
  if (!/^\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]+)?\\s*$/i.test(s)) throw new RangeError("not a number");
  return Number(s);
};"""),
        Helper("parseBase", """\
const parseBase = (s, base) => {
  const digits = [...s.trim().replace(/^[+-]/, "")];
  if (!digits.length || digits.some((digit) => Number.isNaN(parseInt(digit, base)))) {
    throw new RangeError("not a number of this base");
  }
  return parseInt(s, base);
};"""),
        Helper("indexOf", """\
const indexOf = (s, part) => {
  const at = s.indexOf(part);
  return at < 0 ? at : [...s.slice(0, at)].length;
};"""),
        Helper("lastIndexOf", """\
const lastIndexOf = (s, part) => {
  const at = s.lastIndexOf(part);
  return at < 0 ? at : [...s.slice(0, at)].length;
};"""),
        Helper("codeOf", """\
const codeOf = (s) => {
  if ([...s].length !== 1) throw new RangeError("not a single character");
  return s.codePointAt(0);
};"""),
        Helper("chunks", """\
const chunks = (xs, size) => {
  if (size === 0) throw new RangeError("the size is zero");
  return Array.from({ length: Math.ceil(xs.length / size) }, (_, i) => xs.slice(i * size, (i + 1) * size));
};"""),
        Helper("removePrefix", """\
const removePrefix = (s, prefix) => (s.startsWith(prefix) ? s.slice(prefix.length) : s);"""),
        Helper("removeSuffix", """\
const removeSuffix = (s, suffix) => (s.endsWith(suffix) ? s.slice(0, -suffix.length) : s);"""),
        Helper("median", """\
const median = (xs) => {
  const sorted = [...xs].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};"""),
        Helper("variance", """\
const variance = (xs) => {
  const mean = xs.reduce((a, b) => a + b, 0) / xs.length;
  return xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / xs.length;
};"""),
        Helper("scan", """\
const scan = (xs, combine) => {
  const out = [];
  for (const x of xs) out.push(out.length ? combine(out.at(-1), x) : x);
  return out;
};"""),
        Helper("mostCommon", """\
const mostCommon = (xs) => {
  const counts = new Map();
  for (const x of xs) counts.set(x, (counts.get(x) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
};"""),
        Helper("countBy", """\
const countBy = (xs, key) => {
  const counts = new Map();
  for (const x of xs) counts.set(key(x), (counts.get(key(x)) ?? 0) + 1);
  return Object.fromEntries(counts);
};"""),
        Helper("groupBy", """\
const groupBy = (xs, key) => {
  const groups = new Map();
  for (const x of xs) groups.set(key(x), [...(groups.get(key(x)) ?? []), x]);
  return Object.fromEntries(groups);
};"""),
        Helper("byCharacter", """\
const byCharacter = (a, b) => {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i < a.length && i < b.length ? a.codePointAt(i) - b.codePointAt(i) : a.length - b.length;
};"""),
        Helper("sortBy", """\
const sortBy = (xs, key) => {
  const compare = (a, b) => (typeof a === "string" ? byCharacter(a, b) : a - b);
  return [...xs].sort((a, b) => compare(key(a), key(b)));
};"""),
    )
}

PY_HELPERS: dict[str, Helper] = {
    helper.name: helper
    for helper in (
        Helper("number_text", """\
def number_text(n):
    if n == int(n) and abs(n) < 1e21:
        return str(int(n))
    mantissa, _, power = repr(float(n)).partition("e")
    if power and -7 < int(power) < 0:
        return f"{n:.{len(mantissa.strip('-').replace('.', '')) - 1 - int(power)}f}"
    return f"{mantissa}e{int(power):+d}" if power else mantissa"""),
        Helper("present", """\
def present(value):
    if value is None:
        raise TypeError("a value is missing")
    return value"""),
        Helper("without_key", """\
def without_key(mapping, key):
    return {name: value for name, value in mapping.items() if name != key}"""),
        Helper("in_order", """\
def in_order(mapping):
    indices = sorted((key for key in mapping if key.isdecimal() and str(int(key)) == key), key=int)
    return [*indices, *(key for key in mapping if key not in indices)]"""),
        Helper("fixed", """\
def fixed(n, places):
    unit = decimal.Decimal(1).scaleb(-places)
    return str(decimal.Decimal(n or 0).quantize(unit, decimal.ROUND_HALF_UP, decimal.Context(130)))"""),
        Helper("places", """\
def places(n):
    if not 0 <= n <= 100:
        raise ValueError("not between 0 and 100")
    return n"""),
        Helper("last_items", """\
def last_items(items, count):
    return items[max(0, len(items) - count):]"""),
        Helper("without_last", """\
def without_last(items, count):
    return items[:max(0, len(items) - count)]"""),
        Helper("every_nth", """\
def every_nth(items, step):
    if step < 1:
        raise ValueError("the step is not positive")
    return items[::step]"""),
        Helper("group_by", """\
def group_by(items, key):
    groups = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups"""),
    )
}
