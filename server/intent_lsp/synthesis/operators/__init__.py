"""The operators of the search, as data. :data:`OPERATORS` lists them in the order in which they are tried."""

from __future__ import annotations

from intent_lsp.synthesis.operators.helpers import JS_HELPERS, PY_HELPERS, Helper
from intent_lsp.synthesis.operators.idiom import Idiom
from intent_lsp.synthesis.operators.idioms_lists import LIST_IDIOMS
from intent_lsp.synthesis.operators.idioms_numbers import NUMBER_IDIOMS
from intent_lsp.synthesis.operators.idioms_text import TEXT_IDIOMS
from intent_lsp.synthesis.operators.lists import LISTS, MAPS
from intent_lsp.synthesis.operators.numbers import NUMBERS
from intent_lsp.synthesis.operators.patterns import PATTERNS
from intent_lsp.synthesis.operators.table import Operator
from intent_lsp.synthesis.operators.text import TEXT

IDIOMS: tuple[Idiom, ...] = (*NUMBER_IDIOMS, *TEXT_IDIOMS, *LIST_IDIOMS)

OPERATORS: tuple[Operator, ...] = (
    *NUMBERS,
    *TEXT,
    *PATTERNS,
    *LISTS,
    *MAPS,
    *(idiom.operator for idiom in IDIOMS),
)

BY_NAME: dict[str, Operator] = {operator.name: operator for operator in OPERATORS}

HELPERS: dict[str, dict[str, Helper]] = {
    "js": JS_HELPERS | {idiom.js.name: idiom.js for idiom in IDIOMS if idiom.js},
    "py": PY_HELPERS | {idiom.py.name: idiom.py for idiom in IDIOMS if idiom.py},
}
"""Every helper function by language and name."""

__all__ = ["BY_NAME", "HELPERS", "IDIOMS", "OPERATORS", "Operator"]
