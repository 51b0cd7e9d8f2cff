"""Errors that have been answered: what they say, and how they are let go.

The garbage collector rests while documents are parsed, so whatever waits for it stays for long. An error that was
caught holds the frames it passed, and a frame that keeps its errors (cattrs does, and so does whoever looks at one
after its ``except``) holds the error: a circle, with the whole message in it.
"""

from __future__ import annotations


def innermost(error: BaseException) -> str:
    """One line of at most 200 characters, of the first error in a group of groups."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def release(error: BaseException) -> None:
    """Let go of the frames that an error, its parts and its causes passed, so that they are freed at once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        found = waiting.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        waiting += (found.__cause__, found.__context__)
        if isinstance(found, BaseExceptionGroup):
            waiting += found.exceptions
        found.__traceback__ = None
