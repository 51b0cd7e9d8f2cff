"""What to do about a doubt: every uncertain result names its next step, in one sentence with the doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from string import Formatter

from intent_lsp.doubts import UNLIKE, Doubt
from intent_lsp.values import Question, show

_MOST_SHOWN = 40
"""Characters of each value in the call that a question is about."""
_GROUPS = {None: "", "": "(.+)", "d": r"(\d+)"}
"""By the format of a slot; there is none behind the last words."""


def doubts_with_next_step(intent: str, doubts: Sequence[str], question: Question | None = None) -> tuple[str, ...]:
    """The doubts about an intent as people are told them, the last one with what to do next."""
    return (*doubts[:-1], f"{doubts[-1]}: {next_step(intent, doubts, question)}") if doubts else ()


def next_step(intent: str, doubts: Sequence[str], question: Question | None = None) -> str:
    """What settles the last of the doubts about an intent; empty where there is none.

    ``question``: what would settle them, where something is asked.
    """
    if not doubts:
        return ""
    if question is not None:
        arguments = ", ".join(show(value, _MOST_SHOWN) for value in question.args)
        return f"add an example that says what {intent}({arguments}) is"
    doubt, slots = next(recognised(doubts[-1]), (None, ()))
    return UNLIKE if doubt is None else doubt.step.format(*slots)


def recognised(sentence: str) -> Iterator[tuple[Doubt, tuple[str, ...]]]:
    """The kinds of doubt that a sentence may tell of, the likeliest first, each with what stands in its slots."""
    return ((doubt, match.groups()) for pattern, doubt in _patterns() if (match := pattern.fullmatch(sentence)))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Doubt], ...]:
    return tuple((_pattern(template), doubt) for doubt in Doubt for template in (doubt.sentence, *doubt.earlier))


def _pattern(template: str) -> re.Pattern[str]:
    """What a template makes: a group for each slot, in the order of the slots."""
    return re.compile("".join(re.escape(text) + _GROUPS[spec] for text, _, spec, _ in Formatter().parse(template)))
