"""The static gate: what can be told about a candidate without running it."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable
from functools import lru_cache

from intent_lsp.checks.javascript_names import FreeNames
from intent_lsp.checks.names import undefined_names
from intent_lsp.checks.newer_javascript import missing_methods
from intent_lsp.checks.newer_javascript import newer_parts as newer_javascript
from intent_lsp.checks.newer_python import newer_parts
from intent_lsp.checks.surroundings import looks_at_surroundings
from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.runtime_versions import DEFAULT, OLDEST_NODE, OldestRuntimes
from intent_lsp.sandbox.contract import CodeError
from intent_lsp.values import Target


def static_failures(code: str, target: Target, oldest: OldestRuntimes = DEFAULT) -> tuple[Failure, ...]:
    """What is newer than the oldest runtime (``newer-than-runtime``), undefined names in Python (``code-names``), and
    names of JavaScript's surroundings (``looks-at-surroundings``).

    For code that loads in the sandbox. Remembered per code: a repeated candidate costs nothing.
    """
    return _python(code, oldest.python) if target == "py" else _javascript(code, oldest.node)


def method_failures(code: str, errors: Iterable[CodeError], oldest_node: int = OLDEST_NODE) -> tuple[Failure, ...]:
    """The methods of JavaScript's library that failed because the oldest Node does not have them."""
    raised = tuple(errors)
    return _failures([("newer-than-runtime", missing_methods(FreeNames(code), raised, oldest_node))]) if raised else ()


@lru_cache(maxsize=256)
def _python(code: str, oldest: tuple[int, int]) -> tuple[Failure, ...]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
        kinds = (("newer-than-runtime", newer_parts(tree, oldest)), ("code-names", undefined_names(code, tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()  # the parses gate speaks of it
    return _failures(kinds)


@lru_cache(maxsize=256)
def _javascript(code: str, oldest: int) -> tuple[Failure, ...]:
    names = FreeNames(code)
    return _failures(
        [
            ("newer-than-runtime", newer_javascript(names, oldest)),
            ("looks-at-surroundings", looks_at_surroundings(names)),
        ]
    )


def _failures(kinds: Iterable[tuple[str, Iterable[CodeError]]]) -> tuple[Failure, ...]:
    return tuple(
        Failure(Gate.STATIC, f"{error.message} (line {error.line})", error=error, code=kind)
        for kind, errors in kinds
        for error in errors
    )
