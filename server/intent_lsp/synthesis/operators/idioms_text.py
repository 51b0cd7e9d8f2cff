"""Everyday snippets about strings: naming styles, ciphers, markup, measures; checked against the examples like any
other operator."""

from __future__ import annotations

import itertools
import re

from intent_lsp.synthesis.operators.idiom import Idiom, idiom
from intent_lsp.synthesis.operators.text import countable, short, spaced
from intent_lsp.synthesis.search_values import Value, need, need_whole

_WORD = re.compile("[A-Za-z0-9]+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def _words(s: Value) -> list[str]:
    found = _WORD.findall(s)
    need(bool(found) and s.isascii())
    return [str(word) for word in found]


def _camel(s: Value) -> Value:
    words = _words(s)
    return words[0].lower() + "".join(word.capitalize() for word in words[1:])


def _pascal(s: Value) -> Value:
    return "".join(word.capitalize() for word in _words(s))


def _separated(s: Value, separator: str) -> str:
    need(s.isascii())
    parted = re.sub(r"[\s_-]+", separator, spaced(s))
    return re.sub(r"([a-z0-9])([A-Z])", rf"\1{separator}\2", parted).lower()


def _title(s: Value) -> Value:
    need(s.isascii())
    return re.sub(r"[A-Za-z]\S*", lambda m: m[0].capitalize(), spaced(s))


def _acronym(s: Value) -> Value:
    return "".join(word[0].upper() for word in _words(s))


def _shift(s: Value, n: Value) -> Value:
    need_whole(n)
    need(s.isascii())

    def turn(letter: re.Match[str]) -> str:
        base = 97 if letter[0].islower() else 65
        return chr((ord(letter[0]) - base + n) % 26 + base)

    return re.sub("[A-Za-z]", turn, s)


def _encode_runs(s: Value) -> Value:
    return short("".join(f"{len(list(run))}{letter}" for letter, run in itertools.groupby(countable(s))))


def _encode_runs_after(s: Value) -> Value:
    return short("".join(f"{letter}{len(list(run))}" for letter, run in itertools.groupby(countable(s))))


def _decode_runs(s: Value) -> Value:
    need(re.fullmatch(r"([0-9]{1,3}[^0-9])*", countable(s)) is not None)
    return short("".join(letter * int(n) for n, letter in re.findall(r"([0-9]+)([^0-9])", s)))


def _squeeze(s: Value) -> Value:
    return "".join(letter for letter, _ in itertools.groupby(countable(s)))


def _balanced(s: Value) -> Value:
    stack: list[str] = []
    for letter in s:
        if letter in "([{":
            stack.append(letter)
        elif letter in _PAIRS and (not stack or stack.pop() != _PAIRS[letter]):
            return False
    return not stack


def _escape(s: Value) -> Value:
    return short("".join(_ENTITIES.get(letter, letter) for letter in s))


def _edit_distance(a: Value, b: Value) -> Value:
    need(len(countable(a)) <= 40 and len(countable(b)) <= 40)
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def _hamming(a: Value, b: Value) -> Value:
    need(len(countable(a)) == len(countable(b)))
    return sum(x != y for x, y in zip(a, b, strict=True))


def _common_prefix(a: Value, b: Value) -> Value:
    countable(a + b)
    length = 0
    while length < min(len(a), len(b)) and a[length] == b[length]:
        length += 1
    return a[:length]


def _center(s: Value, width: Value, fill: Value) -> Value:
    need_whole(width)
    need(len(fill) == 1 and width < 60)
    spare = max(0, width - len(countable(s)))
    return fill * (spare // 2) + s + fill * (spare - spare // 2)


def _is_pangram(s: Value) -> Value:
    need(s.isascii())
    return len(set(re.findall("[a-z]", s.lower()))) == 26


TEXT_IDIOMS: tuple[Idiom, ...] = (
    idiom("camelCase", "str -> str", _camel, """\
const camelCase = (s) =>
  (s.match(/[A-Za-z0-9]+/g) ?? [])
    .map((word, i) => (i ? word[0].toUpperCase() : word[0].toLowerCase()) + word.slice(1).toLowerCase())
    .join("");""", """\
def camel_case(s):
    words = re.findall(r"[A-Za-z0-9]+", s)
    return "".join(words[:1]).lower() + "".join(word.capitalize() for word in words[1:])""", "camel"),
    idiom("pascalCase", "str -> str", _pascal, """\
const pascalCase = (s) =>
  (s.match(/[A-Za-z0-9]+/g) ?? []).map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase()).join("");""", """\
def pascal_case(s):
    return "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", s))""", "pascal"),
    idiom("snakeCase", "str -> str", lambda s: _separated(s, "_"), """\
const snakeCase = (s) =>
  s.replace(/[\\s_-]+/g, "_").replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();""", """\
def snake_case(s):
    s = re.sub(r"[\\s_-]+", "_", s)
    return re.sub(r"([a-z0-9])([A-Z])", r"\\1_\\2", s).lower()""", "snake underscore"),
    idiom("kebabCase", "str -> str", lambda s: _separated(s, "-"), """\
const kebabCase = (s) =>
  s.replace(/[\\s_-]+/g, "-").replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();""", """\
def kebab_case(s):
    s = re.sub(r"[\\s_-]+", "-", s)
    return re.sub(r"([a-z0-9])([A-Z])", r"\\1-\\2", s).lower()""", "kebab dash hyphen"),
    idiom("titleWords", "str -> str", _title, """\
const titleWords = (s) =>
  s.replace(/[A-Za-z]\\S*/g, (word) => word[0].toUpperCase() + word.slice(1).toLowerCase());""", """\
def title_words(s):
    return re.sub(r"[A-Za-z]\\S*", lambda word: word[0].capitalize(), s)""", "title capital"),
    idiom("acronym", "str -> str", _acronym, """\
const acronym = (s) => (s.match(/[A-Za-z0-9]+/g) ?? []).map((word) => word[0].toUpperCase()).join("");""", """\
def acronym(s):
    return "".join(word[0].upper() for word in re.findall(r"[A-Za-z0-9]+", s))""", "acronym initial abbrev"),
    idiom("shiftLetters", "str int -> str", _shift, """\
const shiftLetters = (s, n) =>
  s.replace(/[A-Za-z]/g, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((((letter.charCodeAt(0) - base + n) % 26) + 26) % 26) + base);
  });""", """\
def shift_letters(s, n):
    def turn(letter):
        base = 97 if letter[0].islower() else 65
        return chr((ord(letter[0]) - base + n) % 26 + base)

    return re.sub(r"[A-Za-z]", turn, s)""", "caesar cipher shift rot rot13 rotat encrypt decrypt"),
    idiom("encodeRuns", "str -> str", _encode_runs, """\
const encodeRuns = (s) => s.replace(/(.)\\1*/gsu, (run, letter) => [...run].length + letter);""", """\
def encode_runs(s):
    return "".join(f"{len(list(run))}{letter}" for letter, run in itertools.groupby(s))""",
          "run length encod compress"),
    idiom("encodeRunsAfter", "str -> str", _encode_runs_after, """\
const encodeRunsAfter = (s) => s.replace(/(.)\\1*/gsu, (run, letter) => letter + [...run].length);""", """\
def encode_runs_after(s):
    return "".join(f"{letter}{len(list(run))}" for letter, run in itertools.groupby(s))""",
          "run length encod compress"),
    idiom("decodeRuns", "str -> str", _decode_runs, """\
const decodeRuns = (s) => s.replace(/([0-9]+)([^0-9])/gu, (_, n, letter) => letter.repeat(Number(n)));""", """\
def decode_runs(s):
    return re.sub(r"([0-9]+)([^0-9])", lambda run: run[2] * int(run[1]), s)""", "run length decod expand decompress"),
    idiom("squeeze", "str -> str", _squeeze, """\
const squeeze = (s) => s.replace(/(.)\\1+/gsu, "$1");""", """\
def squeeze(s):
    return "".join(letter for letter, _ in itertools.groupby(s))""", "squeez consecut repeat duplicat collapse"),
    idiom("isMirrored", "str -> bool", lambda s: s == s[::-1], """\
const isMirrored = (s) => s === [...s].reverse().join("");""", """\
def is_mirrored(s):
    return s == s[::-1]""", "palindrom backward mirror revers", cost=4),
    idiom("isBalanced", "str -> bool", _balanced, """\
const isBalanced = (s) => {
  const opening = { ")": "(", "]": "[", "}": "{" };
  const stack = [];
  for (const c of s) {
    if ("([{".includes(c)) stack.push(c);
    else if (c in opening && stack.pop() !== opening[c]) return false;
  }
  return stack.length === 0;
};""", """\
def is_balanced(s):
    opening = {")": "(", "]": "[", "}": "{"}
    stack = []
    for c in s:
        if c in "([{":
            stack.append(c)
        elif c in opening and (not stack or stack.pop() != opening[c]):
            return False
    return not stack""", "balanc bracket parenthes"),
    idiom("isEmail", "str -> bool", lambda s: _EMAIL.fullmatch(spaced(s)) is not None, "", "", "email mail address",
          js_call="/^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test({0})",
          py_call='bool(re.fullmatch(r"[^\\s@]+@[^\\s@]+\\.[^\\s@]+", {0}))'),
    idiom("escapeHtml", "str -> str", _escape, """\
const escapeHtml = (s) => {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return s.replace(/[&<>"']/g, (c) => entities[c]);
};""", """\
def escape_html(s):
    entities = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
    return "".join(entities.get(c, c) for c in s)""", "html escap xml entit"),
    idiom("stripTags", "str -> str", lambda s: re.sub("<[^>]*>", "", s), "", "", "html tag strip markup",
          js_call='{0:9}.replace(/<[^>]*>/g, "")', py_call='re.sub(r"<[^>]*>", "", {0})'),
    idiom("editDistance", "str str -> num", _edit_distance, """\
const editDistance = (left, right) => {
  const [a, b] = [[...left], [...right]];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
};""", """\
def edit_distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            new.append(min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]""", "edit distance levenshtein"),
    idiom("hammingDistance", "str str -> num", _hamming, """\
const hammingDistance = (left, right) => {
  const [a, b] = [[...left], [...right]];
  return a.slice(0, b.length).filter((c, i) => c !== b[i]).length;
};""", """\
def hamming_distance(a, b):
    return sum(x != y for x, y in zip(a, b))""", "hamming differ position mismatch"),
    idiom("commonPrefix", "str str -> str", _common_prefix, """\
const commonPrefix = (left, right) => {
  const [a, b] = [[...left], [...right]];
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length++;
  return a.slice(0, length).join("");
};""", """\
def common_prefix(a, b):
    length = 0
    while length < min(len(a), len(b)) and a[length] == b[length]:
        length += 1
    return a[:length]""", "common prefix shared"),
    idiom("center", "str int literal -> str", _center, """\
const center = (s, width, fill) => {
  const spare = Math.max(0, width - [...s].length);
  const left = Math.floor(spare / 2);
  return fill.repeat(left) + s + fill.repeat(spare - left);
};""", """\
def center(s, width, fill):
    left = max(0, width - len(s)) // 2
    return s.rjust(len(s) + left, fill).ljust(width, fill)""", "center centre"),
    idiom("isPangram", "str -> bool", _is_pangram, """\
const isPangram = (s) => new Set(s.toLowerCase().match(/[a-z]/g) ?? []).size === 26;""", """\
def is_pangram(s):
    return len(set(re.findall(r"[a-z]", s.lower()))) == 26""", "pangram alphabet"),
)
