"""A regular expression of Python as one of JavaScript that matches the same, with the flag ``u``.

Python's own parser reads it (``re._parser``), and every part of the tree is written anew: what is not written here is
refused. Python's classes of characters are Unicode's and JavaScript's are not, so they are spelt out, and case is, too.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from intent_lsp.translation.contract import Refusal
from intent_lsp.translation.python_to_javascript.names import SPACES

_PARSER: Any = vars(re)["_parser"]
_MANY = int(vars(re)["_constants"].MAXREPEAT)
_SYNTAX = frozenset(r"^$\.*+?()[]{}|/")
_IN_CLASS = frozenset(r"\]^-")
_CLASSES = {"WORD": r"\p{L}\p{N}_", "DIGIT": r"\p{Nd}", "SPACE": SPACES}
_ASCII = {"WORD": "0-9A-Z_a-z", "DIGIT": "0-9", "SPACE": r"\t-\r "}
_ALIKE = {"i": "\u0130\u0131", "k": "\u212a", "s": "\u017f"}
"""What Python's ``re`` takes for these ASCII letters beside their other case, where case does not count."""
_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.ASCII | re.UNICODE


@dataclass(frozen=True, slots=True)
class Pattern:
    """``source`` is JavaScript's, between the slashes; ``groups`` say of each whether it takes part in every match."""

    source: str
    groups: tuple[bool, ...]
    names: dict[str, int]
    may_be_empty: bool
    """Whether it may match nothing."""
    prefers_empty: bool
    """Whether it may match nothing although it could match something in the same place."""
    has_choice: bool
    """Whether alternatives stand at its top."""


@lru_cache(256)
def pattern(text: str, flags: int) -> Pattern:
    """A pattern and flags of ``re``. Raises :class:`Refusal` with the line 0."""
    if flags & ~_FLAGS:
        raise Refusal(0, "a flag of this regular expression")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _PARSER.parse(text, flags)
    except (re.error, Warning, RecursionError, OverflowError) as error:
        raise Refusal(0, f"this regular expression: {error}") from error
    found = int(tree.state.flags)
    if found & ~_FLAGS:
        raise Refusal(0, "a flag of this regular expression")
    writer = _Written(found)
    source = writer.alternatives(tree, sure=True)
    groups = tuple(writer.groups.get(number, False) for number in range(1, tree.state.groups))
    least = tree.getwidth()[0] == 0
    if least and _looks_behind(tree):  # V8 finds it also within a character beyond the basic plane
        raise Refusal(0, "a regular expression that may be empty and must not stand behind something")
    prefers = least and any(op in ("BRANCH", "MIN_REPEAT") for op in _operations(tree))
    names = {str(name): int(number) for name, number in tree.state.groupdict.items()}
    return Pattern(source or "(?:)", groups, names, least, prefers, _is_choice(tree))


def _looks_behind(tree: Any) -> bool:
    return any(
        (str(op) == "ASSERT_NOT" and value[0] < 0) or any(_looks_behind(inner) for inner in _inside(str(op), value))
        for op, value in tree
    )


def _is_choice(tree: Any) -> bool:
    return len(tree) == 1 and str(tree[0][0]) == "BRANCH"


def _operations(tree: Any) -> Iterator[str]:
    for op, value in tree:
        yield str(op)
        for inner in _inside(str(op), value):
            yield from _operations(inner)


def _inside(op: str, value: Any) -> Sequence[Any]:
    match op:
        case "BRANCH":
            return list(value[1])
        case "SUBPATTERN":
            return [value[3]]
        case "MAX_REPEAT" | "MIN_REPEAT":
            return [value[2]]
        case "ASSERT" | "ASSERT_NOT":
            return [value[1]]
    return []


def _atom(character: str, escaped: frozenset[str]) -> str:
    if character in escaped:
        return "\\" + character
    number = ord(character)
    if 0x20 < number < 0x7F or character == " " or (number > 0xA0 and character.isprintable()):
        return character
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{{{number:x}}}"


def _ascii_only(value: int) -> None:
    if value > 0x7F:
        raise Refusal(0, "a regular expression without case, with characters beyond ASCII")


class _Written:
    """Writes the parts; ``groups`` says of those written so far whether they take part in every match."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self.groups: dict[int, bool] = {}

    def sequence(self, tree: Any, *, sure: bool) -> str:
        """``sure``: this takes part in every match, once."""
        return "".join(self._part(str(op), value, sure) for op, value in tree)

    def _part(self, op: str, value: Any, sure: bool) -> str:
        made = getattr(self, f"_{op.lower()}", None)
        if made is None:
            raise Refusal(0, f"this regular expression: {op.lower().replace('_', ' ')}")
        write: Callable[[Any, bool], str] = made
        return write(value, sure)

    # --- characters --------------------------------------------------------------------------------------------------

    def _literal(self, value: int, sure: bool) -> str:
        forms = self._forms(value)
        return _atom(chr(value), _SYNTAX) if len(forms) == 1 else f"[{''.join(forms)}]"

    def _not_literal(self, value: int, sure: bool) -> str:
        return f"[^{''.join(_atom(one, _IN_CLASS) for one in self._forms(value))}]"

    def _forms(self, value: int) -> list[str]:
        """The character, with those that it equals where case does not count."""
        character = chr(value)
        if not self._flags & re.IGNORECASE:
            return [character]
        _ascii_only(value)
        if not character.isalpha():
            return [character]
        alike = "" if self._flags & re.ASCII else _ALIKE.get(character.lower(), "")
        return sorted({character.lower(), character.upper()}) + list(alike)

    def _any(self, value: None, sure: bool) -> str:
        return "[^]" if self._flags & re.DOTALL else r"[^\n]"

    def _in(self, items: Any, sure: bool) -> str:
        negated = bool(items) and str(items[0][0]) == "NEGATE"
        plain, outside = [], []
        for op, value in items[1:] if negated else items:
            match str(op):
                case "LITERAL":
                    plain += [_atom(one, _IN_CLASS) for one in self._forms(value)]
                case "RANGE":
                    plain += self._range(*value)
                case "CATEGORY":
                    name = str(value).removeprefix("CATEGORY_")
                    if name.startswith("NOT_"):
                        outside.append(self._class(name.removeprefix("NOT_")))
                    else:
                        plain.append(self._class(name))
                case other:
                    raise Refusal(0, f"this regular expression: {other.lower()}")
        return _class_of("".join(plain), outside, negated)

    def _range(self, low: int, high: int) -> list[str]:
        made = [f"{_atom(chr(low), _IN_CLASS)}-{_atom(chr(high), _IN_CLASS)}"]
        if self._flags & re.IGNORECASE:
            _ascii_only(high)
            letters = [chr(code) for code in range(low, high + 1) if chr(code).isalpha()]
            made += sorted({form for letter in letters for form in self._forms(ord(letter))} - set(letters))
        return made

    def _class(self, name: str) -> str:
        return (_ASCII if self._flags & re.ASCII else _CLASSES)[name]

    # --- places ------------------------------------------------------------------------------------------------------

    def _at(self, value: Any, sure: bool) -> str:
        many = self._flags & re.MULTILINE
        word = self._class("WORD")
        match str(value):
            case "AT_BEGINNING":
                return r"(?<=^|\n)" if many else "^"
            case "AT_BEGINNING_STRING":
                return "^"
            case "AT_END":
                return r"(?=\n|$)" if many else r"(?=\n?$)"
            case "AT_END_STRING":
                return "$"
            case "AT_BOUNDARY":
                return f"(?:(?<=[{word}])(?![{word}])|(?<![{word}])(?=[{word}]))"
        raise Refusal(0, "\\B in a regular expression: versions of Python differ on an empty string")

    def _assert(self, value: Any, sure: bool) -> str:
        return self._look(value, "=")

    def _assert_not(self, value: Any, sure: bool) -> str:
        return self._look(value, "!")

    def _look(self, value: Any, sign: str) -> str:
        direction, inner = value
        if "SUBPATTERN" in _operations(inner):
            raise Refusal(0, "a group in what a regular expression looks for ahead or behind")
        return f"(?{'<' if direction < 0 else ''}{sign}{self.alternatives(inner, sure=False)})"

    # --- parts that hold others --------------------------------------------------------------------------------------

    def _branch(self, value: Any, sure: bool) -> str:
        return f"(?:{'|'.join(self.sequence(one, sure=False) for one in value[1])})"

    def alternatives(self, tree: Any, *, sure: bool) -> str:
        """A whole, or what stands in brackets already: alternatives need none of their own."""
        if _is_choice(tree):
            return "|".join(self.sequence(one, sure=False) for one in tree[0][1][1])
        return self.sequence(tree, sure=sure)

    def _subpattern(self, value: Any, sure: bool) -> str:
        number, added, removed, inner = value
        if added or removed:
            raise Refusal(0, "a part of a regular expression with flags of its own")
        if number is None:
            return f"(?:{self.alternatives(inner, sure=sure)})"
        made = self.alternatives(inner, sure=sure)
        self.groups[number] = sure
        return f"({made})"

    def _groupref(self, value: int, sure: bool) -> str:
        if not self.groups.get(value) or self._flags & re.IGNORECASE:
            raise Refusal(0, "a reference to a group that may not take part in the match")
        return f"(?:\\{value})"

    def _max_repeat(self, value: Any, sure: bool) -> str:
        return self._repeated(value, sure, "")

    def _min_repeat(self, value: Any, sure: bool) -> str:
        return self._repeated(value, sure, "?")

    def _repeated(self, value: Any, sure: bool, lazy: str) -> str:
        low, high, inner = int(value[0]), int(value[1]), value[2]
        if inner.getwidth()[0] == 0:
            raise Refusal(0, "a part of a regular expression that may be empty, repeated or left out")
        if high > 1 and any(op == "SUBPATTERN" for op in _unsure(inner)):
            raise Refusal(0, "a group of a regular expression that not every repetition sets")
        made = self.alternatives(inner, sure=sure and low > 0)
        if not _is_one(inner):
            made = f"(?:{made})"
        counts = {(0, _MANY): "*", (1, _MANY): "+", (0, 1): "?"}
        most = "" if high == _MANY else str(high)
        exact = f"{{{low}}}" if low == high else f"{{{low},{most}}}"
        return made + counts.get((low, high), exact) + lazy


def _unsure(tree: Any) -> Iterator[str]:
    """The operations that a match of this may leave out: within alternatives, and where a repetition may be none."""
    for op, value in tree:
        optional = str(op) == "BRANCH" or (str(op).endswith("REPEAT") and int(value[0]) == 0)
        for inner in _inside(str(op), value):
            yield from _operations(inner) if optional else _unsure(inner)


def _is_one(tree: Any) -> bool:
    """Whether a quantifier may stand behind it without brackets."""
    if len(tree) != 1:
        return False
    op, value = str(tree[0][0]), tree[0][1]
    if op == "IN":
        items = [item for item in value if str(item[0]) != "NEGATE"]
        return len(items) == 1 or not any(str(kind) == "CATEGORY" and "NOT_" in str(name) for kind, name in items)
    return op in ("LITERAL", "NOT_LITERAL", "ANY") or op == "SUBPATTERN"


def _class_of(plain: str, outside: list[str], negated: bool) -> str:
    """A class of characters; of ``outside``, each stands for what is not in it."""
    if not outside:
        if not negated and plain == _CLASSES["DIGIT"]:
            return plain
        return f"[{'^' * negated}{plain}]"
    parts = [f"[^{one}]" for one in outside] + [f"[{plain}]"] * bool(plain)
    if not negated:
        return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
    if len(parts) == 1:
        return f"[{outside[0]}]"
    return f"(?:(?!{'|'.join(parts)})[^])"
