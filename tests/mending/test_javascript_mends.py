"""Each kind of mend of JavaScript, run for real: what was wrong, what was done, and that the result passes."""
# ruff: noqa: E501 (a line of the broken code is better read whole)

from __future__ import annotations

import pytest

from tests.mending.conftest import Improve
from tests.mending.intents import EVENS, GREET, LARGEST, TALLY, TEXTS, TOTAL, UNIQUE
from tests.support.intents import intent

CASES = {
    "annotations": (
        TOTAL,
        "interface Cart { prices: number[] }\ntype Sum = number;\n\n"
        "export function total_price(prices: number[], count?: number): Sum {\n"
        "  const kept: Array<number> = (prices as number[]).slice(0, count!);\n"
        "  return kept.reduce<number>((sum: number, price): number => sum + price, 0);\n}\n",
        "removed TypeScript annotations",
    ),
    "brackets left open": (
        TEXTS,
        "export function words(text) {\n  return text.split(/ +/).filter((word) => {\n    return word;\n",
        "closed the brackets",
    ),
    "bracket too many": (
        TEXTS,
        "export function words(text) {\n  return text.split(/ +/);\n}\n}\n",
        "removed a bracket that closes nothing",
    ),
    "prose behind": (
        TEXTS,
        "export function words(text) {\n  return text.split(/ +/);\n}\n\nThis function splits the text.\n",
        "removed what follows the function",
    ),
    "prose in front": (
        TEXTS,
        "Here is the function you want:\nexport function words(text) {\n  return text.split(/ +/);\n}\n",
        "removed what precedes the function",
    ),
    "model tokens": (
        TEXTS,
        "export function words(text) {\n  return text.split(/ +/);\n}<|im_end|>\n",
        "removed the model's tokens",
    ),
    "two versions": (
        TEXTS,
        "export function words(text) {\n  return text.split(' ');\n}\n\n"
        "// better:\nexport function words(text) {\n  return text.split(/ +/);\n}\n",
        "took version 2 of 2 of the function",
    ),
    "import that does not load": (
        TEXTS,
        "import { sum } from 'lodash';\n\nexport function words(text) {\n  return text.split(/ +/);\n}\n",
        "removed import { sum } from 'lodash'",
    ),
    "require": (
        TEXTS,
        "const fs = require('fs');\n\nexport function words(text) {\n  return text.split(/ +/);\n}\n",
        "removed const fs = require('fs')",
    ),
    "demonstration that fails": (
        TEXTS,
        "export function words(text) {\n  return text.split(/ +/);\n}\n\n"
        "const found = words(process.argv[2]);\ndocument.write(found);\n",
        "removed calls after the function",
    ),
    "const that is assigned": (
        TOTAL,
        "export function total_price(prices, count) {\n  const sum = 0;\n"
        "  for (const [index, price] of prices.entries()) {\n    if (index < count) sum += price;\n  }\n  return sum;\n}\n",
        "const became let",
    ),
    "const in the head of a loop": (
        TEXTS,
        "export function words(text) {\n  const found = [];\n  for (const word of text.split(' ')) {\n"
        "    word = word.trim();\n    if (word) found.push(word);\n  }\n  return found;\n}\n",
        "const became let",
    ),
    "not declared": (
        TOTAL,
        "export function total_price(prices, count) {\n  let sum = 0;\n"
        "  for (i = 0; i < count && i < prices.length; i++) {\n    sum += prices[i];\n  }\n  return sum;\n}\n",
        "declared i",
    ),
    "camelCase": (
        TOTAL,
        "export function totalPrice(prices, count) {\n  return prices.slice(0, count).reduce((a, b) => a + b, 0);\n}\n",
        "renamed the function (it was totalPrice)",
    ),
    "another name, with a helper": (
        TOTAL,
        "const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);\n\n"
        "const solve = (prices, count) => sum(prices.slice(0, count));\n",
        "renamed the function (it was solve)",
    ),
    "not exported": (
        TOTAL,
        "function total_price(prices, count) {\n  return prices.slice(0, count).reduce((a, b) => a + b, 0);\n}\n",
        "exported the function",
    ),
    "class Solution": (
        TOTAL,
        "class Solution {\n  totalPrice(prices, count) {\n    return prices.slice(0, count).reduce((a, b) => a + b, 0);\n"
        "  }\n}\n",
        "called the method Solution.totalPrice",
    ),
    "parameters under other names": (
        TOTAL,
        "export const total_price = (xs, n) => {\n  const kept = { xs };\n"
        "  return kept.xs.slice(0, n).reduce((a, b) => a + b, 0);\n};\n",
        "renamed parameters (xs to prices, n to count)",
    ),
    "a single bare parameter": (
        TEXTS,
        "export const words = s => s.split(/ +/);\n",
        "renamed parameters (s to text)",
    ),
    "parameters in another order": (
        TOTAL,
        "export function total_price(count, prices) {\n  return prices.slice(0, count).reduce((a, b) => a + b, 0);\n}\n",
        "wrote the parameters as the signature does",
    ),
    "a pattern": (
        LARGEST,
        "export function largest([first, ...rest]) {\n  if (first === undefined) return null;\n"
        "  return Math.max(first, ...rest);\n}\n",
        "named the parameters",
    ),
    "one record": (
        TOTAL,
        "export function total_price({ prices, count }) {\n"
        "  return prices.slice(0, count).reduce((a, b) => a + b, 0);\n}\n",
        "wrote the parameters as the signature does",
    ),
    "printed": (TEXTS, "export function words(text) {\n  console.log(text.split(/ +/));\n}\n", "returned what was printed"),
    "not returned": (TEXTS, "export function words(text) {\n  text.split(/ +/);\n}\n", "returned the result"),
    "set": (
        UNIQUE,
        "export function unique(items) {\n  return new Set([...items].sort());\n}\n",
        "converted the result to an array",
    ),
    "map": (
        TALLY,
        "export function tally(items) {\n  const counts = new Map();\n"
        "  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);\n  return counts;\n}\n",
        "converted the result to a record",
    ),
    "generator": (
        EVENS,
        "export function* evens(items) {\n  for (const item of items) if (item % 2 === 0) yield item;\n}\n",
        "converted the generator to an array",
    ),
    "undefined for null": (
        LARGEST,
        "export function largest(items) {\n  return [...items].sort((a, b) => b - a)[0];\n}\n",
        "converted the result to null",
    ),
    "sorted argument": (
        UNIQUE,
        "export function unique(items) {\n  items.sort();\n  return [...new Set(items)];\n}\n",
        "copied items before it is changed",
    ),
    "changed argument": (
        UNIQUE,
        "export function unique(items) {\n  const found = [];\n  items.sort();\n  while (items.length) {\n"
        "    const item = items.shift();\n    if (!found.includes(item)) found.push(item);\n  }\n  return found;\n}\n",
        "copied items before it is changed",
    ),
    "missing default": (
        GREET,
        "export function greet(name, sign) {\n  return name + sign;\n}\n",
        "renamed parameters (sign to mark)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "mend"), CASES.values(), ids=CASES)
async def test_mended(improved: Improve, text: str, code: str, mend: str) -> None:
    """One mend, and it is the one that fits."""
    improvement = await improved(code, "js", intent(text))
    assert improvement is not None
    assert improvement.mends == (mend,)
    assert improvement.verdict.passed
    assert improvement.doubts == ()


async def test_wrong_code_stays_wrong(improved: Improve) -> None:
    """A rule that is wrong is no matter of a mend."""
    assert await improved("export function words(text) {\n  return [text];\n}\n", "js", intent(TEXTS)) is None


async def test_layout_and_comments_stay(improved: Improve) -> None:
    """Nothing but the annotations goes."""
    code = "// ü: adds\nexport function total_price(prices: number[], count: number) {\n\n  /* all */ return prices\n"
    code += "    .slice(0, count).reduce((a, b) => a + b, 0);\n}\n"
    improvement = await improved(code, "js", intent(TOTAL))
    assert improvement is not None
    assert improvement.code == code.replace(": number[]", "").replace(": number", "")
