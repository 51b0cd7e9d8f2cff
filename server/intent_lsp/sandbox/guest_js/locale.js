// Runs in the guest after platform.js: what depends on locale data. Exact for plain English and for letters of Latin
// alphabets in languages that sort them as the root of CLDR does; everything else is refused by name.
(refuse => {
"use strict";
const { apply, defineProperty } = Reflect;
const WHY = "depends on locale data";
const set = (place, name, value) => defineProperty(place, name, { value, writable: true, enumerable: false, configurable: true });
const normalize = String.prototype.normalize, upper = String.prototype.toUpperCase, lower = String.prototype.toLowerCase;

// A tag without extensions, lower case; "" for the default. Refuses lists of several and what is not a tag.
function tagOf(locales, name) {
  if (locales === undefined) return "";
  const tag = Array.isArray(locales) && locales.length === 1 ? locales[0] : locales;
  if (typeof tag !== "string" || !/^[a-z]{2}(-[a-z]{2})?$/i.test(tag)) refuse(name, WHY);
  return tag.toLowerCase();
}
const inEnglish = (locales, name) => { if (!["", "en", "en-us"].includes(tagOf(locales, name))) refuse(name, WHY); };
function chosen(options, known, name) {
  const out = {};
  if (options === undefined) return out;
  if (typeof options !== "object" || options === null) refuse(name, WHY);
  for (const key in options) {
    if (options[key] === undefined) continue;
    if (!known.includes(key)) refuse(name, WHY);
    out[key] = options[key];
  }
  return out;
}

// --- order: the weights of CLDR's root collation for ASCII and the common combining marks -----------------------------
const ORDER = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";
const MARKS = "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0328\u0327\u0304";
const FIRST = new Map(), SECOND = new Map();
for (let i = 0; i < ORDER.length; i++) FIRST.set(ORDER[i], i + 1);
for (let i = 0; i < MARKS.length; i++) SECOND.set(MARKS[i], i + 2);
const ASCII_ONLY = ["es"], ROOT = ["", "en", "de", "fr", "it", "pt", "nl"];

// The three levels of a text's weights.
function weights(text, numeric, name) {
  const first = [], second = [], third = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char < "\t" || (char > "\r" && char < " ") || char === "\x7f") continue;
    if (numeric && char >= "0" && char <= "9") {
      let end = i;
      while (end < text.length && text[end] >= "0" && text[end] <= "9") end++;
      while (i < end - 1 && text[i] === "0") i++;
      if (end - i > 200) refuse(name, WHY);
      first.push(FIRST.get("0") + (end - i) / 1000);
      second.push(1); third.push(1);
      for (; i < end; i++) first.push(FIRST.get(text[i]));
      i--;
      continue;
    }
    const small = char >= "A" && char <= "Z" ? apply(lower, char, []) : char, weight = FIRST.get(small);
    if (weight !== undefined) {
      first.push(weight); second.push(1); third.push(small === char ? 1 : 2);
    } else if (SECOND.has(char) && i > 0) {
      second.push(SECOND.get(char)); third.push(1);
    } else refuse(name, WHY);
  }
  return [first, second, third];
}
function order(a, b) {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}
function comparer(locales, options, name) {
  const tag = tagOf(locales, name), language = tag.slice(0, 2);
  const { usage = "sort", sensitivity = "variant", numeric = false } = chosen(options, ["usage", "sensitivity", "numeric"], name);
  const plain = ASCII_ONLY.includes(language) || (language === "fr" && tag === "fr-ca");
  if ((!plain && !ROOT.includes(language)) || usage !== "sort") refuse(name, WHY);
  const levels = { base: [0], accent: [0, 1], case: [0, 2], variant: [0, 1, 2] }[sensitivity];
  if (!levels) throw new RangeError("Value " + String(sensitivity) + " out of range for Intl.Collator options property sensitivity");
  return (a, b) => {
    if (a === b) return 0;
    const texts = [a, b].map(text => /^[\0-\x7f]*$/.test(text) ? text : plain || sensitivity === "case" ? refuse(name, WHY) : apply(normalize, text, ["NFD"]));
    const x = weights(texts[0], !!numeric, name), y = weights(texts[1], !!numeric, name);
    for (const level of levels) {
      const found = order(x[level], y[level]);
      if (found) return found;
    }
    return 0;
  };
}
const strings = {
  localeCompare(that, locales, options) {
    if (this === undefined || this === null) throw new TypeError("String.prototype.localeCompare called on null or undefined");
    return comparer(locales, options, "localeCompare")(String(this), String(that));
  },
  toLocaleUpperCase(locales) { return cased(this, upper, locales, "toLocaleUpperCase"); },
  toLocaleLowerCase(locales) { return cased(this, lower, locales, "toLocaleLowerCase"); },
};
function cased(text, method, locales, name) {
  const language = tagOf(locales, name).slice(0, 2);
  if (!ROOT.includes(language) && language !== "es") refuse(name, WHY);
  return apply(method, text, []);
}
for (const name in strings) set(String.prototype, name, strings[name]);

// --- numbers in American English ---------------------------------------------------------------------------------------
const SYMBOLS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", INR: "₹" };
const KNOWN = ["style", "currency", "minimumFractionDigits", "maximumFractionDigits", "minimumIntegerDigits", "useGrouping"];

function formatter(locales, options, name) {
  inEnglish(locales, name);
  const given = chosen(options, KNOWN, name), { style = "decimal", useGrouping = true, minimumIntegerDigits = 1 } = given;
  if (!["decimal", "percent", "currency"].includes(style) || typeof useGrouping !== "boolean") refuse(name, WHY);
  const code = style === "currency" ? String(given.currency).toUpperCase() : "", symbol = code && SYMBOLS[code];
  if (code && !symbol) refuse(name, WHY);
  const usual = code === "JPY" ? 0 : 2, least = code ? usual : 0, most = code ? usual : style === "percent" ? 0 : 3;
  let { minimumFractionDigits: low, maximumFractionDigits: high } = given;
  for (const digits of [low, high]) if (digits !== undefined && !(Number.isInteger(digits) && digits >= 0 && digits <= 20)) refuse(name, WHY);
  if (!(Number.isInteger(minimumIntegerDigits) && minimumIntegerDigits >= 1 && minimumIntegerDigits <= 21)) refuse(name, WHY);
  if (low !== undefined && high !== undefined && low > high) throw new RangeError("maximumFractionDigits value is out of range.");
  if (low === undefined) low = high === undefined ? least : Math.min(least, high);
  if (high === undefined) high = Math.max(most, low);
  return value => {
    const negative = typeof value === "bigint" ? value < 0n : value < 0 || Object.is(value, -0);
    let body;
    if (value !== value) body = "NaN";
    else if (value === Infinity || value === -Infinity) body = "∞";
    else body = digitsOf(value, style === "percent" ? 2 : 0, low, high, minimumIntegerDigits, useGrouping);
    return (negative ? "-" : "") + (symbol || "") + body + (style === "percent" ? "%" : "");
  };
}
// The shortest decimal of a number, shifted, rounded half away from zero, grouped.
function digitsOf(value, shift, low, high, integers, grouping) {
  const [mantissa, power = "0"] = String(value).replace(/^-/, "").split("e"), [whole, part = ""] = mantissa.split(".");
  let digits = whole + part, point = whole.length + Number(power) + shift;
  if (point < 0) { digits = "0".repeat(-point) + digits; point = 0; }
  digits = digits.padEnd(point, "0");
  let kept = digits.slice(0, point + high);
  if (digits[point + high] >= "5") {
    kept = String(BigInt("1" + kept) + 1n);
    const carried = kept[0] === "2";
    kept = (carried ? "1" : "") + kept.slice(1);
    if (carried) point++;
  }
  let front = kept.slice(0, point).replace(/^0+/, "").padStart(integers, "0");
  const back = kept.slice(point).replace(/0+$/, "").padEnd(low, "0");
  if (grouping) front = front.replace(/\B(?=(\d{3})+$)/g, ",");
  return back ? front + "." + back : front;
}
const numberValue = Number.prototype.valueOf, bigintValue = BigInt.prototype.valueOf;
set(Number.prototype, "toLocaleString", { toLocaleString(locales, options) {
  const value = apply(numberValue, this, []);
  return formatter(locales, options, "toLocaleString")(value);
} }.toLocaleString);
set(BigInt.prototype, "toLocaleString", { toLocaleString(locales, options) {
  const value = apply(bigintValue, this, []);
  return formatter(locales, options, "toLocaleString")(value);
} }.toLocaleString);
for (const place of [Array.prototype, Object.getPrototypeOf(Uint8Array.prototype)]) {
  const plain = place.toLocaleString;
  set(place, "toLocaleString", { toLocaleString(locales, options) {
    return locales === undefined && options === undefined ? apply(plain, this, []) : refuse("toLocaleString", WHY);
  } }.toLocaleString);
}
for (const name of ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"])
  set(Date.prototype, name, { [name](_locales, _options) {
    if (Number.isNaN(Date.prototype.getTime.call(this))) return "Invalid Date";
    return refuse(name, WHY);
  } }[name]);

// --- Intl --------------------------------------------------------------------------------------------------------------
const Intl = {};
defineProperty(Intl, Symbol.toStringTag, { value: "Intl", configurable: true });
function offer(name, make, members) {
  const shown = "Intl." + name;
  const made = { [name]: function (locales, options) {
    if (!new.target && make === undefined) refuse(shown, WHY);
    if (make === undefined) return refuse(shown, WHY);
    const self = new.target ? this : Object.create(made.prototype);
    members.set(self, make(locales, options, shown));
    return self;
  } }[name];
  set(made, "supportedLocalesOf", () => refuse(shown, WHY));
  defineProperty(made.prototype, Symbol.toStringTag, { value: shown, configurable: true });
  for (const other of ["resolvedOptions", "formatToParts", "formatRange", "formatRangeToParts"])
    set(made.prototype, other, () => refuse(shown, WHY));
  set(Intl, name, made);
  return made;
}
// One bound function per object, as in the real one.
function bound(made, getter, members) {
  const functions = new WeakMap();
  defineProperty(made.prototype, getter, { configurable: true, get() {
    const work = members.get(this);
    if (!work) throw new TypeError("Method get " + getter + " called on incompatible receiver " + String(this));
    if (!functions.has(this)) functions.set(this, work);
    return functions.get(this);
  } });
}
const compares = new WeakMap(), formats = new WeakMap();
bound(offer("Collator", (locales, options, name) => {
  const compare = comparer(locales, options, name);
  return (a, b) => compare(String(a), String(b));
}, compares), "compare", compares);
bound(offer("NumberFormat", (locales, options, name) => {
  const format = formatter(locales, options, name);
  return value => format(typeof value === "bigint" ? value : typeof value === "string" && value.length > 15 ? refuse(name, WHY) : Number(value));
}, formats), "format", formats);
for (const name of ["DateTimeFormat", "PluralRules", "RelativeTimeFormat", "ListFormat", "Segmenter", "DisplayNames", "Locale"])
  offer(name);
for (const name of ["getCanonicalLocales", "supportedValuesOf"]) set(Intl, name, { [name]() { return refuse("Intl." + name, WHY); } }[name]);
set(globalThis, "Intl", Intl);
})
