"""What a reply's text holds: code, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extracted:
    """The source of a module that defines the function, ending in one line end. ``note`` says what was done to it."""

    code: str
    note: str = ""
    others: tuple[str, ...] = ()
    """Further modules that the reply holds, for when the first one is not right: the latest first."""


@dataclass(frozen=True, slots=True)
class NoCode:
    """Why a reply holds no code, and what to do next."""

    reason: str
    hint: str = ""
    stray: str = ""
    """The whole function in the language that was not asked for; empty where the reply does not define it."""
