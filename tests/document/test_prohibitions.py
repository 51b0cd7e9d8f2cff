"""What the text forbids, and no example has."""

from __future__ import annotations

import pytest

from intent_lsp.document.inputs.prohibitions import unshown_prohibition
from tests.support.intents import intent


def said(description: str, *given: str, returns: str = "boolean") -> str:
    lines = "".join(f"- f({value}) -> {'true' if returns == 'boolean' else 1}\n" for value in given)
    text = f"# name: f\n# description:\n{description}\n# signature:\n(s: any) -> {returns}\n# examples:\n{lines}"
    found = unshown_prohibition(intent(text))
    return found.wording if found else ""


@pytest.mark.parametrize(
    ("description", "missing", "shown"),
    [
        ("Four numbers without leading zeros.", "1.2.3.40", "1.2.3.04"),
        ("A name with no spaces.", "ada", "a da"),
        ("It must not contain digits.", "ada", "ada7"),
        ("A word free of any punctuation.", "ada", "ada!"),
        ("A key; it may not have upper case letters.", "ada", "Ada"),
    ],
)
def test_what_is_forbidden_has_to_be_shown(description: str, missing: str, shown: str) -> None:
    assert said(description, f'"{missing}"') != ""
    assert said(description, f'"{missing}"', f'["{shown}"]') == ""


@pytest.mark.parametrize(
    "description", ["Numbers with leading zeros.", "Spaces are fine.", "No spaceship.", "Whether it has digits.", ""]
)
def test_what_is_not_forbidden_need_not_be_shown(description: str) -> None:
    assert said(description, '"ada"') == ""


def test_it_matters_where_the_answer_is_yes_or_no_and_texts_are_given() -> None:
    assert said("A text without spaces.", '"ada"', returns="number") == ""
    assert said("A number without digits.", "7") == ""
    assert said("A text without spaces.", '"ada"') == "spaces"


@pytest.mark.parametrize(
    ("description", "given", "made"),
    [
        ("Numbers without leading zeros.", "10.2", "010.2"),
        ("No spaces.", "ada", "a da"),
        ("No digits.", "ada", "a7da"),
        ("No punctuation.", "ada", "a!da"),
        ("No capitals.", "ada", "Ada"),
        ("No lower case.", "ADA", "aDA"),
    ],
)
def test_what_is_asked_has_what_is_forbidden(description: str, given: str, made: str) -> None:
    text = f"# name: f\n# description:\n{description}\n# signature:\n(s: any) -> boolean\n# examples:\n"
    found = unshown_prohibition(intent(f'{text}- f(1) -> true\n- f("") -> false\n- f("{given}") -> true\n'))
    assert found is not None
    assert found.args == (made,)
    nothing = unshown_prohibition(intent(f'{text}- f("{given}") -> false\n'))
    assert nothing is not None
    assert nothing.args is None
