"""TypeScript in JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

from intent_lsp.checks.verdict import Gate
from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.syntax.typescript import without_types


def type_annotations(broken: BrokenCode) -> Iterator[MendedCode]:
    """Type annotations, interfaces, casts and generics."""
    if broken.gate is Gate.PARSES:
        code = without_types(broken.code)
        if code != broken.code:
            yield MendedCode(code, "removed TypeScript annotations")
