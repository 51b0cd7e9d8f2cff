"""Why functions of a file were not adopted, line by line, and what to do: told once for all that need the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intent_lsp.cli.terminal.terminal_text import complain
from intent_lsp.errors import AdoptionError
from intent_lsp.text.listing import some

_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Refusal:
    """One function, and why."""

    name: str
    error: AdoptionError


def tell_refusals(refusals: Sequence[Refusal], file: str) -> None:
    """Those with the same next step stand together, in the order of the file."""
    for hint in dict.fromkeys(one.error.hint for one in refusals):
        together = [one for one in refusals if one.error.hint == hint]
        complain(f"intent: {some([one.name for one in together], _MOST_NAMES)} cannot be adopted")
        for one in together:
            for line, message in one.error.reasons:
                complain(f"  {file}:{line}: {message}" if line else f"  {message}")
        complain(f"        {hint}")
