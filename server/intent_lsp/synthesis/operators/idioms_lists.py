"""Everyday snippets about lists, checked against the examples like any other operator."""

from __future__ import annotations

import itertools

from intent_lsp.synthesis.operators.idiom import Idiom, idiom
from intent_lsp.synthesis.operators.lists import scalars
from intent_lsp.synthesis.search_values import Value, need, need_whole, number


def _transpose(rows: Value) -> Value:
    need(bool(rows) and all(len(row) == len(rows[0]) for row in rows))
    return tuple(zip(*rows, strict=True))


def _windows(values: Value, size: Value) -> Value:
    need_whole(size)
    need(size > 0)
    return tuple(values[i : i + size] for i in range(len(values) - size + 1))


def _moving_average(values: Value, size: Value) -> Value:
    need(size > 0)
    return tuple(number(sum(window) / size) for window in _windows(values, size))


def _interleave(left: Value, right: Value) -> Value:
    need(len(left) == len(right))
    return tuple(itertools.chain.from_iterable(zip(left, right, strict=True)))


def _is_sorted(values: Value) -> Value:
    return all(a <= b for a, b in itertools.pairwise(values))


def _longest_run(values: Value) -> Value:
    scalars(values)
    return max((len(list(run)) for _, run in itertools.groupby(values)), default=0)


def _zip(left: Value, right: Value) -> Value:
    need(len(left) == len(right))
    return tuple(zip(left, right, strict=True))


def _max_subarray(values: Value) -> Value:
    need(values)
    best = current = values[0]
    for value in values[1:]:
        current = max(value, current + value)
        best = max(best, current)
    return number(best)


def _repeated(values: Value) -> Value:
    scalars(values)
    return tuple(value for value in dict.fromkeys(values) if values.count(value) > 1)


LIST_IDIOMS: tuple[Idiom, ...] = (
    idiom("transpose", "list list T -> list list T", _transpose, "", "", "transpos matrix column row",
          js_call="Array.from({ length: Math.min(...{0:9}.map((row) => row.length), {0:9}.length && Infinity) }, "
                  "(_, i) => {0:9}.map((row) => row[i]))", py_call="[list(row) for row in zip(*{0:6})]"),
    idiom("windows", "list T int -> list list T", _windows, """\
const windows = (xs, size) =>
  Array.from({ length: Math.max(0, xs.length - size + 1) }, (_, i) => xs.slice(i, i + size));""", """\
def windows(xs, size):
    return [xs[i : i + size] for i in range(len(xs) - size + 1)]""", "window sliding consecut"),
    idiom("movingAverage", "list num int -> list num", _moving_average, """\
const movingAverage = (xs, size) => {
  if (size === 0) throw new RangeError("the size is zero");
  return Array.from({ length: Math.max(0, xs.length - size + 1) }, (_, i) =>
    xs.slice(i, i + size).reduce((a, b) => a + b, 0) / size,
  );
};""", """\
def moving_average(xs, size):
    return [sum(xs[i : i + size]) / size for i in range(len(xs) - size + 1)]""", "moving rolling average window"),
    idiom("interleave", "list T list T -> list T", _interleave, "", "", "interleav alternat zip weave",
          js_call="{0:9}.slice(0, {1:9}.length).flatMap((x, i) => [x, {1:9}[i]])",
          py_call="[x for pair in zip({0}, {1}) for x in pair]"),
    idiom("isSorted", "list num -> bool", _is_sorted, "", "", "sorted ascend order increas monoton", cost=4,
          js_call="{0:9}.every((x, i) => i === 0 || {0:9}[i - 1] <= x)",
          py_call="all(a <= b for a, b in zip({0}, {0:9}[1:]))"),
    idiom("longestRun", "list T -> num", _longest_run, """\
const longestRun = (xs) => {
  let longest = 0;
  let run = 0;
  xs.forEach((x, i) => {
    run = i > 0 && x === xs[i - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  });
  return longest;
};""", """\
def longest_run(xs):
    return max((len(list(run)) for _, run in itertools.groupby(xs)), default=0)""", "streak run longest consecut"),
    idiom("zipPairs", "list T list T -> list list T", _zip, "", "", "zip pair combin", cost=4,
          js_call="{0:9}.slice(0, {1:9}.length).map((x, i) => [x, {1:9}[i]])",
          py_call="[[a, b] for a, b in zip({0}, {1})]"),
    idiom("largestSubarraySum", "list num -> num", _max_subarray, """\
const largestSubarraySum = (xs) => {
  let [best, current] = [xs[0], xs[0]];
  for (const x of xs.slice(1)) {
    current = Math.max(x, current + x);
    best = Math.max(best, current);
  }
  return best;
};""", """\
def largest_subarray_sum(xs):
    best = current = xs[0]
    for x in xs[1:]:
        current = max(x, current + x)
        best = max(best, current)
    return best""", "subarray contiguous kadane maximum sublist"),
    idiom("repeated", "list T -> list T", _repeated, """\
const repeated = (xs) => [...new Set(xs)].filter((x) => xs.indexOf(x) !== xs.lastIndexOf(x));""", """\
def repeated(xs):
    return [x for x in dict.fromkeys(xs) if xs.count(x) > 1]""", "duplicat repeat twice"),
)
