"""What happens in the rounds, as plain data and back. How the work begins and ends is told by the coordinator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intent_lsp.cluster import strict_reader as read
from intent_lsp.cluster.outcome_format import detours_data, read_detours
from intent_lsp.output.report_format import read_verdict, verdict_data
from intent_lsp.transpile.events import (
    CandidateReady,
    Checked,
    Event,
    RoundFailed,
    RoundStarted,
    Token,
    Waiting,
    Work,
)
from intent_lsp.values import Target


def event_data(event: Event) -> dict[str, Any] | None:
    """An event as plain data; ``None`` for one that is not about rounds."""
    match event:
        case RoundStarted():
            data: dict[str, Any] = {"round": event.round, "rounds": event.rounds, "prompt": event.prompt}
        case Waiting():
            data = {"provider": event.provider, "model": event.model, "reason": event.reason}
        case Token():
            data = {"count": event.count}
        case CandidateReady():
            by = {"provider": event.provider, "model": event.model, "cached": event.cached}
            data = {"round": event.round, "code": event.code, **by, "detours": detours_data(event.detours)}
        case Checked():
            data = {"round": event.round, "verdict": verdict_data(event.verdict)}
        case RoundFailed():
            verdict = event.verdict and verdict_data(event.verdict)
            data = {"round": event.round, "rounds": event.rounds, "reason": event.reason, "verdict": verdict}
        case _:
            return None
    return {"kind": type(event).__name__, "target": event.work.target, **data}


def read_event(data: Mapping[str, Any], works: Mapping[Target, Work]) -> Event:
    """The inverse, for one of the ``works`` of a piece. Raises ``strict_reader.Unreadable``."""
    return read.strictly(lambda: _read(data, works[read.target(data["target"])]))


def _read(data: Mapping[str, Any], work: Work) -> Event:
    match data["kind"]:
        case "RoundStarted":
            return RoundStarted(
                work, read.natural_number(data["round"]), read.natural_number(data["rounds"]), read.text(data["prompt"])
            )
        case "Waiting":
            return Waiting(work, read.text(data["provider"]), read.text(data["model"]), read.text(data["reason"]))
        case "Token":
            return Token(work, read.natural_number(data["count"]))
        case "CandidateReady":
            by = read.text(data["provider"]), read.text(data["model"]), read.flag(data["cached"])
            detours = read_detours(data["detours"])
            return CandidateReady(work, read.natural_number(data["round"]), read.text(data["code"]), *by, detours)
        case "Checked":
            return Checked(work, read.natural_number(data["round"]), read_verdict(data["verdict"]))
        case "RoundFailed":
            verdict = read.optional(data["verdict"], read_verdict)
            rounds = read.natural_number(data["round"]), read.natural_number(data["rounds"])
            return RoundFailed(work, *rounds, read.text(data["reason"]), verdict)
    raise read.Unreadable("no such event")
