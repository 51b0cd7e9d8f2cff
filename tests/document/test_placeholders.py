"""The texts of the templates are known, as the templates say them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intent_lsp.cli.commands.new import DESCRIPTION
from intent_lsp.document import parse
from intent_lsp.document.examples.placeholders import is_placeholder
from intent_lsp.lsp.features.help import NEW_INTENT

CLIENT = Path(__file__).parents[2] / "clients/vscode"


@pytest.mark.parametrize("source", ["src/newIntent.ts", "snippets/intent.code-snippets"])
def test_what_the_editor_begins_a_document_with_is_a_placeholder(source: str) -> None:
    text = (CLIENT / source).read_text("utf-8")
    (described,) = re.findall(r'description:",\s*"\$\{\d:([^}]+)\}"', text)
    assert is_placeholder(described)
    document = f"# name: f\n# description:\n{described}\n# examples:\n- in: {{ x: 1 }} out: 2\n"
    assert [p.code for p in parse(document, stem="f").problems() if p.severity == "error"] == ["placeholder"]


def test_a_description_of_ones_own_is_none() -> None:
    assert not is_placeholder("Say in a sentence what the weather does.")
    assert not is_placeholder("")


def test_what_completion_begins_an_intent_with_is_a_placeholder() -> None:
    (described,) = re.findall(r"description:\n\$\{\d:([^}]+)\}", NEW_INTENT)
    assert is_placeholder(described)


@pytest.mark.parametrize("described", [" What it does.", "\nSay in a sentence or two what the function does."])
def test_a_document_that_is_in_order_otherwise_is_looked_at_as_closely(described: str) -> None:
    document = f"# name: f\n# description:{described}\n# signature: (x: number) -> number\n# examples:\n- f(1) → 2\n"
    assert [p.code for p in parse(document, stem="f").problems()] == ["placeholder"]


def test_what_the_command_begins_a_document_with_is_a_placeholder() -> None:
    assert is_placeholder(DESCRIPTION)
