"""Text from elsewhere (a document, a result, a model, a server) made inert for what shows it. Pure.

Each kind of view has one function: :func:`visible` and :func:`one_line` for terminals, logs and plain text,
:func:`message` where editors and code hosts make links of ``[text](target)``, :func:`label` where VS Code draws icons,
and :class:`Markup` for Markdown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HIDDEN = (
    *range(9), *range(0x0B, 0x20), *range(0x7F, 0xA0),  # C0 but tab and line feed, DEL, C1
    *range(0x202A, 0x202F), *range(0x2066, 0x206A),  # what turns the direction of text (Unicode, UAX 9)
)  # fmt: skip
_CONTROLS = dict.fromkeys(_HIDDEN, "�")
_CONTROL = re.compile(f"[{''.join(map(re.escape, map(chr, _HIDDEN)))}]")
_LINE_ENDS = re.compile(r"\r\n?|[\n\u2028\u2029]")
_LINK = re.compile(r"\](?=\()")
_LINK_OR_ICON = re.compile(r"[\]$](?=\()")
_TICKS = re.compile(r"`+")
_MARKS = re.compile(r"[\\`*_\[\]<>&~#|!$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What begins anything but text and lists in CommonMark and in GitHub's extensions, bare addresses included."""
_RULE = re.compile(r"^([ \t]*)(?=:?-+:?[ \t]*$)", re.MULTILINE)
"""Where a line begins that makes a heading of the line above, or a table, if there is a stroke in it."""


def visible(text: str) -> str:
    """The text with control and direction characters shown as ``�``; tabs and line feeds stay."""
    if text.isascii() and text.isprintable():  # nearly all of it, said of very many lines
        return text
    return text.replace("\r\n", "\n").translate(_CONTROLS)


def is_inert(text: str) -> bool:
    """Whether a text holds nothing that :func:`visible` would replace."""
    return _CONTROL.search(text) is None


def one_line(text: str) -> str:
    """The same on one line, which nobody can take for two."""
    if text.isascii() and text.isprintable():
        return text
    return visible(_LINE_ENDS.sub(" ", text))


def in_json(text: str) -> str:
    """A JSON text in which nothing is hidden: the same value, with escapes for what JSON itself leaves as it is."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def message(text: str) -> str:
    """For messages: VS Code and SARIF viewers make links of ``[text](target)``, with commands as targets."""
    return _LINK.sub("] ", visible(text))


def label(text: str) -> str:
    """For titles and labels, on one line: VS Code draws icons for ``$(name)`` as well."""
    return _LINK_OR_ICON.sub(r"\g<0> ", one_line(text))


@dataclass(frozen=True, slots=True)
class Markup:
    """Writes Markdown, or the same as plain text for clients that do not read Markdown."""

    markdown: bool

    def code(self, text: str) -> str:
        """A code span (CommonMark 0.31, 6.1), on one line."""
        text = one_line(text)
        if not self.markdown or not text:
            return text
        longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=0)
        fence = "`" * (longest + 1)
        edges = text[0] + text[-1]
        room = " " if "`" in edges or (edges == "  " and text.strip(" ")) else ""
        return f"{fence}{room}{text}{room}{fence}"

    def block(self, text: str, language: str) -> str:
        """A fenced block of code."""
        text = visible(text)
        if not self.markdown:
            return text
        fence = "`" * max(3, 1 + max((len(ticks) for ticks in _TICKS.findall(text)), default=0))
        return f"{fence}{language}\n{text}\n{fence}"

    def prose(self, text: str) -> str:
        """Paragraphs and lists that say what the text says, and nothing else."""
        text = visible(text)
        return _RULE.sub(r"\g<1>\\", _MARKS.sub(r"\\\g<0>", text)) if self.markdown else text

    def strong(self, text: str) -> str:
        """In bold letters, on one line."""
        text = self.prose(one_line(text))
        return f"**{text}**" if self.markdown else text
