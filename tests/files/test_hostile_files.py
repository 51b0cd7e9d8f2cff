"""Whatever stands where the program reads: a pipe, a device, a folder, a file without end, a way out of the workspace.

Each reader answers at once, and takes nothing from it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from intent_lsp import ignored
from intent_lsp.config import Config
from intent_lsp.configuration.sources import from_file, workspace_file
from intent_lsp.errors import DocumentError, ModelError, OutputError
from intent_lsp.lsp.commands.diff import generated_code
from intent_lsp.lsp.documents.generated_files import text_on_disk
from intent_lsp.lsp.documents.workspace_index import GONE, _look
from intent_lsp.models.cache import Cache
from intent_lsp.models.learning import learnt_file
from intent_lsp.models.providers.llama_process import look_at
from intent_lsp.output.oldest_runtimes import promised_runtimes
from intent_lsp.output.provenance import Header
from intent_lsp.output.reports import load_report, report_path
from intent_lsp.output.workspace import FileState, Workspace
from intent_lsp.runtime_versions import DEFAULT
from intent_lsp.transpile.planning.document_reader import read_document
from intent_lsp.transpile.proofs import load_proof, proof_key

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and devices")

EDITED = FileState("edited", Header(None, "", "0" * 64, intact=False))
KEY = proof_key("ab" * 32, "py", {})
Make: TypeAlias = Callable[[Path, Path], None]
"""Puts something at a path; the second path is a folder outside of the workspace."""
Reader: TypeAlias = tuple[Callable[[Path], Path], Callable[[Path, Path], object]]
"""Where it reads in a workspace, and how; what it answers says that it took nothing."""


def pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def device(path: Path, _: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path, _: Path) -> None:
    path.mkdir()


def circle(path: Path, _: Path) -> None:
    path.symlink_to(path)


def endless(path: Path, _: Path) -> None:
    with path.open("wb") as file:
        try:
            file.truncate(8 << 40)  # sparse: takes no room
        except OSError:
            file.truncate(8 << 30)


def outside(path: Path, elsewhere: Path) -> None:
    (elsewhere / "secret").write_bytes(b"# name: secret\n")
    path.symlink_to(elsewhere / "secret")


def _config(root: Path, path: Path) -> object:
    settings = from_file(path, within=root)
    return settings is None or (settings.data is None and settings.problems != ())


def _refuses(error: type[Exception], read: Callable[[], object]) -> object:
    try:
        read()
    except error as refusal:
        return str(refusal)
    return False


def _state(root: Path, path: Path) -> object:
    try:
        return Workspace(root).inspect(path) in (FileState("foreign"), FileState("absent"))
    except OutputError as error:
        return str(error)


def _proof(root: Path) -> Path:
    return root / ".promirror/proofs" / KEY[:2] / f"{KEY}.json"


def _report(root: Path) -> Path:
    return report_path(Workspace(root), root / "a.intent.md")


def _candidate(root: Path, _: Path) -> object:
    return not Workspace(root).candidate(root / "a.intent.md", "f", "py").strip("\0")


READERS: dict[str, Reader] = {
    "configuration": (workspace_file, _config),
    ".gitignore": (lambda root: root / ".gitignore", lambda root, _: _no_pattern(root)),
    "document": (
        lambda root: root / "a.intent.md",
        lambda root, path: _refuses(DocumentError, lambda: read_document(path, root)),
    ),
    "names of documents": (lambda root: root / "a.intent.md", lambda _, path: _look(path).folder == GONE.folder),
    "report": (_report, lambda root, _: not load_report(Workspace(root), root / "a.intent.md").entries),
    "proof": (_proof, lambda root, _: load_proof(Workspace(root), KEY, "py") is None),
    "proofs for a difference": (_proof, lambda root, _: generated_code(root, EDITED, "py") is None),
    "cache entry": (
        lambda root: root / "cache/ab" / f"{'ab' * 32}.json",
        lambda root, _: Cache(root / "cache", within=root).get("ab" * 32) is None,
    ),
    "generated file": (lambda root: root / "double.js", _state),
    "file of a buffer": (lambda root: root / "double.js", lambda _, path: not (text_on_disk(path) or "").strip("\0")),
    "candidate": (lambda root: root / ".promirror/candidates/a.intent.md/f.py", _candidate),
    "pyproject.toml": (
        lambda root: root / "pyproject.toml",
        lambda root, _: promised_runtimes(Workspace(root), Config()) == DEFAULT,
    ),
    "package.json": (
        lambda root: root / "package.json",
        lambda root, _: promised_runtimes(Workspace(root), Config()) == DEFAULT,
    ),
    "model file": (
        lambda root: root / "model.gguf",
        lambda _, path: _refuses(ModelError, lambda: look_at(str(path))),
    ),
    "what was learnt": (lambda root: root / "models.json", lambda root, _: not learnt_file.load(root).records),
}


def _no_pattern(root: Path) -> object:
    spec = ignored.read(root)
    return spec is None or not spec.match_file("secret")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    root.mkdir()
    (tmp_path / "elsewhere").mkdir()
    return root


@pytest.mark.parametrize("make", [pipe, device, folder, circle, pytest.param(endless, marks=pytest.mark.slow), outside])
@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_nothing_and_waits_for_nobody(workspace: Path, reader: str, make: Make) -> None:
    where, read = READERS[reader]
    path = where(workspace)
    path.parent.mkdir(parents=True, exist_ok=True)
    make(path, workspace.parent / "elsewhere")
    assert read(workspace, path)


JSON = ("configuration", "report", "proof", "proofs for a difference", "cache entry", "package.json", "what was learnt")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"sha256": ' + "[" * 100_000])
@pytest.mark.parametrize("reader", JSON)
def test_json_without_bottom_is_damaged(workspace: Path, reader: str, text: str) -> None:
    where, read = READERS[reader]
    path = where(workspace)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert read(workspace, path)


def test_a_cache_entry_whose_checksum_is_right_and_whose_content_has_no_bottom_is_a_miss(workspace: Path) -> None:
    body = b'"text": ' + b"[" * 100_000
    path = workspace / "cache/ab" / f"{'ab' * 32}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"sha256": "%s",\n' % hashlib.sha256(body).hexdigest().encode() + body)
    assert Cache(workspace / "cache", within=workspace).get("ab" * 32) is None
    assert not path.exists()
