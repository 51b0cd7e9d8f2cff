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
        Helper("sortBy", """\
const sortBy = (xs, key) => [...xs].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));"""),
    )
}

PY_HELPERS: dict[str, Helper] = {
    helper.name: helper
    for helper in (
        Helper("number_text", """\
def number_text(n):
    return str(int(n)) if n == int(n) else str(n)"""),
        Helper("group_by", """\
def group_by(items, key):
    groups = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups"""),
    )
}
