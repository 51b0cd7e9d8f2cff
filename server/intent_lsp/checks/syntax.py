"""The parses gate beyond the sandbox: Python must parse for the oldest Python that users run it with."""

from __future__ import annotations

import ast
import warnings

from intent_lsp.sandbox.contract import CodeError

OLDEST_PYTHON = (3, 11)
"""The sandbox's CPython is newer; generated files must also work here."""


def python_too_new(code: str) -> CodeError | None:
    """Parse code that the sandbox has already parsed, for :data:`OLDEST_PYTHON`; parsing executes nothing.

    Only called for code that loads in the sandbox, so nesting deep enough to exhaust the parser never gets here.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code, "candidate.py", feature_version=OLDEST_PYTHON)
    except SyntaxError as error:
        version = ".".join(map(str, OLDEST_PYTHON))
        message = f"{error.msg} (the code must run on Python {version})"
        return CodeError("SyntaxError", message, error.lineno or 0, error.offset or 0)
    except (ValueError, RecursionError, MemoryError) as error:
        return CodeError(type(error).__name__, str(error))
    return None
