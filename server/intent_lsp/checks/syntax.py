"""The parses gate beyond the sandbox, whose Python is newer: code must parse for the oldest Python promised."""

from __future__ import annotations

import ast
import warnings

from intent_lsp.runtime_versions import dotted
from intent_lsp.sandbox.contract import CodeError


def python_too_new(code: str, oldest: tuple[int, int]) -> CodeError | None:
    """Parse code that the sandbox has already parsed, for the ``oldest`` Python; parsing executes nothing.

    Only called for code that loads in the sandbox, so nesting deep enough to exhaust the parser never gets here.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code, "candidate.py", feature_version=oldest)
    except SyntaxError as error:
        message = f"{error.msg} (the code must run on Python {dotted(oldest)})"
        return CodeError("SyntaxError", message, error.lineno or 0, error.offset or 0)
    except (ValueError, RecursionError, MemoryError) as error:
        return CodeError(type(error).__name__, str(error))
    return None
