"""What is watched, and who uses whom: a change of one document costs no look at the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.cli.documents.document_users import DocumentUsers
from intent_lsp.cli.documents.watched_documents import Watched


class Searched:
    """A search that counts, over the documents of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times = 0

    def __call__(self) -> list[Path]:
        self.times += 1
        return sorted(self.folder.rglob("*.intent.md"))


@pytest.fixture
def many(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number:03}.intent.md" for number in range(200)]
    for path in paths:
        path.write_text("# name: x\n")
    return paths


def test_a_change_needs_no_search(tmp_path: Path, many: list[Path]) -> None:
    search = Searched(tmp_path)
    watched = Watched(search)
    assert watched.update(many[:3]) == set(many), "at first all of them came"
    assert watched.in_order([many[9], tmp_path / "other", many[2]]) == [many[2], many[9]]
    for path in many:
        assert watched.update({path}) == {path}
    assert (len(watched), search.times) == (200, 1)


def test_what_comes_and_goes_is_searched_for(tmp_path: Path, many: list[Path]) -> None:
    search = Searched(tmp_path)
    watched = Watched(search)
    watched.update(())
    new = tmp_path / "new.intent.md"
    new.write_text("# name: new\n")
    many[5].unlink()
    assert watched.update({new}) == {new, many[5]}, "also what nobody told of"
    assert many[5] not in watched
    assert new in watched
    assert watched.update({many[5]}) == {many[5]}
    assert search.times == 3


def test_a_folder_brings_only_its_own(tmp_path: Path, many: list[Path]) -> None:
    watched = Watched(Searched(tmp_path))
    watched.update(())
    (tmp_path / "a").mkdir()
    (tmp_path / "a/one.intent.md").write_text("# name: one\n")
    assert watched.below([tmp_path / "a"]) == {tmp_path / "a/one.intent.md"}
    assert watched.folders_changed() == {tmp_path / "a/one.intent.md"}
    assert watched.update(()) == {tmp_path / "a/one.intent.md"}


def uses(path: Path, *names: str) -> None:
    lines = "".join(f"- {name} from {name}.intent.md\n" for name in names)
    path.write_text(f"# name: {path.name.partition('.')[0]}\n# signature:\n(x: number) -> number\n# uses:\n{lines}")


def test_only_what_changed_is_looked_at(tmp_path: Path) -> None:
    one, two, three = (tmp_path / f"{name}.intent.md" for name in ("one", "two", "three"))
    uses(one)
    uses(two, "one")
    uses(three, "two")
    known = DocumentUsers()
    known.update((one, two, three))
    assert known.dependents([one]) == [two, three], "over others too"
    three.unlink()
    assert known.dependents([one]) == [two, three], "nobody told of it, and it is not looked for"
    known.update([three])
    assert known.dependents([one]) == [two]
    uses(two)
    known.update([two])
    assert known.dependents([one]) == []
    uses(three, "one")
    known.update([three])
    assert known.dependents([one]) == [three]
