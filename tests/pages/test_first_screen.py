"""What the README shows first is what the program makes today."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.first_screen import SPEC, block, shown
from tests.support.prose import ROOT
from tests.support.terminal_film import SCRIPT, Frame, drawn

README = (ROOT / "README.md").read_text("utf-8")
FILM = ROOT / "docs" / "images" / "first-use.svg"
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """The lines of a film, each as the text of its runs."""
    return [
        "".join(line.itertext()) for line in ElementTree.fromstring(svg).iter(f"{SVG}g") if line.get("id") != "film"
    ]


@pytest.mark.slow
def test_the_two_files_are_what_the_document_becomes(tmp_path: Path) -> None:
    made = block(tmp_path)
    assert shown(README) == made, "./dev pictures makes the first screen anew"


def test_the_document_is_the_same_everywhere() -> None:
    assert SPEC in shown(README)
    assert SPEC in (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    lines = texts(FILM.read_text("utf-8"))
    assert set(SPEC.splitlines()) <= set(lines), "./dev pictures makes the film anew"
    assert any("2 verified" in line for line in lines)
    assert {f"$ {command}" for command in SCRIPT} <= set(lines)


def test_a_film_shows_each_screen_for_its_time_and_fetches_nothing() -> None:
    film = drawn([Frame("one\n\x1b[32m<two>\x1b[0m", 1.0), Frame("one\nthree", 3.0)])
    assert texts(film) == ["one", "<two>", "three"]
    assert 'style="fill:#86c770"' in film
    assert "0.0000%{transform:translateY(-0px)}25.0000%{transform:translateY(-432px)}" in film
    assert "4.00s steps(1,end) infinite" in film
    uses = [use.get("y") for use in ElementTree.fromstring(film).iter(f"{SVG}use")]
    assert uses == ["0", "18", "432", "450"]
    for address in re.findall(r"https?://[^\s\"']+", FILM.read_text("utf-8")):
        assert address == SVG.strip("{}")
