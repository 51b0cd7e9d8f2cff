"""Operators on numbers and truth values."""

from __future__ import annotations

import math

from intent_lsp.synthesis.operators.table import Level, Operator, op
from intent_lsp.synthesis.search_values import Undefined, Value, need, need_whole, number


def _divide(a: Value, b: Value) -> Value:
    need(b != 0)
    return number(a / b)


def _remainder(a: Value, b: Value) -> Value:
    """Undefined below zero, where ``%`` takes its sign from the dividend in JavaScript, from the divisor in Python."""
    need_whole(a, b)
    need(a >= 0 and b > 0)
    return a % b


def _floor_divide(a: Value, b: Value) -> Value:
    need_whole(a, b)
    need(b > 0)
    return a // b


def _divides(a: Value, b: Value) -> Value:
    need_whole(a, b)
    need(b > 0)
    return a % b == 0


def _odd(a: Value) -> Value:
    need_whole(a)
    return a % 2 != 0


def _even(a: Value) -> Value:
    need_whole(a)
    return a % 2 == 0


def _sqrt(a: Value) -> Value:
    need(a >= 0)
    return number(math.sqrt(a))


def _round_to(a: Value, places: Value) -> Value:
    need_whole(places)
    need(0 <= places <= 8 and abs(a) < 1e9)
    return number(math.floor(a * 10**places + 0.5) / 10**places)


def _power(a: Value, b: Value) -> Value:
    need(abs(a) < 1000 and 0 <= b < 20 and (a >= 0 or type(b) is int))
    return number(a**b)


def number_text(a: Value) -> Value:
    """A number as both languages print it; undefined where JavaScript switches to exponents."""
    if type(a) is int:
        return str(a)
    need(1e-4 <= abs(a) < 1e15)
    return repr(a)


def _fixed(a: Value, places: Value) -> Value:
    """Undefined at exact ties, which JavaScript rounds up and Python to even."""
    need_whole(places)
    need(0 <= places <= 6 and abs(a) < 1e9)
    numerator, denominator = (a * 10**places * 2).as_integer_ratio() if type(a) is int else _scaled(a, places)
    need(denominator != 1 or numerator % 2 == 0)
    return f"{a:.{places}f}"


def _scaled(a: float, places: int) -> tuple[int, int]:
    numerator, denominator = a.as_integer_ratio()
    numerator *= 2 * 10**places
    common = math.gcd(numerator, denominator)
    return numerator // common, denominator // common


def _digits(a: Value) -> Value:
    need_whole(a)
    need(a >= 0)
    return tuple(int(digit) for digit in str(a))


def _range(low: Value, high: Value) -> Value:
    need_whole(low, high)
    need(high - low <= 60)
    return tuple(range(low, high))


def _range_inclusive(low: Value, high: Value) -> Value:
    need_whole(low, high)
    need(high - low <= 60)
    return tuple(range(low, high + 1))


def _pad_two(a: Value) -> Value:
    need_whole(a)
    need(a >= 0)
    return str(a).rjust(2, "0")


def _thousands(a: Value) -> Value:
    need_whole(a)
    return f"{a:,}"


def _binary(a: Value) -> Value:
    need_whole(a)
    need(a >= 0)
    return bin(a)[2:]


def _hexadecimal(a: Value) -> Value:
    need_whole(a)
    need(a >= 0)
    return hex(a)[2:]


def _bit_and(a: Value, b: Value) -> Value:
    need_whole(a, b)
    need(0 <= a < 2**31 and 0 <= b < 2**31)
    return a & b


def _bit_xor(a: Value, b: Value) -> Value:
    need_whole(a, b)
    need(0 <= a < 2**31 and 0 <= b < 2**31)
    return a ^ b


def _truncate(a: Value) -> Value:
    return math.trunc(a)


def _logarithm(a: Value) -> Value:
    need(a > 0)
    return number(math.log10(a))


def _float_sign(a: Value) -> Value:
    return (a > 0) - (a < 0)


def _is_whole(a: Value) -> Value:
    return type(a) is int


def _between(a: Value, low: Value, high: Value) -> Value:
    return low <= a <= high


def _clamp(a: Value, low: Value, high: Value) -> Value:
    if low > high:
        raise Undefined
    return max(low, min(a, high))


_JS_THOUSANDS = r'String({0}).replace(/\B(?=(\d{3})+(?!\d))/g, ",")'
_JS_SPAN = "Array.from({ length: Math.max(0, {1:6} - {0:7}) }, (_, i) => i + {0:6})"
_JS_SPAN_INCLUSIVE = "Array.from({ length: Math.max(0, {1:6} - {0:7} + 1) }, (_, i) => i + {0:6})"

NUMBERS: tuple[Operator, ...] = (
    op("add", "num num -> num", lambda a, b: number(a + b), "{0:6} + {1:6}", level=Level.ADD, commutative=True,
       hints="sum total add plus increas"),
    op("subtract", "num num -> num", lambda a, b: number(a - b), "{0:6} - {1:7}", level=Level.ADD,
       hints="differ minus subtract less decreas discount change distance between delta reduc remain"),
    op("multiply", "num num -> num", lambda a, b: number(a * b), "{0:7} * {1:8}", level=Level.MULTIPLY,
       commutative=True, hints="product multipl times area square price percent scale doubl twice"),
    op("divide", "num num -> num", _divide, "{0:7} / {1:8}", level=Level.MULTIPLY, floating=True,
       hints="divid ratio average mean percent normal per rate half unit"),
    op("remainder", "num num -> num", _remainder, "modulo({0}, {1})", "{0:7} % {1:8}", py_level=Level.MULTIPLY, cost=3,
       js_helpers="modulo",
       hints="mod remain cycl wrap last second minute time clock left"),
    op("floorDivide", "num num -> num", _floor_divide, "Math.floor({0:7} / {1:8})", "{0:7} // {1:8}", cost=3,
       py_level=Level.MULTIPLY, hints="integer whole hour minute quotient half floor split"),
    op("divides", "num num -> bool", _divides, "{0:7} % {1:8} === 0", "{0:7} % {1:8} == 0", cost=4,
       level=Level.COMPARE, hints="divisib multipl fizz leap factor"),
    op("odd", "num -> bool", _odd, "{0:7} % 2 !== 0", "{0:7} % 2 != 0", cost=4, level=Level.COMPARE,
       hints="odd parity"),
    op("even", "num -> bool", _even, "{0:7} % 2 === 0", "{0:7} % 2 == 0", cost=4, level=Level.COMPARE,
       hints="even parity"),
    op("squareRoot", "num -> num", _sqrt, "Math.sqrt({0})", "math.sqrt({0})", cost=3, floating=True,
       hints="root sqrt magnitude distance hypot norm deviation"),
    op("hypotenuse", "num num -> num", lambda a, b: number(math.hypot(a, b)), "Math.hypot({0}, {1})",
       "math.hypot({0}, {1})", cost=3, floating=True, commutative=True,
       hints="magnitude distance hypot norm vector length euclid"),
    op("absolute", "num -> num", abs, "Math.abs({0})", "abs({0})", hints="absolut abs distance differ magnitude"),
    op("negate", "num -> num", lambda a: -a, "-{0:9}", cost=3, level=Level.UNARY, hints="negat opposite invert sign"),
    op("sign", "num -> num", _float_sign, "Math.sign({0})", "({0:6} > 0) - ({0:6} < 0)", cost=4, py_level=Level.ADD,
       hints="sign"),
    op("round", "num -> num", lambda a: math.floor(a + 0.5), "Math.round({0})", "math.floor({0:6} + 0.5)", cost=3,
       hints="round nearest"),
    op("roundTo", "num step -> num", _round_to, "Math.round({0:7} * 10 ** {1:9}) / 10 ** {1:9}",
       "math.floor({0:7} * 10 ** {1:9} + 0.5) / 10 ** {1:9}", cost=4, level=Level.MULTIPLY, floating=True,
       hints="round decimal"),
    op("floor", "num -> num", math.floor, "Math.floor({0})", "math.floor({0})", cost=3,
       hints="floor whole down integer truncat"),
    op("ceiling", "num -> num", math.ceil, "Math.ceil({0})", "math.ceil({0})", cost=3, hints="ceil up pages"),
    op("truncate", "num -> num", _truncate, "Math.trunc({0})", "math.trunc({0})", cost=4, hints="truncat toward"),
    op("fraction", "num -> num", lambda a: number(a - math.floor(a)), "{0:6} - Math.floor({0})",
       "{0:6} - math.floor({0})", cost=4, level=Level.ADD, floating=True, hints="decimal fraction"),
    op("smaller", "num num -> num", min, "Math.min({0}, {1})", "min({0}, {1})", commutative=True,
       hints="min clamp small limit bound cap least low range most"),
    op("larger", "num num -> num", max, "Math.max({0}, {1})", "max({0}, {1})", commutative=True,
       hints="max clamp larg big limit bound great high range least"),
    op("clamp", "num num num -> num", _clamp, "Math.min(Math.max({0}, {1}), {2})", "min(max({0}, {1}), {2})", cost=5,
       hints="clamp restrict limit bound range"),
    op("power", "num num -> num", _power, "{0:9} ** {1:8}", cost=4, level=Level.UNARY,
       hints="power expon square cube compound interest"),
    op("square", "num -> num", lambda a: number(a * a), "{0:9} ** 2", cost=4, level=Level.UNARY, hints="square"),
    op("logarithm", "num -> num", _logarithm, "Math.log10({0})", "math.log10({0})", cost=5, floating=True,
       hints="logarithm log10 decibel"),
    op("sine", "num -> num", lambda a: number(math.sin(a)), "Math.sin({0})", "math.sin({0})", cost=6, floating=True,
       hints="sine angle trigonom"),
    op("cosine", "num -> num", lambda a: number(math.cos(a)), "Math.cos({0})", "math.cos({0})", cost=6, floating=True,
       hints="cosine angle trigonom"),
    op("radians", "num -> num", lambda a: number(a * math.pi / 180), "{0:7} * Math.PI / 180", "math.radians({0})",
       cost=4, level=Level.MULTIPLY, py_level=Level.ATOM, floating=True, hints="radian degree angle"),
    op("degrees", "num -> num", lambda a: number(a * 180 / math.pi), "{0:7} * 180 / Math.PI", "math.degrees({0})",
       cost=4, level=Level.MULTIPLY, py_level=Level.ATOM, floating=True, hints="radian degree angle"),
    op("timesPi", "num -> num", lambda a: number(math.pi * a), "Math.PI * {0:8}", "math.pi * {0:8}", cost=4,
       level=Level.MULTIPLY, floating=True, hints="circle radius circumference sphere cylinder area volume pi"),
    op("less", "num num -> bool", lambda a, b: a < b, "{0:6} < {1:6}", level=Level.COMPARE,
       hints="less below under fewer short small greater above over more exceed long larg minimum maximum threshold "
             "from free positive negative"),
    op("lessOrEqual", "num num -> bool", lambda a, b: a <= b, "{0:6} <= {1:6}", level=Level.COMPARE,
       hints="least most below under above over from until between minimum maximum threshold within older adult limit"),
    op("between", "num num num -> bool", _between, "{0:6} >= {1:6} && {0:6} <= {2:6}", "{1:6} <= {0:6} <= {2:6}",
       cost=5, level=Level.AND, py_level=Level.COMPARE, hints="between within range inside"),
    op("equalNumbers", "num num -> bool", lambda a, b: a == b, "{0:6} === {1:6}", "{0:6} == {1:6}",
       level=Level.COMPARE, commutative=True, hints="equal same whether square perfect"),
    op("isWhole", "num -> bool", _is_whole, "Number.isInteger({0})", "{0:7} % 1 == 0", cost=4, py_level=Level.COMPARE,
       hints="integer whole perfect"),
    op("numberText", "num -> str", number_text, "String({0})", "str({0})", py_helpers="number_text",
       hints="text string digit format number pad"),
    op("fixed", "num step -> str", _fixed, "{0:9}.toFixed({1})", "fixed({0}, {1})", cost=3, py_helpers="fixed",
       hints="decimal format price money currency fixed"),
    op("thousands", "int -> str", _thousands, _JS_THOUSANDS, cost=4, py_format=",",
       hints="thousand comma separat group format"),
    op("digits", "int -> list num", _digits, "[...String(Math.abs({0}))].map(Number)",
       "[int(digit) for digit in str(abs({0}))]",
       cost=4, hints="digit"),
    op("range", "step num -> list num", _range, _JS_SPAN, "list(range({0:int}, {1:int}))", cost=4,
       hints="range count first up integer to from"),
    op("rangeInclusive", "int int -> list num", _range_inclusive, _JS_SPAN_INCLUSIVE,
       "list(range({0:int}, {1:int6} + 1))", cost=4,
       hints="range inclus factorial between up sum from to integer count"),
    op("padTwo", "int -> str", _pad_two, 'String({0}).padStart(2, "0")', cost=4, py_format="02d",
       hints="time clock date minute second hour pad format digit"),
    op("binary", "int -> str", _binary, "{0:9}.toString(2)", 'format({0}, "b")', cost=4, hints="binary base bit"),
    op("hexadecimal", "int -> str", _hexadecimal, "{0:9}.toString(16)", 'format({0}, "x")', cost=4,
       hints="hex base colour color"),
    op("bitAnd", "int int -> num", _bit_and, "({0:9} & {1:9})", cost=6, commutative=True, hints="bit mask bitwise"),
    op("bitXor", "int int -> num", _bit_xor, "({0:9} ^ {1:9})", cost=6, commutative=True, hints="bit xor bitwise"),
    op("and", "bool bool -> bool", lambda a, b: a and b, "{0:3} && {1:3}", "{0:3} and {1:3}", level=Level.AND,
       commutative=True, hints="and both"),
    op("or", "bool bool -> bool", lambda a, b: a or b, "{0:2} || {1:2}", "{0:2} or {1:2}", level=Level.OR,
       commutative=True, hints="or either"),
    op("not", "bool -> bool", lambda a: not a, "!{0:8}", "not {0:4}", level=Level.UNARY, py_level=Level.NOT,
       hints="not without unless"),
    op("sameTruth", "bool bool -> bool", lambda a, b: a == b, "{0:6} === {1:6}", "{0:6} == {1:6}", cost=4,
       level=Level.COMPARE, commutative=True, hints="same equal"),
    op("truthNumber", "bool -> num", int, "Number({0})", "int({0})", cost=4),
)
