"""Each kind of mend of Python, run for real: what was wrong, what was done, and that the result passes."""
# ruff: noqa: E501 (a line of the broken code is better read whole)

from __future__ import annotations

import textwrap

import pytest

from tests.mending.conftest import Improve
from tests.mending.intents import EVENS, GREET, LARGEST, TALLY, TEXTS, TOTAL, UNIQUE
from tests.support.intents import intent

ROWS = """
# name: backwards
# signature:
(rows: integer[][]) -> integer[][]
# examples:
- in: {"rows": [[1, 2], [3]]} out: [[2, 1], [3]]
- in: {"rows": []} out: []
"""

CASES = {
    "import": (TEXTS, "def words(text):\n    return re.findall(r'\\S+', text)\n", "added import re"),
    "from import": (
        TALLY,
        'def tally(items):\n    """Counts."""\n    return {str(k): v for k, v in Counter(items).items()}\n',
        "added from collections import Counter",
    ),
    "docstring at the head's depth": (
        TEXTS,
        'def words(text):\n"""Splits\n\n  a text.\n"""\n    return text.split()\n',
        "indented the body",
    ),
    "whole body at the head's depth": (
        EVENS,
        "def evens(items):\nfound = []\nfor item in items:\n    if item % 2 == 0:\n        found.append(item)\nreturn found\n",
        "indented the body",
    ),
    "unindent that does not match": (
        EVENS,
        "def evens(items):\n    found = []\n    for item in items:\n        if item % 2 == 0:\n            found.append(item)\n"
        "     \n   return found\n",
        "indented the body",
    ),
    "prose behind": (
        TEXTS,
        "def words(text):\n    return text.split()\n\nThis function splits the text.\n",
        "removed what follows the function",
    ),
    "prose in front": (
        TEXTS,
        "Here is the function:\ndef words(text):\n    return text.split()\n",
        "removed what precedes the function",
    ),
    "model tokens": (TEXTS, "def words(text):\n    return text.split()<|im_end|>\n", "removed the model's tokens"),
    "demonstration that fails": (
        TEXTS,
        "def words(text):\n    return text.split()\n\nvalue = input('text? ')\nfor word in words(value):\n    print(word)\n",
        "removed calls after the function",
    ),
    "earlier version": (
        TEXTS,
        "def words(text):\n    return text.split()\n\n\ndef words(text):\n    return text.split(' ')\n",
        "took version 1 of 2 of the function",
    ),
    "import that does not load": (
        TEXTS,
        "import numpy as np\n\n\ndef words(text):\n    return text.split()\n",
        "removed import numpy as np",
    ),
    "numpy for math": (
        TOTAL,
        "import numpy as np\n\n\ndef total_price(prices, count):\n    return np.floor(sum(prices[:count]))\n",
        "wrote math for numpy",
    ),
    "names of JavaScript": (
        LARGEST,
        "def largest(items):\n    return max(items) if items else null\n",
        "wrote None for null",
    ),
    "a parameter under another name inside": (
        TEXTS,
        "def words(text):\n    return sentence.split()\n",
        "wrote text for sentence",
    ),
    "a list that nobody made": (
        EVENS,
        "def evens(items):\n    for item in items:\n        if item % 2 == 0:\n            found.append(item)\n    return found\n",
        "made found before its first use",
    ),
    "camelCase": (
        TOTAL,
        "def totalPrice(prices, count):\n    return sum(prices[:count])\n",
        "renamed the function (it was totalPrice)",
    ),
    "another name, with a helper": (
        TOTAL,
        "def take(prices, count):\n    return prices[:count]\n\n\n"
        "def solve(prices, count):\n    return sum(take(prices, count))\n",
        "renamed the function (it was solve)",
    ),
    "class Solution": (
        TOTAL,
        "class Solution:\n    def totalPrice(self, prices, count):\n        return sum(prices[:count])\n",
        "called the method Solution.totalPrice",
    ),
    "parameters under other names": (
        TOTAL,
        "def total_price(xs, n):\n    return sum(x for x in xs[:n])\n",
        "renamed parameters (xs to prices, n to count)",
    ),
    "parameters in another order": (
        TOTAL,
        "def total_price(count, prices):\n    return sum(prices[:count])\n",
        "put the parameters in the signature's order",
    ),
    "self": (TEXTS, "def words(self, text):\n    return text.split()\n", "removed the parameter self"),
    "missing default": (
        GREET,
        "def greet(name, mark):\n    return name + mark\n",
        "added the defaults of the signature",
    ),
    "printed": (TEXTS, "def words(text):\n    print(text.split())\n", "returned what was printed"),
    "not returned": (TEXTS, "def words(text):\n    found = text.split()\n", "returned the result"),
    "set": (UNIQUE, "def unique(items):\n    return set(items)\n", "converted the result to an array"),
    "generator": (
        EVENS,
        "def evens(items):\n    for item in items:\n        if item % 2 == 0:\n            yield item\n",
        "converted the generator to an array",
    ),
    "numbers as keys": (
        TALLY,
        "def tally(items):\n    return {item: items.count(item) for item in items}\n",
        "converted the result to a record",
    ),
    "split at a list of separators": (
        TEXTS,
        "def words(text):\n    return [word for word in text.split([' ', ',']) if word]\n",
        "split at any of several texts",
    ),
    "changed items of an argument": (
        ROWS,
        "def backwards(rows):\n    for row in rows:\n        row.reverse()\n    return rows\n",
        "copied rows before it is changed",
    ),
    "changed argument": (
        UNIQUE,
        "def unique(items):\n    items.sort()\n    found = []\n    while items:\n        item = items.pop(0)\n"
        "        if item not in found:\n            found.append(item)\n    return found\n",
        "copied items before it is changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "mend"), CASES.values(), ids=CASES)
async def test_mended(improved: Improve, text: str, code: str, mend: str) -> None:
    """One mend, and it is the one that fits."""
    improvement = await improved(code, "py", intent(text))
    assert improvement is not None
    assert improvement.mends == (mend,)
    assert improvement.verdict.passed
    assert improvement.doubts == ()


async def test_several_mends(improved: Improve) -> None:
    """Each mend goes one step further than the one before."""
    code = textwrap.dedent(
        """
        class Solution:
            def words(self, text):
                counts = defaultdict(int)
                for word in re.findall(r"\\S+", text):
                    counts[word] += 1
                return list(counts)
        """
    )
    improvement = await improved(code, "py", intent(TEXTS))
    assert improvement is not None
    assert set(improvement.mends) == {
        "called the method Solution.words",
        "added import re",
        "added from collections import defaultdict",
    }


async def test_wrong_code_stays_wrong(improved: Improve) -> None:
    """A rule that is wrong is no matter of a mend."""
    assert await improved("def words(text):\n    return [text]\n", "py", intent(TEXTS)) is None


async def test_import_stands_behind_docstring_and_future(improved: Improve) -> None:
    """Where a person would put it."""
    code = '"""Words."""\n\nfrom __future__ import annotations\n\n\ndef words(text):\n    return re.findall(r"\\S+", text)\n'
    improvement = await improved(code, "py", intent(TEXTS))
    assert improvement is not None
    assert improvement.code.startswith('"""Words."""\n\nfrom __future__ import annotations\n\nimport re\n\n\ndef words')
