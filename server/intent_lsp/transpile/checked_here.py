"""What this machine has checked itself: a report, a proof and a header say what others found, and are not believed.

The records lie in the user's own cache folder, by a hash of everything that a verdict rests on, so that code which came
with a clone, a pull or another branch runs once in the sandbox before anything calls it verified, and only once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.output.provenance import code_digest
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.sandbox.records import Records
from intent_lsp.user_cache import user_cache
from intent_lsp.values import Target

_CHECKS = 3
"""Raised when the checks ask for more, or tell more: everything is then checked once more."""
_RECORDS = Records(lambda: checked_folder(), most_bytes=4096, most=1600)
"""Each holds the doubts that were left, as JSON. There is room for a hundred thousand documents in both languages."""


def checked_folder() -> Path:
    """``checked`` in the user's cache folder."""
    return user_cache() / "checked"


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What decides about a verdict besides document and code."""

    seconds_per_example: float
    oldest: OldestRuntimes


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """The code of one target, with what it may import."""

    target: Target
    digest: str
    """As :func:`intent_lsp.output.provenance.code_digest` gives it."""
    used: Mapping[str, str]
    """Sources, by name."""


def record_key(digest: str, codes: Sequence[CheckedCode], check_settings: CheckSettings) -> str:
    """The name of the record that code passes an intent's checks; of a pair: that both agree beyond the examples.

    ``digest`` is the intent's.
    """
    code_parts = [
        [code.target, code.digest, sorted((name, code_digest(text, code.target)) for name, text in code.used.items())]
        for code in sorted(codes, key=lambda code: code.target)
    ]
    settings_parts = [check_settings.seconds_per_example, check_settings.oldest.python, check_settings.oldest.node]
    return hashlib.sha256(json.dumps([_CHECKS, digest, code_parts, settings_parts]).encode()).hexdigest()


def doubts_here(key: str) -> tuple[str, ...] | None:
    """The doubts that this machine was left with; ``None`` if it has not checked that, or the record is damaged."""
    try:
        found = json.loads(_RECORDS.load(key) or b"null")
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not all(isinstance(doubt, str) for doubt in found):
        return None
    return tuple(found)


def record_checked(key: str, doubts: Sequence[str] = ()) -> None:
    """That this machine has just checked it, and everything passed."""
    _RECORDS.save(key, json.dumps(list(doubts)).encode())
