"""The name of an intent: where it is read, and what is said of one that cannot be a function's in every target."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.report import Report
from intent_lsp.document.structure.module_names import MODULES, shadowed_by
from intent_lsp.document.structure.names import is_identifier, reserved_in, suggest_name
from intent_lsp.document.structure.sections import Part
from intent_lsp.text.source import Source
from intent_lsp.values import Target


def read_name(
    source: Source, parts: Sequence[Part], stem: str, *, titled: bool
) -> tuple[str, tuple[int, int], Part | None]:
    """The name, where it stands (or would), and the section that holds it.

    ``stem``: the document's, for an intent that says no name. ``titled``: the first heading may be the name.
    """
    for part in parts:
        if part.key == "name":
            where = source.trim(part.value, part.inline_end)
            if where[0] == where[1]:
                line = source.trim(min(part.line_end, part.end), part.end)
                stop = source.text.find("\n", line[0], line[1])
                where = (line[0], line[1] if stop < 0 else stop) if line[0] < line[1] else where
            return *_undecorated(source.text, where), part
    if titled and parts:
        first = parts[0]
        if not first.key and not first.colon and is_identifier(first.word, ("js",)):
            return first.word, (first.word_start, first.word_start + len(first.word)), first
    start, end = source.trim(0, len(source.text))
    stop = source.text.find("\n", start, end)
    return stem, (start, end if stop < 0 else stop), None


def _undecorated(text: str, where: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """The name without backticks, emphasis and a call's parentheses around it."""
    start, end = where
    while start < end and text[start] in "*`":
        start += 1
    while end > start and text[end - 1] in "*`":
        end -= 1
    if text.endswith("()", start, end):
        end -= 2
    return text[start:end], (start, end)


def check_name(name: str, where: tuple[int, int], targets: tuple[Target, ...], report: Report) -> None:
    """Report a name that is missing, not valid, reserved, or a module's that other programs import."""
    add = report.add
    if not name:
        add("invalid-name", *where, "the intent has no name: write `# name: yourFunction`")
    elif not is_identifier(name, targets):
        better = suggest_name(name)
        add(
            "invalid-name",
            *where,
            f"{name[:60]} is not a valid name in every target: try {better}",
            data={"suggestion": better},
        )
    elif languages := reserved_in(name, targets):
        better = suggest_name(name + " value")
        add(
            "reserved-name",
            *where,
            f"{name} is a reserved word in {languages}: try {better}",
            data={"suggestion": better},
        )
    elif name in MODULES and (shadowed := shadowed_by(name, targets))[0]:
        better = suggest_name(name + " value")
        add(
            "shadows-module",
            *where,
            f"{name} is {shadowed[0]}: programs beside {shadowed[1]} may import that file instead. Try {better}",
            severity="warning",
            data={"rename": better},
        )
