"""Python's meaning of lists, sets and dicts: sums, slices, and what changes them, as JavaScript functions."""

from __future__ import annotations

from intent_lsp.translation.python_to_javascript.helper import Helper

COLLECTION_HELPERS: dict[str, Helper] = {
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
    "subset": Helper("""\
function subset(a, b) {
  return [...a].every((item) => b.has(item));
}"""),
}
