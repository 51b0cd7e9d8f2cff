"""The language of everything a user or contributor reads: the pages, and messages and remarks in the code.

``python -m tests.support.prose`` prints each place that breaks a rule and exits with 1 if there is one. The rules are
those of proselint, and the project's own vocabulary below (CONTRIBUTING.md, "The language").
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from proselint.checks import __register__
from proselint.config import DEFAULT
from proselint.registry import CheckRegistry
from proselint.tools import LintFile

from tests.support.prose_texts import help_text, json_texts, messages, remarks, script_messages

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "changes/*.md",
    "docs/**/*.md",
    "clients/*/README.md",
    "clients/vscode/walkthrough/*.md",
)
HELP = ("clients/neovim/doc/*.txt",)
TEXTS: tuple[tuple[str, tuple[Callable[[str], Iterator[tuple[int, str]]], ...]], ...] = (
    ("server/intent_lsp/**/*.py", (messages, remarks)),
    ("server/intent_lsp/*.schema.json", (json_texts,)),
    ("clients/vscode/package.json", (json_texts,)),
    ("clients/vscode/src/**/*.ts", (script_messages,)),
)
"""Which files hold sentences beside other things, and what reads them."""

VOCABULARY = {
    r"\bshall\b": 'write "should", "must" or the present tense',
    r"\bleav(?:e|es|ing) (?:it |them )?away\b|\bleft away\b": 'write "omit"',
    r"(?<!there )\b(?:is|are|was|were) no (?!longer|more|shorter|larger|matter)[\w§]+": 'write "is not a …"',
    r"\ballows? to\b": 'write "lets you"',
    r"\bin order to\b": 'write "to"',
    r"\bintentions?\b": 'write "intent", except in the titles of commands',
    r"\b(?:informations|softwares|hardwares|feedbacks)\b": "has no plural",
    r"\b(?:actual|eventual)ly\b": 'omit it, or write "now", "in the end"',
    r"\b(?:can not)\b": 'write "cannot"',
    r"\b(?:not|nothing|nobody|cannot|never|without)\b[^.;:]{0,60}\bany\s*more\b": 'write "no longer"',
    r"\bwants (?:an?|some|to be|true|that)\b": 'write "needs", "expects" or "must be"',
    r"\bnobody was\b|\bby whoever (?:was|is)\b": "name who: a model, a person, a machine",
    r"\bof whom\b": "name who is asked",
    r"\bmust be such as\b": 'write "must look like"',
    r"\bas (?:it|they|all) should be\b": "name what is right or wrong",
    r"\bhow to mend\b": 'write "how to fix"',
    r"\b(?:is|are) nothing but\b": 'write "is only", "consists of"',
    r"\bsays? otherwise of\b": 'write "contradicts"',
    r"\bsays? the same as\b": 'write "repeats"',
    r"\blimits? of tokens\b": 'write "token limit"',
    r"\b(?:text|description) speaks of\b": 'write "mentions"',
    r"\bdone again\b": 'write "retried", "repeated"',
    r"\bdepend(?:s|ing)? from\b": 'write "depends on"',
    r"\b(?:wether|seperat\w*|occured|recieve\w*|existant|dependan\w*)\b": "is misspelled",
}
"""A pattern, and what to write instead."""

TITLES = re.compile(
    r"\b(?:(?:re)?transpile(?: all)?|regenerate|replace hand-edited code of|go to|open the|change the|a written|an)"
    r" intentions?\b",
    re.I,
)
"""Where the word *intention* stands: the titles of commands, as users know them, and the header of generated files,
which is recognised by its words."""

SILENT = frozenset(
    {"typography.symbols.curly_quotes", "typography.symbols.sentence_spacing", "typography.symbols.ellipsis"}
)
"""Rules of proselint that are about typesetting: straight quotes are what a keyboard and a terminal have."""


class Finding(NamedTuple):
    """What is wrong, and where; ``line`` counts from one."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def prose(page: str) -> str:
    """A Markdown page without code, addresses and HTML, each line where it was."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", "§", match[0])

    for pattern in (
        r"^ *(```+|~~~+).*?^ *\1 *$",
        r"(`+)(?!`).*?(?<!`)\1(?!`)",
        r"<!--.*?-->|</?\w[^>\n]*>",
        r"\]\([^)\n]*\)",
    ):
        page = re.sub(pattern, blank, page, flags=re.M | re.S)
    return page


def own(text: str) -> Iterator[tuple[int, str]]:
    """Breaches of the project's vocabulary: the offset, and what to write instead."""
    text = TITLES.sub(lambda title: "§" * len(title[0]), text)
    for pattern, instead in VOCABULARY.items():
        for match in re.finditer(pattern, text, re.I):
            yield match.start(), f"“{match[0]}”: {instead}"


def linted(text: str) -> Iterator[tuple[int, str]]:
    """Breaches of proselint's rules: the offset, and its words."""
    if not CheckRegistry().checks:
        CheckRegistry().register_many(__register__)
    for found in LintFile("page", text).lint(DEFAULT):
        at, words = max(0, found.check_result.span[0] - 1), found.check_result.message
        heading = "lexical_illusions" in found.check_result.check_path and ("\n\n" in words or "one by" in words)
        if found.check_result.check_path not in SILENT and not heading and "in the gutter" not in words:
            yield at, words


def findings(root: Path = ROOT) -> list[Finding]:
    """Every breach below ``root``, page by page and message by message."""
    pages = [(file, prose) for pattern in PAGES for file in root.glob(pattern)]
    pages += [(file, help_text) for pattern in HELP for file in root.glob(pattern)]
    made = []
    for file, bare in sorted(pages, key=lambda page: page[0]):
        text = bare(file.read_text("utf-8"))
        breaches = [*own(text), *linted(text)]
        name = file.relative_to(root).as_posix()
        made += [Finding(name, text.count("\n", 0, at) + 1, words) for at, words in sorted(breaches)]
    for pattern, readers in TEXTS:
        for file in sorted(root.glob(pattern)):
            name, code = file.relative_to(root).as_posix(), file.read_text("utf-8")
            for line, text in (found for read in readers for found in read(code)):
                made += [Finding(name, line, words) for _, words in own(text)]
    return made


if __name__ == "__main__":
    found = findings()
    print("\n".join(map(str, found)), file=sys.stderr)
    sys.exit(bool(found))
