"""A small JavaScript function that a translation may need."""

from __future__ import annotations

from typing import NamedTuple


class Helper(NamedTuple):
    """``needs`` are helpers that this one calls."""

    source: str
    needs: tuple[str, ...] = ()
