"""Programs to translate, from the text files beside: a line with a signature, then the module."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.translation.contract import Types
from intent_lsp.translation.example_types import types_of
from intent_lsp.values import JsonValue, Target

_HEAD = re.compile(r"^### (\w+)(\(.*\))\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Program:
    """One function of a corpus."""

    name: str
    target: Target
    code: str
    intent: Intent

    @property
    def types(self) -> Types:
        """What its signature says."""
        return types_of(self.intent)

    def shorter(self, calls: Sequence[tuple[JsonValue, ...]]) -> list[tuple[JsonValue, ...]]:
        """The calls without the arguments that may be left out, each with one fewer than the one before."""
        needed = sum(not (one.optional or one.has_default) for one in self.intent.signature.parameters)
        return [call[:most] for call in calls for most in range(needed, len(call))]

    @property
    def constants(self) -> list[JsonValue]:
        """Texts and whole numbers that the code mentions."""
        texts: list[JsonValue] = re.findall(r'"([^"\\\n]{1,6})"', self.code)
        return [*texts, *(int(word) for word in re.findall(r"\b\d{1,4}\b", self.code))]


def intent(name: str, signature: str) -> Intent:
    """An intent that says no more than its signature."""
    (found,) = parse(f"# name: {name}\n# signature:\n{signature} -> any\n").intents
    assert not [one for one in found.problems if one.code in ("signature-syntax", "type-syntax")]
    return found


@functools.cache
def programs(target: Target) -> tuple[Program, ...]:
    """The corpus of one language."""
    text = (Path(__file__).parent / f"programs.{target}.txt").read_text(encoding="utf-8")
    parts = _HEAD.split(text)[1:]
    return tuple(
        Program(name, target, code, intent(name, signature))
        for name, signature, code in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )
