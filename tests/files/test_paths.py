"""Very many paths, as a sequence like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.files.paths import Numbers, Paths

NAMES = st.sampled_from(["a", "b", "c.intent.md", "d e", "\udcff"])
PATHS = st.lists(
    st.builds(lambda *parts: Path("/", *parts), NAMES, NAMES) | st.builds(lambda name: Path("/", name), NAMES)
)


@given(PATHS)
def test_it_is_the_list_of_its_paths(paths: list[Path]) -> None:
    found = Paths(paths)
    assert list(found) == paths == found
    assert len(found) == len(paths)
    assert [found[at] for at in range(-len(paths), len(paths))] == paths * 2
    assert found[1:3] == paths[1:3]
    assert found[::-1] == paths[::-1]
    assert [folder + name for folder, names in found.runs() for name in names] == [str(path) for path in paths]
    with pytest.raises(IndexError):
        found[len(paths)]


@given(PATHS, PATHS)
def test_more_paths_come_at_the_end(some: list[Path], more: list[Path]) -> None:
    found = Paths(some)
    found.extend(more)
    for folder, names in Paths(some).runs():
        found.add(folder, names)
    assert found == some + more + some
    assert found != [*some, *more, *some, Path("/other")]
    assert (found == Paths(some)) == (not some and not more)


def test_neighbours_of_a_folder_are_told_together() -> None:
    found = Paths([Path("/x/1"), Path("/x/2"), Path("/y/3"), Path("/x/4")])
    assert [(folder, list(names)) for folder, names in found.runs()] == [
        ("/x/", ["1", "2"]),
        ("/y/", ["3"]),
        ("/x/", ["4"]),
    ]


@given(PATHS)
def test_a_path_has_one_number_and_a_number_one_path(paths: list[Path]) -> None:
    numbers = Numbers()
    given_out = list(numbers.all_of(Paths(paths)))
    assert given_out == [numbers.of(path) for path in paths]
    assert [numbers.path(number) for number in given_out] == paths
    assert len(numbers) == len(set(paths)) == len(set(given_out))
    assert numbers.path(numbers.of(Path("here.intent.md"))) == Path("here.intent.md")
