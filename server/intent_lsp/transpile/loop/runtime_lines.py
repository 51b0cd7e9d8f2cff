"""What a model is told about the runtimes once its code has used something that they lack.

Only then: of 260 programs that small models wrote, none did, and a line in every prompt is read in every call.
"""

from __future__ import annotations

from intent_lsp.checks.newer_python import since
from intent_lsp.checks.verdict import Verdict
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.sandbox.node_versions import newer_than
from intent_lsp.sandbox.runtimes.node_fallback import REFUSED
from intent_lsp.values import Target

_PYTHON = (
    *("itertools.batched", "math.sumprod", "copy.replace", "math.fma", "random.binomialvariate", "itertools.pairwise"),
    *("enum.StrEnum", "datetime.UTC", "math.cbrt", "tomllib"),
)
_JAVASCRIPT = (
    *("Object.groupBy", "Map.groupBy", "Set.prototype.union", "Set.prototype.intersection", "Iterator.prototype.map"),
    *("Iterator.prototype.toArray", "Array.fromAsync", "Promise.withResolvers", "RegExp.escape", "Math.sumPrecise"),
    *("Map.prototype.getOrInsert", "Uint8Array.fromBase64"),
)
"""What models reach for, the likeliest first; which of it is newer, the tables of the checks say."""
_MOST = 8
_NOT_DECIDED = (
    "Do without `Intl`, locales, dates in words, `Buffer`, `Blob`, `AbortController` and `crypto.subtle`: compute the "
    "result with plain text and numbers"
)


def runtime_lines(verdict: Verdict, target: Target, oldest: OldestRuntimes) -> list[str]:
    """One line per kind of thing that the code may not count on; none where that is not what failed."""
    lines = []
    if any(failure.code == "newer-than-runtime" for failure in verdict.failures):
        missing = ", ".join(f"`{name}`" for name in missing_features(target, oldest))
        lines.append(f"{_runtime(target, oldest)} also lacks {missing}")
    if any(result.error is not None and result.error.type == REFUSED for result in verdict.examples):
        lines.append(_NOT_DECIDED)
    return lines


def missing_features(target: Target, oldest: OldestRuntimes) -> list[str]:
    """The likeliest parts of the library that the oldest runtime does not have."""
    if target == "js":
        newer = frozenset(newer_than(oldest.node))
        found = [name for name in _JAVASCRIPT if name in newer]
    else:
        found = [name for name in _PYTHON if (since(name) or (0, 0)) > oldest.python]
    return found[:_MOST]


def _runtime(target: Target, oldest: OldestRuntimes) -> str:
    return f"Node {oldest.node}" if target == "js" else f"Python {'.'.join(map(str, oldest.python))}"
