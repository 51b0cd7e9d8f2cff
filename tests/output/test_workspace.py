"""The door: places, the hand-edit guard, candidates, and the confinement to the workspace folder."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from intent_lsp.config import Config
from intent_lsp.errors import HandEdited, OutsideWorkspace, WriteFailed
from intent_lsp.output import names
from intent_lsp.output.provenance import read
from intent_lsp.output.workspace import Workspace
from tests.support.output import intent, provenance

CODE = "export function clamp() {\n  return 1;\n}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "ws"
    root.mkdir()
    return Workspace(root)


def test_targets_go_where_configuration_and_front_matter_say(workspace: Workspace) -> None:
    document = workspace.root / "docs" / "a.intent.md"
    config = Config(js_dir="lib/js")
    assert workspace.target_path(document, intent(), "js", config) == workspace.root / "lib/js/clamp.js"
    assert workspace.target_path(document, intent(), "py", config) == workspace.root / "src/py/auto/clamp.py"
    assert workspace.target_path(document, intent(out_dir="gen/."), "py", config) == workspace.root / "gen/clamp.py"
    assert workspace.target_path(document, intent(out_dir="a/../b"), "js", config) == workspace.root / "b/clamp.js"


@pytest.mark.parametrize(
    ("file", "test", "declarations"),
    [
        ("clamp.py", "test_clamp.py", None),
        ("clamp.js", "clamp.test.js", "clamp.d.ts"),
        ("clamp.mjs", "clamp.test.mjs", "clamp.d.mts"),
        ("clamp.cjs", "clamp.test.cjs", "clamp.d.cts"),
    ],
)
def test_what_stands_beside_a_file_leads_back_to_it(file: str, test: str, declarations: str | None) -> None:
    path = Path("/w/src") / file
    assert names.test_of(path) == path.with_name(test)
    assert names.described(names.test_of(path)) == names.described(path) == path
    if declarations is not None:
        assert names.declarations_of(path) == path.with_name(declarations)
        assert names.described(names.declarations_of(path)) == path


@pytest.mark.parametrize("folder", ["..", "../other", "a/../../b", "/etc", "a\0b", "link-out", "link-out/deeper"])
def test_no_folder_leads_outside(workspace: Workspace, folder: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (workspace.root / "link-out").symlink_to(tmp_path / "outside")
    with pytest.raises(OutsideWorkspace, match="outside the workspace"):
        workspace.target_path(workspace.root / "a.intent.md", intent(out_dir=folder), "js", Config())
    with pytest.raises(OutsideWorkspace):
        workspace.target_path(workspace.root / "a.intent.md", intent(), "js", Config(js_dir=folder))


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a", "a\\b", "a\0b", "C:a"])
def test_no_name_leads_anywhere(workspace: Workspace, name: str) -> None:
    with pytest.raises(OutsideWorkspace):
        workspace.target_path(workspace.root / "a.intent.md", intent(name), "js", Config())
    with pytest.raises(OutsideWorkspace):
        workspace.keep_candidate(workspace.root / "a.intent.md", name, "js", CODE)


def test_a_file_that_is_a_symlink_to_outside_is_never_touched(workspace: Workspace, tmp_path: Path) -> None:
    secret = tmp_path / "secret.js"
    secret.write_text("mine")
    path = workspace.root / "clamp.js"
    path.symlink_to(secret)
    for force in (False, True):
        with pytest.raises(OutsideWorkspace):
            workspace.write_generated(path, CODE, provenance(), force=force)
    with pytest.raises(OutsideWorkspace):
        workspace.inspect(path)
    assert secret.read_text() == "mine"
    assert path.is_symlink()


def test_a_symlink_inside_is_somebody_s_own_and_force_replaces_the_link_only(workspace: Workspace) -> None:
    other = workspace.root / "other.js"
    other.write_text("mine")
    path = workspace.root / "clamp.js"
    path.symlink_to(other)
    assert workspace.inspect(path).kind == "foreign"
    with pytest.raises(HandEdited, match=r"clamp\.js exists and was not generated"):
        workspace.write_generated(path, CODE, provenance())
    assert workspace.write_generated(path, CODE, provenance(), force=True)
    assert other.read_text() == "mine"
    assert not path.is_symlink()


def test_folders_that_are_symlinks_inside_the_workspace_work(workspace: Workspace) -> None:
    (workspace.root / "real").mkdir()
    (workspace.root / "link").symlink_to("real")
    assert workspace.write_generated(workspace.root / "link" / "clamp.js", CODE, provenance())
    assert (workspace.root / "real" / "clamp.js").exists()


def test_a_workspace_reached_through_a_symlink_is_the_workspace(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(workspace.root)
    alias = Workspace(tmp_path / "alias")
    path = alias.target_path(tmp_path / "alias" / "a.intent.md", intent(), "js", Config())
    assert alias.write_generated(path, CODE, provenance())
    assert alias.relative(tmp_path / "alias" / "src") == "src"


def test_a_folder_swapped_for_a_symlink_after_the_path_was_resolved(workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    path = workspace.target_path(workspace.root / "a.intent.md", intent(out_dir="gen"), "js", Config())
    (workspace.root / "gen").symlink_to(outside)
    with pytest.raises(OutsideWorkspace):
        workspace.write_generated(path, CODE, provenance(), force=True)
    assert list(outside.iterdir()) == []


def test_the_same_bytes_are_not_written_again(workspace: Workspace) -> None:
    path = workspace.root / "gen" / "clamp.js"
    assert workspace.write_generated(path, CODE, provenance())
    before = path.stat()
    assert not workspace.write_generated(path, CODE, provenance())
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [entry.name for entry in path.parent.iterdir()] == ["clamp.js"]


def test_each_kind_of_file_is_told_apart(workspace: Workspace) -> None:
    path = workspace.root / "clamp.js"
    assert workspace.inspect(path).kind == "absent"
    assert workspace.inspect(workspace.root / "no" / "folder" / "clamp.js").kind == "absent"
    workspace.write_generated(path, CODE, provenance())
    state = workspace.inspect(path)
    assert state.kind == "generated"
    assert state.code == CODE
    assert state.header is not None
    assert state.header.provenance == provenance()
    path.write_text(path.read_text().replace("return 1", "return 2"))
    assert workspace.inspect(path).kind == "edited"
    path.write_text("export const clamp = 1\n")
    assert workspace.inspect(path).kind == "foreign"
    path.write_bytes(b"\xff\xfe")
    assert workspace.inspect(path).kind == "foreign"
    path.unlink()
    os.mkfifo(path)
    assert workspace.inspect(path).kind == "foreign"


@pytest.mark.parametrize("text", ["export const clamp = 1\n", None])
def test_what_a_person_wrote_stays_unless_forced(workspace: Workspace, text: str | None) -> None:
    path = workspace.root / "clamp.js"
    workspace.write_generated(path, CODE, provenance())
    path.write_text(text or path.read_text() + "// mine\n")
    mine = path.read_bytes()
    with pytest.raises(HandEdited, match=r"clamp\.js") as caught:
        workspace.write_generated(path, CODE, provenance())
    assert "--force" in caught.value.hint
    assert path.read_bytes() == mine
    assert workspace.write_generated(path, CODE, provenance(), force=True)
    assert workspace.inspect(path).kind == "generated"


@pytest.mark.parametrize("text", ["export const clamp = 1\n", None])
def test_what_a_person_wrote_is_not_deleted(workspace: Workspace, text: str | None) -> None:
    path = workspace.root / "clamp.js"
    workspace.remove_generated(path)  # nothing is there
    workspace.write_generated(path, CODE, provenance())
    written = path.read_text()
    path.write_text(text or written + "// mine\n")
    mine = path.read_bytes()
    with pytest.raises(HandEdited, match=r"clamp\.js"):
        workspace.remove_generated(path)
    assert path.read_bytes() == mine
    path.write_text(written)
    workspace.remove_generated(path)
    assert not path.exists()


@pytest.mark.parametrize("before", [b"what was there\n", None])
def test_what_was_there_is_put_back(workspace: Workspace, before: bytes | None) -> None:
    path = workspace.root / "clamp.js"
    workspace.write_generated(path, CODE, provenance())
    workspace.put_back(path, before)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_newer_generation_replaces_an_untouched_file_and_keeps_its_mode(workspace: Workspace) -> None:
    path = workspace.root / "clamp.js"
    workspace.write_generated(path, CODE, provenance())
    path.chmod(0o750)
    assert workspace.write_generated(path, CODE + "// more", replace(provenance(), round=3))
    assert path.stat().st_mode & 0o777 == 0o750


def test_two_documents_do_not_take_turns_in_one_file(workspace: Workspace) -> None:
    path = workspace.root / "clamp.js"
    first = workspace.root / "docs" / "a.intent.md"
    first.parent.mkdir()
    first.write_text("# name: clamp\n")
    workspace.write_generated(path, CODE, provenance())
    second = provenance(document="docs/b.intent.md")
    with pytest.raises(HandEdited, match=r"was generated from docs/a\.intent\.md"):
        workspace.write_generated(path, "export const clamp = 2", second)
    first.rename(first.with_name("b.intent.md"))  # a document that moved takes its file along
    assert workspace.write_generated(path, "export const clamp = 2", second)


def test_candidates_are_kept_exactly_as_they_were_checked(workspace: Workspace) -> None:
    document = workspace.root / "docs" / "a.intent.md"
    path = workspace.keep_candidate(document, "clamp", "py", "\n\ndef clamp():\n    return 1")
    assert path == workspace.root / ".promirror/candidates/docs/a.intent.md/clamp.py"
    assert path.read_text() == "\n\ndef clamp():\n    return 1"
    workspace.drop_candidate(document, "clamp", "py")
    assert not path.exists()
    workspace.drop_candidate(document, "clamp", "py")
    workspace.drop_candidate(document, "other", "js")


def test_create_never_replaces(workspace: Workspace) -> None:
    path = workspace.home("intent.config.json")
    assert workspace.create(path, b"{}\n")
    assert not workspace.create(path, b"other\n")
    assert path.read_bytes() == b"{}\n"
    (workspace.root / "file").write_text("x")
    with pytest.raises(WriteFailed, match="a file stands where a folder is needed"):
        workspace.create(workspace.root / "file" / "a.md", b"")


def test_code_that_utf8_cannot_express_is_refused(workspace: Workspace) -> None:
    path = workspace.root / "clamp.js"
    with pytest.raises(WriteFailed, match="surrogate"):
        workspace.write_generated(path, "export const clamp = '\ud800'", provenance())
    assert not path.exists()


def test_the_written_header_names_the_document(workspace: Workspace) -> None:
    path = workspace.root / "clamp.js"
    workspace.write_generated(path, CODE, provenance())
    header = read(path.read_text())
    assert header is not None
    assert header.provenance is not None
    assert header.provenance.document == "docs/a.intent.md"
