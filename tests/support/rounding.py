"""Rounding to an integer: two targets that pass every example and still differ.

Each program holds something that the translator's rules refuse (``void 0``, ``:=``), so that models are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.chat_server import Say, by_target

SPEC = (
    "# name: f\n# target: js,py\n# description:\nRound to an integer.\n# signature:\n(x: number) -> number\n"
    "# examples:\n- in: [1.25] out: 1\n- in: [3.75] out: 4\n"
)
JS_UP = "```js\nexport function f(x) {\n  void 0;\n  return Math.floor(x + 0.5);\n}\n```"
JS_EVEN = (
    "```js\nexport function f(x) {\n  void 0;\n  const low = Math.floor(x);\n"
    "  if (x - low !== 0.5) return Math.round(x);\n"
    "  return low % 2 === 0 ? low : low + 1;\n}\n```"
)
JS_FAILS = (
    "```js\nexport function f(x) {\n  if (x % 1 === 0.5) throw new Error('half');\n  return Math.round(x);\n}\n```"
)
PY_UP = "```python\nimport math\n\n\ndef f(x):\n    return (up := math.floor(x + 0.5))\n```"
PY_EVEN = "```python\ndef f(x):\n    return (even := round(x))\n```"
PY_WRONG = "```python\ndef f(x):\n    return 0\n```"
FILES = "src/js/auto/f.js", "src/py/auto/f.py"


def by_language(js: list[str], py: list[str]) -> Callable[[dict[str, Any]], Say]:
    """Draft, third opinion, and then repairs, per language; the last one is repeated."""
    return by_target([Say(text) for text in js], [Say(text) for text in py])
