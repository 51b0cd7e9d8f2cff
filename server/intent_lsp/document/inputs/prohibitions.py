"""What the text of a yes-or-no question forbids in an input, and no example has: "without leading zeros". Pure.

Two programs that overlook such words agree with each other and with all examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from intent_lsp.document.model import Intent, Primitive
from intent_lsp.values import JsonValue, texts_in

_FORBIDDEN = (
    r"\b(?:without|with no|no|free of|(?:must|may|should|does|do|can) ?not (?:contain|have|include|hold|start with))"
    r"\s+(?:any\s+|a\s+|an\s+)?"
)
_NUMBER = re.compile(r"(?<![^\W_])\d")
_NUMBER_WITH_ZERO = re.compile(r"(?<![^\W_])0\d")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What may be forbidden: the words for it, whether a text has it, and a text with it put in."""

    words: re.Pattern[str]
    shows: Callable[[str], bool]
    put: Callable[[str], str]


_KINDS = tuple(
    _Kind(re.compile(rf"{_FORBIDDEN}({words})\b", re.IGNORECASE), shows, put)
    for words, shows, put in (
        (
            r"leading zero(?:e?s)?",
            lambda text: _NUMBER_WITH_ZERO.search(text) is not None,
            lambda text: _NUMBER.sub(r"0\g<0>", text, count=1),
        ),
        (r"(?:white ?)?spaces?|blanks?", lambda text: any(map(str.isspace, text)), lambda text: _insert(text, " ")),
        (r"digits?", lambda text: any(map(str.isdigit, text)), lambda text: _insert(text, "7")),
        (
            r"punctuation|special characters?|symbols?",
            lambda text: re.search(r"[^\w\s]", text) is not None,
            lambda text: _insert(text, "!"),
        ),
        (
            r"(?:upper[ -]?case|capital)(?: letters?)?|capitals",
            lambda text: any(map(str.isupper, text)),
            lambda text: text[:1].upper() + text[1:],
        ),
        (
            r"lower[ -]?case(?: letters?)?",
            lambda text: any(map(str.islower, text)),
            lambda text: text[:1].lower() + text[1:],
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Prohibition:
    """What is forbidden, in the text's words, and arguments with it; ``None`` where they cannot be made."""

    wording: str
    args: tuple[JsonValue, ...] | None


def unshown_prohibition(intent: Intent) -> Prohibition | None:
    """The first thing that is forbidden in a text and that no example's input has; ``None`` when there is none, or
    the function does not answer yes or no."""
    if intent.signature.returns != Primitive("boolean"):
        return None
    prose = "\n".join([intent.description, *(rule.text for rule in intent.constraints)])
    texts = [text for example in intent.examples for value in example.args for text in texts_in(value)]
    if not texts:
        return None
    found = ((said[1], kind) for kind in _KINDS if (said := kind.words.search(prose)))
    return next(
        (Prohibition(said, _breaking(intent, kind)) for said, kind in found if not any(map(kind.shows, texts))), None
    )


def _breaking(intent: Intent, kind: _Kind) -> tuple[JsonValue, ...] | None:
    """The arguments of an example that gives true, with what is forbidden in the first that is a text."""
    for example in intent.examples:
        for index, value in enumerate(example.args):
            if example.expected is True and isinstance(value, str) and kind.shows(changed := kind.put(value)):
                return (*example.args[:index], changed, *example.args[index + 1 :])
    return None


def _insert(text: str, sign: str) -> str:
    return text[: len(text) // 2] + sign + text[len(text) // 2 :]
