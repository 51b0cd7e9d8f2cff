"""From the paths a person typed to documents, and to the workspace each belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from intent_lsp import search
from intent_lsp.cli.terminal.status import UsageError
from intent_lsp.files.paths import Paths
from intent_lsp.search import SUFFIX, documents_below, project_above


def find_documents(paths: Iterable[Path]) -> Paths:
    """All documents of the paths, absolute, each once, in the order typed and sorted within a folder.

    A folder is searched for ``*.intent.md``, honouring ``.gitignore`` (its own, those below, and those above up to the
    repository); hidden folders and symlinked ones are not entered. A file may have any name that ends in ``.md``.
    Raises :class:`UsageError` for a path that is not there or holds no document.
    """
    several = list(paths)
    found: dict[Path, None] = {}
    for path in several:
        absolute = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
        if absolute.is_dir():
            inside = documents_below(absolute)
            if not inside:
                raise UsageError(f"there is no *{SUFFIX} below {path}", hint="start with: intent init")
            if len(several) == 1:
                return inside  # they are different anyway, and may be many
            found.update(dict.fromkeys(inside))
        elif not os.path.lexists(absolute):
            raise UsageError(f"{path} does not exist", hint="name a document (*.intent.md) or a folder")
        elif path.suffix.lower() != ".md":
            raise UsageError(f"{path} is not an intent document", hint=f"the name of a document ends in {SUFFIX}")
        else:
            found[absolute] = None
    return Paths(found)


def by_workspace(documents: Iterable[Path], root: Path | None, here: Path) -> Mapping[Path, Paths]:
    """The documents of each workspace. ``root``: the one that was named, if any.

    Else the nearest folder above the document that holds ``.promirror`` or ``.git``; else ``here`` if the document is
    inside; else the document's own folder. Raises :class:`UsageError` for a document outside the named one.
    """
    groups: dict[Path, Paths] = {}
    for folder, names in (documents if isinstance(documents, Paths) else Paths(documents)).runs():
        document = Path(folder, names[0])
        if root is not None and not document.is_relative_to(root):
            raise UsageError(f"{document} is not inside the workspace {root}", hint="name a folder above it")
        groups.setdefault(root or root_of(document, here), Paths()).add(folder, names)
    return groups


def root_of(document: Path, here: Path) -> Path:
    """The workspace folder of one document; see :func:`by_workspace`. The home folder is never meant.

    An editor's folders come before the project above a document; the folder somebody stands in comes after it.
    """
    return project_above(document) or search.root_of(document, (here,))


def workspace_here() -> Path:
    """The workspace that the current folder belongs to."""
    return root_of(Path.cwd() / "any", Path.cwd())
