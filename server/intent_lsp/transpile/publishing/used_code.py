"""The code on disk of the functions that an intent may call, as it is run."""

from __future__ import annotations

from intent_lsp.config import Config
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.planning.plan import IntentKey, IntentPlan, Plan
from intent_lsp.transpile.publishing.decorating import canonical
from intent_lsp.values import Target


def used_code(workspace: Workspace, config: Config, plan: Plan, item: IntentPlan, target: Target) -> dict[str, str]:
    """Sources by name, those that the used functions use included. Raises :class:`~intent_lsp.errors.OutputError`."""
    found: dict[str, str] = {}
    seen: set[IntentKey] = set()
    waiting = list(item.uses)
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        used = plan.intents[key]
        file = workspace.inspect(workspace.target_path(key.document, used.intent, target, config))
        found[key.intent] = canonical(file.code, used.intent, target, config)
        waiting += used.uses
    return found
