"""Where JavaScript goes on with ``undefined``, NaN or an infinity while Python raises an error.

As the result of the function such a value is as good as an error, and so is what arithmetic makes of it. Anywhere else
(in a comparison, a text, a list) it would become a proper value that Python never gives: there it must raise as well.
"""

from __future__ import annotations

import re

from intent_lsp.synthesis.terms import Apply, Const, Each, If, Term, children

_MISSING = frozenset(["first", "last", "at", "firstCharacter", "lastCharacter", "characterAt", "lookUp", "mostCommon"])
_NONFINITE = frozenset(
    [
        "divide", "remainder", "floorDivide", "squareRoot", "logarithm", "power", "least", "greatest", "rangeOf",
        "average", "median", "variance", "largestSubarraySum", "fromRoman", "reverseDigits",
    ]
)  # fmt: skip
_CARRY = frozenset(
    ["add", "subtract", "multiply", "negate", "absolute", "round", "roundTo", "floor", "ceiling", "truncate", "square"]
)
"""What gives no finite number when an argument is none."""
_METHOD = re.compile(r"\{(\d)(?::\w+)?\}(?!\.|:?\[)")


class Misses:
    """What stands where in one program. Without a program: nothing needs help."""

    def __init__(self, root: Term | None = None) -> None:
        self._lost: set[Term] = set()
        """Terms of which a bad value would not show."""
        if root is not None:
            self._visit(root, shows=True)

    def helper(self, term: Term) -> str:
        """The helper that makes the term's bad value an error; empty where it needs none."""
        if term not in self._lost:
            return ""
        if isinstance(term, Each):
            return "found" if term.kind == "find" else ""
        if not isinstance(term, Apply):
            return ""
        if term.op.name in _MISSING:
            return "found"
        return "finite" if term.op.name in _NONFINITE and not self._safe(term) else ""

    @staticmethod
    def _safe(term: Apply) -> bool:
        divisor = term.args[-1]
        divides = term.op.name in ("divide", "remainder", "floorDivide")
        return divides and isinstance(divisor, Const) and divisor.value != 0

    def _visit(self, term: Term, shows: bool) -> None:
        if not shows:
            self._lost.add(term)
        if isinstance(term, If):
            self._visit(term.condition, shows=False)
            self._visit(term.then, shows)
            self._visit(term.otherwise, shows)
            return
        for index, child in enumerate(children(term)):
            self._visit(child, self._carries(term, index, child, shows))

    @staticmethod
    def _carries(term: Term, index: int, child: Term, shows: bool) -> bool:
        """Whether a bad value of the child shows in the term's value, or raises at once."""
        if not isinstance(term, Apply):
            return False
        if term.op.name in _CARRY or (term.op.name == "divide" and index == 0):
            return shows
        missing = isinstance(child, Apply) and child.op.name in _MISSING and child.op.returns != "num"
        others = [match[1] for match in _METHOD.finditer(term.op.js)]
        return missing and str(index) not in others
