"""What a docstring says a function does, as a description: its paragraphs before the sections for tools."""

from __future__ import annotations

import inspect
import re

_SECTION = re.compile(
    r"(?:Args|Arguments|Parameters|Params|Returns?|Raises|Yields|Examples?|Notes?|See Also|References|Usage|"
    r"Keyword Args|Keyword Arguments|Other Parameters|Warnings?|Attributes|Todo|Doctests?|Complexity)\s*:{0,2}\s*",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(?::\w[\w ]*:(?!`)|@\w+\b|\.\. )")
_ROLE = re.compile(r":(?:py:)?(?:\w+:)?(?:func|class|meth|mod|attr|obj|data|exc|ref):`~?\.?([^`<]+?)(?:\s*<[^`]*>)?`")
_CODE = re.compile(r"``([^`]+)``")
_LINK = re.compile(r"`([^`<]+?)\s*(?:<[^`]*>)?`__?(?!\w)")
_BOLD = re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*")
_MOST = 600
"""Characters of a description: what follows is detail."""


def description(docstring: str) -> str:
    """The prose, one paragraph a line; empty where there is none."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(docstring)):
        lines = paragraph.strip("\n").split("\n")
        if _SECTION.fullmatch(lines[0].strip()) or (len(lines) > 1 and re.fullmatch(r"[-=~^]{3,}", lines[1].strip())):
            break
        kept = _before_tools(lines)
        text = _without_markup(" ".join(" ".join(kept).split()))
        if text and not lines[0].startswith((" ", "\t")):
            found.append(text)
        if len(kept) < len(lines) or sum(map(len, found)) > _MOST:
            break
    return "\n".join(found)[: 2 * _MOST].rstrip(" :")


def _before_tools(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        text = line.strip()
        if text.startswith((">>>", "```")) or _FIELD.match(text) or _SECTION.fullmatch(text):
            return lines[:number]
    return lines


def _without_markup(text: str) -> str:
    """Without the marks of reStructuredText, and without what a document takes for a heading, a list or a rule."""
    text = _BOLD.sub(r"\1", text)
    text = _CODE.sub(r"`\1`", _ROLE.sub(r"`\1`", _LINK.sub(r"\1", text))).replace("::", ":").replace("<!--", "")
    return text.lstrip("#<>-*+=|~ ").strip()
