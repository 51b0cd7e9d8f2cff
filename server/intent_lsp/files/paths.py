"""Very many paths in little memory: a path is made when it is asked for, and costs no more than its name until then."""

from __future__ import annotations

import os
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload


class Paths(Sequence[Path]):
    """Absolute paths of files, in an order; short where neighbours lie in one folder."""

    __slots__ = ("_ends", "_folders", "_names")

    def __init__(self, paths: Iterable[Path | str] = ()) -> None:
        self._names: list[str] = []
        self._folders: list[str] = []
        """Of each run of neighbours that lie in one folder."""
        self._ends: list[int] = []
        """How many names there are up to the end of each run."""
        self.extend(paths)

    def extend(self, paths: Iterable[Path | str]) -> None:
        """Add paths at the end."""
        names, last = self._names, self._folders[-1] if self._folders else None
        for path in paths:
            folder, name = _parts(path if isinstance(path, str) else str(path))
            if folder != last:
                self._end(folder)
                last = folder
            names.append(name)
        if self._ends:
            self._ends[-1] = len(names)

    def add(self, folder: str, names: Iterable[str]) -> None:
        """Add files of one folder, as :meth:`runs` tells it, at the end; the names are shared with whoever has them."""
        if not self._folders or folder != self._folders[-1]:
            self._end(folder)
        self._names.extend(names)
        self._ends[-1] = len(self._names)

    def runs(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Neighbours of one folder together: the folder with the separator at its end, and their names in order."""
        begin = 0
        for folder, end in zip(self._folders, self._ends, strict=True):
            if begin < end:
                yield folder, self._names[begin:end]
            begin = end

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[Path]:
        for folder, names in self.runs():
            for name in names:
                yield Path(folder + name)

    @overload
    def __getitem__(self, index: int) -> Path: ...

    @overload
    def __getitem__(self, index: slice) -> Paths: ...

    def __getitem__(self, index: int | slice) -> Path | Paths:
        if isinstance(index, slice):
            return Paths(self._text(at) for at in range(len(self))[index])
        return Path(self._text(range(len(self))[index]))

    def __eq__(self, other: object) -> bool:
        """Equal to any sequence of the same paths, as lists are to lists."""
        if isinstance(other, Paths | list | tuple):
            return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __repr__(self) -> str:
        return f"Paths({list(self)!r})"

    def _text(self, index: int) -> str:
        return self._folders[bisect_right(self._ends, index)] + self._names[index]

    def _end(self, folder: str) -> None:
        """The run of another folder begins here."""
        if self._ends:
            self._ends[-1] = len(self._names)
        self._folders.append(folder)
        self._ends.append(len(self._names))


def _parts(path: str) -> tuple[str, str]:
    """The folder with the separator at its end, and the name."""
    cut = path.rfind(os.sep) + 1
    return path[:cut], path[cut:]


class Numbers:
    """A number for each path that was ever asked about, from 0 on; and the path of each number."""

    def __init__(self) -> None:
        self._folders: dict[str, tuple[int, dict[str, int]]] = {}
        self._texts: list[str] = []
        """The folders, in order."""
        self._places = array("I")
        """The folder of each path."""
        self._names: list[str] = []

    def __len__(self) -> int:
        return len(self._names)

    def of(self, path: Path) -> int:
        """The number of a path, a new one if it has none."""
        folder, name = _parts(str(path))
        return self._number(*self._folder(folder), name)

    def known(self, path: Path) -> int | None:
        """The number of a path, if it has one."""
        folder, name = _parts(str(path))
        return self._folders[folder][1].get(name) if folder in self._folders else None

    def all_of(self, paths: Paths) -> Iterator[int]:
        """The numbers of many paths; their names are shared."""
        for folder, names in paths.runs():
            place, known = self._folder(folder)
            for name in names:
                yield self._number(place, known, name)

    def path(self, number: int) -> Path:
        """The path that has this number."""
        return Path(self._texts[self._places[number]] + self._names[number])

    def folder(self, number: int) -> Path:
        """The folder of the path that has this number."""
        return Path(self._texts[self._places[number]])

    def _folder(self, folder: str) -> tuple[int, dict[str, int]]:
        if folder not in self._folders:
            self._folders[folder] = len(self._texts), {}
            self._texts.append(folder)
        return self._folders[folder]

    def _number(self, place: int, known: dict[str, int], name: str) -> int:
        number = known.get(name)
        if number is None:
            number = known[name] = len(self._names)
            self._places.append(place)
            self._names.append(name)
        return number
