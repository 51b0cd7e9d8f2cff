"""Short ways to an intent for tests: through the real parser, never by hand."""

from __future__ import annotations

import textwrap

from intent_lsp.document import parse
from intent_lsp.document.model import Intent

CLAMP = """
# name: clamp
# target: js,py
# description:
Limit a number to the range lo..hi.
# signature:
(x: number, lo: number, hi: number) -> number
# examples:
- in: {"x": 5, "lo": 0, "hi": 10} out: 5
- in: {"x": -3, "lo": 0, "hi": 10} out: 0
- in: {"x": 42, "lo": 0, "hi": 10} out: 10
- in: {"x": 7, "lo": 8, "hi": 9} out: 8
"""

CLAMP_JS = "export function clamp(x, lo, hi) {\n  return Math.min(Math.max(x, lo), hi);\n}\n"
CLAMP_PY = "def clamp(x, lo, hi):\n    return min(max(x, lo), hi)\n"
UNRULY_JS = CLAMP_JS.replace("{\n", "{\n  void 0;\n")
UNRULY_PY = CLAMP_PY.replace("return min(max(x, lo), hi)", "return (kept := min(max(x, lo), hi))")
"""The same, with what the translator's rules refuse: the other language has to be asked for."""
CLAMP_JS_WRONG = "export function clamp(x, lo, hi) {\n  return Math.max(x, lo);\n}\n"
CLAMP_PY_WRONG = "def clamp(x, lo, hi):\n    return max(x, lo)\n"

TWICE = (
    "# name: f\n# target: js\n# description:\nTwice the number.\n# signature:\n(x: number) -> number\n# examples:\n"
    "- in: [1] out: 2\n- in: [2] out: 4\n- in: [3] out: 6\n- in: [7] out: 14\n- in: [5] out: 10\n"
)


def intent(text: str, name: str | None = None) -> Intent:
    """The (first, or the named) intent of a document; fails on problems of severity error."""
    document = parse(textwrap.dedent(text).lstrip("\n"))
    found = document.intents[0] if name is None else document.intent(name)
    assert found is not None
    assert not found.broken, found.problems
    return found
