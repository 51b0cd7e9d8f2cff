"""What a JSDoc comment says: prose, types, and calls with their results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_PARAM = re.compile(r"@param\s+(?:\{(?P<type>(?:[^{}]|\{[^{}]*\})*)\}\s*)?(?P<name>\[[^\]]*\]|[\w$.]+)")
_RETURNS = re.compile(r"@returns?\s+\{(?P<type>(?:[^{}]|\{[^{}]*\})*)\}")
_BELOW = re.compile(r"^\s*//\s*(?:=+>|->|→|[Rr]eturns:?)\s*(?P<value>.+?)\s*$")
"""A line that says what the call above it gives."""
_PLAIN_OBJECT = {"", "Object", "object", "{}"}
_LEAD = re.compile(r"^[ \t]*(?:/\*\*?|\*/|\*(?!/)|//+)?[ \t]?", re.MULTILINE)
_CLAIM = re.compile(r"^\s*(?:[\w$.]+\()?.*\)\s*;?\s*//\s*(?:=+>|->|→|[Rr]eturns:?|is)?\s*(?P<value>.+?)\s*$")


@dataclass(slots=True)
class FunctionComment:
    """One comment. ``optional``, ``defaults`` and ``types`` by parameter name; types as they are written."""

    prose: str = ""
    named: set[str] = field(default_factory=set)
    """The parameters of which it says anything."""
    types: dict[str, str] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    defaults: dict[str, str] = field(default_factory=dict)
    returns: str = ""


def read(comment: str) -> FunctionComment:
    """What the comment says; parameters of parameters (``options.size``) make the type of their object."""
    text = _bare(comment)
    prose = re.split(r"^\s*@\w+", text, maxsplit=1, flags=re.MULTILINE)[0]
    doc = FunctionComment(prose="\n".join(line for line in prose.split("\n") if not _CLAIM.match(line)))
    fields: dict[str, list[str]] = {}
    for match in _PARAM.finditer(text):
        name, type = match["name"], (match["type"] or "").strip()
        if name.startswith("["):
            name, _, default = name[1:-1].partition("=")
            name = name.strip()
            doc.optional.add(name)
            if default.strip():
                doc.defaults[name] = default.strip()
        if type.endswith("="):
            doc.optional.add(name)
            type = type[:-1]
        owner, _, key = name.partition(".")
        doc.named.add(owner)
        if key.isidentifier():
            fields.setdefault(owner, []).append(f"{key}{'?' * (name in doc.optional)}: {type or 'any'}")
        elif not key and type:
            doc.types[name] = type.removeprefix("...")
    for name, lines in fields.items():
        if doc.types.get(name, "") in _PLAIN_OBJECT:
            doc.types[name] = f"{{ {', '.join(lines)} }}"
    if found := _RETURNS.search(text):
        doc.returns = found["type"].strip()
    return doc


def documented_calls(comment: str) -> Iterator[tuple[int, str, str]]:
    """Lines such as ``clamp(5, 0, 3); // 3``: their number in the comment, the code, and what is said of it.

    The result may also stand on a line of its own, ``// => 3``, below a call of one or several lines.
    """
    above: list[str] = []
    for number, line in enumerate(_bare(comment).split("\n")):
        if found := _BELOW.match(line):
            yield number - len(above), "\n".join(above), found["value"]
            above = []
        elif found := _CLAIM.match(line):
            yield number, line[: line.rindex("//", 0, found.start("value"))], found["value"]
            above = []
        elif line.strip() and not line.lstrip().startswith("@"):
            above.append(line)
        else:
            above = []


def _bare(comment: str) -> str:
    """Without the signs of a comment; lines stay where they are."""
    return _LEAD.sub("", comment.removesuffix("*/"))
