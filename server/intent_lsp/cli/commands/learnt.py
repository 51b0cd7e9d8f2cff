"""What ``intent doctor`` says of the models that were asked on this machine."""

from __future__ import annotations

from typing import Any

from intent_lsp.models.learning.learnt import ROUNDS, Learnt, Record
from intent_lsp.values import LANGUAGES, TARGETS

_ROUTES = {"draft": "drafts", "repair": "repairs"}
_SHOWN = 12
"""Models, those that were asked last."""


def learnt_lines(learnt: Learnt) -> list[tuple[str, str]]:
    """Model and one line on it, for people."""
    return [(model, _line(learnt, model)) for model in learnt.models[:_SHOWN]]


def learnt_data(learnt: Learnt) -> list[dict[str, Any]]:
    """The same for ``--json``, complete."""
    return [
        {
            "model": key.model,
            "route": key.route,
            "target": key.target,
            "candidates": record.candidates,
            "passed_by_round": list(record.passed),
            "tokens_per_second": round(record.speed, 1),
            "first_token_seconds": round(record.first_token, 2),
        }
        for key, record in learnt.records.items()
    ]


def _line(learnt: Learnt, model: str) -> str:
    mine = {key: record for key, record in learnt.records.items() if key.model == model}
    parts = []
    for route, name in _ROUTES.items():
        by_target = {t: sum((r for k, r in mine.items() if (k.route, k.target) == (route, t)), Record())
                     for t in TARGETS}  # fmt: skip
        both = sum(by_target.values(), Record())
        if both.candidates:
            parts.append(f"{both.passes} of {both.candidates} {name} pass{_details(by_target, both)}")
    speed = sum(mine.values(), Record())
    if speed.timed:
        parts.append(f"{speed.speed:.3g} tokens/s, first token after {speed.first_token:.2g} s")
    return "; ".join(parts)


def _details(by_target: dict[Any, Record], both: Record) -> str:
    """`` (JavaScript 5 of 9, Python 3 of 6; 2 in round 2, 6 in round 3)``, without what is said already."""
    languages = [f"{LANGUAGES[t]} {r.passes} of {r.candidates}" for t, r in by_target.items() if r.candidates]
    rounds = [
        f"{count} in round {number}{' and later' if number == ROUNDS else ''}"
        for number, count in enumerate(both.passed, 1)
        if count
    ]
    said = [", ".join(languages)]
    if rounds and both.passed[0] != both.passes:
        said.append(", ".join(rounds))
    return f" ({'; '.join(said)})"
