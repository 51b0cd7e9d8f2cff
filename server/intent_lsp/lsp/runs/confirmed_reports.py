"""Which entries of a report that call code verified this machine can confirm, because it has checked that code, and has
compared the targets of an intent where there are two."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from intent_lsp.config import Config
from intent_lsp.errors import OutputError
from intent_lsp.values import Target

if TYPE_CHECKING:
    from intent_lsp.output.report import Entry
    from intent_lsp.output.workspace import Workspace

CheckedHere: TypeAlias = dict[tuple[str, Target], tuple[str, ...]]
"""By intent and target the doubts that were left."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Entries that call something verified."""

    root: Path
    path: Path
    config: Config
    entries: list[Entry]
    using: frozenset[str]
    """The intents among them that use others."""
    text: str
    """The document's, if there are such."""


def checked_here(claim: Claim) -> CheckedHere:
    """The entries that this machine has checked, with the doubts it was left with. For a thread."""
    from intent_lsp.output.oldest_runtimes import promised_runtimes
    from intent_lsp.output.workspace import Workspace
    from intent_lsp.transpile.checked_here import CheckedCode, CheckSettings, doubts_here, record_key

    workspace = Workspace(claim.root)
    check_settings = CheckSettings(claim.config.seconds_per_example, promised_runtimes(workspace, claim.config))
    used = _used(workspace, claim) if claim.using else {}
    found: CheckedHere = {}
    pairs: dict[tuple[str, str], list[CheckedCode]] = {}
    for entry in claim.entries:
        modules = used.get(entry.key) if entry.intent in claim.using else {}
        if modules is not None:
            code = CheckedCode(entry.target, entry.code_digest, modules)
            doubts = doubts_here(record_key(entry.digest, [code], check_settings))
            if doubts is not None:
                found[entry.key] = doubts
                pairs.setdefault((entry.intent, entry.digest), []).append(code)
    for (intent, digest), codes in pairs.items():
        if len(codes) > 1 and doubts_here(record_key(digest, codes, check_settings)) is None:
            for code in codes:
                del found[intent, code.target]
    return found


def _used(workspace: Workspace, claim: Claim) -> dict[tuple[str, Target], dict[str, str]]:
    """What the entries' intents may call, as it is on disk."""
    from intent_lsp.transpile.planning.plan import IntentKey, Request
    from intent_lsp.transpile.planning.planner import Planner
    from intent_lsp.transpile.publishing.used_code import used_code

    plan = Planner(workspace.root, claim.config).plan([Request(claim.path, claim.text, intents=claim.using)])
    found: dict[tuple[str, Target], dict[str, str]] = {}
    for entry in claim.entries:
        item = plan.intents.get(IntentKey(claim.path, entry.intent))
        if item is not None and not item.problem:
            with suppress(OutputError):
                found[entry.key] = used_code(workspace, claim.config, plan, item, entry.target)
    return found
