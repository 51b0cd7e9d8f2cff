"""Called by the worker on its way in. Each layer is ``[name, active, detail]``; a layer that is missing says why."""

from __future__ import annotations

from typing import Any


def before_threads() -> list[list[Any]]:
    """On the only thread there is."""
    return []


def before_candidates() -> list[list[Any]]:
    """When everything is loaded and warm."""
    return []
