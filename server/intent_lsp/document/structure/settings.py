"""Values of the small directives: targets, tolerance, rounds, pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intent_lsp.document.report import Report
from intent_lsp.text.nearest import nearest
from intent_lsp.text.source import Source
from intent_lsp.values import Target

MAX_ROUNDS = 20

TARGET_NAMES: dict[str, Target] = {"js": "js", "javascript": "js", "py": "py", "python": "py"}

_WORD = re.compile(r"[^\s,;/&|*`\[\]\"']++")
_NOISE = frozenset(("-", "+", "and", "or"))


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the front matter says for the whole document."""

    targets: tuple[Target, ...] | None = None
    tolerance: float | None = None
    rounds: int | None = None
    out_dir: str | None = None


def read_targets(source: Source, start: int, end: int, report: Report) -> list[Target]:
    """The targets named between two offsets, in order, each once; an unknown word is an ``unknown-target`` problem."""
    found: list[Target] = []
    for match in _WORD.finditer(source.text, start, end):
        word = match[0].strip(".").lower()
        if not word or word in _NOISE or word.strip("#") == "":
            continue
        target = TARGET_NAMES.get(word)
        if target is None:
            near = nearest(word, TARGET_NAMES)
            hint = f"did you mean {near}?" if near else "use js or py"
            report.add(
                "unknown-target",
                *match.span(),
                f"there is no target {match[0][:40]}: {hint}",
                data={"nearest": near} if near else {"targets": ["js", "py"]},
            )
        elif target not in found:
            found.append(target)
    return found


def prose(inline: str, below: str) -> bool:
    """Whether the text below a heading that names targets (``inline``) goes on with something else than targets."""
    line = below.partition("\n")[0]
    words = [match[0].strip(".").lower() for match in _WORD.finditer(line)]
    listed = inline.endswith(",") or line.startswith(("- ", "* ", "+ ", "```", "~~~"))
    return not listed and len(words) > 2 and not all(word in TARGET_NAMES or word in _NOISE for word in words)


def read_number(source: Source, start: int, end: int, report: Report) -> float | None:
    """A tolerance: a number from 0 to below 1."""
    place, text = _unquoted_line(source, start, end)
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 <= value < 1:
        return value
    if text:
        report.add(
            "front-matter", *place, "tolerance must be a number from 0 to below 1, such as 1e-6", severity="warning"
        )
    return None


def read_rounds(source: Source, start: int, end: int, report: Report) -> int | None:
    """A number of rounds: an integer from 1 to :data:`MAX_ROUNDS`."""
    place, text = _unquoted_line(source, start, end)
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_ROUNDS:
        return int(text)
    if text:
        report.add("front-matter", *place, f"rounds must be a whole number from 1 to {MAX_ROUNDS}", severity="warning")
    return None


def read_truth(source: Source, start: int, end: int, report: Report) -> bool | None:
    """``pure``: true or false."""
    place, text = _unquoted_line(source, start, end)
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if text:
        report.add("front-matter", *place, "pure must be true or false", severity="warning")
    return None


def _unquoted_line(source: Source, start: int, end: int) -> tuple[tuple[int, int], str]:
    start, end = source.trim(start, end)
    stop = source.text.find("\n", start, end)
    start, end = source.trim(start, end if stop < 0 else stop)
    while end - start > 1 and source.text[start] in "*`\"'" and source.text[end - 1] == source.text[start]:
        start, end = start + 1, end - 1
    return (start, end), source.text[start:end]
