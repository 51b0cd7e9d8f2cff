"""Python's meaning of numbers: division, powers, rounding and their text, as JavaScript functions."""

from __future__ import annotations

from intent_lsp.translation.python_to_javascript.helper import Helper

NUMBER_HELPERS: dict[str, Helper] = {
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
    "greatestDivisor": Helper("""\
function greatestDivisor(a, b) {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}"""),
    "bits": Helper("""\
function bits(a, b, combine) {
  return Number(combine(BigInt(a), BigInt(b)));
}"""),
}
