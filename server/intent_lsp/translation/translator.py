"""The door of the package: one function from one language into the other."""

from __future__ import annotations

from intent_lsp.translation.contract import NotTranslatable, Refusal, Translation, Types
from intent_lsp.translation.javascript_to_python.module import to_python
from intent_lsp.translation.python_to_javascript.module import to_javascript
from intent_lsp.values import Target


def translate(code: str, source: Target, target: Target, function: str, types: Types | None = None) -> Translation:
    """The module with ``function`` and what it needs in the target language, or where the rules end. Never raises."""
    try:
        if (source, target) == ("py", "js"):
            return to_javascript(code, function, types)
        if (source, target) == ("js", "py"):
            return to_python(code, function, types)
    except Refusal as refusal:
        return refusal.found
    except RecursionError:
        return NotTranslatable(0, "the code nests too deeply")
    return NotTranslatable(0, "the code is in that language already")
