"""An exception as plain data: type, message, the candidate's frames, and where a syntax error is.

Everything is read with the descriptors of the built-in types: no property or metaclass of the candidate is asked.
"""

import builtins
from itertools import islice
from typing import Any, TypeAlias

from .encode import Asked, class_name

globals()["__builtins__"] = dict(vars(builtins))  # what is patched in ``builtins`` is not used by what follows
MAX_FRAMES = 20
Place: TypeAlias = tuple[str, int | None, int | None, str]
"""File, line, column (from 0, UTF-8 bytes), name of the function."""
_HIDDEN = "<the message cannot be shown>"
_traceback = BaseException.__dict__["__traceback__"].__get__
_mro = type.__dict__["__mro__"].__get__
_syntax = [SyntaxError.__dict__[name].__get__ for name in ("filename", "lineno", "offset", "msg")]


def parts(error: BaseException, files: frozenset[str]) -> tuple[dict[str, Any], tuple[Asked, ...]]:
    """Type and places; the message must be asked, but for a syntax error in one of ``files``.

    Columns as CPython has them: frames 0-based UTF-8 bytes, ``offset`` 1-based characters. ``frames`` holds only frames
    in ``files``, outermost first, the last MAX_FRAMES of them.
    """
    kind = type(error)
    found: dict[str, Any] = {"type": class_name(kind), "frames": [list(place) for place in _places(error, files)]}
    if any(each is SyntaxError for each in _mro(kind)):
        filename, line, offset, message = (_plain(read(error)) for read in _syntax)
        if filename in files:
            return {**found, "syntax": [filename, line, offset], "message": str(message)[:500]}, ()
    return found, (("str", error),)


def with_message(found: dict[str, Any], texts: tuple[object, ...]) -> dict[str, Any]:
    """The parts with the message that was asked for."""
    if "message" in found:
        return found
    text = texts[0] if texts else None
    return {**found, "message": text[:500] if type(text) is str else _HIDDEN}


def _places(error: BaseException, files: frozenset[str]) -> list[Place]:
    found = []
    link = _traceback(error)
    while link is not None:
        code = link.tb_frame.f_code
        if type(code.co_filename) is str and code.co_filename in files:
            found.append((code, link.tb_lineno, link.tb_lasti))
        link = link.tb_next
    return [_place(*each) for each in found[-MAX_FRAMES:]]


def _place(code: Any, line: int | None, instruction: int) -> Place:
    position = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    name = code.co_name if type(code.co_name) is str else ""
    return code.co_filename, line, position[2], name[:80]


def _plain(value: object) -> object:
    return value if type(value) in (str, int) else None
