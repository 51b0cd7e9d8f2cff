"""The documents that are watched: searched for when something came or went, so that a change of one costs no search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

IGNORE = ".gitignore"


class Watched:
    """What a search found, in its order, kept up to date by what changed."""

    def __init__(self, search: Callable[[], Sequence[Path]]) -> None:
        self._search = search
        self._order: dict[Path, int] = {}
        self._stale = True

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, path: Path) -> bool:
        return path in self._order

    def in_order(self, paths: Iterable[Path]) -> list[Path]:
        """Those that are watched, in the order of the search."""
        return sorted((path for path in paths if path in self._order), key=self._order.__getitem__)

    def folders_changed(self) -> set[Path]:
        """Something else than a document has changed: those that are watched from now on. What went the next
        :meth:`update` tells."""
        self._stale = True
        return {path for path in self._search() if path not in self._order}

    def update(self, changed: Iterable[Path]) -> set[Path]:
        """Take notice of changed documents; those whose state is another one: changed, come or gone.

        It is searched again only if one of them was not known, or is gone.
        """
        touched = set(changed)
        if self._stale or any(path not in self._order or not path.is_file() for path in touched):
            before = self._order.keys()
            self._order = {path: place for place, path in enumerate(self._search())}
            self._stale = False
            touched |= before ^ self._order.keys()
        return touched

    def below(self, folders: Iterable[Path]) -> set[Path]:
        """The documents inside of folders that came just now."""
        places = tuple(folders)
        return {path for path in self._search() if any(path.is_relative_to(folder) for folder in places)}
