"""Small JavaScript functions with the meaning that Python has; emitted only where the plain form would differ."""

from __future__ import annotations

from intent_lsp.translation.python_to_javascript.collection_helpers import COLLECTION_HELPERS
from intent_lsp.translation.python_to_javascript.number_helpers import NUMBER_HELPERS
from intent_lsp.translation.python_to_javascript.text_helpers import TEXT_HELPERS
from intent_lsp.translation.python_to_javascript.value_helpers import VALUE_HELPERS

HELPERS = VALUE_HELPERS | NUMBER_HELPERS | COLLECTION_HELPERS | TEXT_HELPERS


def sources(names: set[str]) -> list[tuple[str, str]]:
    """The helpers of these names and what they need, in the table's order."""
    pending, found = list(names), set[str]()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(HELPERS[name].needs)
    return [(name, helper.source) for name, helper in HELPERS.items() if name in found]
