"""Problems that only several documents together show: uses of intents elsewhere, and files that two would write."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from intent_lsp.document.link import link, resolve_path
from intent_lsp.document.model import Document, Problem

if TYPE_CHECKING:
    from intent_lsp.lsp.documents.open_document import View
    from intent_lsp.lsp.session import Session

MOST_DOCUMENTS = 500
"""No chain of uses is followed further than this many documents."""


def crosses(view: View) -> bool:
    """Whether the document uses another one."""
    return any(use.path for intent in view.document.intents for use in intent.uses)


async def problems(session: Session, view: View) -> tuple[Problem, ...]:
    """What is wrong with the document's uses of other documents, and which of them would write the same file."""
    if view.path is None:
        return ()
    root = session.root_of(view.path)
    if not view.path.is_relative_to(root):
        return ()
    here = view.path.relative_to(root).as_posix()
    documents: dict[str, Document] = {here: view.document}
    waiting = [here]
    for file in session.owners.others(view):
        rival = await session.closed_or_open(file) if file.is_relative_to(root) else None
        if rival is not None:
            documents[file.relative_to(root).as_posix()] = rival.document
    while waiting and len(documents) < MOST_DOCUMENTS:
        path = waiting.pop()
        for intent in documents[path].intents:
            for use in intent.uses:
                there = resolve_path(path, use.path) if use.path else None
                if there is None or there in documents:
                    continue
                other = await session.closed_or_open(root / PurePosixPath(there))
                if other is not None:
                    documents[there] = other.document
                    waiting.append(there)
    return link(documents)[here]
