"""One layer of protection around a worker, and whether it is there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layer:
    """``name`` for people (``landlock``, ``seccomp``), ``detail`` says what it does, or why it is missing."""

    name: str
    active: bool
    detail: str
