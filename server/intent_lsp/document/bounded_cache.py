"""Functions of a text that remember what they returned, for as long as the texts are short and few."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

LONGEST = 2000
"""Longer texts are not kept, so that what is kept stays small whatever is opened."""


def cache_last(count: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """A decorator: the results for the last ``count`` short texts are kept. They must not be changed by anybody."""

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(count)(function)

        def call(text: str) -> T:
            return kept(text) if len(text) <= LONGEST else function(text)

        call.__doc__ = function.__doc__
        return call

    return decorate
