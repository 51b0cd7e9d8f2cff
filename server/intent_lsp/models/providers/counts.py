"""How servers of the OpenAI kind count tokens: in ``usage``, and llama.cpp in ``timings`` as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intent_lsp.models.providers.answer import Answer


def count(value: Mapping[str, Any], answer: Answer) -> None:
    """Take the counts of one object of a stream; they are totals, so that the last ones count."""
    usage, timings = value.get("usage"), value.get("timings")
    if isinstance(usage, dict):
        _usage(usage, answer)
        answer.counted = answer.counted or not value.get("choices")
    if isinstance(timings, dict):
        _timings(timings, answer)


def _usage(usage: Mapping[str, Any], answer: Answer) -> None:
    answer.prompt_tokens = number(usage.get("prompt_tokens"))
    answer.completion_tokens = number(usage.get("completion_tokens"))
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    if isinstance(cached, int):
        answer.counted = True
        answer.evaluated_tokens = max(0, answer.prompt_tokens - cached)


def _timings(timings: Mapping[str, Any], answer: Answer) -> None:
    answer.timings = {
        ours: timings[theirs] / 1000
        for ours, theirs in (("prompt", "prompt_ms"), ("generate", "predicted_ms"))
        if isinstance(timings.get(theirs), (int, float))
    }
    evaluated, written = timings.get("prompt_n"), timings.get("predicted_n")
    answer.counted = answer.counted or "cache_n" in timings
    if isinstance(evaluated, int):
        answer.evaluated_tokens = evaluated
        answer.prompt_tokens = answer.prompt_tokens or evaluated + number(timings.get("cache_n"))
    if isinstance(written, int):
        answer.completion_tokens = written


def number(value: object) -> int:
    """What a server counted; 0 for anything that is not a count."""
    return value if isinstance(value, int) and value > 0 else 0
