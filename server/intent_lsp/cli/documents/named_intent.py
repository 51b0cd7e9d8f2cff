"""The intent that a person named, wherever in the workspace it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.cli.documents.typed_paths import by_workspace, find_documents
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import UsageError
from intent_lsp.config import Config
from intent_lsp.output.workspace import Workspace
from intent_lsp.text.nearest import nearest
from intent_lsp.transpile.planning.plan import IntentPlan, Plan, Request
from intent_lsp.transpile.planning.planner import Planner


@dataclass(frozen=True, slots=True)
class LocatedIntent:
    """The intent that was named, with where it lives."""

    root: Path
    config: Config
    plan: Plan
    item: IntentPlan


def find_intent(name: str, paths: Sequence[Path], root: Path | None, here: Path) -> LocatedIntent:
    """The one intent of that name. Raises ``UsageError`` where there is none, or more than one."""
    found: list[LocatedIntent] = []
    known: set[str] = set()
    for place, documents in by_workspace(find_documents(paths), root, here).items():
        config = config_of(place)
        plan = Planner(Workspace(place).root, config).plan([Request(document) for document in documents])
        known.update(key.intent for key in plan.intents)
        found += [LocatedIntent(place, config, plan, plan.intents[key]) for key in plan.intents if key.intent == name]
    if not found:
        close = nearest(name, known)
        raise UsageError(
            f"no document holds an intent named {name}",
            hint=f"did you mean {close}?" if close else "name its document or folder with --in",
        )
    if len(found) > 1:
        places = ", ".join(display_path(item.item.key.document, here) for item in found)
        raise UsageError(f"{len(found)} documents hold an intent named {name}", hint=f"say which with --in: {places}")
    return found[0]
