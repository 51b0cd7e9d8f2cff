"""The built-in provider: programs from examples, with no model.

:func:`intent_lsp.synthesis.search.solve` searches in this process, :class:`intent_lsp.synthesis.process.Synthesiser` in
a child process. Importing this package imports neither.
"""

from __future__ import annotations

VERSION = "8"
"""Raised when the same examples may give another program, or more is told of it: part of the key under which
programs are cached."""
