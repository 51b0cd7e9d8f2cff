"""An exception as plain data: type, message, the candidate's frames, and where a syntax error is."""

import traceback
from collections.abc import Callable

MAX_FRAMES = 20


def describe(
    error: BaseException,
    files: frozenset[str],
    *,
    _frames: Callable[..., traceback.TracebackException] = traceback.TracebackException,
    _type: Callable[[object], type] = type,
) -> dict[str, object]:
    """Type, message and places. Columns as CPython has them: frames 0-based UTF-8 bytes, ``offset`` 1-based characters.

    ``frames`` holds only frames in ``files``, outermost first, at most MAX_FRAMES from either end of the stack.
    """
    kind = _type(error)
    try:
        message = str.__str__(str(error))[:500]
    except Exception:
        message = "<the message cannot be shown>"
    places: list[object] = []
    try:
        trace = _frames(kind, error, error.__traceback__, limit=-60, compact=True, lookup_lines=False)
        places = [
            [frame.filename, frame.lineno, frame.colno, frame.name[:80]]
            for frame in trace.stack
            if frame.filename in files
        ]
    except Exception:
        places = []
    found: dict[str, object] = {"type": kind.__name__[:100], "message": message, "frames": places[-MAX_FRAMES:]}
    if isinstance(error, SyntaxError) and error.filename in files:
        found["syntax"] = [error.filename, error.lineno, error.offset]
        found["message"] = str(error.msg)[:500]
    return found
