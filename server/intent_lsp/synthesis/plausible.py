"""Which made-up inputs are fit to be shown to people: those that keep what all examples keep, and the short ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intent_lsp.document.input_domain import learn_domain
from intent_lsp.synthesis.data import Value, leaves, thaw
from intent_lsp.synthesis.probes import Input
from intent_lsp.values import JsonValue

_MOST_BASES = 8
_SHORT = 2
_TOKEN = re.compile(r"[^\W_]+")
_CAPITALS, _LOWER, _DIGITS = re.compile("[A-Z]+"), re.compile(r"[^\W\d_A-Z]+"), re.compile(r"\d+")


class Plausible:
    """What the examples' inputs have in common, and how far another input is from them."""

    def __init__(self, examples: Sequence[Input]) -> None:
        self._domain = learn_domain([_args(row) for row in examples])
        texts = [leaf for row in examples for leaf in _texts(row)]
        self._words = {word for text in texts for word in text.split()}
        self._shapes = {_shape(word) for word in self._words}
        self._edged = any(text != text.strip() for text in texts)
        self._numbers = {leaf for row in examples for leaf in _numbers(row)}

    def allows(self, row: Input) -> bool:
        """Whether the input keeps what all examples keep: signs, emptiness, whole numbers, order of two numbers."""
        return self._domain.allow(_args(row))

    def strangeness(self, row: Input) -> tuple[int, ...]:
        """How odd the input looks, for sorting: words of a shape that no example has and stray spaces, words and
        numbers that no example has, and how much there is to read."""
        texts = list(_texts(row))
        foreign = sum(_shape(word) not in self._shapes for text in texts for word in text.split())
        edges = 0 if self._edged else sum(text != text.strip() or "  " in text for text in texts)
        words = sum(word not in self._words for text in texts for word in text.split())
        numbers = sum(leaf not in self._numbers for leaf in _numbers(row))
        return foreign + edges, words + numbers, sum(map(len, texts)) + len(list(_numbers(row)))


def neighbours(examples: Sequence[Input]) -> list[Input]:
    """Inputs one simple step from an example, none of them an example: words left out, said twice or in another
    order, other cases, an argument of the next example."""
    seen = {tuple(row.values()) for row in examples}
    found: list[Input] = []
    for index, row in enumerate(examples[:_MOST_BASES]):
        following = examples[(index + 1) % len(examples)]
        for name, value in row.items():
            for changed in (following[name], *_steps(value)):
                made = {**row, name: changed}
                key = tuple(made.values())
                if key not in seen:
                    seen.add(key)
                    found.append(made)
    return found


def _steps(value: Value) -> Iterator[Value]:
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
            yield value - 1
        case str():
            words = value.split(" ")
            if len(words) > 1:
                yield from (" ".join(kept) for kept in (words[1:], words[:-1], words[::-1]))
            yield " ".join([*words, words[-1]])
            yield " ".join([words[0], *words])
            yield from _other_tokens(value)
            yield from (value.lower(), value.upper(), value[:-1])
        case tuple():
            yield from (value[1:], value[:-1], value[::-1], (*value, *value[:1]))


def _other_tokens(text: str) -> Iterator[str]:
    """The first and the last word or number in the text change places, or become twice as long if they are short."""
    tokens = list(_TOKEN.finditer(text))
    if len(tokens) < 2:
        return
    first, last = tokens[0], tokens[-1]
    before, between, after = text[: first.start()], text[first.end() : last.start()], text[last.end() :]
    yield f"{before}{last[0]}{between}{first[0]}{after}"
    if len(first[0]) <= _SHORT:
        yield f"{before}{first[0] * 2}{between}{last[0]}{after}"
    if len(last[0]) <= _SHORT:
        yield f"{before}{first[0]}{between}{last[0] * 2}{after}"


def _args(row: Input) -> list[JsonValue]:
    return [thaw(value) for value in row.values()]


def _texts(row: Input) -> list[str]:
    return [leaf for value in row.values() for leaf in leaves(value) if isinstance(leaf, str)]


def _numbers(row: Input) -> list[int | float]:
    found = [leaf for value in row.values() for leaf in leaves(value)]
    return [leaf for leaf in found if isinstance(leaf, (int, float)) and not isinstance(leaf, bool)]


def _shape(word: str) -> str:
    """Runs of capitals, of other letters and of digits become one character each, the rest stays."""
    return _DIGITS.sub("0", _LOWER.sub("a", _CAPITALS.sub("A", word)))
