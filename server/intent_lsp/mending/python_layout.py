"""Python that does not parse, or does not load: indentation, other versions, and calls that only show the function."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from intent_lsp.checks.verdict import Gate
from intent_lsp.mending import layout
from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.syntax.python import Source, own_nodes, parse

_HEAD = re.compile(
    r"[ \t]*(?:async[ \t]+)?(?:def|if|elif|else|for|while|with|try|except|finally|class)\b.*:[ \t]*(?:#.*)?"
)
_STEP = "    "


def indentation(broken: BrokenCode) -> Iterator[MendedCode]:
    """A body that stands at its head's own depth: all of it, or only its docstring; tabs; steps that do not match."""
    code = broken.code
    if broken.gate is not Gate.PARSES or parse(code) is not None:
        return
    seen = set()
    for fixed in (code.expandtabs(4), textwrap.dedent(code), *_indented(code), _snapped(code)):
        if fixed not in seen and fixed != code and _defines(fixed, broken.name):
            seen.add(fixed)
            yield MendedCode(fixed, "indented the body")


def _indented(code: str) -> Iterator[str]:
    """Indent, again and again, the block that Python misses behind a head."""
    for whole in (False, True):
        text = code
        for _ in range(20):
            line = _unindented(text)
            if line is None:
                break
            text = _indent_block(text, line, whole)
        yield text


def _unindented(code: str) -> int | None:
    """The line that should be indented, from 0."""
    try:
        ast.parse(code)
    except IndentationError as error:
        if "expected an indented block" in str(error.msg) and error.lineno is not None:
            return error.lineno - 1
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    return None


def _indent_block(code: str, first: int, whole: bool) -> str:
    """Indent from line ``first`` to the next top-level definition, or (not ``whole``) to what is indented already."""
    lines = code.split("\n")
    depth = len(lines[first]) - len(lines[first].lstrip())
    end, quote = first, ""
    while end < len(lines):
        line = lines[end]
        if not quote and end > first and line.strip():
            here = len(line) - len(line.lstrip())
            if here < depth or (here == depth and re.match(r"(?:async\s+)?def |class |@|if __name__", line.lstrip())):
                break
            if not whole and here > depth and not _HEAD.fullmatch(lines[end - 1]):
                break
        for mark in ('"""', "'''"):
            if line.count(mark) % 2 and quote in ("", mark):
                quote = "" if quote else mark
        end += 1
    moved = [_STEP + line if line.strip() else line for line in lines[first:end]]
    return "\n".join([*lines[:first], *moved, *lines[end:]])


def _snapped(code: str) -> str:
    """Every line at the nearest depth that a line above opened: for ``unindent does not match``."""
    depths, lines, before = [0], [], ""
    for line in code.expandtabs(4).split("\n"):
        text = line.lstrip()
        here = len(line) - len(text)
        if not text:
            lines.append("")
            continue
        if _HEAD.fullmatch(before) and here > depths[-1]:
            depths.append(here)
        else:
            here = min(depths, key=lambda depth: abs(depth - here))
            depths = [depth for depth in depths if depth <= here]
        lines.append(" " * here + text)
        before = text
    return "\n".join(lines)


def surroundings(broken: BrokenCode) -> Iterator[MendedCode]:
    """Prose before or behind the function, which keeps the module from being Python."""
    if broken.gate is Gate.PARSES and parse(broken.code) is None:
        yield from layout.longest(broken.code, lambda part: _defines(part, broken.name))


def _defines(code: str, name: str) -> bool:
    source = Source.of(code)
    function = source.function(name) if source else None
    if function is None:
        return False
    return any(isinstance(node, (ast.Return, ast.Raise, ast.Yield)) for node in own_nodes(function))


def calls_after(broken: BrokenCode) -> Iterator[MendedCode]:
    """Statements at the top level that are not definitions: they show the function, and fail or print while loading."""
    source = Source.of(broken.code)
    if source is None or (broken.gate is not Gate.PARSES and not broken.verdict.printed):
        return
    extra = [node for node in source.tree.body if not _defining(node, broken.name)]
    if extra and source.function(broken.name) is not None:
        yield MendedCode(source.without(extra), "removed calls after the function")


def _defining(node: ast.stmt, name: str) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return not any(isinstance(n, ast.Name) and n.id in (name, "input", "print") for n in ast.walk(node))
    return False


def other_versions(broken: BrokenCode) -> Iterator[MendedCode]:
    """The function is defined several times: each earlier version alone."""
    source = Source.of(broken.code)
    if source is None:
        return
    versions = [node for node in source.functions() if node.name == broken.name]
    for number, _ in enumerate(versions[:-1], 1):
        rest = [other for index, other in enumerate(versions, 1) if index != number]
        yield MendedCode(source.without(list(rest)), f"took version {number} of {len(versions)} of the function")
