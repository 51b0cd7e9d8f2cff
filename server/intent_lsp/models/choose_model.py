"""Which of a server's models to use, when the user did not say.

The order, documented for users in docs/models.md: models made for code before general ones, in the order of
``FAMILIES``; never models that do not write text (embeddings, speech, vision only). Among the best family present, the
draft takes the size nearest to 7 billion parameters (quick, and good enough for a first try), the repair the largest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeGuard

from intent_lsp.models.contract import Route

FAMILIES: tuple[str, ...] = (
    "qwen3-coder", "qwen2.5-coder", "devstral", "codestral", "deepseek-coder-v2", "deepseek-coder", "codegemma",
    "granite-code", "starcoder2", "codellama", "coder", "code", "gpt-oss", "qwen3", "qwen2.5", "mistral-small",
    "gemma3", "gemma", "llama3", "llama-3", "phi4", "phi", "mistral", "granite", "deepseek",
)  # fmt: skip
_NO_TEXT = re.compile(
    r"embed|bge-|minilm|rerank|whisper|tts|clip|ocr|moondream|guard|nomic|stable-diffusion|flux", re.IGNORECASE
)
_SIZE = re.compile(r"(?<![\d.])(\d{1,4}(?:\.\d+)?)\s*x?\s*(\d{1,3}(?:\.\d+)?)?\s*b(?![a-z])", re.IGNORECASE)
_DRAFT_SIZE = 7.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model of a server. ``size`` in billions of parameters, 0 when nothing tells it."""

    name: str
    size: float = 0.0


def plain_name(model: str) -> str:
    """The name for people and for what is kept: llama.cpp names the file it serves, and a path is nobody's business."""
    return PurePath(model.replace("\\", "/")).stem if model.endswith(".gguf") else model


def is_name(value: object) -> TypeGuard[str]:
    """Whether what a server calls a model can be one: short text without characters that a terminal obeys."""
    return isinstance(value, str) and 0 < len(value) <= 300 and value.isprintable()


def writes_text(name: str) -> bool:
    """Whether the name is that of a model which can write code at all."""
    return _NO_TEXT.search(name) is None


def size_of(name: str) -> float:
    """Billions of parameters as the name tells (``7b``, ``30B-A3B``, ``8x7b``), 0 when it does not."""
    match = _SIZE.search(name)
    if not match:
        return 0.0
    return float(match[1]) * (float(match[2]) if match[2] and "x" in match[0].lower() else 1.0)


def rank_models(models: Iterable[Candidate], route: Route) -> list[Candidate]:
    """Those that write text, best first for the route."""

    def rank(model: Candidate) -> tuple[int, float, str]:
        size = model.size or size_of(model.name)
        by_size = -size if route == "repair" else abs(size - _DRAFT_SIZE) if size else 100.0
        return family(model.name), by_size, model.name

    return sorted((model for model in models if writes_text(model.name)), key=rank)


def family(name: str) -> int:
    """The place of a model's family in the order; lower is better."""
    folded = name.lower().replace("_", "-")
    return next((index for index, word in enumerate(FAMILIES) if word in folded), len(FAMILIES))


def best_model(names: Sequence[str], route: Route = "draft") -> str:
    """The best model's name, empty when none can write code."""
    order = rank_models([Candidate(name) for name in names], route)
    return order[0].name if order else ""
