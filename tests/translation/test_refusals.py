"""What is refused, with its line: better no translation than one that means something else."""

from __future__ import annotations

import pytest

from intent_lsp.translation.contract import NotTranslatable, Types
from intent_lsp.translation.example_types import types_of
from intent_lsp.translation.translator import translate
from intent_lsp.values import Target, other_target
from tests.translation.corpus import intent

MISSING = [
    ("(o: {a: integer | null})", "export function f(o) {\n  return o.a === undefined;\n}", 2, "it may be null as well"),
    ("(o: {a: integer | null})", "export function f(o) {\n  return o.a + 1;\n}", 2, "arithmetic with"),
    ("(xs: (integer | null)[])", "export function f(xs) {\n  return xs[0] === undefined;\n}", 2, "null as well"),
    ("(xs: (integer | null)[])", "export function f(xs) {\n  return xs[0];\n}", 2, "may be null or undefined"),
    ("(x?: integer)", "export function f(x) {\n  return x === null ? 1 : 2;\n}", 2, "it may be undefined as well"),
    (
        "(x: any)",
        "export function f(x) {\n  return typeof x === 'string' && x?.y;\n}",
        2,
        "?. behind a value of unknown",
    ),
    ("(xs: integer[])", "export function f(xs) {\n  return xs.pop()?.toFixed(1) ?? '';\n}", 2, "and has no name"),
    ("(s: string)", "export function f(s) {\n  return { a: s || undefined };\n}", 2, "may hold undefined"),
    ("(o: {a?: string})", "export function f(o) {\n  return o.a && o.a.length;\n}", 2, "may be null or undefined"),
    ("(x: integer[] | null)", "export function f(x = []) {\n  return x;\n}", 1, "null may be given as well"),
    ("(o: {a?: integer | null})", "export function f({ a = 1 }) {\n  return a ?? 0;\n}", 1, "it stands for undefined"),
    (
        "(x: integer)",
        "const g = (a, b = 2) => b;\nexport function f(x) {\n  return g(x, undefined);\n}",
        3,
        "a default",
    ),
    ("(x: integer)", "const k = 1;\nexport function f(x, y = k) {\n  const k = 2;\n  return y + k;\n}", 2, "mentions"),
    ("(x: integer)", "export function f(x = y, y = 1) {\n  return x + y;\n}", 1, "of the function itself"),
    ("(x: integer, y: integer)", "export function f(x = 1, y) {\n  return x + y;\n}", 1, "behind one that has one"),
    ("(s: string)", "const g = (m, i) => m;\nexport function f(s) {\n  return s.replace(/a/, g);\n}", 3, "replacement"),
    ("(p: integer[])", "export function f([x, y]) {\n  return x;\n}", 1, "length is not known to be 2"),
    ("(p: [integer, integer])", "export function f([x, y = 1]) {\n  return x + y;\n}", 1, "a rest or default"),
    ("(o: {a: integer})", "export function f({ a, ...rest }) {\n  return rest;\n}", 1, "taking an object apart"),
]
"""What is missing, in JavaScript: Python has one value for ``null`` and ``undefined``."""

CAUGHT = [
    ("return int(s)", "except ValueError as e:\n        return str(e)", 6, "caught and used"),
    ("return int(s)", "except ValueError:\n        raise", 6, "caught and used"),
    ("return int(s)", "except KeyError:\n        return 1", 5, "in a way that the rules do not know"),
    ("return int(s.strip())", "except ValueError:\n        return 1", 5, "in a way that the rules do not know"),
    ("return float(n)", "except ValueError:\n        return 1", 5, "in a way that the rules do not know"),
    ("return d[s]", "except KeyError:\n        return 1", 5, "in a way that the rules do not know"),
    ("return n / len(s)", "except ZeroDivisionError:\n        return 1", 5, "in a way that the rules do not know"),
    ("n = int(s)\n        return 2 / n", "except ValueError:\n        return 1", 4, "a try of several statements"),
    ("return int(s)", "except ValueError:\n        return 1\n    finally:\n        n = 3", 4, "with several ends"),
]
"""What may fail otherwise than the rules can ask for. The dict makes what it does not have."""
CALLED = [
    ("def g(x, *, k):\n    return 1", "g(s)", 4, "too few arguments"),
    ("def g(x, *, k=1):\n    return 1", "g(s, 2)", 4, "that do not fit"),
    ("def g(x, /, k=1):\n    return 1", "g(x=s)", 4, "that do not fit"),
    ("def g(x, *, k=[]):\n    return x", "g(s)", 1, "a default that all calls share"),
    ("def g(x, **k):\n    return x", "g(s)", 1, "** among the parameters"),
    ("def g(*x, k=1):\n    return x", "g(s)", 1, "behind a rest"),
    ("def g(x, *, k=1):\n    return 1", "g(k=s.upper(), x=s.lower())", 4, "in another order than the parameters"),
    ("X = 1", "f'{s!a}'", 3, "a conversion with !a"),
    ("X = 1", "f'{[s]!r}'", 3, "the text of a list"),
    ("X = 1", "'%s' % [s]", 3, "formats a string"),
    ("X = 1", "'%s' % (s, s)", 3, "formats a string"),
    ("X = 1", "'%(a)s' % s", 3, "formats a string"),
    ("X = 1", "'%d' % s", 3, "this format of this value"),
]

REFUSED: list[tuple[Target, str, str, int, str]] = [
    (
        "py",
        "(x: integer)",
        "def f(x):\n    try:\n        return [1][x]\n    except IndexError:\n        return 0",
        3,
        "a try around what may fail in a way",
    ),
    ("py", "(x: integer)", "import random\ndef f(x):\n    return random.randint(0, x)", 3, "the import of random"),
    ("py", "(x: integer)", "def f(x):\n    print(x)\n    return x", 2, "print() is not a function that the rules know"),
    ("py", "(x: integer)", "def f(x):\n    return open('a').read()", 2, "open() is not"),
    ("py", "(xs: integer[])", "def f(xs):\n    return [x for x in set(xs)]", 2, "the order of a set"),
    ("py", "(xs: integer[][])", "def f(xs):\n    return len({tuple(x) for x in xs})", 2, "as a key or in a set"),
    ("py", "(x: number)", "def f(x):\n    return str(x)", 2, "the text of a number"),
    ("py", "(x: any)", "def f(x):\n    return x[1:]", 2, "a slice of a value of unknown type"),
    ("py", "(n: integer)", "def f(n):\n    for i in range(n):\n        yield i", 1, "a generator"),
    ("py", "(xs: integer[])", "def f(xs):\n    return set(xs)", 2, "a set as the result"),
    (
        "py",
        "(d: Record<string, integer>)",
        "def f(d):\n    for k in d.keys():\n        d[k] = len(d)\n    return d",
        2,
        "a loop that changes d",
    ),
    (
        "py",
        "(n: integer)",
        "COUNT = 0\ndef f(n):\n    global COUNT\n    COUNT += n\n    return COUNT",
        3,
        "a variable of the module",
    ),
    ("py", "(xs: integer[][])", "def f(xs):\n    return [a + b for a, b in xs]", 2, "length is not known to be 2"),
    ("py", "(x: integer)", "def f(x, y=[]):\n    y.append(x)\n    return y", 1, "a default that all calls share"),
    ("py", "(x: integer)", "def f(x):\n    return 12345678901234567890", 2, "beyond 2^53"),
    ("js", "(xs: integer[], ys: integer[])", "export function f(xs, ys) {\n  return xs === ys;\n}", 2, "identity"),
    ("js", "(x: any)", "export function f(x) {\n  return x + 1;\n}", 2, "arithmetic with a value of unknown type"),
    ("js", "(x: integer, s: string)", "export function f(x, s) {\n  return x == s;\n}", 2, "it converts"),
    ("js", "(x: integer)", "export function f(x) {\n  if (x > 0) return x;\n}", 1, "may end without a result"),
    ("js", "(xs: integer[])", "export function f(xs) {\n  return new Set(xs);\n}", 2, "a Map or Set as the result"),
    ("js", "(xs: integer[])", "export function f(xs) {\n  return [xs[0]];\n}", 2, "a result that may hold undefined"),
    (
        "js",
        "(s: string)",
        "export function f(s) {\n  return s.localeCompare('a');\n}",
        2,
        "the method .localeCompare()",
    ),
    ("js", "(x: integer)", "export function f(x) {\n  return Math.random() * x;\n}", 2, "Math.random() is not"),
    ("js", "(x: integer)", "export async function f(x) {\n  return x;\n}", 1, "an async function"),
    ("js", "(x: integer)", "export function f(x) {\n  const a = x;\n  a = 2;\n  return a;\n}", 1, "a is constant"),
    (
        "js",
        "(xs: integer[])",
        "export function f(xs) {\n  const m = new Map();\n  for (const k of m.keys()) m.set(1, k);\n  return xs;\n}",
        3,
        "a loop that changes",
    ),
    (
        "js",
        "(x: integer)",
        "let n = 0;\nexport function f(x) {\n  n += x;\n  return n;\n}",
        0,
        "the module's variable n changes",
    ),
    (
        "js",
        "(x: integer)",
        "export function f(x) {\n  const y = x;\n  if (x) {\n    const y = 2;\n    return y;\n  }\n  return y;\n}",
        4,
        "a second variable y",
    ),
    ("js", "(s: string)", "export function f(s) {\n  return s.replace(/(?<a>x)/u, '');\n}", 2, "the flags u"),
    (
        "js",
        "(x: integer | null)",
        "export function f(x) {\n  return x === undefined ? 0 : 1;\n}",
        2,
        "it may be null as well",
    ),
    *(("js", *one) for one in MISSING),
    (
        "js",
        "(xs: integer[])",
        "export function sorted(xs) {\n  return [...xs].sort((a, b) => a - b);\n}",
        0,
        "hides a function of Python",
    ),
]

RE = [
    ("re.search('a', s)", "a match as the result"),
    ("[m for m in re.finditer('a', s)]", "a match as the result"),
    ("re.search('a', s).start()", "the method .start() of a match"),
    ("len(re.search('a', s))", "len() of a match"),
    ("list(re.match('a', s))", "a loop over a match"),
    ("f\"{re.match('a', s)}\"", "the text of a value that may be None"),
    ("re.match('(a)', s).group(2)", "a group that is not one of the regular expression's"),
    ("re.match('(a)', s)[r]", "a group that is not one of the regular expression's"),
    ("re.sub(r, '', s)", "a regular expression that is not a constant"),
    ("re.sub('a', r, s)", "neither a constant nor a function"),
    (r"re.sub('a', r'\q', s)", "an escape in a replacement"),
    (r"re.sub('(a)', r'\2', s)", "a group in a replacement"),
    ("re.sub('a', lambda m: 1, s)", "a replacement that may not be a string"),
    ("re.sub('a', 'b', s, count=2)", "at most so often"),
    ("re.split('a', s, 1)", "at most so often"),
    ("re.split('x*', s)", "splits and may be empty"),
    ("re.findall('|a', s)", "finds the empty text first"),
    ("re.findall('\xe9', s, re.I)", "characters beyond ASCII"),
    (r"re.findall('\xdf', s, re.I)", "characters beyond ASCII"),
    (r"re.findall('[a-\xff]', s, re.I)", "characters beyond ASCII"),
    ("re.findall('a', s, r.I)", "a flag of this regular expression"),
    ("re.findall('a', s, I)", "a flag of this regular expression"),
    ("re.findall('a', s, re.LOCALE)", "a flag of this regular expression"),
    ("re.findall('(?i:a)', s)", "flags of its own"),
    ("re.findall('(?:a*)*', s)", "may be empty, repeated or left out"),
    ("re.findall('(?:(a)|b)+', s)", "a group of a regular expression that not every repetition sets"),
    ("re.findall('(?=(a))', s)", "a group in what a regular expression looks for ahead"),
    ("re.findall('(?<!a)', s)", "must not stand behind something"),
    (r"re.findall(r'(a)?\1', s)", "a group that may not take part"),
    ("re.findall('(?>a+)b', s)", "atomic group"),
    (r"re.findall(r'\B', s)", "versions of Python differ"),
    ("re.findall('(', s)", "this regular expression: missing )"),
    ("re.findall('[[a]', s)", "this regular expression: Possible nested set"),
    ("re.escape(s)", "re.escape() is not"),
    ("WORD.scanner(s)", "the method .scanner() of a regular expression"),
    ("[WORD][0].sub('', s)", "a regular expression in this place"),
]
REFUSED += [
    (
        "py",
        "(s: string, n: integer)",
        "from collections import defaultdict\ndef f(s, n):\n    d = defaultdict(int)\n    try:\n"
        f"        {body}\n    {handler}\n",
        line,
        reason,
    )
    for body, handler, line, reason in CAUGHT
]
REFUSED += [
    ("py", "(s: string)", f"{module}\ndef f(s):\n    return {body}", line, reason)
    for module, body, line, reason in CALLED
]
REFUSED += [
    ("py", "(s: string, r: string)", f"import re\nWORD = re.compile('a')\ndef f(s, r):\n    return {body}", 4, reason)
    for body, reason in RE
]


@pytest.mark.parametrize(("target", "signature", "code", "line", "reason"), REFUSED)
def test_it_is_refused_with_its_line(target: Target, signature: str, code: str, line: int, reason: str) -> None:
    name = "sorted" if "sorted(xs) {" in code else "f"
    types = types_of(intent(name, signature))
    found = translate(code, target, other_target(target), name, types)
    assert isinstance(found, NotTranslatable), found
    assert reason in found.reason
    assert found.line == line


@pytest.mark.parametrize("code", ["def g(x):\n    return x\n", "", "def f(:", "\x00", "class f:\n    pass\n"])
def test_what_does_not_hold_the_function_is_refused(code: str) -> None:
    assert isinstance(translate(code, "py", "js", "f"), NotTranslatable)
    assert isinstance(translate(code, "js", "py", "f"), NotTranslatable)


def test_all_that_is_refused_is_named() -> None:
    code = "def f(x):\n    print(x)\n    y = x + 1\n    input()\n    return y\n"
    (parameter,) = intent("f", "(x: integer)").signature.parameters
    found = translate(code, "py", "js", "f", Types((parameter.type,), parameter.type))
    assert isinstance(found, NotTranslatable)
    assert [found.line, *(one.line for one in found.others)] == [2, 4]
