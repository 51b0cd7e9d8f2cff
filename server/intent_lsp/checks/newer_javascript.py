"""Parts of JavaScript that are newer than the oldest Node that matters, as far as the code or its errors tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from intent_lsp.checks.javascript_names import FreeNames
from intent_lsp.sandbox.contract import CodeError
from intent_lsp.sandbox.node_versions import NOT_YET, SINCE

_MODIFIERS = re.compile(r"\(\?[ims]*(?:-[ims]*)?:")
_NAMED_GROUP = re.compile(r"\(\?<([\w$]+)>")
_ITERATORS = frozenset({"values", "keys", "entries", "matchAll"})
_ON_ARRAYS = frozenset(dir(list)) | {"map", "filter", "flatMap", "reduce", "forEach", "some", "every", "find"}
_METHODS = {name.rpartition(".")[2]: name for name in SINCE if ".prototype." in name and "@@" not in name}
_MODIFIED, _DOUBLED = (
    "a regular expression with modifiers, `(?i:…)`,",
    "a regular expression with duplicate group names",
)


def newer_parts(names: FreeNames, oldest: int) -> list[CodeError]:
    """One error per part that Node ``oldest`` lacks, in the order of the code.

    Code that asks whether a part is there is believed; so is code in a ``try``.
    """
    found: dict[str, CodeError] = {}
    for shown, since, at in [*_library(names), *_syntax(names)]:
        if since > oldest:
            found.setdefault(shown, _error(shown, since, oldest, names.line(at), names.column(at)))
    return sorted(found.values(), key=lambda error: (error.line, error.column))


def missing_methods(names: FreeNames, errors: Iterable[CodeError], oldest: int) -> list[CodeError]:
    """What is behind errors of the kind "not a function" where the method called there is newer than ``oldest``."""
    found: dict[str, CodeError] = {}
    for error in errors:
        if error.type != "TypeError" or not error.message.endswith("not a function"):
            continue
        name = _method_at(names, error)
        if name and SINCE[name] > oldest:
            found.setdefault(name, _error(f"`{name}`", SINCE[name], oldest, error.line, error.column))
    return list(found.values())


def _error(shown: str, since: int, oldest: int, line: int, column: int) -> CodeError:
    needs = "is not in any Node release" if since == NOT_YET else f"needs Node {since}"
    return CodeError("VersionError", f"{shown} {needs}; the oldest Node here is {oldest}", line, column)


def _library(names: FreeNames) -> Iterator[tuple[str, int, int]]:
    uses = list(names.uses())
    asked = {_longest_known(use.path) for use in uses if use.is_in_typeof or use.after not in {"(", "?."}}
    for use in uses:
        name = _longest_known(use.path)
        if name and (name not in asked or (len(use.path) == 1 and use.after == "(" and not use.is_in_typeof)):
            yield f"`{name}`", SINCE[name], use.at


def _longest_known(path: tuple[str, ...]) -> str:
    """The longest beginning of a path that the table knows."""
    for length in range(len(path), 0, -1):
        name = ".".join(path[:length])
        if name in SINCE:
            return name
    return ""


def _syntax(names: FreeNames) -> Iterator[tuple[str, int, int]]:
    tokens = names.tokens
    for index, token in enumerate(tokens):
        in_text = token.kind == "string" and [t.text for t in tokens[max(0, index - 2) : index]] == ["RegExp", "("]
        if token.kind == "regex" or in_text:
            if any(found.group() != "(?:" for found in _MODIFIERS.finditer(token.text)):
                yield _MODIFIED, 23, index
            groups = _NAMED_GROUP.findall(token.text)
            if len(groups) > len(set(groups)):
                yield _DOUBLED, 23, index
        elif token.text == "using" and _declares(names, index):
            yield "the declaration `using`", 24, index


def _declares(names: FreeNames, index: int) -> bool:
    before, *after = names.tokens[max(0, index - 1) : index + 3]
    return before.text not in {".", "?."} and len(after) == 3 and after[1].kind == "word" and after[2].text == "="


def _method_at(names: FreeNames, error: CodeError) -> str:
    """The newer method that is called where an error arose; empty where another one may be meant."""
    best, distance = "", 1 << 30
    for index, token in enumerate(names.tokens[:-1]):
        called = index > 1 and names.tokens[index - 1].text in {".", "?."} and names.tokens[index + 1].text == "("
        if not called or token.kind != "word" or names.line(index) != error.line:
            continue
        away = abs(names.column(index) - error.column)
        if away < distance:
            distance = away
            known = _METHODS.get(token.text, "")
            best = known if token.text not in _ON_ARRAYS or _of_an_iterator(names, index) else ""
    return best


def _of_an_iterator(names: FreeNames, index: int) -> bool:
    """Whether a method is called on what ``.values()`` and the like give, those of ``Object`` excepted."""
    tokens = names.tokens
    end = index - 2
    if tokens[end].text != ")":
        return False
    start = next(
        (at for at in range(end - 1, -1, -1) if tokens[at].depth == tokens[end].depth and tokens[at].text == "("), 0
    )
    if start < 3 or tokens[start - 1].text not in _ITERATORS or tokens[start - 2].text not in {".", "?."}:
        return False
    return tokens[start - 3].text not in {"Object", "URLSearchParams"}
