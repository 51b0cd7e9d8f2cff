"""The static gate: what can be told about a candidate without running it."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

from intent_lsp.checks.names import undefined_names
from intent_lsp.checks.newer import newer_parts
from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.runtime_versions import DEFAULT, Oldest
from intent_lsp.values import Target


def static_failures(code: str, target: Target, oldest: Oldest = DEFAULT) -> tuple[Failure, ...]:
    """Undefined names (``code-names``) and parts of the library newer than ``oldest`` (``newer-than-runtime``).

    For Python that loads in the sandbox; other code has none. Remembered per code: a repeated candidate costs nothing.
    """
    return _python(code, oldest.python) if target == "py" else ()


@lru_cache(maxsize=256)
def _python(code: str, oldest: tuple[int, int]) -> tuple[Failure, ...]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
        kinds = (("newer-than-runtime", newer_parts(tree, oldest)), ("code-names", undefined_names(code, tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()  # the parses gate speaks of it
    return tuple(
        Failure(Gate.STATIC, f"{error.message} (line {error.line})", error=error, code=kind)
        for kind, errors in kinds
        for error in errors
    )
