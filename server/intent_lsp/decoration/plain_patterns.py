"""Regular expressions that mean the same in RE2 (which CEL has), Python and JavaScript."""

from __future__ import annotations

import re

_CLASS = r"\[\^?(?:[A-Za-z0-9 _.:;,@#%&=~<>+*?(){}$|/'\"-]|\\[dw\-\].])+\]"
_PIECE = re.compile(
    rf"{_CLASS}|\\[dw.+*?()\[\]{{}}^$|/]|[A-Za-z0-9 _:;,@#%&=~<>'\"/-]|\.|\((?!\?)|[)|]|(?:[+*?]|\{{\d+(?:,\d*)?\}})"
)


def python_pattern(pattern: str) -> str | None:
    """For ``re.search`` with ``re.ASCII``; ``None`` for one that may mean something else."""
    return _rewritten(pattern, end=r"\Z", dot=".")


def javascript_pattern(pattern: str) -> str | None:
    """For ``new RegExp(…, "u")``; likewise."""
    return _rewritten(pattern, end="$", dot=r"[^\n]")


def _rewritten(pattern: str, *, end: str, dot: str) -> str | None:
    start = "^" if pattern.startswith("^") else ""
    stop = "$" if pattern.endswith("$") and not pattern.endswith(r"\$") else ""
    found: list[str] = []
    at, last = len(start), len(pattern) - len(stop)
    while at < last:
        match = _PIECE.match(pattern, at, last)
        if match is None:
            return None
        found.append(dot if match[0] == "." else match[0])
        at = match.end()
    if (start or stop) and "|" in found:
        return None  # the mark at an end belongs to one alternative only; it may be meant otherwise
    return start + "".join(found) + (end if stop else "")
