"""The pages lead somewhere: files that they link to or name exist, and so do the headings of links within pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.prose import PAGES, ROOT

FILES = sorted(file for pattern in PAGES for file in ROOT.glob(pattern))


def without_fences(text: str) -> str:
    return re.sub(r"^ *(```+|~~~+).*?^ *\1 *$", "", text, flags=re.M | re.S)


def anchors(page: Path) -> set[str]:
    """The names of a page's headings, as code hosts make them."""
    heads = re.findall(r"^#+ (.*)$", without_fences(page.read_text("utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", FILES, ids=[file.relative_to(ROOT).as_posix() for file in FILES])
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", without_fences(page.read_text("utf-8")))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, anchor = target.partition("#")
        linked = (page.parent / file).resolve() if file else page
        assert linked.exists(), f"{target} leads nowhere"
        if anchor and linked.suffix == ".md":
            assert anchor in anchors(linked), f"{target}: no such heading"


@pytest.mark.parametrize("page", FILES, ids=[file.relative_to(ROOT).as_posix() for file in FILES])
def test_files_of_the_repository_that_are_named_exist(page: Path) -> None:
    for name in re.findall(r"`((?:tests|server|clients|docs|examples)/[\w./-]+)`", page.read_text("utf-8")):
        assert (ROOT / name).exists() or name.startswith("examples/"), name


@pytest.mark.parametrize("page", FILES, ids=[file.relative_to(ROOT).as_posix() for file in FILES])
def test_tests_that_are_named_exist(page: Path) -> None:
    for file, name in re.findall(r"`(?:tests/)?([\w/]+\.py)::(\w+)`", page.read_text("utf-8")):
        assert re.search(rf"^(?:async )?def {name}\(", (ROOT / "tests" / file).read_text("utf-8"), re.M), (
            f"{file}: {name}"
        )


def test_code_cites_only_pages_of_the_repository() -> None:
    known = {page.name for page in FILES}
    for file in sorted([*ROOT.glob("server/**/*.py"), *ROOT.glob("tests/**/*.py")]):
        if "installed" not in file.parts:
            cited = set(re.findall(r"\b[A-Z]{3,}\.md\b", file.read_text("utf-8", "replace")))
            assert cited <= known, f"{file.relative_to(ROOT)}: {sorted(cited - known)}"
