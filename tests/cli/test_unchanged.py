"""What was looked at and is not changed is not read again, and nobody can tell the difference by what is said."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from intent_lsp.cli.app import main
from intent_lsp.cli.commands import skip_unchanged, transpiling
from intent_lsp.cli.inspection import inspect_documents, inspect_workspace
from intent_lsp.config import Config
from intent_lsp.files.paths import Paths
from intent_lsp.transpile import checked_here
from intent_lsp.unchanged import lookup, packed_folder, recorder
from tests.support.command import configure, files
from tests.support.fuzzing import share
from tests.support.many_documents import document_of, make, name_of, place_of

pytestmark = pytest.mark.skipif(
    os.name != "posix",
    reason="Windows has no time of the last change that programs cannot set, so nothing is remembered",
)
COUNT = 16
PARTS = 4


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which everything is fresh, and settled from the second look on."""
    monkeypatch.setattr("tests.support.many_documents.FOLDERS", PARTS)
    monkeypatch.setattr(inspect_workspace, "FEWEST", 1)
    monkeypatch.setattr(inspect_documents, "BATCH_SIZE", 3)
    monkeypatch.setattr(skip_unchanged, "FEWEST", 1)
    monkeypatch.setattr(recorder, "_LATEST_NS", 0)
    folder = tmp_path / "workspace"
    (folder / ".promirror").mkdir(parents=True)
    make(folder, COUNT, Config())
    monkeypatch.chdir(folder)
    return folder


class Runs:
    """Runs ``intent check`` in this process, and counts what it looked at."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.looked_at = 0

    def check(self, *options: str) -> tuple[int, str, str]:
        """Status, output and errors, by what is known where that is enough."""
        time.sleep(0.01)  # the file system's clock ticks every four milliseconds
        with self._monkeypatch.context() as patch:
            settled = lookup.UnchangedDocuments.settled

            def counted(self_: lookup.UnchangedDocuments, documents: Paths) -> tuple[Paths, Paths]:
                found = settled(self_, documents)
                old = sum(path not in self_._new for path in found[0])
                self.looked_at = len(documents) - old
                return found

            patch.setattr(lookup.UnchangedDocuments, "settled", counted)
            status = main(["check", "--no-run", *options])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def transpile(self, *options: str) -> tuple[int, list[str], str]:
        """Of a transpilation, with the lines sorted: in which order work ends is not promised."""
        time.sleep(0.01)
        status = main(["transpile", "--offline", *options])
        said = self._capsys.readouterr()
        return status, sorted(said.out.splitlines()), said.err

    def transpile_anew(self, *options: str) -> tuple[int, list[str], str]:
        """The same, nothing being known."""
        with self._monkeypatch.context() as patch:
            patch.setattr(skip_unchanged, "FEWEST", 1_000_000)
            return self.transpile(*options)

    def anew(self, *options: str) -> tuple[int, str, str]:
        """The same, nothing being known."""
        with self._monkeypatch.context() as patch:
            patch.setattr(inspect_workspace, "FEWEST", 1_000_000)
            status = main(["check", "--no-run", *options])
        said = self._capsys.readouterr()
        return status, said.out, said.err


@pytest.fixture
def runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(capsys, monkeypatch)


def report_of(root: Path, document: Path) -> Path:
    return root / ".promirror/reports" / f"{document.relative_to(root).as_posix()}.report.json"


def code_of(root: Path, number: int) -> Path:
    return root / Config().js_dir / f"{name_of(number)}.js"


def test_what_is_settled_is_not_looked_at_again(root: Path, runs: Runs) -> None:
    assert runs.check() == (0, f"{COUNT} fresh\n", "")
    assert runs.looked_at == COUNT
    assert runs.check() == (0, f"{COUNT} fresh\n", "")
    assert runs.looked_at == 0
    place_of(root, 3).write_text(document_of(3).replace("plus", "and"))
    status, out, _ = runs.check()
    assert (status, runs.looked_at) == (1, 1)
    assert out.endswith(f"{COUNT - 1} fresh, 1 stale\n")
    assert runs.check("docs/part00")[1] == f"{COUNT // PARTS} fresh\n"
    assert runs.looked_at == 0


def test_a_change_that_keeps_size_and_time_of_writing_is_noticed(root: Path, runs: Runs) -> None:
    runs.check()
    for path in (place_of(root, 1), code_of(root, 2), report_of(root, place_of(root, 3))):
        before, data = path.stat(), path.read_bytes()
        path.write_bytes(data.replace(b"e", b"E"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert runs.check()[0] == 1, path
        assert runs.looked_at >= 1
        assert runs.check() == runs.anew()
        path.write_bytes(data)
    assert runs.check()[0] == 0


def test_what_was_just_written_is_looked_at_once_more(root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file could be changed twice within the same tick of its file system's clock."""
    monkeypatch.setattr(recorder, "_LATEST_NS", 2_000_000_000)
    old = time.time_ns() - 3_000_000_000
    for path in root.rglob("*"):
        os.utime(path, ns=(old, old))  # this very change is what counts
    runs.check()
    runs.check()
    assert runs.looked_at == COUNT


def test_another_configuration_or_program_knows_nothing(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.check()
    configure(root, secondsPerExample=3)
    assert runs.check() == runs.anew()
    assert runs.looked_at == COUNT
    shutil.rmtree(root / ".promirror/intent.config.json", ignore_errors=True)
    (root / ".promirror/intent.config.json").unlink()
    assert runs.check()[0] == 0
    (root / "pyproject.toml").write_text('[project]\nrequires-python = ">=3.10"\n')
    assert runs.check() == runs.anew()
    assert runs.looked_at == COUNT
    (root / "pyproject.toml").unlink()
    assert runs.check()[0] == 0
    monkeypatch.setattr("intent_lsp.unchanged.settings_hash.__version__", "0.0.0")
    assert runs.check()[0] == 0
    assert runs.looked_at == COUNT


def test_another_workspace_in_its_place_is_not_known(root: Path, runs: Runs) -> None:
    runs.check()
    shutil.copytree(root, root.parent / "copy", copy_function=shutil.copy2)
    root.rename(root.parent / "gone")
    (root.parent / "copy").rename(root)
    os.chdir(root)
    assert runs.check()[0] == 0
    assert runs.looked_at == COUNT


def hashed(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=32).digest() + body


def forged(record: bytes) -> bytes:
    """The record with nonsense in what it tells of each document, and a hash that fits."""
    known = packed_folder.decode(record)
    assert known is not None
    return hashed(
        record[32 : -len(known.packed_results)] + zlib.compress(b'[["f"], [1], [null], [{}], [[]], ["five"]]')
    )


@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied", "swapped", "grown", "folder", "not ours", "forged"])
def test_a_damaged_record_is_none(root: Path, runs: Runs, harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs.check()
    kept = [path for path in (checked_here.checked_folder() / "settled").rglob("*") if path.is_file()]
    assert len(kept) == PARTS
    data = [path.read_bytes() for path in kept]
    for path, before, other in zip(kept, data, data[1:] + data[:1], strict=True):
        if harm == "folder":
            path.unlink()
            path.mkdir()
            continue
        path.write_bytes(
            {
                "cut": before[:-1],
                "flipped": before[:90] + bytes([before[90] ^ 1]) + before[91:],
                "emptied": b"",
                "swapped": other,
                "grown": before + b" ",
                "not ours": hashed(b"[]\n"),
                "forged": forged(before),
            }[harm]
        )
    place_of(root, 3).write_text("# name: f\n")
    assert runs.check("--json") == runs.anew("--json")
    assert runs.looked_at >= COUNT - PARTS if harm == "swapped" else runs.looked_at == COUNT


def test_what_others_use_or_clash_with_is_looked_at(root: Path, runs: Runs) -> None:
    runs.check()
    user = root / "docs/part01/user.intent.md"
    user.write_text(document_of(99) + f"# uses:\n- {name_of(0)} from ../part00/{name_of(0)}.intent.md\n")
    assert runs.check("--json") == runs.anew("--json")
    assert runs.looked_at == 2
    user.write_text(document_of(99).replace("# description", "# target: py,js\n# description"))
    assert runs.check("--json") == runs.anew("--json")
    user.write_text(document_of(5).replace(name_of(5), name_of(5).upper()))
    assert runs.check("--json") == runs.anew("--json")
    assert "target-collision" in runs.check("--json")[1]


CHANGES: list[Callable[[Path, random.Random], None]] = []


def change(function: Callable[[Path, random.Random], None]) -> Callable[[Path, random.Random], None]:
    CHANGES.append(function)
    return function


def some(root: Path, rng: random.Random, pattern: str) -> Path | None:
    found = sorted(path for path in root.glob(pattern) if path.is_file())
    return rng.choice(found) if found else None


PLACES = ("docs/**/*.intent.md", "src/**/*.js", "src/**/*.d.ts", ".promirror/reports/**/*.json")


@change
def edit(root: Path, rng: random.Random) -> None:
    if path := some(root, rng, rng.choice(PLACES)):
        path.write_bytes(path.read_bytes().replace(b"number", rng.choice([b"nummer", b"numbers", b"string"]), 1))


@change
def edit_unseen(root: Path, rng: random.Random) -> None:
    if path := some(root, rng, rng.choice(PLACES)):
        before = path.stat()
        path.write_bytes(path.read_bytes().swapcase())
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@change
def delete(root: Path, rng: random.Random) -> None:
    if path := some(root, rng, rng.choice(PLACES)):
        path.unlink()


@change
def swap(root: Path, rng: random.Random) -> None:
    pattern = rng.choice(PLACES)
    one, other = some(root, rng, pattern), some(root, rng, pattern)
    if one and other:
        data = one.read_bytes(), other.read_bytes()
        one.write_bytes(data[1])
        other.write_bytes(data[0])


@change
def rename(root: Path, rng: random.Random) -> None:
    pattern = rng.choice(PLACES)
    one, other = some(root, rng, pattern), some(root, rng, pattern)
    if one and other:
        one.rename(other)


@change
def copy(root: Path, rng: random.Random) -> None:
    if path := some(root, rng, rng.choice(PLACES)):
        shutil.copy2(path, path.with_name(f"copy{rng.randrange(3)}_{path.name}"))


@change
def link(root: Path, rng: random.Random) -> None:
    if path := some(root, rng, rng.choice(PLACES)):
        path.rename(path.with_name("behind"))
        path.symlink_to("behind")


@change
def link_folder(root: Path, rng: random.Random) -> None:
    folder = root / rng.choice(["docs/part01", "src/js", ".promirror/reports"])
    if folder.is_dir() and not folder.is_symlink() and not (folder.parent / "moved").exists():
        folder.rename(folder.parent / "moved")
        folder.symlink_to("moved")


@change
def stranger(root: Path, rng: random.Random) -> None:
    (root / Config().js_dir).mkdir(parents=True, exist_ok=True)
    (root / Config().js_dir / f"mine{rng.randrange(4)}.js").write_text(f"// {rng.random()}\n")


@change
def new(root: Path, rng: random.Random) -> None:
    number = rng.randrange(2 * COUNT)
    folder = root / f"docs/part{rng.randrange(6):02}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"new{number}.intent.md").write_text(document_of(number))


@change
def use(root: Path, rng: random.Random) -> None:
    used, user = (some(root, rng, PLACES[0]) for _ in range(2))
    if used and user:
        name = used.name.split(".")[0]
        way = os.path.relpath(used, user.parent)
        user.write_text(user.read_text("utf-8", "replace") + f"# uses:\n- {name} from {way}\n")


@change
def borrow(root: Path, rng: random.Random) -> None:
    used, user = (some(root, rng, PLACES[0]) for _ in range(2))
    if used and user:
        way = os.path.relpath(used, user.parent)
        user.write_text(user.read_text("utf-8", "replace") + f"# types:\nVec from {way}\n")


@change
def ignore(root: Path, rng: random.Random) -> None:
    (root / rng.choice([".gitignore", "docs/part00/.gitignore"])).write_text(
        rng.choice(["", "*_1*\n", "part02/\n", "!*\n", "src/\n"])
    )


@change
def settings(root: Path, rng: random.Random) -> None:
    config = root / ".promirror/intent.config.json"
    config.write_text(
        json.dumps(rng.choice([{}, {"targets": {"jsDir": "lib"}}, {"targets": {"default": ["js", "py"]}}]))
    )


@change
def environment(root: Path, rng: random.Random) -> None:
    marker = root / rng.choice(["src/pyvenv.cfg", "src/js/auto/pyvenv.cfg", "pyvenv.cfg"])
    if marker.exists():
        marker.unlink()
    elif marker.parent.is_dir():
        marker.write_text("")


@change
def restore(root: Path, rng: random.Random) -> None:
    """Most of what was broken is mended, so that much is settled again."""
    for path in (root / "docs").rglob("*"):
        if path.is_symlink():
            path.unlink()
    for folder in ("docs", "src", ".promirror/reports"):
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).unlink(missing_ok=True)
    for path in (root / ".gitignore", root / "pyvenv.cfg", root / ".promirror/intent.config.json"):
        path.unlink(missing_ok=True)
    make(root, COUNT, Config())


OPTIONS = ((), ("--json",), ("--json", "docs/part01", "docs/part02"), ("--json", "--shard", "1/2"), ("--strict",),
           ("--sarif", "-"), ("--github",), ("-q",))  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(share(16)))
def test_whatever_changes_the_output_is_that_of_a_look_at_everything(root: Path, runs: Runs, seed: int) -> None:
    rng = random.Random(seed)
    spared = 0
    for step in range(12):
        if step % 4 == 0:
            restore(root, rng)
        for _ in range(rng.randrange(3)):
            rng.choice(CHANGES)(root, rng)
        options = rng.choice(OPTIONS)
        first = runs.check(*options)
        spared += max(0, COUNT - runs.looked_at)
        assert first == runs.anew(*options)
        assert first == runs.check(*options)
        spared += max(0, COUNT - runs.looked_at)
    assert spared > COUNT, "hardly anything was settled: this tests nothing"


def test_nothing_is_written_into_the_workspace(root: Path, runs: Runs) -> None:
    before = files(root)
    runs.check()
    runs.check()
    assert files(root) == before


def test_a_transpilation_of_what_is_finished_starts_nothing(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = runs.transpile()
    assert first[0] == 0
    assert f"{COUNT} fresh" in first[1]
    with monkeypatch.context() as patch:
        patch.delattr(transpiling, "run")
        assert runs.transpile() == first
        assert runs.transpile("-q") == (0, [], "")
    assert runs.transpile_anew() == first
    assert runs.transpile("--target", "js") == first


def test_at_a_terminal_what_is_finished_is_only_counted(
    root: Path, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.transpile()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code_of(root, 3).unlink()
    said = "\n".join(runs.transpile()[1])
    assert "shift_3" in said
    assert "shift_4" not in said
    assert f"1 verified, {COUNT - 1} fresh" in said


def test_a_transpilation_makes_what_is_missing(root: Path, runs: Runs) -> None:
    runs.transpile()
    before = files(root)
    lost = [code_of(root, 1).with_suffix(".d.ts"), code_of(root, 2), report_of(root, place_of(root, 3))]
    for path in lost:
        path.unlink()
        assert runs.transpile()[0] == 0
        assert files(root).keys() == before.keys(), path
    assert code_of(root, 1).with_suffix(".d.ts").read_bytes() == before["src/js/auto/shift_1.d.ts"]


def test_another_kind_of_module_is_written_anew(root: Path, runs: Runs) -> None:
    runs.transpile()
    (root / "package.json").write_text('{"type": "commonjs"}')
    assert "fresh" not in " ".join(runs.transpile()[1])
    assert b"module.exports" in code_of(root, 4).read_bytes()
    (root / "package.json").unlink()
    runs.transpile()
    assert b"module.exports" not in code_of(root, 4).read_bytes()


def test_what_stands_in_the_way_of_declarations_is_asked_for_again(root: Path, runs: Runs) -> None:
    types = code_of(root, 1).with_suffix(".d.ts")
    types.write_text("export {};\n")
    runs.transpile()
    runs.transpile()
    assert types.read_text() == "export {};\n"
    types.unlink()
    runs.transpile()
    assert b"Generated" in types.read_bytes()


def test_what_another_document_uses_is_transpiled_with_it(root: Path, runs: Runs) -> None:
    runs.transpile()
    user = root / "docs/part01/user.intent.md"
    user.write_text(document_of(99) + f"# uses:\n- {name_of(0)} from ../part00/{name_of(0)}.intent.md\n")
    said = runs.transpile("-q")
    assert said == runs.transpile_anew("-q")
