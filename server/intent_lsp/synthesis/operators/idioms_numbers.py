"""Everyday snippets about numbers: small known functions, checked against the examples like any other operator."""

from __future__ import annotations

import math

from intent_lsp.synthesis.operators.idiom import Idiom, idiom
from intent_lsp.synthesis.search_values import Value, need, need_whole, number

_NUMERALS = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
             (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_JS_NUMERALS = """\
  const numerals = [
    [1000, "M"], [900, "CM"], [500, "D"], [400, "CD"], [100, "C"], [90, "XC"], [50, "L"],
    [40, "XL"], [10, "X"], [9, "IX"], [5, "V"], [4, "IV"], [1, "I"],
  ];"""
_PY_NUMERALS = """\
    numerals = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ]"""


def _to_roman(n: Value) -> Value:
    need_whole(n)
    need(0 < n < 4000)
    letters = ""
    for value, numeral in _NUMERALS:
        while n >= value:
            letters += numeral
            n -= value
    return letters


def _from_roman(text: Value) -> Value:
    need(text != "")
    values = {numeral: value for value, numeral in _NUMERALS if len(numeral) == 1}
    numbers = [values[letter] for letter in text]
    total = sum(-a if a < b else a for a, b in zip(numbers, [*numbers[1:], 0], strict=True))
    need(total > 0 and _to_roman(total) == text)
    return total


def _greatest_common_divisor(a: Value, b: Value) -> Value:
    need_whole(a, b)
    return math.gcd(a, b)


def _least_common_multiple(a: Value, b: Value) -> Value:
    need_whole(a, b)
    need(a > 0 and b > 0)
    return number(math.lcm(a, b))


def _is_prime(n: Value) -> Value:
    need_whole(n)
    need(n < 10**7)
    return n > 1 and all(n % divisor for divisor in range(2, math.isqrt(n) + 1))


def _divisors(n: Value) -> Value:
    need_whole(n)
    need(0 < n < 10**4)
    return tuple(divisor for divisor in range(1, n + 1) if n % divisor == 0)


def _prime_factors(n: Value) -> Value:
    need_whole(n)
    need(0 < n < 10**6)
    factors = []
    divisor = 2
    while n > 1:
        while n % divisor == 0:
            factors.append(divisor)
            n //= divisor
        divisor += 1
    return tuple(factors)


def _fibonacci(n: Value) -> Value:
    need_whole(n)
    need(0 <= n < 70)
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def _factorial(n: Value) -> Value:
    need_whole(n)
    need(0 <= n <= 17)
    return math.factorial(n)


def _digit_sum(n: Value) -> Value:
    need_whole(n)
    return sum(int(digit) for digit in str(abs(n)))


def _reverse_digits(n: Value) -> Value:
    need_whole(n)
    need(n >= 0)
    return int(str(n)[::-1])


def _ordinal(n: Value) -> Value:
    need_whole(n)
    need(n >= 0)
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def _collatz(n: Value) -> Value:
    need_whole(n)
    need(0 < n < 10**6)
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def _is_leap_year(year: Value) -> Value:
    need_whole(year)
    need(year > 0)
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year: Value, month: Value) -> Value:
    need_whole(year, month)
    need(1 <= month <= 12 and 100 <= year < 10_000)
    return (29 if _is_leap_year(year) else 28) if month == 2 else 30 if month in (4, 6, 9, 11) else 31


NUMBER_IDIOMS: tuple[Idiom, ...] = (
    idiom("toRoman", "num -> str", _to_roman, f"""\
const toRoman = (n) => {{
{_JS_NUMERALS}
  let letters = "";
  for (const [value, numeral] of numerals) {{
    while (n >= value) {{
      letters += numeral;
      n -= value;
    }}
  }}
  return letters;
}};""", f"""\
def to_roman(n):
{_PY_NUMERALS}
    letters = ""
    for value, numeral in numerals:
        while n >= value:
            letters += numeral
            n -= value
    return letters""", "roman"),
    idiom("fromRoman", "str -> num", _from_roman, """\
const fromRoman = (letters) => {
  const values = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  const numbers = [...letters].map((letter) => values[letter]);
  return numbers.reduce((sum, n, i) => sum + (n < (numbers[i + 1] ?? 0) ? -n : n), 0);
};""", """\
def from_roman(letters):
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    numbers = [values[letter] for letter in letters]
    return sum(-a if a < b else a for a, b in zip(numbers, [*numbers[1:], 0]))""", "roman"),
    idiom("gcd", "int int -> num", _greatest_common_divisor,
          "const gcd = (a, b) => (b ? gcd(b, a % b) : Math.abs(a));", "", "gcd divisor greatest common fraction",
          py_call="math.gcd({0}, {1})"),
    idiom("lcm", "int int -> num", _least_common_multiple, """\
const lcm = (a, b) => {
  const gcd = (x, y) => (y ? gcd(y, x % y) : x);
  return a && b ? Math.abs((a / gcd(a, b)) * b) : 0;
};""", "", "lcm least common multiple", py_call="math.lcm({0}, {1})"),
    idiom("isPrime", "int -> bool", _is_prime, """\
const isPrime = (n) => {
  if (n < 2) return false;
  for (let k = 2; k * k <= n; k++) if (n % k === 0) return false;
  return true;
};""", """\
def is_prime(n):
    return n > 1 and all(n % k for k in range(2, math.isqrt(n) + 1))""", "prime"),
    idiom("divisors", "int -> list num", _divisors, """\
const divisors = (n) => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);""", """\
def divisors(n):
    return [d for d in range(1, n + 1) if n % d == 0]""", "divisor factor perfect"),
    idiom("primeFactors", "int -> list num", _prime_factors, """\
const primeFactors = (n) => {
  const factors = [];
  for (let d = 2; d <= n; d++) {
    for (; n % d === 0; n /= d) factors.push(d);
  }
  return factors;
};""", """\
def prime_factors(n):
    factors, d = [], 2
    while d <= n:
        while n % d == 0:
            factors.append(d)
            n //= d
        d += 1
    return factors""", "prime factor"),
    idiom("fibonacci", "int -> num", _fibonacci, """\
const fibonacci = (n) => {
  let [a, b] = [0, 1];
  for (let i = 0; i < n; i++) [a, b] = [b, a + b];
  return a;
};""", """\
def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a""", "fibonacci fib"),
    idiom("factorial", "int -> num", _factorial,
          """\
const factorial = (n) => {
  if (n < 0) throw new RangeError("there is no factorial below zero");
  return n > 1 ? n * factorial(n - 1) : 1;
};""", "", "factorial permut",
          py_call="math.factorial({0})"),
    idiom("digitSum", "int -> num", _digit_sum, """\
const digitSum = (n) => [...String(Math.abs(n))].reduce((sum, digit) => sum + Number(digit), 0);""", """\
def digit_sum(n):
    return sum(int(digit) for digit in str(abs(n)))""", "digit sum"),
    idiom("reverseDigits", "int -> num", _reverse_digits,
          'const reverseDigits = (n) => Number([...String(n)].reverse().join(""));', """\
def reverse_digits(n):
    return int(str(n)[::-1])""", "revers digit"),
    idiom("ordinal", "int -> str", _ordinal, """\
const ordinal = (n) => {
  const last = Math.abs(n) % 100;
  const teen = last >= 10 && last <= 20;
  return n + (teen ? "th" : (["th", "st", "nd", "rd"][last % 10] ?? "th"));
};""", """\
def ordinal(n):
    last = abs(n) % 100
    suffix = "th" if 10 <= last <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(last % 10, "th")
    return f"{n}{suffix}\"""", "ordinal rank place"),
    idiom("collatzSteps", "int -> num", _collatz, """\
const collatzSteps = (n) => {
  let steps = 0;
  for (; n > 1; steps++) n = n % 2 === 0 ? n / 2 : 3 * n + 1;
  return steps;
};""", """\
def collatz_steps(n):
    steps = 0
    while n > 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps""", "collatz hailstone"),
    idiom("leapYear", "int -> bool", _is_leap_year, """\
const leapYear = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);""", """\
def leap_year(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)""", "leap"),
    idiom("daysInMonth", "int int -> num", _days_in_month,
          """\
const daysInMonth = (year, month) => {
  if (month < 1 || month > 12) throw new RangeError("there is no such month");
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
};""", """\
def days_in_month(year, month):
    if month < 1 or month > 12:
        raise ValueError("there is no such month")
    if month == 2:
        return 29 if calendar.isleap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31""", "month calendar"),
)
