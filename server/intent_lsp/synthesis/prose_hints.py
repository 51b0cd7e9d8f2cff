"""What the intent's words tell the search: which operators are likely, which constants stand in the prose.

The prose only ranks programs and offers constants; it never decides whether a program is right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from intent_lsp.synthesis.higher_order import EACH
from intent_lsp.synthesis.operators.table import Operator
from intent_lsp.synthesis.search_values import Undefined, Value, number

_NUMBER_WORDS: dict[str, int | float] = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "hundred": 100,
    "thousand": 1000,
    "half": 0.5,
    "double": 2,
    "twice": 2,
    "triple": 3,
    "even": 2,
    "odd": 2,
    "percent": 100,
    "percentage": 100,
    "minute": 60,
    "minutes": 60,
    "seconds": 60,
    "hour": 60,
    "hours": 60,
    "dozen": 12,
    "century": 100,
    "centuries": 100,
    "week": 7,
    "weeks": 7,
    "kilo": 1000,
}
_NO_RESULTS = frozenset(["half", "double", "twice", "triple", "even", "odd"])
"""Those that say what is done with a number: they name no number that a program returns."""
_SIGN_WORDS = {
    "hyphen": "-",
    "dash": "-",
    "underscore": "_",
    "space": " ",
    "comma": ",",
    "dot": ".",
    "period": ".",
    "star": "*",
    "asterisk": "*",
    "slash": "/",
    "colon": ":",
    "semicolon": ";",
    "newline": "\n",
    "zero": "0",
    "tab": "\t",
    "equal": "=",
    "ampersand": "&",
    "hash": "#",
    "plus": "+",
    "pipe": "|",
    "percent": "%",
    "dollar": "$",
}
_SHORT = 2
_WORD = re.compile(r"[A-Za-z]{3,}")
_QUOTED = re.compile(r"\"([^\"]{1,20})\"|'([^']{1,20})'|`([^`]{1,20})`|“([^”]{1,20})”")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?!\w|\.\d)")

_INSTANCE = re.compile(r"\b(?:such as|like|for (?:example|instance),?|e\.g\.,?) \S+")


_ONE_WORD = re.compile(r"\b(alpha)[ -](numeric)|\b(white)[ -](space)", re.IGNORECASE)
"""Words that are also written as two, of which each alone means something else."""


def _apart(text: str) -> str:
    """``camelCase`` and ``snake_case`` as separate words."""
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", text).replace("_", " ")
    return _ONE_WORD.sub(lambda found: "".join(filter(None, found.groups())), words)


def _read_numbers(text: str) -> list[int | float]:
    found: list[int | float] = []
    for digits in _NUMBER.findall(text):
        try:
            found.append(number(float(digits)) if "." in digits else number(int(digits)))
        except Undefined:
            continue
    return found


class Words:
    """The words of an intent: its name, and its description and constraints."""

    def __init__(self, name: str, prose: str) -> None:
        self.prose = prose.strip()
        self.text = f"{_apart(name)} {prose}"
        self.lowered = self.text.lower()
        self._name = self._list(_apart(name))
        self._all = self._list(_apart(self.text))
        self.named = tuple(self._name)
        """Those of the name, in lower case."""
        self.said = tuple(self._all)
        """Every word of three letters or more, in lower case."""
        self._costs: dict[Operator, int] = {}
        self.quoted = list(dict.fromkeys(next(filter(None, groups)) for groups in _QUOTED.findall(prose)))
        """The texts that the prose puts in quotes."""
        self.strings = list(self.quoted)
        written = _read_numbers(prose)
        self.stated = list(dict.fromkeys(written))
        """The numbers that the prose writes in digits."""
        self.demanded = list(dict.fromkeys(_read_numbers(_INSTANCE.sub(" ", prose))))
        """Those that are more than a part of an instance ("a time such as 07:05")."""
        self.mentions = Counter(written)
        """How often."""
        self.numerals = [*self.stated, *_read_numbers(_apart(name))]
        """The numbers that the name or the prose writes in digits."""
        self.numbers = [*self.numerals]
        self.numbers += [_NUMBER_WORDS[word] for word in self._all if word in _NUMBER_WORDS]
        for word in self._all:
            for form in (word, word.rstrip("s")):
                if form in _SIGN_WORDS:
                    self.strings.append(_SIGN_WORDS[form])
        self.numbers = list(dict.fromkeys(self.numbers))
        self.strings = list(dict.fromkeys(self.strings))

    @staticmethod
    def _list(text: str) -> list[str]:
        return list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))

    def states(self, value: Value) -> bool:
        """Whether the prose itself names the constant."""
        if isinstance(value, str):
            word = value.strip().lower()
            if word.isalnum() and len(word) <= _SHORT:  # any text holds one letter or two
                return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", self.lowered) is not None
            return bool(word) and word in self.lowered
        return not isinstance(value, bool) and value in self.numbers

    def names_result(self, value: Value) -> bool:
        """The same for a constant that the program returns as it is: "double" does not mention a 2 there."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return self.states(value)
        words = (word for word, number in _NUMBER_WORDS.items() if number == value and word not in _NO_RESULTS)
        return value in self.numerals or any(word in self._all for word in words)

    @staticmethod
    def goes_without_saying(value: Value) -> bool:
        """Empty, 0, 1 and truth values."""
        return isinstance(value, bool) or value in ("", 0, 1)

    def speaks_of(self, value: Value) -> bool:
        """Whether the prose names the constant, or it goes without saying."""
        return self.goes_without_saying(value) or self.states(value)

    def hit(self, stems: Iterable[str]) -> bool:
        """Whether a word of the intent starts with one of the stems."""
        return any(word.startswith(stem) for stem in stems for word in self._all)

    def cost(self, op: Operator) -> int:
        """The operator's cost: one less when the prose speaks of it, two less when the name does; at least 1."""
        cost = self._costs.get(op)
        if cost is None:
            cost = op.cost
            if self.hit(op.hints):
                named = any(word.startswith(stem) for stem in op.hints for word in self._name)
                cost = max(1, cost - (2 if named else 1))
            self._costs[op] = cost
        return cost

    def each_cost(self, kind: str) -> int:
        """The same for a higher-order operator."""
        higher = EACH[kind]
        return max(1, higher.cost - 1) if self.hit(higher.hints) else higher.cost
