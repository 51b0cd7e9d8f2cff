"""``intent init``: a configuration for the servers found here, and a first document. Never replaces anything."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from intent_lsp.cli.commands.doctor import KINDS
from intent_lsp.cli.documents.typed_paths import find_documents
from intent_lsp.cli.terminal.shown_path import display_path, shell_argument
from intent_lsp.cli.terminal.status import OK, UsageError
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.config import Config, ProviderConfig
from intent_lsp.configuration.sources import workspace_file
from intent_lsp.models.discovery import Plan, discover, plan
from intent_lsp.models.found_server import Server
from intent_lsp.output.workspace import HOME, Workspace
from intent_lsp.search import SUFFIX
from intent_lsp.text.inert import one_line

EXAMPLE = """\
# name: initials
# target: js,py
# description:
The initials of a full name: the first letter of each word in upper case, each followed by a dot.
# signature:
(name: string) -> string
# constraints:
- A name without any word has no initials: return the empty text.
# examples:
- in: { "name": "Ada Lovelace" } out: "A.L."
- in: { "name": "grace brewster hopper" } out: "G.B.H."
- in: { "name": "Plato" } out: "P."
- in: { "name": "" } out: ""
"""
_IGNORE = """\
# Candidates are code that failed; everything else here is made to be committed:
# with cache, proofs and reports, colleagues and CI rebuild the same files offline.
candidates/
"""


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError`` and ``OutputError``."""
    folder: Path = options.folder.resolve()
    if not folder.is_dir():
        raise UsageError(f"{options.folder} is not a folder", hint="make it first, or name another one")
    workspace = Workspace(folder)
    here = Path.cwd()
    servers = asyncio.run(discover())
    for server in servers:
        say(one_line(f"found    {KINDS.get(server.kind, 'a server')} at {server.url}: {_models(server)}"))
    if not servers:
        say("found    no model server on the usual ports; the built-in provider needs none")
    _create(workspace, workspace_file(folder), configuration(plan(servers)), here)
    _create(workspace, folder / HOME / ".gitignore", _IGNORE, here)
    if _has_documents(folder):
        say("next     intent transpile .")
    else:
        _create(workspace, folder / f"initials{SUFFIX}", EXAMPLE, here)
        say(f"next     intent transpile {shell_argument(folder / f'initials{SUFFIX}', here)}")
    return OK


def configuration(found: Plan) -> str:
    """The text of a configuration that uses what was found, with the settings people change first spelt out."""
    defaults = Config()
    data: dict[str, Any] = {"rounds": defaults.rounds}
    if (
        len(found.providers) > 1
    ):  # builtin alone is what an empty configuration means, and leaves room for later servers
        data["providers"] = [_provider(provider) for provider in found.providers]
        data["schedule"] = {"draft": list(found.draft), "repair": list(found.repair)}
    data["targets"] = {"jsDir": defaults.js_dir, "pyDir": defaults.py_dir}
    return json.dumps(data, indent=2) + "\n"


def _provider(provider: ProviderConfig) -> dict[str, str]:
    entry = {"name": provider.name, "type": provider.type}
    if provider.url:
        entry["host" if provider.type == "ollama" else "baseUrl"] = provider.url
    if provider.preset:
        entry["preset"] = provider.preset
    if provider.model and provider.type != "builtin":
        entry["model"] = provider.model
    return entry


def _create(workspace: Workspace, path: Path, text: str, here: Path) -> None:
    made = workspace.create(path, text.encode())
    say(f"{'wrote' if made else 'kept':<8} {display_path(path, here)}{'' if made else ' (it was there)'}")


def _has_documents(folder: Path) -> bool:
    try:
        return bool(find_documents([folder]))
    except UsageError:
        return False


def _models(server: Server) -> str:
    if server.loading:
        return "it is loading its model"
    names = [model.name for model in server.models]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more if names else "no model that writes code (see: intent doctor)"
