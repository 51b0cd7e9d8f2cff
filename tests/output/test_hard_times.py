"""Writing while the machine is against us: killed writers, full disks, read-only folders, several writers at once."""

from __future__ import annotations

import errno
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from intent_lsp.errors import WriteFailed
from intent_lsp.output.provenance import render
from intent_lsp.output.workspace import Workspace
from tests.support.output import CODES, provenance

WRITER = """
import sys
from pathlib import Path
from intent_lsp.output.workspace import Workspace
from tests.support.output import CODES, provenance
workspace = Workspace(Path(sys.argv[1]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    workspace.write_generated(workspace.root / "gen" / "clamp.js", CODES[number % 3], provenance())
"""

MOUNTING = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounting a file system needs root on Linux"
)


def spawn(root: Path) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(["server", "."])
    return subprocess.Popen(
        [sys.executable, "-B", "-c", WRITER, str(root)], env={"PYTHONPATH": path}, stdout=subprocess.PIPE
    )


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [12, pytest.param(135, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_moment_leaves_old_or_new_bytes_and_no_litter(tmp_path: Path, kills: int) -> None:
    path = tmp_path / "gen" / "clamp.js"
    whole = {render(code, provenance()) for code in CODES}
    chance = random.Random(4)
    Workspace(tmp_path).write_generated(path, CODES[0], provenance())
    left = 0
    for _ in range(kills):
        with spawn(tmp_path) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(chance.uniform(0, 0.03))
            writer.kill()
        assert path.read_text() in whole
        left += len(list(path.parent.iterdir())) - 1
    Workspace(tmp_path).write_generated(path, "export const clamp = 99", provenance())
    assert [entry.name for entry in path.parent.iterdir()] == ["clamp.js"]
    print(f"{left} temporary files were left by killed writers and swept")


def test_readers_never_see_a_mix_while_several_writers_write(tmp_path: Path) -> None:
    path = tmp_path / "gen" / "clamp.js"
    workspace = Workspace(tmp_path)
    workspace.write_generated(path, CODES[0], provenance())
    whole = {render(code, provenance()) for code in CODES}
    writers = [
        threading.Thread(target=lambda: [workspace.write_generated(path, code, provenance()) for code in CODES * 10])
        for _ in range(3)
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert path.read_text() in whole
        assert workspace.inspect(path).kind == "generated"
    for writer in writers:
        writer.join()
    assert [entry.name for entry in path.parent.iterdir()] == ["clamp.js"]


def test_a_sweep_leaves_the_temporary_file_of_a_living_writer_alone(tmp_path: Path) -> None:
    path = tmp_path / "gen" / "clamp.js"
    with spawn(tmp_path) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        for number in range(40):
            Workspace(tmp_path).write_generated(path.with_name("other.js"), f"export const a = {number}", provenance())
        assert writer.poll() is None
        writer.kill()


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB."""
    root = tmp_path / "small"
    root.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", root], check=True, capture_output=True)
    try:
        yield root
    finally:
        subprocess.run(["umount", "--lazy", root], check=True)


@MOUNTING
def test_a_full_disk_leaves_the_old_file_whole(mounted: Path) -> None:
    workspace = Workspace(mounted)
    path = mounted / "gen" / "clamp.js"
    workspace.write_generated(path, CODES[0], provenance())
    before = path.read_bytes()
    with pytest.raises(WriteFailed, match=r"cannot write gen/clamp\.js: the disk is full") as caught:
        workspace.write_generated(path, "// much\n" * 20_000, provenance())
    assert "free some space" in caught.value.hint
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["clamp.js"]


@MOUNTING
def test_a_read_only_file_system_says_so(mounted: Path) -> None:
    workspace = Workspace(mounted)
    path = mounted / "gen" / "clamp.js"
    workspace.write_generated(path, CODES[0], provenance())
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    assert workspace.inspect(path).kind == "generated"
    with pytest.raises(WriteFailed, match="the file system is read-only"):
        workspace.write_generated(path, CODES[1], provenance())
    with pytest.raises(WriteFailed, match="read-only"):
        workspace.keep_candidate(mounted / "a.intent.md", "clamp", "js", CODES[1])


def test_a_limit_on_file_size_leaves_the_old_file_whole(tmp_path: Path) -> None:
    """The full disk of a machine where nothing can be mounted."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "gen" / "clamp.js"
    Workspace(tmp_path).write_generated(path, CODES[0], provenance())
    before = path.read_bytes()
    result = subprocess.run(
        [sys.executable, "-B", "-c", WRITER, str(tmp_path)],
        env={"PYTHONPATH": os.pathsep.join(["server", "."])},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "WriteFailed" in result.stderr
    assert "file size" in result.stderr
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["clamp.js"]


def test_a_folder_one_may_not_write_into_says_so(tmp_path: Path) -> None:
    gen = tmp_path / "gen"
    gen.mkdir()
    gen.chmod(0o555)
    tmp_path.chmod(0o755)
    program = WRITER
    if os.geteuid() == 0:  # the system denies root nothing: be somebody else in the child
        for parent in tmp_path.parents:
            if parent.stat().st_mode & 0o005 != 0o005:
                parent.chmod(parent.stat().st_mode | 0o055)
        program = "import intent_lsp.output.workspace, tests.support.output, os; os.setuid(65534)\n" + WRITER
    result = subprocess.run(
        [sys.executable, "-B", "-c", program, str(tmp_path)],
        env={"PYTHONPATH": os.pathsep.join(["server", "."])},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "cannot write gen/clamp.js: permission denied" in result.stderr
    assert list(gen.iterdir()) == []


def test_a_folder_in_the_file_s_place_and_a_file_in_the_folder_s(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (tmp_path / "clamp.js").mkdir()
    with pytest.raises(WriteFailed, match="a folder stands where the file is needed"):
        workspace.write_generated(tmp_path / "clamp.js", CODES[0], provenance(), force=True)
    (tmp_path / "gen").write_text("a file")
    with pytest.raises(WriteFailed, match="a file stands where a folder is needed"):
        workspace.write_generated(tmp_path / "gen" / "clamp.js", CODES[0], provenance())
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["clamp.js", "gen"]


def test_an_edit_made_while_the_new_file_is_being_written_wins(tmp_path: Path) -> None:
    """The guard looks again right before the rename: a save that comes in between is not lost."""
    from intent_lsp.errors import HandEdited
    from intent_lsp.files.folder import created

    path = tmp_path / "clamp.js"
    path.write_text("old")
    with created(tmp_path, tmp_path) as folder:

        def check() -> None:
            path.write_text("mine")
            raise HandEdited("edited meanwhile")

        with pytest.raises(HandEdited):
            folder.replace("clamp.js", b"generated", check=check)
    assert path.read_text() == "mine"
    assert [entry.name for entry in tmp_path.iterdir()] == ["clamp.js"]


def test_every_refusal_names_the_way_out() -> None:
    from intent_lsp.output.failures import refusal

    for number in (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.EIO):
        error = refusal(OSError(number, os.strerror(number)), "src/clamp.js")
        assert str(error).startswith("cannot write src/clamp.js: ")
        assert error.hint.endswith("what was there before is intact")
