"""Errors of the guests with their place in the candidate: lines from 1, columns from 1 in code points.

Python has frame columns in UTF-8 bytes from 0 and ``SyntaxError.offset`` in characters from 1; QuickJS has columns in
UTF-8 bytes from 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from intent_lsp.sandbox.contract import CodeError
from intent_lsp.values import Target

_FRAME_JS = re.compile(r"^\s*at (?:(.*?) \()?([^\s():]+\.js):(\d{1,9})(?::(\d{1,9}))?\)?$", re.MULTILINE)
_MISSING_JS = re.compile(r"could not load module '(.{1,100}?)(?:\.js)?'")
_MAX_STACK = 10


def code_error(found: Mapping[str, Any], target: Target, sources: Mapping[str, str]) -> CodeError:
    """``found`` is what the guest reports; ``sources`` maps file names to code, the candidate's first. Never raises."""
    kind, message = _text(found.get("type"), 100) or "Error", _text(found.get("message"), 500)
    frames = _frames_py(found) if target == "py" else _frames_js(found)
    candidate = next(iter(sources), "")
    shown: list[str] = []
    line = column = 0
    for name, filename, row, byte in frames:
        if filename not in sources or row < 1:
            continue
        place = code_points(sources[filename], row, byte) if byte is not None else 0
        frame = f"at {name} ({filename}:{row}:{place})" if name else f"at {filename}:{row}:{place}"
        if shown[-1:] != [frame]:  # a recursion repeats itself
            shown.append(frame)
        if filename == candidate and not line:
            line, column = row, place
    missing = _MISSING_JS.fullmatch(message) if target == "js" and not line else None
    if missing:
        line, column = _import_of(missing[1], sources[candidate])
    syntax = found.get("syntax")
    if isinstance(syntax, list) and len(syntax) == 3 and _text(syntax[0], 200) in sources:
        row, offset = _number(syntax[1]), _number(syntax[2])
        shown.insert(0, f"at {syntax[0]}:{row}:{offset}")
        if syntax[0] == candidate:
            line, column = row, offset
    return CodeError(kind, message, line, column, "\n".join(shown[:_MAX_STACK]))


def code_points(source: str, line: int, byte: int) -> int:
    """The 1-based code point at the 0-based UTF-8 ``byte`` of the 1-based ``line``; 0 when there is no such line."""
    # Not str.splitlines: that would also split at form feeds and U+2028, where Python's parser does not.
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 1 <= line <= len(lines) or byte < 0:
        return 0
    return len(lines[line - 1].encode("utf-8", "surrogatepass")[:byte].decode("utf-8", "ignore")) + 1


def _import_of(name: str, source: str) -> tuple[int, int]:
    """Where the candidate names a module that does not exist: QuickJS does not say."""
    found = re.search(rf"""['"](?:\./)?{re.escape(name)}(?:\.m?js)?['"]""", source)
    if not found:
        return 0, 0
    before = source[: found.start()]
    return before.count("\n") + 1, found.start() - before.rfind("\n")


def _frames_py(found: Mapping[str, Any]) -> list[tuple[str, str, int, int | None]]:
    """Innermost first."""
    given = found.get("frames")
    frames: list[tuple[str, str, int, int | None]] = []
    for frame in reversed(given if isinstance(given, list) else []):
        if not isinstance(frame, list) or len(frame) != 4:
            continue
        name = _text(frame[3], 80)
        frames.append(
            (
                "" if name == "<module>" else name,
                _text(frame[0], 200),
                _number(frame[1]),
                frame[2] if isinstance(frame[2], int) else None,
            )
        )
    return frames


def _frames_js(found: Mapping[str, Any]) -> list[tuple[str, str, int, int | None]]:
    return [
        (
            "" if name in ("", "<anonymous>", "<eval>") else name[:80],
            filename,
            int(row),
            int(column) - 1 if column else None,
        )
        for name, filename, row, column in _FRAME_JS.findall(_text(found.get("stack"), 8000))
    ]


def _text(value: object, limit: int) -> str:
    """Text without lone surrogates: it will be printed and sent to editors."""
    return value[:limit].encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 1_000_000_000 else 0
