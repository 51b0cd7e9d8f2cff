"""The format that the examples' texts share: ``(1, 2)`` and ``(3, 4)`` stand in brackets, with commas between. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_RUNS = re.compile(r"[^\W_]+")
"""Letters and digits; what stands around and between them makes the format."""
_MOST_JOINTS = 2
"""Texts with more kinds of joints are prose, which has no format."""

_MOST_DIGITS = 15
"""Of a word that is counted up; what is longer is a name rather than a number."""


@dataclass(slots=True)
class Format:
    """What begins, joins and ends the words of the texts at one place."""

    _starts: set[str] = field(default_factory=set)
    _ends: set[str] = field(default_factory=set)
    _joints: set[str] = field(default_factory=set)
    _texts: set[str] = field(default_factory=set)
    _wordless: bool = False

    def learn(self, text: str) -> None:
        parts = _RUNS.split(text)
        self._texts.add(text)
        if len(parts) == 1:
            self._wordless = True
            return
        self._starts.add(parts[0])
        self._ends.add(parts[-1])
        self._joints.update(parts[1:-1])

    def join(self, joint: str) -> None:
        """Words may also be joined like this."""
        self._joints.add(joint)

    @property
    def is_known(self) -> bool:
        """Whether several texts have one format. Texts of signs alone (``()[]``) are content and have none."""
        alike = len(self._starts) == 1 and len(self._ends) == 1 and len(self._joints) <= _MOST_JOINTS
        return alike and len(self._texts) > 1 and not self._wordless

    def matches(self, text: str) -> bool:
        """Whether a made-up text has the format, if there is one."""
        if not self.is_known:
            return True
        start, *joints, end = _RUNS.split(text) if _RUNS.search(text) else (text, text)
        return start in self._starts and end in self._ends and self._joints.issuperset(joints)

    def variants(self, text: str) -> Iterator[str]:
        """Texts near one of this format that keep it: a word less at either end, one more, another word."""
        words, (start, *joints, end) = _RUNS.findall(text), _RUNS.split(text)
        if len(words) > 1:
            yield _joined(start, words[1:], joints[1:], end)
            yield _joined(start, words[:-1], joints[:-1], end)
            yield _joined(start, words[::-1], joints, end)
            yield _joined(start, [*words, words[0]], [*joints, joints[-1]], end)
        for number, word in enumerate(words):
            for other in _other_words(word):
                yield _joined(start, [*words[:number], other, *words[number + 1 :]], joints, end)


def _joined(start: str, words: Sequence[str], joints: Sequence[str], end: str) -> str:
    return start + "".join(word + joint for word, joint in zip(words, [*joints, end], strict=True))


def _other_words(word: str) -> Iterator[str]:
    if word.isascii() and word.isdigit() and len(word) <= _MOST_DIGITS:
        yield str(int(word) + 1).zfill(len(word))
    elif len(word) > 1:
        yield word[1:]
        yield word[0]
