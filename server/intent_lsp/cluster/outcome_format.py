"""Attempts and outcomes as plain data, and back."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any, Literal

from intent_lsp.checks.gates import Candidate
from intent_lsp.cluster import strict_reader as read
from intent_lsp.models.contract import Detour, Reply
from intent_lsp.output.report import Round
from intent_lsp.output.report_format import (
    question_data,
    read_question,
    read_round,
    read_verdict,
    round_data,
    verdict_data,
)
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.remote_rounds import RemoteOutcome, TargetOutcome
from intent_lsp.usage import Usage

_MOST_ROUNDS = 1000


def attempt_data(attempt: Attempt) -> dict[str, Any]:
    """A candidate with what is known of it."""
    reply = attempt.reply
    return {
        "code": attempt.code,
        "verdict": verdict_data(attempt.verdict),
        "round": attempt.round,
        "origin": attempt.origin,
        "ported": attempt.ported,
        "provider": reply.provider,
        "model": reply.model,
        "cached": reply.cached,
        "confidence": reply.confidence,
        "question": reply.question and question_data(reply.question),
        "note": reply.note,
        "doubts": list(reply.doubts),
    }


def read_attempt(data: Any) -> Attempt:
    """The inverse. Raises as :func:`~intent_lsp.cluster.strict_reader.strictly` expects it."""
    code = read.text(data["code"])
    reply = Reply(
        code,
        read.text(data["provider"]),
        read.text(data["model"]),
        cached=read.flag(data["cached"]),
        confidence=_confidence(data["confidence"]),
        question=read.optional(data["question"], read_question),
        note=read.text(data["note"]),
        doubts=read.texts(data["doubts"]),
    )
    numbers = read.natural_number(data["round"], _MOST_ROUNDS), read.natural_number(data["origin"], _MOST_ROUNDS)
    return Attempt(code, read_verdict(data["verdict"]), reply, *numbers, read.flag(data["ported"]))


def _confidence(value: object) -> Literal["likely", "ambiguous"] | None:
    if value == "likely":
        return "likely"
    if value == "ambiguous":
        return "ambiguous"
    if value is None:
        return None
    raise read.Unreadable("not a confidence")


def outcome_data(outcome: RemoteOutcome) -> dict[str, Any]:
    """What came of a piece."""
    programs = outcome.programs
    return {
        "targets": {target: _target_data(told) for target, told in outcome.targets.items()},
        "programs": programs and [[program.target, program.code] for program in programs],
    }


def read_outcome(data: Any) -> RemoteOutcome:
    """The inverse. Raises as :func:`~intent_lsp.cluster.strict_reader.strictly` expects it."""
    programs = read.optional(data["programs"], lambda found: read.each(found, _read_program))
    return RemoteOutcome(read.by_target(data["targets"], _read_target), programs)


def _read_program(data: Any) -> Candidate:
    target, code = read.items(data)
    return Candidate(read.target(target), read.text(code))


def _target_data(outcome: TargetOutcome) -> dict[str, Any]:
    return {
        "passed": outcome.passed and attempt_data(outcome.passed),
        "best": outcome.best and attempt_data(outcome.best),
        "others": [attempt_data(other) for other in outcome.others],
        "history": [round_data(each) for each in outcome.history],
        "round": outcome.round,
        "rounds": outcome.rounds,
        "reason": outcome.reason,
        "usage": list(astuple(outcome.usage)),
        "failed": outcome.failed and list(outcome.failed),
    }


def _read_target(data: Any) -> TargetOutcome:
    return TargetOutcome(
        passed=read.optional(data["passed"], read_attempt),
        best=read.optional(data["best"], read_attempt),
        others=read.each(data["others"], read_attempt),
        history=read.each(data["history"], _read_round),
        round=read.natural_number(data["round"], _MOST_ROUNDS),
        rounds=read.natural_number(data["rounds"], _MOST_ROUNDS),
        reason=read.text(data["reason"]),
        usage=Usage(*read.each(data["usage"], read.natural_number)),
        failed=read.optional(data["failed"], _read_failed),
    )


def _read_failed(data: Any) -> tuple[str, str]:
    message, hint = read.texts(data)
    return message, hint


def _read_round(data: Any) -> Round:
    read.natural_number(data["round"], _MOST_ROUNDS)
    return read_round(data)


def detours_data(detours: tuple[Detour, ...]) -> list[list[str]]:
    """What went otherwise before a reply came."""
    return [[detour.provider, detour.what] for detour in detours]


def read_detours(data: object) -> tuple[Detour, ...]:
    """The inverse. Raises as :func:`~intent_lsp.cluster.strict_reader.strictly` expects it."""
    return read.each(data, lambda pair: Detour(*read.texts(pair)))
