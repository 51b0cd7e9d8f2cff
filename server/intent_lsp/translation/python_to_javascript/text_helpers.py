"""Python's meaning of texts, as JavaScript functions: white space, parts, search, width, and the numbers they spell."""

from __future__ import annotations

from intent_lsp.translation.python_to_javascript.helper import Helper
from intent_lsp.translation.python_to_javascript.names import SPACES

_SPACE = f"[{SPACES}]"

TEXT_HELPERS: dict[str, Helper] = {
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
    "plainNumber": Helper(
        r"""function plainNumber(text) {
  const space = "[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
  const plain = text.replace(new RegExp(`^${space}+|${space}+$`, "g"), "").replace(/\p{Nd}/gu, (digit) => {
    let value = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0) - value - 1))) value += 1;
    return value % 10;
  });
  return plain.replace(/(?<=\d)_(?=\d)/g, "");
}""",
    ),
    "isInteger": Helper(
        r"""function isInteger(text) {
  return /^[+-]?[0-9]+$/.test(plainNumber(text));
}""",
        ("plainNumber",),
    ),
    "toInteger": Helper(
        r"""function toInteger(text) {
  if (!isInteger(text)) throw new RangeError("invalid literal for int()");
  return exact(Number(plainNumber(text)));
}""",
        ("isInteger", "plainNumber", "exact"),
    ),
    "isNumber": Helper(
        r"""function isNumber(text) {
  return /^[+-]?(([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?|inf|infinity|nan)$/i.test(plainNumber(text));
}""",
        ("plainNumber",),
    ),
    "toNumber": Helper(
        r"""function toNumber(text) {
  if (!isNumber(text)) throw new RangeError("could not convert string to float");
  return Number(plainNumber(text).replace(/inf(inity)?/i, "Infinity"));
}""",
        ("isNumber", "plainNumber"),
    ),
    "fromBase": Helper(
        r"""function fromBase(text, base) {
  const digits = plainNumber(text).toLowerCase().replace(/(?<=[\da-fox])_(?=[\da-f])/g, "");
  const known = { 2: /^[+-]?(0b)?[01]+$/, 8: /^[+-]?(0o)?[0-7]+$/, 16: /^[+-]?(0x)?[0-9a-f]+$/ }[base];
  if (!known.test(digits)) throw new RangeError("invalid literal for int()");
  return exact(parseInt(digits.replace({ 2: "0b", 8: "0o", 16: "0x" }[base], ""), base));
}""",
        ("plainNumber", "exact"),
    ),
    "quoted": Helper(r"""function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const named = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", [quote]: `\\${quote}` };
  const hex = (code) => (code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : code < 65536
    ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`);
  const shown = (c) => named[c] ?? (c === " " || !/[\p{C}\p{Z}]/u.test(c) ? c : hex(c.codePointAt(0)));
  return quote + [...text].map(shown).join("") + quote;
}"""),
}
