"""Code that follows the other language's ways, as small models write it when they port: run for real."""

from __future__ import annotations

import pytest

from intent_lsp.values import Target
from tests.mending.conftest import Improve
from tests.mending.intents import TEXTS, TOTAL
from tests.support.intents import intent

PALINDROMES = """
# name: count
# signature:
(n: integer) -> integer
# examples:
- count(11) -> 10
- count(3) -> 3
- count(22) -> 11
"""
MIDDLE = """
# name: middle
# signature:
(xs: number[]) -> number
# examples:
- middle([1, 2, 3]) -> 2
- middle([5]) -> 5
- middle([1, 2, 3, 9, 7]) -> 3
"""
LOUD = """
# name: loud
# signature:
(words: string[]) -> string[]
# examples:
- loud(["a", " b "]) -> ["A", "B"]
- loud([]) -> []
"""
CASES: dict[str, tuple[Target, str, str, str]] = {
    "a variable hides the function it is made with": (
        "py",
        PALINDROMES,
        "def count(n):\n    found = 0\n    for i in range(1, n + 1):\n        str = str(i)\n"
        "        if str == str[::-1]:\n            found += 1\n    return found\n",
        "renamed the variable str",
    ),
    "JavaScript's methods": (
        "py",
        LOUD,
        "def loud(words):\n    out = []\n    for i in range(words.length):\n"
        "        out.push(words[i].trim().toUpperCase())\n    return out\n",
        "wrote Python for length, push, toUpperCase, trim",
    ),
    "Python's methods": (
        "js",
        LOUD,
        "export function loud(words) {\n  const out = [];\n  for (let i = 0; i < len(words); i++) {\n"
        "    out.append(words[i].strip().upper());\n  }\n  return out;\n}\n",
        "wrote JavaScript for len, append, upper, strip",
    ),
    "Python's split": (
        "js",
        TEXTS,
        "export function words(text) {\n  return text.split();\n}\n",
        "split at white space",
    ),
    "Python's division": (
        "js",
        MIDDLE,
        "export function middle(xs) {\n  return xs[xs.length // 2];\n}\n",
        "wrote Math.floor for //",
    ),
}


@pytest.mark.parametrize(("target", "text", "code", "mend"), CASES.values(), ids=CASES)
async def test_mended(improved: Improve, target: Target, text: str, code: str, mend: str) -> None:
    improvement = await improved(code, target, intent(text))
    assert improvement is not None
    assert improvement.verdict.passed
    assert [part for done in improvement.mends for part in sorted(done.replace(",", "").split())] == sorted(
        mend.replace(",", "").split()
    )


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("py", "def total_price(prices, count):\n    return sum(prices)  # s.trim().push\n"),
        ("js", "export function total_price(prices, count) {\n  return prices[0]; // a // 2\n}\n"),
        (
            "js",
            "function len(x) {\n  return 0;\n}\nexport function total_price(prices, count) {\n  return len(7);\n}\n",
        ),
    ],
)
async def test_what_is_no_such_thing_is_left_alone(improved: Improve, target: Target, code: str) -> None:
    improvement = await improved(code, target, intent(TOTAL))
    done = improvement.mends if improvement is not None else ()
    assert not [mend for mend in done if mend.startswith(("wrote Python", "wrote JavaScript", "wrote Math", "split"))]
