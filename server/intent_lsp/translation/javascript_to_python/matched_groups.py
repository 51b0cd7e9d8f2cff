"""What regular expressions find: whether it may be nothing, and as what a function that replaces gets it. Pure."""

from __future__ import annotations

import ast
import re
from typing import Any

_PARSER: Any = vars(re)["_parser"]


def may_be_empty(pattern: str) -> bool:
    """Whether a regular expression, which Python can read, also finds an empty text."""
    return bool(_PARSER.parse(pattern).getwidth()[0] == 0)


def with_groups(body: str, names: list[str], match: str) -> str:
    """The expression ``body`` with ``match[0]`` and so on in place of the names; they may also stand inside a text."""
    written = body
    for number, name in enumerate(names):
        written = re.sub(rf"(?<![\w.\"']){name}(?![\w\"'])", f"{match}[{number}]", written)
    groups = [f"{match}[{number}]" for number in range(len(names))]
    meant = _Groups(dict(zip(names, groups, strict=True))).visit(ast.parse(body, mode="eval"))
    if _tree(written) == ast.dump(meant):
        return written
    return f"(lambda {', '.join(names)}: {body})({', '.join(groups)})"


def _tree(written: str) -> str:
    try:
        return ast.dump(ast.parse(written, mode="eval"))
    except SyntaxError:
        return ""


class _Groups(ast.NodeTransformer):
    def __init__(self, groups: dict[str, str]) -> None:
        self._groups = groups

    def visit_Name(self, node: ast.Name) -> ast.AST:
        found = self._groups.get(node.id)
        return ast.parse(found, mode="eval").body if found else node
