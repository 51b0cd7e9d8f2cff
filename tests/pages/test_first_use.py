"""What docs/first-use.md shows was recorded: each step has its seconds, each picture is there, no machine is named."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tests.support.first_use import FILM, NAME, PAGE, SCENARIO, SPEC
from tests.support.pictures import MOST_BYTES
from tests.support.prose import ROOT

TEXT = PAGE.read_text("utf-8")
ROWS = re.findall(r"^\| (.+) \| (\d+\.\d) \|$", TEXT, re.M)


def test_the_document_is_the_one_that_is_typed() -> None:
    assert f"```md\n{SPEC}```" in TEXT
    scenario = (SCENARIO.parent / "first_use.mjs").read_text("utf-8")
    description, parameters = SPEC.splitlines()[3], SPEC.splitlines()[5].partition(")")[0].lstrip("(")
    for text in (f'NAME = "{NAME}"', f'"{description}"', f'"{parameters}"', "(60, 20, 3) -> 24", "(50, 10, 1) -> 55"):
        assert text in scenario


def test_each_step_has_its_seconds_and_they_add_up() -> None:
    tables = TEXT.split("|---|---:|\n")[1:]
    assert len(tables) == 2
    for table in tables:
        steps = re.findall(r"^\| (.+) \| (\d+\.\d) \|$", table.partition("\n\n")[0], re.M)
        *each, (last, total) = steps
        assert last == "**together**"
        assert len(each) >= 7
        assert sum(float(seconds) for _, seconds in each) == pytest.approx(float(total), abs=0.5)
    scenario = (SCENARIO.parent / "first_use.mjs").read_text("utf-8")
    told = re.findall(r'await step\("(.+?)", "(.+?)"', scenario)
    assert [what for what, _ in ROWS if what in dict(told)] == [what for what, _ in told]
    assert [f"images/first-use-{picture}.png" for _, picture in told] == re.findall(r"\((images/\S+\.png)\)", TEXT)


def test_pictures_are_small() -> None:
    for name in re.findall(r"\((images/\S+)\)", TEXT):
        assert 5_000 < (ROOT / "docs" / name).stat().st_size < (2 * MOST_BYTES if name.endswith("svg") else MOST_BYTES)


def test_the_film_ends_with_the_code_and_names_no_machine() -> None:
    text = FILM.read_text("utf-8")
    lines = ["".join(line.itertext()) for line in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}g")]
    assert any("✓ JS | ✓ Python" in line for line in lines)
    assert any(f"def{NAME}(bill:" in line.replace(" ", "") for line in lines)
    assert not re.search(r"/(?:root|tmp|work|home)/", text + TEXT)
