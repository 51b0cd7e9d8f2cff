"""YAML front matter: the four keys of docs/format.md in the small part of YAML that they need, with places.

``key: value``, lists as ``[js, py]``, ``js, py`` or ``- js`` lines, quotes, ``#`` comments.
"""

from __future__ import annotations

import re

from intent_lsp.document.model import Problem
from intent_lsp.document.report import Report
from intent_lsp.document.structure.keys import KEYS as DIRECTIVES
from intent_lsp.document.structure.keys import directive
from intent_lsp.document.structure.settings import Defaults, read_number, read_rounds, read_targets
from intent_lsp.text.nearest import nearest
from intent_lsp.text.source import Source
from intent_lsp.values import Target

KEYS = ("targets", "rounds", "tolerance", "outDir")
FOREIGN = frozenset(
    {
        *("title", "alias", "aliases", "tag", "tags", "cssclass", "cssclasses", "publish", "permalink"),  # Obsidian
        *("author", "authors", "date", "created", "modified", "updated", "lastmod", "draft", "slug", "id", "uid"),
        *("status", "category", "categories", "keywords", "lang", "image", "cover", "layout", "weight", "icon"),
        *("up", "parent", "related", "banner", "position", "sidebar_position", "kanban-plugin", "sticker"),
    }
)
"""What note-taking tools and site generators keep in the front matter: none of our business."""

_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+|$)(.*)")
_DIRECTIVE = re.compile(r"\n {0,3}#{1,6}[ \t]++([^\n]{1,400})")
_DIRECTIVES = frozenset(DIRECTIVES) - {"target", "rounds", "tolerance"}
"""A setting with a # in front is one that somebody has switched off."""
_COMMENT = re.compile(r"(?:^|[ \t])#.*")


def read(text: str) -> tuple[int, Defaults, list[Problem]]:
    """Where the document goes on, what the front matter sets, and its problems (spans of the document)."""
    if not text.lstrip(" ").startswith("---"):
        return 0, Defaults(), []
    opening = text.find("\n")
    if opening < 0 or text[:opening].strip() != "---":
        return 0, Defaults(), []
    report = Report(Source(text))
    close = _END.search(text, opening + 1)
    if close is not None and _holds_intent(text[opening : close.start()]):
        return opening, Defaults(), []  # two rules across the page
    if close is None:
        # A rule across the page, unless what follows is meant as a key.
        line = text[opening + 1 : (text + "\n").find("\n", opening + 1)]
        if _LINE.match(line):
            message = "the front matter is never closed: add a line ---"
            report.add("front-matter", 0, opening, message, severity="warning")
        return opening, Defaults(), report.problems
    return close.end(), _Reader(text, opening + 1, close.start(), report).read(), report.problems


def _holds_intent(text: str) -> bool:
    """Whether the text between two rules is not front matter, but has directives: in YAML, they would be comments."""
    return any(directive(match[1].strip()).key in _DIRECTIVES for match in _DIRECTIVE.finditer(text))


class _Reader:
    def __init__(self, text: str, start: int, end: int, report: Report) -> None:
        self.text, self.start, self.end, self.report = text, start, end, report
        self.targets: tuple[Target, ...] | None = None
        self.tolerance: float | None = None
        self.rounds: int | None = None
        self.out_dir: str | None = None

    def read(self) -> Defaults:
        position = self.start
        key = ""
        while position < self.end:
            stop = self.text.find("\n", position, self.end)
            stop = self.end if stop < 0 else stop
            line = self.text[position:stop]
            comment = _COMMENT.search(line)
            body = line[: comment.start()] if comment else line
            match = _LINE.match(body)
            if not body.strip():
                pass
            elif match is not None:
                key = match[1]
                self._set(key, (position, position + match.end(1)), position + match.start(2), position + len(body))
            elif (self._lists(key) and body.lstrip().startswith(("-", "]"))) or (key and body[0] in " \t"):
                self._value(key, position, position + len(body))
            else:
                self._warn(position, position + len(body.rstrip()), "this is not a `key: value` line")
            position = stop + 1
        return Defaults(self.targets, self.tolerance, self.rounds, self.out_dir)

    def _lists(self, key: str) -> bool:
        """Whether the values of a key may stand below it, at the margin."""
        return key == "targets" or key.lower() in FOREIGN

    def _set(self, key: str, where: tuple[int, int], start: int, end: int) -> None:
        if key.lower() in FOREIGN:
            return
        if key not in KEYS:
            near = nearest(key, KEYS)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(KEYS)}"
            self.report.add(
                "front-matter",
                *where,
                f"there is no setting {key[:40]}: {hint}",
                severity="warning",
                data={"nearest": near} if near else {"keys": list(KEYS)},
            )
        self._value(key, start, end)

    def _value(self, key: str, start: int, end: int) -> None:
        source = self.report.source
        start, end = source.trim(start, end)
        if start == end:
            return
        if key == "targets":
            more = read_targets(source, start, end, self.report)
            self.targets = tuple(dict.fromkeys((*(self.targets or ()), *more))) or None
        elif key == "tolerance":
            self.tolerance = read_number(source, start, end, self.report)
        elif key == "rounds":
            self.rounds = read_rounds(source, start, end, self.report)
        elif key == "outDir":
            value = self.text[start:end].strip("\"'")
            parts = value.replace("\\", "/").split("/")
            if ".." in parts or value.startswith(("/", "~")) or ":" in parts[0] or "\0" in value:
                self._warn(start, end, "outDir must be a folder inside the workspace, such as src/generated")
            else:
                self.out_dir = "/".join(part for part in parts if part not in ("", ".")) or None

    def _warn(self, start: int, end: int, message: str) -> None:
        self.report.add("front-matter", start, end, message, severity="warning")
