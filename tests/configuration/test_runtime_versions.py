"""Which runtimes a project promises: read from its own files and settings, never run, never a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.config import Config
from intent_lsp.configuration.load import load
from intent_lsp.output.oldest_runtimes import promised_runtimes
from intent_lsp.output.workspace import Workspace
from intent_lsp.runtime_versions import OldestRuntimes, oldest


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        (">=3.9", (3, 9)),
        (">=3.10,<4", (3, 10)),
        ("<4,>=3.10", (3, 10)),
        (">= 3.12.1", (3, 12)),
        ("~=3.11", (3, 11)),
        ("==3.13.*", (3, 13)),
        (">3.11", (3, 11)),
        (">=3", (3, 9)),
        (">=3.8, !=3.9.*", (3, 9)),
        ("<3.13", (3, 11)),
        ("", (3, 11)),
        ("latest", (3, 11)),
    ],
)
def test_requires_python(specifier: str, version: tuple[int, int]) -> None:
    file = f'[project]\nname = "x"\nrequires-python = "{specifier}"\n'
    assert oldest(pyproject=file.encode()) == OldestRuntimes(python=version)


@pytest.mark.parametrize(
    ("range_", "version"),
    [
        (">=18", 18),
        (">=22.3.0", 22),
        ("^20.11 || >=22", 20),
        ("22 || 18", 18),
        ("20.x", 20),
        ("20 - 22", 20),
        (">=16 <23", 18),
        (">=v20", 20),
        ("<23", 20),
        ("*", 20),
        ("lts/*", 20),
        ("24", 24),
    ],
)
def test_engines_node(range_: str, version: int) -> None:
    assert oldest(package=f'{{"engines": {{"node": "{range_}"}}}}'.encode()) == OldestRuntimes(node=version)


def test_settings_come_before_files_and_the_lowest_of_several_counts() -> None:
    pyproject, package = b'[project]\nrequires-python = ">=3.9"', b'{"engines": {"node": ">=18"}}'
    assert oldest(("3.13", "3.12"), ("24", "22"), pyproject, package) == OldestRuntimes((3, 12), 22)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_no_file_is_too_strange(pyproject: bytes, package: bytes) -> None:
    assert isinstance(oldest(pyproject=pyproject, package=package), OldestRuntimes)


@pytest.mark.parametrize(
    "text",
    ["[]", '{"engines": []}', '{"engines": {"node": 20}}', '{"engines": {"node": null}}', "[" * 5000, "\ufeff{}"],
)
def test_a_package_file_of_another_kind_says_nothing(text: str) -> None:
    assert oldest(package=text.encode()) == OldestRuntimes()


@pytest.mark.parametrize(
    "text", ["project = 3", "[project]\nrequires-python = 3.9", "[tool]", "x = " + "[" * 5000, "[project"]
)
def test_a_project_file_of_another_kind_says_nothing(text: str) -> None:
    assert oldest(pyproject=text.encode()) == OldestRuntimes()


def test_the_workspace_s_own_files_are_read_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "elsewhere.toml").write_text('[project]\nrequires-python = ">=3.13"\n')
    (tmp_path / "w" / "pyproject.toml").symlink_to(tmp_path / "elsewhere.toml")
    (tmp_path / "w" / "package.json").write_text('{"engines": {"node": ">=22"}}')
    assert promised_runtimes(Workspace(tmp_path / "w"), Config()) == OldestRuntimes(node=22)
    assert promised_runtimes(Workspace(tmp_path / "w"), Config(node_versions=("24",))) == OldestRuntimes(node=24)


def test_a_workspace_names_versions_but_no_programs(tmp_path: Path) -> None:
    (tmp_path / ".promirror").mkdir()
    (tmp_path / ".promirror" / "intent.config.json").write_text(
        '{"runtimes": {"python": ["3.12"], "node": ["22"], "nodePath": "/tmp/evil", "pythonPath": "/tmp/evil"}}'
    )
    loaded = load(tmp_path, env={}, user_dir=tmp_path / "user")
    assert loaded.config == Config(python_versions=("3.12",), node_versions=("22",))
    assert all("cannot give this permission" in problem.message for problem in loaded.problems)
    assert [problem.message.partition(":")[0] for problem in loaded.problems] == [
        "runtimes.pythonPath",
        "runtimes.nodePath",
    ]
    own = {"INTENT_NODE_PATH": "/opt/node/bin/node", "INTENT_PYTHON_VERSIONS": "3.11, 3.13"}
    config = load(tmp_path, env=own, user_dir=tmp_path / "user").config
    assert (config.node_path, config.python_versions) == ("/opt/node/bin/node", ("3.11", "3.13"))
