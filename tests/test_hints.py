"""Each literal hint of the package has one form: lower case at the start, no full stop at the end."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import chain

import pytest

from intent_lsp.errors import IntentError
from tests.support.prose import ROOT

PROPER = {"Git", "JavaScript", "Node", "Ollama", "Python", "TypeScript", "Windows"}
"""What a hint may begin with: names, beside constants in capitals and code in backticks."""


def wrong(hint: str) -> bool:
    """Whether a hint begins with a capital that is not a name's, or ends with a full stop."""
    first = re.match(r"[\w'-]*", hint)
    word = first[0] if first else ""
    return hint.endswith(".") or (word[:1].isupper() and word not in PROPER and not word.isupper())


def literals(value: ast.expr) -> Iterator[str]:
    """The texts that an expression may give, with ``…`` for each that is filled in."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from chain(literals(one), literals(other))
        case ast.BoolOp(values=values):
            yield from chain.from_iterable(map(literals, values))


def hints(code: str) -> Iterator[tuple[int, str]]:
    """The literal hints of a module with their lines: those of calls, and those that a name of the module holds."""
    tree = ast.parse(code)
    given = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "hint"]
    names = {value.id for value in given if isinstance(value, ast.Name)} | {"hint"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            given += [node.value for target in node.targets if isinstance(target, ast.Name) and target.id in names]
    for value in given:
        yield from ((value.lineno, text) for text in literals(value) if text)


def test_every_hint_has_the_one_form() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}": text
        for path in sorted((ROOT / "server/intent_lsp").rglob("*.py"))
        for line, text in hints(path.read_text("utf-8"))
    }
    assert len(found) > 100
    assert {place: text for place, text in found.items() if wrong(text)} == {}


@pytest.mark.parametrize(
    "code",
    [
        'raise E("x", hint="Save it as UTF-8")',
        'raise E("x", hint="save it.")',
        'raise E("x", hint=f"The name ends in {x}")',
        'raise E("x", hint=near or "Name another file")',
        'raise E("x", hint="" if near else "Name another file")',
        'HINT = "Save it"\nraise E("x", hint=HINT)',
        'hint = f"Write {x}"',
    ],
)
def test_another_form_is_found(code: str) -> None:
    assert [text for _, text in hints(code) if wrong(text)]


@pytest.mark.parametrize(
    "hint", ["save it as UTF-8", "did you mean x?", "Python 3.11 runs it", "XDG_CACHE_HOME is not set", "`f(1)` …"]
)
def test_names_and_code_keep_their_capitals(hint: str) -> None:
    assert not wrong(hint)


def test_one_line_makes_the_hint_a_sentence_of_its_own() -> None:
    assert IntentError("the disk is full", hint="free some space").sentence == "the disk is full. Free some space"
