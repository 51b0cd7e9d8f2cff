"""What `./dev release` has built, used as others will use it: installed without npm, and by the recipes for CI.

``INTENT_RELEASE`` names the folder; without it these tests are skipped.
"""

from __future__ import annotations

import email
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from pathlib import Path

import pytest

from intent_lsp import __version__
from tests.support.ci_recipes import component, run_action, shell
from tests.support.first_screen import SPEC, SPEC_NAME
from tests.support.prose import ROOT

RELEASE = ROOT / os.environ.get("INTENT_RELEASE", "none")
pytestmark = pytest.mark.skipif("INTENT_RELEASE" not in os.environ, reason="./dev release builds what is tested here")
WHEEL = RELEASE / f"intent_lsp-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``PATH`` of git, bash and Python alone: no npm, no compiler, nothing of this environment."""
    folder = tmp_path_factory.mktemp("programs")
    for name in ("git", "bash", "sh", "env", "cat", "printf"):
        (folder / name).symlink_to(shutil.which(name) or name)
    (folder / "python3").symlink_to(Path(sys.base_prefix) / "bin/python3")
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    top = tmp_path / "repository"
    top.mkdir()
    (top / SPEC_NAME).write_text(SPEC)
    return top


def metadata() -> Message:
    with zipfile.ZipFile(WHEEL) as files:
        return email.message_from_bytes(files.read(f"intent_lsp-{__version__}.dist-info/METADATA"))


def test_the_release_is_whole() -> None:
    lines = [line.split() for line in (RELEASE / "SHA256SUMS").read_text().splitlines()]
    sums = {name: digest for digest, name in lines}
    assert sums.keys() == {
        WHEEL.name, f"intent_lsp-{__version__}.tar.gz", f"intent_lsp-{__version__}.cdx.json"
    }  # fmt: skip
    for name, digest in sums.items():
        assert hashlib.sha256((RELEASE / name).read_bytes()).hexdigest() == digest


def test_the_metadata_says_what_is_true() -> None:
    made = metadata()
    assert (made["Name"], made["Version"], made["License-Expression"]) == ("intent-lsp", __version__, "MIT")
    assert made["Author"] == "The intent-lsp authors"
    assert made["Description-Content-Type"] == "text/markdown"
    assert "You get, verified" in str(made.get_payload())
    with zipfile.ZipFile(WHEEL) as files:
        entries = files.read(f"intent_lsp-{__version__}.dist-info/entry_points.txt").decode()
    assert set(re.findall(r"^(.+) = intent_lsp.__main__:main$", entries, re.M)) == {"intent", "intent-lsp"}


def test_the_wheel_holds_the_guests_that_its_manifest_names() -> None:
    with zipfile.ZipFile(WHEEL) as files:
        guests = "intent_lsp/sandbox/guests/"
        wanted = json.loads(files.read(guests + "manifest.json"))["sha256"]
        assert wanted == {
            name: hashlib.sha256(files.read(f"{guests}{name}.wasm")).hexdigest() for name in ("python", "quickjs")
        }
        assert len({entry.date_time for entry in files.infolist()}) == 1
        bill = json.loads((RELEASE / f"intent_lsp-{__version__}.cdx.json").read_text())
    hashes = {part["name"]: part.get("hashes", [{}])[0].get("content") for part in bill["components"]}
    assert hashes["componentize-py"] == wanted["python"]
    assert {"quickjs-wasi", "whatwg-url", "webidl-conversions", "wasmtime", "pygls"} <= hashes.keys()
    assert "file:" not in json.dumps(bill)


def test_the_sources_hold_what_a_build_takes_and_no_guest() -> None:
    with tarfile.open(RELEASE / f"intent_lsp-{__version__}.tar.gz") as files:
        names = {name.partition("/")[2] for name in files.getnames()}
    assert {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "server/intent_lsp/__init__.py"} <= names
    assert not [name for name in names if name.endswith((".wasm", ".png.orig", ".vsix"))]


def test_the_action_installs_the_wheel_where_there_is_no_npm(repository: Path, tmp_path: Path, bare: Path) -> None:
    done = run_action(["Install"], repository, tmp_path, path=str(bare), package=str(WHEEL))
    assert done.returncode == 0, done.stderr
    programs = Path((tmp_path / "path").read_text().strip())
    assert {"intent", "intent-lsp"} <= {file.name for file in programs.iterdir()}
    for program in ("intent", "intent-lsp"):
        assert (
            shell(f"{program} --version", repository, PATH=f"{programs}{os.pathsep}{bare}")
            .stdout.strip()
            .endswith(__version__)
        )
    made = shell("intent transpile --offline --no-input .", repository, PATH=f"{programs}{os.pathsep}{bare}")
    assert "2 verified" in made.stdout, made.stdout + made.stderr
    checked = run_action(["Check"], repository, tmp_path, path=str(bare))
    assert (checked.returncode, checked.stdout) == (0, "2 fresh\n"), checked.stderr
    assert shell("intent doctor", repository, PATH=f"{programs}{os.pathsep}{bare}").returncode == 0


def test_the_component_installs_the_wheel(repository: Path) -> None:
    job = component(package=str(WHEEL))
    *install, check = job["script"]
    for line in install:
        done = shell(line, repository)
        assert done.returncode == 0, done.stderr
    missing = shell(check, repository)
    assert (missing.returncode, missing.stdout.splitlines()[-1]) == (1, "2 missing")


def test_pre_commit_builds_the_hook_from_the_repository_and_runs_it(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--shared", ROOT, clone], check=True)
    head = subprocess.run(["git", "-C", clone, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout
    (repository / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {clone}\n    rev: {head.strip()}\n    hooks:\n      - id: intent-check\n"
    )
    script = "git init -q && git add . && pre-commit run --all-files intent-check"
    done = shell(script, repository, PRE_COMMIT_HOME=str(tmp_path / "hooks"))
    assert done.returncode == 1
    assert "2 missing" in done.stdout, done.stdout + done.stderr
