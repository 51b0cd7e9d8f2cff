"""What a ``.gitignore`` says of a path, with bounds: the file comes from a workspace that a stranger may have written.

pathspec reads the patterns (gitignore(5)). Its regular expressions try again wherever a star may end, which for
``*a*a*a*a*ab`` takes time that grows with each star; here a star that is not the last of its segment ends at the first
place that fits, which finds the same paths.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Literal

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from intent_lsp.files import single_file

log = logging.getLogger("intent_lsp.search")

MOST_BYTES = 1 << 20
MOST_PATTERNS = 5_000
MOST_DOUBLE_STARS = 2
"""Each may stand for any number of folders; more of them in one pattern are not a pattern that a person wrote."""

_STAR = "[^/]*"


class _LinearPattern(GitIgnoreSpecPattern):
    """A pattern whose segments are matched without going back."""

    __slots__ = ()

    @staticmethod
    def _translate_segment_glob(pattern: str, range_error: Literal["literal", "raise"]) -> str:
        first, *rest = GitIgnoreSpecPattern._translate_segment_glob(pattern, range_error).split(_STAR)
        if not rest:
            return first
        *middle, last = rest
        return first + "".join(f"(?>{_STAR}?{part})" for part in middle if part) + _STAR + last


def read(folder: Path) -> GitIgnoreSpec | None:
    """The patterns of the folder's ``.gitignore``; ``None`` where there is none that can be read.

    Only a regular file is read, as git does it; what is beyond the bounds is left out and logged.
    """
    path = folder / ".gitignore"
    try:
        data = single_file.read(path, MOST_BYTES + 1)
    except (OSError, ValueError):
        return None
    if data is None:
        return None
    lines = [line for line in data[:MOST_BYTES].decode("utf-8", "replace").splitlines() if _is_pattern(line)]
    kept = [line for line in lines[:MOST_PATTERNS] if len(re.findall(r"\*{2,}", line)) <= MOST_DOUBLE_STARS]
    if len(data) > MOST_BYTES or len(kept) < len(lines):
        log.warning("%s: only %d of its patterns are read; the others are too many or too wild", path, len(kept))
    return GitIgnoreSpec.from_lines(kept, _LinearPattern, backend="simple")


def _is_pattern(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")
