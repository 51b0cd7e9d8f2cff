"""What a release is made of agrees with itself: versions, workflows, entries for lists, the container, the site."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
import yaml

from intent_lsp import __version__
from tests.support.prose import ROOT
from tests.support.walk import blocks

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ENTRIES = ROOT / "release" / "entries"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def workflow(name: str) -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text("utf-8"))
    return made


def steps(name: str) -> Iterator[dict[str, Any]]:
    for job in workflow(name)["jobs"].values():
        yield from job["steps"]


def test_one_version_everywhere() -> None:
    assert json.loads((ROOT / "clients/vscode/package.json").read_text("utf-8"))["version"] == __version__
    assert tomllib.loads((ROOT / "clients/zed/extension.toml").read_text("utf-8"))["version"] == __version__
    assert tomllib.loads((ENTRIES / "extensions.toml").read_text("utf-8"))["intent-lsp"]["version"] == __version__
    package = yaml.safe_load((ENTRIES / "package.yaml").read_text("utf-8"))
    assert package["source"]["id"] == f"pkg:pypi/intent-lsp@{__version__}"
    others = {"clients/neovim/lua/intent/health.lua", "clients/neovim/doc/intent.txt", "clients/zed/src/lib.rs"}
    for name in (*others, "clients/vscode/walkthrough/server.md"):
        assert set(re.findall(r"intent_lsp-([\d.]+)-py3", (ROOT / name).read_text("utf-8"))) == {__version__}


def test_the_metadata_names_no_address_that_leads_nowhere() -> None:
    assert PROJECT["authors"] == [{"name": "The intent-lsp authors"}]
    assert "urls" not in PROJECT, "name the repository's address in release/entries and docs/releasing.md as well"
    assert "ADDRESS" in (ENTRIES / "package.yaml").read_text("utf-8")
    assert set(PROJECT["scripts"]) == {"intent", "intent-lsp"}
    assert len(set(PROJECT["scripts"].values())) == 1


def test_every_python_that_is_promised_is_in_the_matrix() -> None:
    promised = {text.rsplit(" ", 1)[1] for text in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", text)}
    matrix = workflow("test.yml")["jobs"]["linux"]["strategy"]["matrix"]["include"]
    assert {entry["python"] for entry in matrix} == promised == {"3.11", "3.12", "3.13", "3.14"}
    assert {entry["node"] for entry in matrix} == {"20", "22", "24"}
    assert set(workflow("test.yml")["jobs"]["others"]["strategy"]["matrix"]["system"]) == {
        "windows-latest",
        "macos-latest",
    }


@pytest.mark.slow
def test_the_other_systems_have_what_the_quick_tests_import() -> None:
    """A module that is missing breaks off the collection, and no test runs there at all."""
    (job,) = (
        step["run"] for step in workflow("test.yml")["jobs"]["others"]["steps"] if "pytest-lsp" in step.get("run", "")
    )
    there = with_what_they_need({*job.partition(" pytest ")[2].split(), "pytest", *PROJECT["dependencies"]})
    known = packages_distributions()
    imported = {
        name.partition(".")[0]
        for file in (ROOT / "tests").rglob("*.py")
        if not {"installed", "bench"} & set(file.parts)
        for node in ast.parse(file.read_text("utf-8")).body
        for name in names(node)
    }
    foreign = imported - sys.stdlib_module_names - {"tests", "intent_lsp"}
    assert len(foreign) > 15
    assert {name for name in foreign if not there & {normal(each) for each in known[name]}} == set()
    assert imported & {"fcntl", "grp", "pty", "pwd", "resource", "termios"} == set(), "Windows has none of them"


def names(node: ast.stmt) -> list[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def with_what_they_need(requirements: set[str]) -> set[str]:
    """The names of the packages, and of those that they need, as far as they are installed here."""
    found: set[str] = set()
    wanted = list(requirements)
    while wanted:
        text = wanted.pop()
        match = re.match(r"[\w.-]+", text)
        if match is None or "extra ==" in text or (name := normal(match[0])) in found:
            continue
        found.add(name)
        with suppress(PackageNotFoundError):
            wanted += requires(name) or []
    return found


def normal(name: str) -> str:
    """A package's name as PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", [file.name for file in WORKFLOWS])
def test_a_workflow_calls_what_is_there_and_no_input_of_a_stranger(name: str) -> None:
    runs = [step["run"] for step in steps(name) if "run" in step]
    assert runs
    known = re.findall(r"^([\w-]+)\)$", (ROOT / "dev").read_text("utf-8"), re.M)
    for run in runs:
        assert "${{" not in run, "an expression in a script lets a name write shell"
        assert set(re.findall(r"\./dev ([\w-]+)", run)) <= set(known)
    assert workflow(name)["permissions"] == {"contents": "read"}


def test_only_the_job_that_publishes_may_prove_who_it_is() -> None:
    rights = {name: job.get("permissions", {}) for name, job in workflow("release.yml")["jobs"].items()}
    assert rights == {"build": {}, "pypi": {"id-token": "write"}, "extension": {}, "page": {"contents": "write"}}


def test_the_entries_say_what_the_clients_say() -> None:
    (readme, *_) = (block for block in blocks(ROOT / "clients/helix/README.md") if block.language == "toml")
    assert tomllib.loads((ENTRIES / "languages.toml").read_text("utf-8")) == tomllib.loads(readme.text)
    zed = tomllib.loads((ENTRIES / "extensions.toml").read_text("utf-8"))
    assert zed.keys() == {tomllib.loads((ROOT / "clients/zed/extension.toml").read_text("utf-8"))["id"]}
    assert (ROOT / zed["intent-lsp"]["path"] / "extension.toml").exists()
    package = yaml.safe_load((ENTRIES / "package.yaml").read_text("utf-8"))
    assert set(package["bin"]) == set(PROJECT["scripts"])
    assert package["neovim"]["lspconfig"] == (ENTRIES / "intent_lsp.lua").stem


def test_the_site_has_every_page() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    assert pages <= set(re.findall(r"([\w/-]+\.md)$", text, re.M))
    assert "font: false" in text
    readme = (ROOT / "README.md").read_text("utf-8")
    assert {page for page in pages if "/" not in page} - {"releasing.md"} <= set(
        re.findall(r"\(docs/([\w-]+\.md)\)", readme)
    )


def test_the_container_keeps_what_the_machine_has_made_out() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    made = [
        line for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if "guests" in line and line[0] != "#"
    ]
    assert made
    assert set(made) <= set(ignored)
    assert Path("server/intent_lsp/sandbox/guests/stamp").as_posix() in ignored
