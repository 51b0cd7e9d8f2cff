"""Problems that only several documents together show: uses of intents elsewhere, and files that two would write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from intent_lsp.document.cross_document import link, resolve_path
from intent_lsp.document.model import Document, Problem
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments

MOST_DOCUMENTS = 500
"""No chain of uses is followed further than this many documents."""


def refers_to_others(view: View) -> bool:
    """Whether the document uses another one, or takes types from one."""
    return view.borrows or any(use.path for intent in view.document.intents for use in intent.uses)


async def problems(view: View, documents: OpenDocuments, root: Path, rivals: Sequence[Path]) -> tuple[Problem, ...]:
    """What is wrong with the document's uses of other documents, and which of them would write the same file.

    ``root``: its folder. ``rivals``: documents that may hold an intent of the same name.
    """
    if view.path is None or not view.path.is_relative_to(root):
        return ()
    here = view.path.relative_to(root).as_posix()
    linked: dict[str, Document] = {here: view.document}
    waiting = [here]
    for file in rivals:
        rival = await documents.closed_or_open(file) if file.is_relative_to(root) else None
        if rival is not None:
            linked[file.relative_to(root).as_posix()] = rival.document
    while waiting and len(linked) < MOST_DOCUMENTS:
        path = waiting.pop()
        for intent in linked[path].intents:
            for use in intent.uses:
                there = resolve_path(path, use.path) if use.path else None
                if there is None or there in linked:
                    continue
                other = await documents.closed_or_open(root / PurePosixPath(there))
                if other is not None:
                    linked[there] = other.document
                    waiting.append(there)
    return link(linked)[here]
