"""The kinds of values a setting may have. Each takes a value or says what is wrong, and knows its JSON Schema."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Protocol, TypeAlias

from intent_lsp.text.nearest import nearest
from intent_lsp.values import JsonValue

KeyPath: TypeAlias = tuple[str | int, ...]
Complain: TypeAlias = Callable[[KeyPath, str], None]
"""Takes the place of a finding and what is wrong there."""


class _Refused(Enum):
    REFUSED = "refused"


REFUSED: Final = _Refused.REFUSED
"""What a shape answers for a value that it does not take (it has complained then)."""


class Shape(Protocol):
    """One kind of value."""

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        """The value as the program wants it, or :data:`REFUSED`. Never raises."""
        ...

    def parse(self, text: str) -> JsonValue:
        """An environment variable's text as the value that a file would hold. Never raises."""
        ...

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of the values that are taken."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number from ``low`` to ``high``, whole or not."""

    low: float
    high: float
    is_integer: bool = False

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or (self.is_integer and value != value // 1):
            complain(path, f"must be a {'whole ' if self.is_integer else ''}number, not {describe(value)}")
            return REFUSED
        if not self.low <= value <= self.high:
            complain(path, f"must be from {self.low:g} to {self.high:g}, not {describe(value)}")
            return REFUSED
        return int(value) if self.is_integer else float(value)

    def parse(self, text: str) -> JsonValue:
        return json_or_text(text)

    def schema(self) -> dict[str, Any]:
        kind = "integer" if self.is_integer else "number"
        return {"type": kind, "minimum": _shortest_number(self.low), "maximum": _shortest_number(self.high)}


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``; in the environment also 1, 0, yes, no, on, off."""

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        if isinstance(value, bool):
            return value
        complain(path, f"must be true or false, not {describe(value)}")
        return REFUSED

    def parse(self, text: str) -> JsonValue:
        word = text.strip().lower()
        return True if word in ("1", "true", "yes", "on") else False if word in ("0", "false", "no", "off") else text

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class WordChoice:
    """One of a few words. ``hints`` answer likely mistakes."""

    words: tuple[str, ...]
    hints: Mapping[str, str] = field(default_factory=dict)

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        if isinstance(value, str) and value in self.words:
            return value
        wanted = ", ".join(f'"{word}"' for word in self.words if word)
        hint = self.hints.get(value.lower(), suggestion(value, self.words)) if isinstance(value, str) else ""
        complain(path, f"must be one of {wanted}, not {describe(value)}{hint}")
        return REFUSED

    def parse(self, text: str) -> JsonValue:
        return text.strip()

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Text:
    """A string, matching ``pattern`` (a regular expression that ECMAScript reads alike, with no literal ``$``)."""

    wanted: str = "a string"
    """Completes "must be …"."""
    pattern: str = ""

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        # Python's $ also matches before a line end, ECMAScript's does not.
        if isinstance(value, str) and re.search(self.pattern.replace("$", r"\Z"), value):
            return value
        complain(path, f"must be {self.wanted}, not {describe(value)}")
        return REFUSED

    def parse(self, text: str) -> JsonValue:
        return text.strip()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", **({"pattern": self.pattern} if self.pattern else {})}


@dataclass(frozen=True, slots=True)
class Either:
    """The first of several shapes whose JSON type fits (``types`` are Python classes)."""

    options: tuple[tuple[tuple[type, ...], Shape], ...]
    wanted: str

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        for types, shape in self.options:
            if isinstance(value, types) and not (isinstance(value, bool) and bool not in types):
                return shape.take(value, path, complain)
        complain(path, f"must be {self.wanted}, not {describe(value)}")
        return REFUSED

    def parse(self, text: str) -> JsonValue:
        return json_or_text(text)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [shape.schema() for _, shape in self.options]}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; refused items are left out, the others stay. In the environment separated by commas, or a JSON list."""

    item: Shape
    wanted: str
    at_least: int = 0

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        if not isinstance(value, list):
            complain(path, f"must be {self.wanted}, not {describe(value)}")
            return REFUSED
        if len(value) < self.at_least:
            complain(path, f"must be {self.wanted}: it is empty")
            return REFUSED
        taken = tuple(self.item.take(item, (*path, index), complain) for index, item in enumerate(value))
        kept = tuple(item for item in taken if item is not REFUSED)
        return REFUSED if taken and not kept else kept

    def parse(self, text: str) -> JsonValue:
        if text.lstrip().startswith("["):
            return json_or_text(text)
        return [self.item.parse(part) for part in text.split(",") if part.strip()]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.item.schema(), **({"minItems": self.at_least} if self.at_least else {})}


@dataclass(frozen=True, slots=True)
class Free:
    """Any object, passed on as it is."""

    wanted: str

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        if isinstance(value, dict):
            return value
        complain(path, f"must be {self.wanted}, not {describe(value)}")
        return REFUSED

    def parse(self, text: str) -> JsonValue:
        return json_or_text(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


@dataclass(frozen=True, slots=True)
class Fields:
    """An object with known keys. Takes the values that fit; unknown keys are findings that suggest the nearest key."""

    fields: Mapping[str, tuple[Shape, str]]
    """Shape and description by key."""
    required: tuple[str, ...] = ()

    def take(self, value: JsonValue, path: KeyPath, complain: Complain) -> Any:
        if not isinstance(value, dict):
            complain(path, f"must be an object, not {describe(value)}")
            return REFUSED
        taken = {}
        for key, item in value.items():
            if key not in self.fields:
                complain((*path, key), f"is not a setting{suggestion(key, self.fields)}")
                continue
            result = self.fields[key][0].take(item, (*path, key), complain)
            if result is not REFUSED:
                taken[key] = result
        missing = [key for key in self.required if key not in value]
        for key in missing:
            complain(path, f'needs "{key}"')
        return REFUSED if missing else taken

    def parse(self, text: str) -> JsonValue:
        return json_or_text(text)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                key: {**shape.schema(), "description": description} for key, (shape, description) in self.fields.items()
            },
            **({"required": list(self.required)} if self.required else {}),
        }


def dotted_path(path: KeyPath) -> str:
    """``providers[1].host``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def describe(value: JsonValue) -> str:
    """A value in a message: short ones as they are, long ones by their kind."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else "a long string" if isinstance(value, str) else "a long number"


def suggestion(word: str, words: Iterable[str]) -> str:
    """``; did you mean "host"?``, or nothing."""
    close = nearest(word, words)
    return f'; did you mean "{close}"?' if close else ""


def json_or_text(text: str) -> JsonValue:
    """The value of a variable: as JSON, else as it stands."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _shortest_number(number: float) -> int | float:
    return int(number) if number == number // 1 else number
