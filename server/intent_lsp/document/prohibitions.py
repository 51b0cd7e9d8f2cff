"""What the text of a yes-or-no question forbids in an input, and no example has: "without leading zeros". Pure.

Two programs that overlook such words agree with each other and with all examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from intent_lsp.document.model import Intent, Primitive
from intent_lsp.values import texts_in

_FORBIDDEN = (
    r"\b(?:without|with no|no|free of|(?:must|may|should|does|do|can) ?not (?:contain|have|include|hold|start with))"
    r"\s+(?:any\s+|a\s+|an\s+)?"
)
_NUMBER_WITH_ZERO = re.compile(r"(?<![^\W_])0\d")
_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (re.compile(rf"{_FORBIDDEN}({words})\b", re.IGNORECASE), shows)
    for words, shows in (
        (r"leading zero(?:e?s)?", lambda text: _NUMBER_WITH_ZERO.search(text) is not None),
        (r"(?:white ?)?spaces?|blanks?", lambda text: any(map(str.isspace, text))),
        (r"digits?", lambda text: any(map(str.isdigit, text))),
        (r"punctuation|special characters?|symbols?", lambda text: re.search(r"[^\w\s]", text) is not None),
        (r"(?:upper[ -]?case|capital)(?: letters?)?|capitals", lambda text: any(map(str.isupper, text))),
        (r"lower[ -]?case(?: letters?)?", lambda text: any(map(str.islower, text))),
    )
)
"""What may be forbidden, and whether a text has it."""


def unshown_prohibition(intent: Intent) -> str:
    """The words for the first thing that is forbidden in a text and that no example's input has; empty when there is
    none, or the function does not answer yes or no."""
    if intent.signature.returns != Primitive("boolean"):
        return ""
    prose = "\n".join([intent.description, *(rule.text for rule in intent.constraints)])
    texts = [text for example in intent.examples for value in example.args for text in texts_in(value)]
    if not texts:
        return ""
    found = ((said[1], shows) for words, shows in _KINDS if (said := words.search(prose)))
    return next((said for said, shows in found if not any(map(shows, texts))), "")
