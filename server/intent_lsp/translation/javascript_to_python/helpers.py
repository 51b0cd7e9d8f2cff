"""Small Python functions with the meaning that JavaScript has; emitted only where the plain form would differ."""

from __future__ import annotations

from typing import NamedTuple


class Helper(NamedTuple):
    """``needs`` are helpers that this one calls; ``modules`` are imports of the standard library."""

    source: str
    needs: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()


SPACE = r"\t\n\x0b\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""JavaScript's white space (ECMA-262, WhiteSpace and LineTerminator), for a character class."""

CONSTANTS = {
    "WHITE_SPACE": r'WHITE_SPACE = "\t\n\x0b\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008'
    r'\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"'
}

HELPERS: dict[str, Helper] = {
    "units": Helper(r"""def units(value):
    if isinstance(value, str):
        halves = {c: chr(0xD7C0 + (ord(c) >> 10)) + chr(0xDC00 | ord(c) & 0x3FF) for c in value if c > "\uffff"}
        return "".join(halves.get(c, c) for c in value)
    if isinstance(value, list):
        return [units(item) for item in value]
    return {units(key): units(item) for key, item in value.items()} if isinstance(value, dict) else value"""),
    "texts": Helper(
        r"""def texts(value):
    if isinstance(value, str):
        pairs = "[\ud800-\udbff][\udc00-\udfff]"
        return re.sub(pairs, lambda pair: chr((ord(pair[0][0]) - 0xD7C0 << 10) + (ord(pair[0][1]) & 0x3FF)), value)
    if isinstance(value, list):
        return [texts(item) for item in value]
    return {texts(key): texts(item) for key, item in value.items()} if isinstance(value, dict) else value""",
        (),
        ("re",),
    ),
    "characters": Helper(
        """\
def characters(text):
    return re.findall("[\\ud800-\\udbff][\\udc00-\\udfff]|.", text, re.DOTALL)""",
        (),
        ("re",),
    ),
    "truthy": Helper("""\
def truthy(value):
    return isinstance(value, (list, dict, set)) or (bool(value) and value == value)"""),
    "same": Helper("""\
def same(a, b):
    return isinstance(a, bool) == isinstance(b, bool) and a == b"""),
    "at": Helper("""\
def at(items, index):
    size = len(items)
    return items[int(index)] if 0 <= index < size and index == int(index) else None"""),
    "char_at": Helper(
        """\
def char_at(text, index):
    size, place = len(text), 0 if index != index else index
    return text[int(place)] if -1 < place < size else \"\"""",
    ),
    "code_at": Helper(
        """\
def code_at(text, index):
    found = char_at(text, index)
    return ord(found) if found else math.nan""",
        ("char_at",),
        ("math",),
    ),
    "split_between": Helper(
        """\
def split_between(pattern, text):
    found, start, at = [], 0, 0
    while at < len(text):
        match = re.compile(pattern).match(text, at)
        if match is None or match.end() == start:
            at += 1
        else:
            found.append(text[start:at])
            start = at = match.end()
    return [*found, text[start:]] if text or not re.match(pattern, text) else []""",
        (),
        ("re",),
    ),
    "at_either_end": Helper("""\
def at_either_end(items, index):
    return items[index] if -len(items) <= index < len(items) else None"""),
    "put": Helper("""\
def put(items, index, value):
    if index == len(items):
        items.append(value)
    elif 0 <= index < len(items):
        items[index] = value
    else:
        raise IndexError("an array with holes")"""),
    "number": Helper(
        """\
def number(value):
    return math.nan if value is None else value""",
        (),
        ("math",),
    ),
    "defined": Helper("""\
def defined(value, other):
    return other if value is None else value"""),
    "either": Helper(
        """\
def either(value, other):
    return value if truthy(value) else other""",
        ("truthy",),
    ),
    "length": Helper("""\
def length(n):
    if n < 0 or n != int(n):
        raise ValueError("Invalid array length")
    return int(n)"""),
    "from_code": Helper(
        """\
def from_code(n):
    return chr(int(n) % 0x10000) if math.isfinite(n) else "\\0\"""",
        (),
        ("math",),
    ),
    "present": Helper("""\
def present(value):
    if value is None:
        raise LookupError("the result is undefined")
    return value"""),
    "exact": Helper("""\
def exact(n):
    if isinstance(n, int) and abs(n) > 2**53:
        raise OverflowError("beyond the whole numbers of JavaScript")
    return n"""),
    "divide": Helper(
        """\
def divide(a, b):
    if b == 0:
        return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b""",
        (),
        ("math",),
    ),
    "remainder": Helper(
        """\
def remainder(a, b):
    if b == 0 or a != a or b != b or math.isinf(a):
        return math.nan
    rest = abs(a) if math.isinf(b) else abs(a) % abs(b)
    return -rest if a < 0 else rest""",
        (),
        ("math",),
    ),
    "power": Helper(
        """\
def power(base, exponent):
    try:
        return math.nan if base in (1, -1) and math.isinf(exponent) else math.pow(base, exponent)
    except ValueError:
        return math.inf if base == 0 else math.nan
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf""",
        (),
        ("math",),
    ),
    "floor": Helper(
        """\
def floor(n):
    return math.floor(n) if math.isfinite(n) else n""",
        (),
        ("math",),
    ),
    "ceil": Helper(
        """\
def ceil(n):
    return math.ceil(n) if math.isfinite(n) else n""",
        (),
        ("math",),
    ),
    "trunc": Helper(
        """\
def trunc(n):
    return math.trunc(n) if math.isfinite(n) else n""",
        (),
        ("math",),
    ),
    "round_half_up": Helper(
        """\
def round_half_up(n):
    return math.floor(n) + (n - math.floor(n) >= 0.5) if math.isfinite(n) else n""",
        (),
        ("math",),
    ),
    "square_root": Helper(
        """\
def square_root(n):
    return math.sqrt(n) if n >= 0 else math.nan""",
        (),
        ("math",),
    ),
    "logarithm": Helper(
        """\
def logarithm(n, of=math.log):
    return of(n) if n > 0 else -math.inf if n == 0 else math.nan""",
        (),
        ("math",),
    ),
    "sign": Helper("""\
def sign(n):
    return (n > 0) - (n < 0) if n == n else n"""),
    "largest": Helper(
        """\
def largest(*numbers):
    return math.nan if any(n != n for n in numbers) else max(numbers, default=-math.inf)""",
        (),
        ("math",),
    ),
    "smallest": Helper(
        """\
def smallest(*numbers):
    return math.nan if any(n != n for n in numbers) else min(numbers, default=math.inf)""",
        (),
        ("math",),
    ),
    "int32": Helper(
        """\
def int32(n):
    return (int(n) + 2**31) % 2**32 - 2**31 if math.isfinite(n) else 0""",
        (),
        ("math",),
    ),
    "number_text": Helper(
        """\
def number_text(n):
    if n != n:
        return "NaN"
    if math.isinf(n):
        return "Infinity" if n > 0 else "-Infinity"
    if n == int(n) and abs(n) < 1e21:
        return str(int(n))
    mantissa, _, power = repr(float(n)).partition("e")
    if power and -7 < int(power) < 0:
        places = len(mantissa.strip("-").replace(".", "")) - 1 - int(power)
        return f"{n:.{places}f}"
    return f"{mantissa.removesuffix('.0')}e{int(power):+d}" if power else mantissa""",
        (),
        ("math",),
    ),
    "fixed": Helper(
        """\
def fixed(n, places):
    if n != n or abs(n) >= 1e21:
        return number_text(n)
    unit = decimal.Decimal(1).scaleb(-places)
    size = decimal.Decimal(abs(n)).quantize(unit, decimal.ROUND_HALF_UP, decimal.Context(prec=200))
    return f"-{size}" if n < 0 else str(size)""",
        ("number_text",),
        ("decimal",),
    ),
    "to_number": Helper(
        f"""\
def to_number(text):
    text = re.sub("^[{SPACE}]+|[{SPACE}]+$(?!\\n)", "", text)
    if text == "":
        return 0
    if re.fullmatch("0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+", text):
        return int(text, 0)
    if not re.fullmatch("[+-]?([0-9]+\\\\.?[0-9]*([eE][+-]?[0-9]+)?|\\\\.[0-9]+([eE][+-]?[0-9]+)?|Infinity)", text):
        return math.nan
    return int(text) if text.strip("+-").isdecimal() and len(text) < 16 else float(text)""",
        (),
        ("math", "re"),
    ),
    "parse_int": Helper(
        f"""\
def parse_int(text, base=10):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"[:base]
    found = re.match(f"[{SPACE}]*([+-]?[{{digits}}{{digits.upper()}}]+)", text)
    return int(found[1], base) if found else math.nan""",
        (),
        ("math", "re"),
    ),
    "parse_float": Helper(
        f"""\
def parse_float(text):
    pattern = "[{SPACE}]*([+-]?([0-9]+\\\\.?[0-9]*|\\\\.[0-9]+)([eE][+-]?[0-9]+)?)"
    found = re.match(pattern, text)
    return float(found[1]) if found else math.nan""",
        (),
        ("math", "re"),
    ),
    "in_order": Helper("""\
def in_order(mapping):
    indices = sorted((key for key in mapping if key.isdecimal() and str(int(key)) == key), key=int)
    return [*indices, *(key for key in mapping if key not in indices)]"""),
    "substring": Helper(
        """\
def substring(text, start, end=math.inf):
    low, high = (int(min(max(0, place), len(text))) for place in (start, end))
    return text[min(low, high) : max(low, high)]""",
        (),
        ("math",),
    ),
    "index_of": Helper("""\
def index_of(items, value):
    return next((i for i, item in enumerate(items) if item == value), -1)"""),
    "repeat": Helper("""\
def repeat(text, times):
    if times <= -1:
        raise ValueError("Invalid count value")
    return text * (0 if times != times else int(times))"""),
    "pad": Helper("""\
def pad(text, width, fill, at_start):
    missing = int(width) - len(text)
    if missing <= 0 or fill == "":
        return text
    filling = (fill * missing)[:missing]
    return filling + text if at_start else text + filling"""),
    "splice": Helper("""\
def splice(items, start, count, *others):
    first = max(0, start + len(items)) if start < 0 else min(start, len(items))
    end = first + max(0, min(count, len(items) - first))
    taken = items[first:end]
    items[first:end] = others
    return taken"""),
}


def needed(names: set[str]) -> list[str]:
    """These helpers and what they need, in the table's order."""
    pending, found = list(names), set[str]()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(HELPERS[name].needs)
    return [name for name in HELPERS if name in found]
