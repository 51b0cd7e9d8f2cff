"""Small programs of one expression, of every kind that the rules know, for Hypothesis to draw."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from intent_lsp.values import Target

PARAMETERS = ("a", "b", "s", "t", "xs", "ys", "n", "o")
SIGNATURE = (
    "(a: integer, b: integer, s: string, t: string, xs: integer[], ys: integer[], n: integer | null, "
    "o: {k?: integer, w: string | null})"
)

_LEAVES: dict[str, dict[str, list[str]]] = {
    "py": {
        "int": ["a", "b", "0", "1", "2", "-3", "7"],
        "text": ["s", "t", '""', '"a"', '"b c"', '"ß"', '"\U0001f600"'],
        "list": ["xs", "ys", "[]", "[3, 1, 2]"],
        "bool": ["True", "False"],
        "nothing": ["n"],
    },
    "js": {
        "int": ["a", "b", "0", "1", "2", "-3", "7"],
        "text": ["s", "t", '""', '"a"', '"b c"', '"ß"', '"\U0001f600"'],
        "list": ["xs", "ys", "[3, 1, 2]"],
        "bool": ["true", "false"],
        "nothing": ["n", "o.k", "xs[a]", "(b > 1 ? n : undefined)"],
    },
}
_FORMS: dict[str, dict[str, list[str]]] = {
    "py": {
        "int": [
            "(int + int)", "(int - int)", "(int * int)", "(int // int)", "(int % int)", "-int", "abs(int)",
            "len(text)", "len(list)", "sum(list)", "max(int, int)", "min(list)", "list[int]", "list[-1]",
            "text.find(text)", "text.count(text)", "list.count(int)", "(int if bool else int)", "round(int / 4)",
            "int(int / 3)", "sum(1 for c in text if c in text)", "sum(x for x in list if x > int)", "ord(text)",
            "(int or int)", "max(list, key=lambda x: -x)", "len(set(list))", "(int & 7)", "len(text.split())",
            "int(text)", "(int and int)", "whole(text, int)", "(int if nothing is None else n or int)",
        ],
        "text": [
            "(text + text)", "text[int]", "text[int:int]", "text[::-1]", "text[::2]", "text.upper()", "text.lower()",
            "text.strip()", "text.replace(text, text)", "(text * (int % 3))", "str(int)", "str(int / 4)",
            'f"{int}:{text}"', '"%s" % int', '"%s-%r" % (text, text)', "g(text, sep=text)",
            "g(text, times=int)", '"-".join(sorted(text))', "(text if bool else text)", "text.capitalize()",
            "text.title()", "text.swapcase()", '"".join(c for c in text if c not in text)', "(text or text)",
            "text.rjust(int, text)", "text.zfill(int)", "min(text, text)", 'f"{int / 8:.2f}"', "text.strip(text)",
            "text.center(int)", "chr(int + 70)", "str(bool)",
        ],
        "list": [
            "(list + list)", "list[int:int]", "list[::-1]", "sorted(list)", "sorted(list, reverse=True)",
            "[x * 2 for x in list if x > int]", "list(range(int % 5))", "[int, int]",
            "[len(w) for w in text.split()]", "[x + y for x, y in zip(list, list)]",
            "[i * x for i, x in enumerate(list)]", "sorted(set(list))", "(list if bool else list)",
            "list(map(abs, list))", "sorted(list, key=lambda x: (x % 3, -x))", "(list or list)",
            "([int] * (int % 4))", "list(reversed(list))", "list[::2]",
        ],
        "bool": [
            "(int < int)", "(int == int)", "(int != int)", "(text == text)", "(text < text)", "(text in text)",
            "(int in list)", "(list == list)", "(bool and bool)", "(bool or bool)", "(not bool)", "text.isalpha()",
            "text.isdigit()", "text.isupper()", "any(x > int for x in list)", "all(x > int for x in list)",
            "(0 <= int < 5)", "bool(list)", "bool(text)", "text.startswith(text)", "(list < list)", "(list != [])",
        ],
    },
    "js": {
        "int": [
            "(int + int)", "(int - int)", "(int * int)", "(int % int)", "-int", "Math.abs(int)", "text.length",
            "list.length", "list.reduce((p, q) => p + q, 0)", "Math.max(int, int)", "Math.min(...list)", "list[int]",
            "text.indexOf(text)", "list.indexOf(int)", "(bool ? int : int)", "Math.round(int / 4)",
            "Math.floor(int / 3)", "Math.trunc(int / 3)", "text.charCodeAt(int)", "(int || int)", "(int && int)",
            "new Set(list).size", "(int & 7)", "(int | int)", "(int >> 1)", "Number(text)", "parseInt(text, 10)",
            "list.at(-1)", "(list.find((x) => x > int) ?? int)", "list.findIndex((x) => x > int)",
            "text.split(text).length", "(list[int] ?? 5)", "(nothing ?? int)", "(o?.w?.length ?? int)", "list?.length",
            "(list?.[int] ?? int)", "(o.w?.indexOf(text) ?? int)",
        ],
        "text": [
            "(text + text)", "text[0]", "text.slice(int, int)", "text.substring(int, int)", "text.charAt(int)",
            'text.split("").reverse().join("")', '[...text].reverse().join("")', "text.toUpperCase()",
            "text.toLowerCase()", "text.trim()", 'text.replace("a", "b")', 'text.replaceAll("a", "")',
            "text.repeat(2)", "String(int)", "String(int / 4)", "`${int}:${text}`", "`${int / 3}${bool}`",
            'list.join("-")', "(bool ? text : text)", "(text || text)", 'text.padStart(int, "ab")',
            "(int / 8).toFixed(2)", "text.split(text).join(text)", 'text.replace(/[a-c]/g, "<$&>")',
            '(n?.toFixed(1) ?? text)', '(xs[a]?.toFixed(0) ?? text)', "(o.w?.toUpperCase().trim() ?? text)",
            'text.split("").sort().join("")', r'text.split(/\s+/).join("_")',
            'text.split(/(?=[a-c])|x*/).join("_")', "text.concat(int)", "(text + int)",
        ],
        "list": [
            "[...list, ...list]", "list.slice(int, int)", "[...list].reverse()", "[...list].sort()",
            "[...list].sort((p, q) => p - q)", "[...list].sort((p, q) => q - p)", "list.map((x) => x * 2)",
            "list.filter((x) => x > int)", "[int, int]", 'text.split(" ").map((w) => w.length)',
            "list.map((x, i) => x * i)", "[...new Set(list)]", "(bool ? list : list)", "list.concat(list)",
            "Array.from({ length: 3 }, (_, i) => i + int)", "new Array(2).fill(int)", "list.flatMap((x) => [x, int])",
            "[...list].sort((p, q) => (p % 3) - (q % 3))",
        ],
        "bool": [
            "(int < int)", "(int === int)", "(int !== int)", "(text === text)", "(text < text)",
            "text.includes(text)", "list.includes(int)", "(bool && bool)", "(bool || bool)", "!bool",
            "list.some((x) => x > int)", "list.every((x) => x > int)", "!int", "!text", "!list",
            "text.startsWith(text)", "Number.isInteger(int / 2)", "/^[a-z]+$/.test(text)", "(list[int] > int)",
            "(list[int] === int)", "(list.length > 0)", "isNaN(int)", "(nothing == null)", "(nothing === void 0)",
            "(n === null)", "(o.w === null)", "(o?.k !== undefined)", "(nothing ? bool : bool)",
        ],
    },
}  # fmt: skip


_OWN = """\
def g(text, *, sep="-", times=2):
    return sep.join([text] * (times % 4))

def whole(text, other):
    try:
        return int(text)
    except ValueError:
        return other

"""
"""Functions that drawn programs call."""
_HOLE = re.compile(r"\b(int|text|list|bool|nothing)\b(?!\()")
"""A kind in a form; followed by a bracket it is Python's own function."""


@st.composite
def expressions(draw: st.DrawFn, target: Target) -> str:
    """An expression over the parameters."""
    return _filled(target, draw(st.sampled_from(sorted(_FORMS[target]))), 3, draw)


def defaults(target: Target) -> st.SearchStrategy[str]:
    """What a parameter may have as its default: in JavaScript anything, in Python a constant."""
    constants = ["0", '"a"', "True", "None", "-3", "1.5"]
    return expressions(target) if target == "js" else st.sampled_from(constants)


def _filled(target: Target, kind: str, depth: int, draw: st.DrawFn) -> str:
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from(_LEAVES[target][kind]))
    form = draw(st.sampled_from(_FORMS[target].get(kind, _LEAVES[target][kind])))
    return _HOLE.sub(lambda hole: _filled(target, hole[1], depth - 1, draw), form)


def module(target: Target, expression: str, default: str = "0") -> str:
    """A function ``f`` that gives back the expression, and the default of a parameter that nobody gives."""
    if target == "py":
        return f"{_OWN}def f({', '.join(PARAMETERS)}, z={default}):\n    return [z, {expression}]\n"
    return f"export function f({', '.join(PARAMETERS)}, z = {default}) {{\n  return [z, {expression}];\n}}\n"
