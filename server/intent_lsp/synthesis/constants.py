"""Constants worth trying: common ones, those in the prose, delimiters of the inputs, and pieces of the outputs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intent_lsp.synthesis.inputs import Constant, Goal, Inputs, Variable, Vector
from intent_lsp.synthesis.prose_hints import Words
from intent_lsp.synthesis.search_values import FAILED, Value, leaves
from intent_lsp.synthesis.types import NUMBER, STRING, Type

_MOST_TELLING = 4
_MOST_EDITS, _LONGEST_EDIT, _LEAST_KEPT = 2, 16, 4
_USUAL_NUMBERS = ((0, 1), (1, 2), (2, 3), (10, 4), (100, 4))
_WORD = re.compile(r"[^\W_]{2,}")
_USUAL_PIECES = (", ", ": ", "//", "://", "...", "0", "*", " - ")


class _Pool:
    """Constants with the least cost at which each was offered, in order of first offer."""

    def __init__(self) -> None:
        self._costs: dict[tuple[str, Value], int] = {}
        self._types: dict[str, Type] = {STRING.text: STRING, NUMBER.text: NUMBER}

    def offer(self, value: Value, kind: Type, cost: int) -> None:
        key = (kind.text, value)
        self._costs[key] = min(cost, self._costs.get(key, cost))

    def all(self) -> list[Constant]:
        return [Constant(value, self._types[kind], cost) for (kind, value), cost in self._costs.items()]


def _split(values: Iterable[Value]) -> tuple[list[str], list[int | float]]:
    strings: list[str] = []
    numbers: list[int | float] = []
    for value in values:
        for leaf in leaves(value):
            if isinstance(leaf, str):
                strings.append(leaf)
            elif isinstance(leaf, (int, float)) and not isinstance(leaf, bool):
                numbers.append(leaf)
    return strings, numbers


def _signs(strings: list[str]) -> list[tuple[str, int]]:
    """Characters that are neither letters nor digits, by the number of strings they occur in, most frequent first."""
    counts: dict[str, int] = {}
    for string in strings[:200]:
        for sign in dict.fromkeys(string):
            if not sign.isalnum():
                counts[sign] = counts.get(sign, 0) + 1
    return sorted(counts.items(), key=lambda item: -item[1])


def _telling_words(inputs: Inputs, target: Vector) -> list[str]:
    """Words that stand in some inputs, at least two, but not in all: what a condition may ask for. Not whole answers,
    which would be recited."""
    counts: dict[str, int] = {}
    for variable in inputs.variables:
        if variable.type is STRING:
            for value in variable.vector[: inputs.examples]:
                for word in dict.fromkeys(_WORD.findall(value) if isinstance(value, str) else ()):
                    counts[word] = counts.get(word, 0) + 1
    telling = [word for word, count in counts.items() if 1 < count < inputs.examples and word not in target]
    return sorted(telling, key=lambda word: -counts[word])


def edits(inputs: Inputs, variable: Variable, goal: Goal) -> list[tuple[str, str]]:
    """What is replaced by what where an answer is an input with one change: whole words, with the separator before
    them, so that the same word at the start stays. Not where another parameter holds the old words or the new ones."""
    found: dict[tuple[str, str], None] = {}
    if variable.type is not STRING or goal.type is not STRING:
        return []
    for index, (given, wanted) in enumerate(zip(variable.vector, goal.target, strict=False)):
        if isinstance(given, str) and isinstance(wanted, str) and (edit := _edit(given, wanted)) is not None:
            others = [other.vector[index] for other in inputs.variables if other is not variable]
            if not any(side.strip() in leaf for leaf in _split(others)[0] for side in edit):
                found[edit] = None
    return list(found)[:_MOST_EDITS]


def _edit(given: str, wanted: str) -> tuple[str, str] | None:
    shorter = min(len(given), len(wanted))
    before = next((i for i in range(shorter) if given[i] != wanted[i]), shorter)
    after = next((i for i in range(shorter - before) if given[-1 - i] != wanted[-1 - i]), shorter - before)
    while before and given[before - 1].isalnum():
        before -= 1
    while after and given[-after].isalnum():
        after -= 1
    if not before or before + after < _LEAST_KEPT:
        return None
    while before and not given[before - 1].isalnum():
        before -= 1
    old, new = given[before : len(given) - after], wanted[before : len(wanted) - after]
    if not old.strip() or not new.strip() or max(len(old), len(new)) > _LONGEST_EDIT:
        return None
    return None if new.startswith(old) or new.endswith(old) else (old, new)  # what is added is not a replacement


def extract_constants(words: Words, inputs: Inputs, goal: Goal) -> list[Constant]:
    """The constants for one goal, each with its cost."""
    pool = _Pool()
    count = inputs.examples
    in_strings, in_numbers = _split(x for v in inputs.variables for x in v.vector[:count] if x is not FAILED)
    out_strings, _ = _split(goal.target)
    for value, cost in _USUAL_NUMBERS:
        pool.offer(value, NUMBER, cost)
    for named in words.numbers[:8]:
        if abs(named) < 1e9:
            pool.offer(named, NUMBER, 1)
    if in_strings or out_strings:
        _offer_strings(pool, words, in_strings, out_strings)
        for word in _telling_words(inputs, goal.target)[:_MOST_TELLING]:
            pool.offer(word, STRING, 3)
        if goal.type is STRING:
            _offer_answers(pool, words, goal, count)
    if goal.type is NUMBER:
        answers = [t for t in goal.target if isinstance(t, (int, float)) and not isinstance(t, bool)]
        for answer in list(dict.fromkeys(answers))[:6]:
            pool.offer(answer, NUMBER, 5)
    for seen in list(dict.fromkeys(in_numbers))[:6]:
        if abs(seen) < 1e6:
            pool.offer(seen, NUMBER, 5)
    return pool.all()


def _offer_strings(pool: _Pool, words: Words, in_strings: list[str], out_strings: list[str]) -> None:
    pool.offer(" ", STRING, 2)
    pool.offer("", STRING, 2)
    for sign, uses in _signs(in_strings)[:8]:
        pool.offer(sign, STRING, 1 if uses >= 0.6 * len(in_strings) else 2)
    for sign, _ in _signs(out_strings)[:7]:
        if sign != " ":
            pool.offer(sign, STRING, 2)
    for string in words.strings[:6]:
        pool.offer(string, STRING, 1)
    for piece in _USUAL_PIECES:
        if any(piece in string for string in in_strings) or any(piece in string for string in out_strings):
            pool.offer(piece, STRING, 2 if len(piece) > 1 else 3)


def _offer_answers(pool: _Pool, words: Words, goal: Goal, examples: int) -> None:
    """Whole answers: cheap when the prose names them, dearer when they were seen only once."""
    answers = [value for value in goal.target if isinstance(value, str)]
    distinct = list(dict.fromkeys(answers))
    if len(distinct) > 6 and examples > 8:
        return
    for answer in distinct:
        if 0 < len(answer) <= 16:
            named = re.search(rf"(?<![a-z0-9]){re.escape(answer.lower())}(?![a-z0-9])", words.lowered)
            rare = 3 if answers.count(answer) > 1 else 4 + min(12, len(answer) // 2)
            pool.offer(answer, STRING, 1 if named else rare)
