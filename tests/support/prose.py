"""The language of everything a user or contributor reads: the pages, and messages and remarks in the code.

``python -m tests.support.prose`` prints each place that breaks a rule and exits with 1 if there is one. The rules are
those of proselint, and the project's own vocabulary below (CONTRIBUTING.md, "The language").
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from proselint.checks import __register__
from proselint.config import DEFAULT
from proselint.registry import CheckRegistry
from proselint.tools import LintFile

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "changes/*.md",
    "docs/**/*.md",
    "clients/*/README.md",
)
CODE = ("server/intent_lsp/**/*.py",)

VOCABULARY = {
    r"\bshall\b": 'write "should", "must" or the present tense',
    r"\bleav(?:e|es|ing) (?:it |them )?away\b|\bleft away\b": 'write "omit"',
    r"(?<!there )\b(?:is|are|was|were) no (?!longer|more|shorter|larger|matter)\w+": 'write "is not a …"',
    r"\ballows? to\b": 'write "lets you"',
    r"\bin order to\b": 'write "to"',
    r"\bintentions?\b": 'write "intent", except in the titles of commands',
    r"\b(?:informations|softwares|hardwares|feedbacks)\b": "has no plural",
    r"\b(?:actual|eventual)ly\b": 'omit it, or write "now", "in the end"',
    r"\b(?:can not)\b": 'write "cannot"',
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


def messages(code: str) -> Iterator[tuple[int, str]]:
    """The texts of a module that are sentences, with their lines: constants of three words and more, no docstrings."""
    tree = ast.parse(code)
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            text = re.sub(r"(`+).*?\1", " ", node.value)
            if len(re.findall(r"\b[A-Za-z]{2,}\b", text)) >= 3 and not re.search(r"[{};=\\]|\(\?|\bdef \b", text):
                yield node.lineno, text


def remarks(code: str) -> Iterator[tuple[int, str]]:
    """The comments and docstrings of a module, which contributors read, with their lines."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.string.startswith('"""')):
            yield token.start[0], re.sub(r"(`+).*?\1", " ", token.string)


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
    made = []
    for file in sorted(file for pattern in PAGES for file in root.glob(pattern)):
        text = prose(file.read_text("utf-8"))
        breaches = [*own(text), *linted(text)]
        name = file.relative_to(root).as_posix()
        made += [Finding(name, text.count("\n", 0, at) + 1, words) for at, words in sorted(breaches)]
    for file in sorted(file for pattern in CODE for file in root.glob(pattern)):
        name = file.relative_to(root).as_posix()
        code = file.read_text("utf-8")
        for line, text in (*messages(code), *remarks(code)):
            made += [Finding(name, line, words) for _, words in own(text)]
    return made


if __name__ == "__main__":
    found = findings()
    print("\n".join(map(str, found)), file=sys.stderr)
    sys.exit(bool(found))
