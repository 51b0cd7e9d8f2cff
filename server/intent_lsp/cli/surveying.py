"""Looks at the documents of a workspace; only at those that are not settled, where there are very many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.cli.orphans import headers, places
from intent_lsp.cli.survey import Survey
from intent_lsp.config import Config
from intent_lsp.output.workspace import Workspace
from intent_lsp.settled.memory import Memory

if TYPE_CHECKING:
    from intent_lsp.cli.freshness import State

FEWEST = 200
"""Fewer documents are read as quickly as it is found out that they need not be."""
_BETWEEN = frozenset(("unresolved-use", "cyclic-use", "target-collision"))
"""Problems whose text or place may depend on any document."""


def survey(root: Path, config: Config, documents: Sequence[Path], began_ns: int) -> Survey:
    """Look at the documents of a workspace. ``began_ns``: when the run began, before it read any of them."""
    memory = Memory(Workspace(root), config, documents) if len(documents) >= FEWEST else None
    found = Survey(root, config, documents, began_ns, memory)
    while True:
        found.settled, found.others = memory.settled(documents) if memory else ([], list(documents))
        found.unknown = None
        claims: set[int] = set()
        if found.others:
            from intent_lsp.cli.look import claims_of, look

            look(found)
            claims = claims_of(found) if found.settled else claims
        doubted = _concerned(found, memory, claims) if memory and found.settled else set()
        if memory is None or not doubted:
            return found
        found.doubted |= doubted
        memory.doubt(doubted)


def _concerned(found: Survey, memory: Memory, claims: set[int]) -> set[Path]:
    """The settled documents of which something must be said because of the others, or of files that are new."""
    if any(lint.problem.code in _BETWEEN for lint in found.lints):
        return set(found.settled)
    workspace = memory.workspace
    folders = {folder.resolve() for folder in places(workspace, found.config, found.states)}
    folders |= memory.places()
    found.unknown = sorted(folder / name for folder in folders for name in memory.unknown(folder))
    said = [made for _, made in headers(workspace, found.unknown) if made is not None]
    concerned = {state.document for state in found.states}
    concerned.update(memory.claimed(claims), (workspace.root / made.document for made in said))
    return concerned.intersection(found.settled) if concerned else concerned


def remember(found: Survey, states: Sequence[State]) -> None:
    """Keep what was found out, the orphans included. ``states``: of the others, once all that is to run has run."""
    if found.memory is not None and (found.others or found.foreign):
        from intent_lsp.cli.look import sound
        from intent_lsp.settled.keep import Keeper

        keeper = Keeper(found.memory, found.began_ns)
        keeper.keep(sound(found, states), found.doubted)
        keeper.keep_foreign(found.foreign)
