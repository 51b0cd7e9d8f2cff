"""docs/format.md keeps its word: every code has a section whose example shows just that problem."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intent_lsp.document import parse

TEXT = (Path(__file__).parents[2] / "docs" / "format.md").read_text("utf-8")
PROBLEMS = TEXT.partition("\n## Problems\n")[2]
SECTIONS = re.findall(r"^### ([a-z-]+)\n(.*?)(?=^### |\Z)", PROBLEMS, re.MULTILINE | re.DOTALL)
BLOCKS = re.findall(r"^(`{3,})md\n(.*?)^\1$", TEXT.partition("\n## Problems\n")[0], re.MULTILINE | re.DOTALL)
EXPECTED = {"empty-description", "no-examples"}


@pytest.mark.parametrize(("code", "section"), SECTIONS, ids=[code for code, _ in SECTIONS])
def test_the_example_of_a_code_shows_that_problem(code: str, section: str) -> None:
    match = re.search(r"^```md\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert match is not None
    assert "*Fix:*" in section
    found = {problem.code for problem in parse(match[1], stem="stem").problems()}
    assert code in found
    assert found <= EXPECTED | {code}


def test_every_code_has_a_section() -> None:
    codes = {code for code, _ in SECTIONS}
    assert len(codes) == 26
    assert codes >= {"invalid-name", "front-matter", "cyclic-use"}


@pytest.mark.parametrize("block", [text for _, text in BLOCKS], ids=lambda text: text.split("\n")[0])
def test_the_other_examples_have_no_error(block: str) -> None:
    document = parse(block, stem="stem")
    assert [problem for problem in document.problems() if problem.severity == "error"] == []
    assert document.own_problems == ()
