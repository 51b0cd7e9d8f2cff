"""Which made-up inputs are fit to be shown to people: those that keep what all examples keep, and the short ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from intent_lsp.document.inputs.input_domain import learn_domain
from intent_lsp.synthesis.probes import Input
from intent_lsp.synthesis.search_values import Record, Value, leaves, thaw
from intent_lsp.values import JsonValue

_MOST_BASES = 8
_SHORT = 2
_FAR = 2
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
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
        self._tokens = {token.lower() for text in texts for token in _TOKEN.findall(text)}
        self._tokens |= {token * 2 for token in self._tokens if len(token) <= _SHORT}
        self._worded = all(_WORDS.fullmatch(text) for text in texts)
        self._lengths = _lengths(examples)
        self._counts = _counts(examples)
        self._alike = [(a, b) for a, b in combinations(self._lengths, 2) if self._lengths[a] == self._lengths[b]]
        self._within = list(_within(examples))

    def allows(self, row: Input) -> bool:
        """Whether the input keeps what all examples keep: signs, emptiness, whole numbers, order of two numbers, a
        number that is how long a list is."""
        counts = all(row[name] == _size(row[of]) for name, of in self._counts)
        return counts and self._domain.allow(_args(row)) and all(_size(row[a]) == _size(row[b]) for a, b in self._alike)

    def reaches(self, row: Input) -> bool:
        """Whether numbers that may be positions, or how many to take, stay within the lists and maps as in all
        examples."""
        return all(row[name] is not None and row[name] < _size(row[of]) + more for name, of, more in self._within)

    def mended(self, row: Input) -> Input:
        """The input with every number right that says how long a list is."""
        return {**row, **{name: _size(row[of]) for name, of in self._counts if isinstance(row[of], tuple)}}

    def natural(self, row: Input) -> bool:
        """Whether people would think of the input: made of the words of the examples, in their letter case and between
        their signs, lists as long as theirs, and no number far beyond theirs."""
        texts = list(_texts(row))
        if self._worded:
            known = all(_WORDS.fullmatch(text) and len(set(text.split())) == len(text.split()) for text in texts)
            suggested = self._domain.suggest([_unspaced(value) for value in _args(row)])
        else:
            known = all(_shape(word) in self._shapes for text in texts for word in text.split())
            suggested = self._domain.suggest(_args(row))
        tokens = (token.lower() for text in texts for token in _TOKEN.findall(text))
        known = known and all(token in self._tokens or token.isdigit() for token in tokens)
        as_long = all(min(shown) <= _size(row[name]) <= max(shown) for name, shown in self._lengths.items())
        most = max((abs(leaf) for leaf in self._numbers), default=0)
        return known and suggested and as_long and all(abs(leaf) <= _FAR * most for leaf in _numbers(row))

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
            beside = [f"{value} {following[name]}"] if _are_words(value, following[name]) else []
            for changed in (following[name], *beside, *_steps(value)):
                made = {**row, name: changed}
                key = tuple(made.values())
                if key not in seen:
                    seen.add(key)
                    found.append(made)
    return found


def _are_words(*values: Value) -> bool:
    return all(isinstance(value, str) and _WORDS.fullmatch(value) for value in values)


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


def _lengths(examples: Sequence[Input]) -> dict[str, list[int]]:
    """How long each parameter is that is a list in all examples."""
    sizes = {name: [_size(row[name]) for row in examples] for name in (examples[0] if examples else ())}
    return {name: found for name, found in sizes.items() if all(isinstance(row[name], tuple) for row in examples)}


def _counts(examples: Sequence[Input]) -> list[tuple[str, str]]:
    """Numbers that say in every example how long a list is, with that list; told by two lists of other lengths."""
    told = {name: found for name, found in _lengths(examples).items() if len(set(found)) > 1}
    numbers = {name: [row[name] for row in examples] for name in (examples[0] if told else ())}
    pairs = [(name, of) for name, values in numbers.items() for of in told if values == told[of]]
    return list({name: (name, of) for name, of in pairs}.values())


def _within(examples: Sequence[Input]) -> Iterator[tuple[str, str, int]]:
    """Whole numbers that are below how long a parameter is in every example, or at most that (then with a 1)."""
    for name, value in examples[0].items() if examples else ():
        for of in examples[0]:
            if type(value) is int and all(type(row[name]) is int and _size(row[of]) >= row[name] for row in examples):
                yield name, of, int(any(_size(row[of]) == row[name] for row in examples))


def _size(value: Value) -> int:
    """How many items a list or a map has; -1 for anything else."""
    return len(value) if isinstance(value, tuple) else len(value.items) if isinstance(value, Record) else -1


def _unspaced(value: JsonValue) -> JsonValue:
    return value.replace(" ", "") if isinstance(value, str) else value


def _numbers(row: Input) -> list[int | float]:
    found = [leaf for value in row.values() for leaf in leaves(value)]
    return [leaf for leaf in found if isinstance(leaf, (int, float)) and not isinstance(leaf, bool)]


def _shape(word: str) -> str:
    """Runs of capitals, of other letters and of digits become one character each, the rest stays."""
    return _DIGITS.sub("0", _LOWER.sub("a", _CAPITALS.sub("A", word)))
