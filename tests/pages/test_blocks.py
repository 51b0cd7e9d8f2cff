"""Every command, document and configuration on the pages: each is run, read or checked by the program that it is for.

A block of a kind that nothing here knows fails, so that a page cannot show what nobody has tried. The tutorial is
followed step by step in `test_tutorial.py`; the recipes for CI are run in `test_ci.py` and `tests/release`.
"""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from intent_lsp import __version__
from intent_lsp.cli.parser import parser
from intent_lsp.configuration.load import load
from intent_lsp.document import parse
from tests.support.prose import PAGES, ROOT
from tests.support.walk import Block, blocks

FILES = sorted({file for pattern in PAGES for file in ROOT.glob(pattern)} - set(ROOT.glob("changes/*")))
BLOCKS = [block for page in FILES for block in blocks(page)]
OTHERS = {
    "cd", "docker", "echo", "git", "mkdir", "node", "npm", "ollama", "pip", "pipx", "pytest", "python3", "uv", "uvx",
    "PYTHONPATH=src/py/auto", ".intent-venv/bin/pip",
}  # fmt: skip
"""Programs beside ours that a page may call."""
EXTERNAL = {"elisp", "lua", "scheme"}
"""Read by the editors themselves, in `tests/editors`."""


NAMES = {"intent run"}
"""What reads like a command and is a name: a source of diagnostics."""


def here(block: Block) -> str:
    return f"{block.page.relative_to(ROOT).as_posix()}:{block.line}"


def of(*languages: str) -> list[object]:
    return [pytest.param(block, id=here(block)) for block in BLOCKS if block.language in languages]


def commands(script: str) -> Iterator[list[str]]:
    """The simple commands of a script, as words without remarks."""
    for line in script.replace("\\\n", " ").splitlines():
        for simple in re.split(r" (?:&&|\|\||\|) ", re.sub(r"(?:^|\s)#.*", "", line)):
            words = shlex.split(simple.split(" > ")[0].split(" >> ")[0])
            if words:
                yield words


def spoken() -> Iterator[str]:
    """The commands of ours in running text, in tables and in blocks without a language."""
    for page in FILES:
        text = page.read_text("utf-8")
        yield from re.findall(r"`((?:intent|intent-lsp) [a-z-][^`\n]*)`", text)
        for block in blocks(page):
            if not block.language:
                for line in block.text.splitlines():
                    if re.match(r"intent [a-z]", line):
                        yield re.split(r"\s{2,}", line)[0]


def test_every_block_is_of_a_known_kind() -> None:
    known = {"sh", "md", "json", "yaml", "toml", "js", "py", "text", "", *EXTERNAL}
    assert [here(block) for block in BLOCKS if block.language not in known] == []


def taken(words: list[str]) -> bool:
    """Whether the command line takes these words. The language server has a parser of its own."""
    try:
        return words[:1] == ["lsp"] or bool(parser().parse_args(words))
    except SystemExit as stop:
        return stop.code == 0  # --version


@pytest.mark.parametrize("block", of("sh"))
def test_commands_are_ours_or_of_a_known_program(block: Block) -> None:
    for words in commands(block.text):
        if words[0] in ("intent", "intent-lsp", ".intent-venv/bin/intent"):
            assert taken(words[1:]), words
        elif words[0] == "./dev":
            assert re.search(rf"^{words[1]}\)$", (ROOT / "dev").read_text(), re.M), words
        else:
            assert words[0] in OTHERS, words
        for word in words:
            if re.match(r"(?:tests|release|clients)/\S+\.\w+$", word):
                assert (ROOT / word).exists(), word


@pytest.mark.parametrize("command", sorted(set(spoken()) - NAMES))
def test_commands_in_running_text_are_taken(command: str) -> None:
    """What is only named may lack its path and the value of its last option."""
    form = re.sub(r"\bN\b", "3", command.replace("PATH…", ".").replace("SHELL", "bash"))
    words = shlex.split(re.sub(r"\[.*\]|…| ?\|.*", "", form))[1:]  # of several actions the first
    assert any(taken([*words, *more]) for more in ([], ["."], ["3", "."], ["stats"])), words


@pytest.mark.parametrize("block", of("json"))
def test_configurations_are_valid(block: Block) -> None:
    text = block.text if block.text.lstrip().startswith("{") else f"{{{block.text}}}"
    value = json.loads(text)
    if value.keys() & {"providers", "schedule", "rounds", "targets"}:
        messages = [problem.message for problem in load(Path("/nowhere"), env={}, text=text).problems]
        # Providers that the reader has, and what only the reader's own settings may permit.
        assert [text for text in messages if not re.search(r'"(?:desk|laptop)"|to permit it', text)] == []


@pytest.mark.parametrize("block", of("yaml", "toml"))
def test_configurations_of_other_programs_can_be_read(block: Block) -> None:
    assert tomllib.loads(block.text) if block.language == "toml" else yaml.safe_load(block.text)


@pytest.mark.parametrize("block", of("md"))
def test_documents_have_no_error(block: Block) -> None:
    if block.page.name == "format.md" or not block.text.lstrip().startswith(("#", "---")):
        return  # tests/document/test_docs.py reads the former; the latter are lines of a document
    assert [problem for problem in parse(block.text, stem="stem").problems() if problem.severity == "error"] == []


@pytest.mark.parametrize("page", FILES, ids=[file.relative_to(ROOT).as_posix() for file in FILES])
def test_nothing_is_installed_from_where_it_is_not(page: Path) -> None:
    """Until the first release the pages name the wheel, and the version that they name is this one."""
    text = page.read_text("utf-8")
    assert not re.search(r"(?:install|uvx) (?:--\S+ )*[\"']?intent-lsp", text)
    assert set(re.findall(r"intent_lsp-(\d+\.\d+\.\d+)", text)) <= {__version__}
    assert set(re.findall(r"intent-lsp-(\d+\.\d+\.\d+)\.vsix", text)) <= {__version__}
