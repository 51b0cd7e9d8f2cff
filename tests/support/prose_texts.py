"""The sentences in files that are not pages: messages, remarks, manifests, help texts; each with its line from one."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

FILLED_IN = "X"
"""What stands for code, and for a value that is filled in when the program runs."""
_CODE = re.compile(r"[{}\\]|\(\?|=>|\bdef \b|\bimport \b|^\s*(?:const|return) ", re.M)
_QUOTED = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""",
    re.S,
)
_PLACEHOLDER = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")
_JSON_STRING = re.compile(r'"((?:\\.|[^"\\])*)"')


def messages(code: str) -> Iterator[tuple[int, str]]:
    """The texts of a Python module that are sentences, f-strings as a whole; no docstrings."""
    tree = ast.parse(code)
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    quiet |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in quiet:
            text = _without_code(_text(node))
            if _is_sentence(text):
                yield node.lineno, text


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_text(part) if isinstance(part, ast.Constant) else FILLED_IN for part in node.values)


def remarks(code: str) -> Iterator[tuple[int, str]]:
    """The comments and docstrings of a module, which contributors read."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.string.startswith('"""')):
            yield token.start[0], _without_code(token.string)


def script_messages(code: str) -> Iterator[tuple[int, str]]:
    """The texts of a TypeScript module that are sentences, templates as a whole; no comments."""
    for match in _QUOTED.finditer(code):
        text = _PLACEHOLDER.sub(FILLED_IN, match["text"] or "").replace("\\n", "\n")
        if _is_sentence(text):
            yield code.count("\n", 0, match.start()) + 1, text


def json_texts(code: str) -> Iterator[tuple[int, str]]:
    """The texts of a JSON file that are sentences: titles, descriptions."""
    for match in _JSON_STRING.finditer(code):
        text = _without_code(match[1].replace("\\n", "\n"))
        if _is_sentence(text):
            yield code.count("\n", 0, match.start()) + 1, text


def help_text(page: str) -> str:
    """A help page of Vim without code, tags and rules, each line where it was."""
    for pattern in (r"(?<= )>(?:lua|sh|vim)?\n.*?^<?(?=\S|<)", r"`[^`\n]*`", r"\*\S+\*|\|\S+\|", r"^=+$|^ *vim:.*$"):
        page = re.sub(pattern, lambda match: re.sub(r"[^\n]", " ", match[0]), page, flags=re.M | re.S)
    return page


def _without_code(text: str) -> str:
    return re.sub(r"(`+).*?\1", FILLED_IN, text)


def _is_sentence(text: str) -> bool:
    """Whether a text has three words and more, and is neither code nor a pattern."""
    return len(re.findall(r"\b[A-Za-z]{2,}\b", text)) >= 3 and not _CODE.search(text)
