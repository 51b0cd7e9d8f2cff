"""Operators on strings. Positions and lengths are undefined for characters outside the Basic Multilingual Plane,
which count once in Python and twice in JavaScript; so is white space on which the two languages differ."""

from __future__ import annotations

import re

from intent_lsp.synthesis.operators.table import Level, Operator, op
from intent_lsp.synthesis.search_values import Undefined, Value, need, need_whole, number

LONGEST = 300
_DISPUTED_SPACE = re.compile("[\x1c-\x1f\x85\ufeff\u180e]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMERIC = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def short(text: str) -> str:
    """The text, unless it grew too long to be an answer."""
    need(len(text) <= LONGEST)
    return text


def countable(text: str) -> str:
    """The text, unless a character counts differently in the two languages."""
    if not text.isascii() and max(text, default="") > "\uffff":
        raise Undefined
    return text


def spaced(text: str) -> str:
    """The text, unless the languages disagree about which of its characters are white space."""
    if not text.isprintable() and _DISPUTED_SPACE.search(text):
        raise Undefined
    return text


def _capitalize(s: Value) -> Value:
    countable(s)
    need(s.capitalize() == s[:1].upper() + s[1:].lower())
    return s.capitalize()


def _upper_first(s: Value) -> Value:
    return countable(s)[:1].upper() + s[1:]


def _lower_first(s: Value) -> Value:
    return countable(s)[:1].lower() + s[1:]


def _take(s: Value, n: Value) -> Value:
    need_whole(n)
    need(n >= 0)
    return countable(s)[:n]


def _drop(s: Value, n: Value) -> Value:
    need_whole(n)
    need(n >= 0)
    return countable(s)[n:]


def _take_last(s: Value, n: Value) -> Value:
    need_whole(n)
    need(n > 0)
    return countable(s)[-n:]


def _drop_last(s: Value, n: Value) -> Value:
    need_whole(n)
    need(n > 0)
    return countable(s)[:-n]


def _character_at(s: Value, n: Value) -> Value:
    need_whole(n)
    need(0 <= n < len(s))
    return countable(s)[n]


def _before(s: Value, key: Value) -> Value:
    need(key and key in s)
    return s.split(key)[0]


def _after(s: Value, key: Value) -> Value:
    need(key and key in s)
    return s.split(key, 1)[1]


def _after_last(s: Value, key: Value) -> Value:
    need(key and key in s)
    return s.split(key)[-1]


def _before_last(s: Value, key: Value) -> Value:
    need(key and key in s)
    return s.rsplit(key, 1)[0]


def replacement(text: str) -> str:
    """A replacement text, unless a regular expression would read it as a pattern."""
    need("$" not in text and "\\" not in text)
    return text


def _replace_all(s: Value, old: Value, new: Value) -> Value:
    need(old)
    return short(s.replace(old, replacement(new)))


def _replace_first(s: Value, old: Value, new: Value) -> Value:
    need(old)
    return short(s.replace(old, replacement(new), 1))


def _remove_all(s: Value, old: Value) -> Value:
    need(old)
    return s.replace(old, "")


def _strip_character(s: Value, character: Value) -> Value:
    need(len(character) == 1 and character != " ")
    return s.strip(character)


def _remove_prefix(s: Value, prefix: Value) -> Value:
    need(prefix)
    return countable(s).removeprefix(prefix)


def _remove_suffix(s: Value, suffix: Value) -> Value:
    need(suffix)
    return countable(s).removesuffix(suffix)


def _repeat(s: Value, n: Value) -> Value:
    need_whole(n)
    need(0 <= n <= 60)
    return short(s * n)


def _pad_start(s: Value, n: Value, fill: Value) -> Value:
    need_whole(n)
    need(len(fill) == 1 and n < 60)
    return countable(s).rjust(n, fill)


def _pad_end(s: Value, n: Value, fill: Value) -> Value:
    need_whole(n)
    need(len(fill) == 1 and n < 60)
    return countable(s).ljust(n, fill)


def _to_number(s: Value) -> Value:
    need(_NUMBER.fullmatch(s) is not None)
    return number(float(s)) if "." in s else number(int(s))


def _to_integer(s: Value) -> Value:
    need(_INTEGER.fullmatch(s) is not None)
    return number(int(s))


def _is_numeric(s: Value) -> Value:
    return _NUMERIC.fullmatch(s) is not None


def _index_of(s: Value, key: Value) -> Value:
    need(key)
    return countable(s).find(key)


def _last_index_of(s: Value, key: Value) -> Value:
    need(key)
    return countable(s).rfind(key)


def _count(s: Value, key: Value) -> Value:
    need(key)
    return s.count(key)


def _split(s: Value, key: Value) -> Value:
    need(key)
    return tuple(s.split(key))


def _characters(s: Value) -> Value:
    need(len(s) < 80)
    return tuple(s)


def _code(s: Value) -> Value:
    need(len(s) == 1)
    return ord(countable(s))


def _from_code(n: Value) -> Value:
    need_whole(n)
    need(32 <= n < 127)
    return chr(n)


def _parse_base(s: Value, base: Value) -> Value:
    need(2 <= base <= 16 and re.fullmatch("[0-9a-fA-F]+", s) is not None)
    return number(int(s, base))


def _swap_case(s: Value) -> Value:
    need(s.isascii())
    return s.swapcase()


def _less_text(a: Value, b: Value) -> Value:
    return countable(a) < countable(b)


_JS_SWAP = "[...{0}].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join(\"\")"

TEXT: tuple[Operator, ...] = (
    op("lower", "str -> str", str.lower, "{0:9}.toLowerCase()", "{0:9}.lower()",
       hints="lower case slug insensitiv ignor normal capital title"),
    op("upper", "str -> str", str.upper, "{0:9}.toUpperCase()", "{0:9}.upper()",
       hints="upper case initial capital shout"),
    op("capitalize", "str -> str", _capitalize, "capitalize({0})", "{0:9}.capitalize()", js_helpers="capitalize",
       hints="capital title camel pascal proper"),
    op("upperFirst", "str -> str", _upper_first, "{0:9}.charAt(0).toUpperCase() + {0:9}.slice(1)",
       "{0:9}[:1].upper() + {0:9}[1:]", cost=3, level=Level.ADD, hints="capital first camel pascal"),
    op("lowerFirst", "str -> str", _lower_first, "{0:9}.charAt(0).toLowerCase() + {0:9}.slice(1)",
       "{0:9}[:1].lower() + {0:9}[1:]", cost=4, level=Level.ADD, hints="uncapital decapital camel"),
    op("trim", "str -> str", lambda s: spaced(s).strip(), "{0:9}.trim()", "{0:9}.strip()",
       hints="trim whitespace strip clean space leading trailing blank"),
    op("trimStart", "str -> str", lambda s: spaced(s).lstrip(), "{0:9}.trimStart()", "{0:9}.lstrip()", cost=4,
       hints="leading left indent"),
    op("trimEnd", "str -> str", lambda s: spaced(s).rstrip(), "{0:9}.trimEnd()", "{0:9}.rstrip()", cost=4,
       hints="trailing right"),
    op("reverseText", "str -> str", lambda s: s[::-1], '[...{0}].reverse().join("")', "{0:9}[::-1]",
       hints="revers backward palindrom mirror"),
    op("length", "str -> num", lambda s: len(countable(s)), "[...{0}].length", "len({0})",
       hints="length long character size short count"),
    op("firstCharacter", "str -> str", lambda s: countable(s)[0], "[...{0}][0]", "{0:9}[0]",
       hints="first initial letter begin start"),
    op("lastCharacter", "str -> str", lambda s: countable(s)[-1], "[...{0}].at(-1)", "{0:9}[-1]",
       hints="last end final"),
    op("take", "str int -> str", _take, '[...{0}].slice(0, {1}).join("")', "{0:9}[:{1}]", no_constant=True,
       hints="first truncat prefix begin shorten cut left start"),
    op("drop", "str int -> str", _drop, '[...{0}].slice({1}).join("")', "{0:9}[{1}:]", no_constant=True,
       hints="remove skip suffix rest after right"),
    op("takeLast", "str int -> str", _take_last, '[...{0}].slice(-{1:9}).join("")', "{0:9}[-{1:9}:]", no_constant=True,
       hints="last end suffix mask right"),
    op("dropLast", "str int -> str", _drop_last, '[...{0}].slice(0, -{1:9}).join("")', "{0:9}[:-{1:9}]", cost=3,
       no_constant=True,
       hints="remove last end without"),
    op("characterAt", "str int -> str", _character_at, "[...{0}].at({1})", "{0:9}[{1}]", cost=3, no_constant=True,
       hints="character position index nth"),
    op("before", "str key -> str", _before, "{0:9}.split({1})[0]", no_constant=True,
       hints="before until first user name host"),
    op("after", "str key -> str", _after, "{0:9}.split({1}).slice(1).join({1})", "{0:9}.partition({1})[2]", cost=3,
       no_constant=True, hints="after domain from rest extension"),
    op("afterLast", "str key -> str", _after_last, "{0:9}.split({1}).at(-1)", "{0:9}.split({1})[-1]", no_constant=True,
       hints="last domain extension after final surname suffix file"),
    op("beforeLast", "str key -> str", _before_last,
       "{0:9}.includes({1}) ? {0:9}.slice(0, {0:9}.lastIndexOf({1})) : {0:1}",
       "{0:9}.rsplit({1}, 1)[0]", cost=3, level=Level.TERNARY, py_level=Level.ATOM, no_constant=True,
       hints="without extension before last parent director remove"),
    op("replaceAll", "str literal literal -> str", _replace_all, "{0:9}.replaceAll({1}, {2})",
       "{0:9}.replace({1}, {2})", hints="replac substitut swap convert"),
    op("replaceFirst", "str literal literal -> str", _replace_first, "{0:9}.replace({1}, {2})",
       "{0:9}.replace({1}, {2}, 1)", cost=5, hints="first replac"),
    op("replaceGiven", "str str str -> str", _replace_all, "{0:9}.replaceAll({1}, {2})", "{0:9}.replace({1}, {2})",
       cost=4, hints="replac substitut", no_constant=True),
    op("removeAll", "str key -> str", _remove_all, '{0:9}.replaceAll({1}, "")', '{0:9}.replace({1}, "")',
       no_constant=True, hints="remov strip delet without"),
    op("stripCharacter", "str literal -> str", _strip_character, '{0:9}.replace(/^{1:re}+|{1:re}+$/g, "")',
       "{0:9}.strip({1})", cost=3, no_constant=True, hints="leading trailing trim strip slug hyphen"),
    op("removePrefix", "str key -> str", _remove_prefix, "removePrefix({0}, {1})", "{0:9}.removeprefix({1})", cost=4,
       js_helpers="removePrefix", no_constant=True, hints="prefix leading remov strip"),
    op("removeSuffix", "str key -> str", _remove_suffix, "removeSuffix({0}, {1})", "{0:9}.removesuffix({1})", cost=4,
       js_helpers="removeSuffix", no_constant=True, hints="suffix trailing remov strip extension"),
    op("concatenate", "str str -> str", lambda a, b: short(a + b), "{0:6} + {1:6}", cost=4, level=Level.ADD,
       hints="concat append join add prefix suffix"),
    op("repeat", "literal int -> str", _repeat, "{0:9}.repeat({1:count})", "{0:7} * {1:8}", cost=3,
       py_level=Level.MULTIPLY,
       hints="repeat mask star times bar pad"),
    op("repeatText", "str int -> str", _repeat, "{0:9}.repeat({1:count})", "{0:7} * {1:8}", cost=4,
       py_level=Level.MULTIPLY,
       no_constant=True, hints="repeat times"),
    op("padStart", "str int literal -> str", _pad_start, "padStart({0}, {1}, {2})", "{0:9}.rjust({1}, {2})",
       js_helpers="padStart", no_constant=True, hints="pad leading zero width align right clock time format mask"),
    op("padEnd", "str int literal -> str", _pad_end, "padEnd({0}, {1}, {2})", "{0:9}.ljust({1}, {2})", cost=3,
       js_helpers="padEnd",
       no_constant=True, hints="pad trailing width align left"),
    op("toInteger", "str -> num", _to_integer, "toInteger({0})", "int({0})", js_helpers="toInteger",
       hints="number pars integer convert digit numeric"),
    op("toNumber", "str -> num", _to_number, "toNumber({0})", "float({0})", cost=3, js_helpers="toNumber",
       floating=True,
       hints="number pars convert value digit numeric"),
    op("isNumeric", "str -> bool", _is_numeric, "/^-?\\d+(\\.\\d+)?$/.test({0})",
       'bool(re.fullmatch(r"-?[0-9]+(\\.[0-9]+)?", {0}))', cost=4, hints="numeric number valid"),
    op("parseBase", "str step -> num", _parse_base, "parseBase({0}, {1})", "int({0}, {1})", cost=4,
       js_helpers="parseBase",
       hints="binary base hex decimal convert"),
    op("contains", "str str -> bool", lambda a, b: b in a, "{0:9}.includes({1})", "{1:6} in {0:6}",
       py_level=Level.COMPARE, hints="contain includ within has substring"),
    op("startsWith", "str str -> bool", lambda a, b: a.startswith(b), "{0:9}.startsWith({1})", "{0:9}.startswith({1})",
       hints="start begin prefix"),
    op("endsWith", "str str -> bool", lambda a, b: a.endswith(b), "{0:9}.endsWith({1})", "{0:9}.endswith({1})",
       hints="end suffix finish"),
    op("equalText", "str str -> bool", lambda a, b: a == b, "{0:6} === {1:6}", "{0:6} == {1:6}", level=Level.COMPARE,
       commutative=True, hints="equal same palindrom match"),
    op("lessText", "str str -> bool", _less_text, "{0:6} < {1:6}", cost=5, level=Level.COMPARE,
       hints="alphabet order before"),
    op("indexOf", "str key -> num", _index_of, "indexOf({0}, {1})", "{0:9}.find({1})", cost=3, js_helpers="indexOf",
       no_constant=True,
       hints="index position find"),
    op("lastIndexOf", "str key -> num", _last_index_of, "lastIndexOf({0}, {1})", "{0:9}.rfind({1})", cost=4,
       js_helpers="lastIndexOf",
       no_constant=True, hints="index position last"),
    op("countText", "str key -> num", _count, "{0:9}.split({1}).length - 1", "{0:9}.count({1})", cost=3,
       level=Level.ADD, py_level=Level.ATOM, no_constant=True, hints="count occurr many times"),
    op("split", "str key -> list str", _split, "{0:9}.split({1})", no_constant=True,
       hints="split separat list csv pars pair word each"),
    op("words", "str -> list str", lambda s: tuple(spaced(s).split()), "{0:9}.match(/\\S+/g) ?? []", "{0:9}.split()",
       level=Level.OR, py_level=Level.ATOM,
       hints="word name sentence text phrase title"),
    op("lines", "str -> list str", lambda s: tuple(s.split("\n")), '{0:9}.split("\\n")', cost=3, hints="line row"),
    op("characters", "str -> list str", _characters, "[...{0}]", "list({0})",
       hints="character letter each revers digit char anagram"),
    op("code", "str -> num", _code, "codeOf({0})", "ord({0})", cost=4, js_helpers="codeOf",
       hints="ascii code cipher shift caesar alphabet unicode"),
    op("fromCode", "int -> str", _from_code, "String.fromCodePoint({0})", "chr({0})", cost=4,
       hints="ascii code cipher shift caesar alphabet unicode"),
    op("swapCase", "str -> str", _swap_case, _JS_SWAP, "{0:9}.swapcase()", cost=4, hints="swap flip case toggle"),
)
