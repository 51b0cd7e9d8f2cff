"""Builds the router of one workspace from its configuration. Opens nothing: sockets and processes come on first use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.models.builder import Builder
from intent_lsp.models.cache import cache_of
from intent_lsp.models.contract import SynthesiserProcess
from intent_lsp.models.discovery import LocalFinder, ServerPlace
from intent_lsp.models.learning import learnt_file
from intent_lsp.models.machine import Machine
from intent_lsp.models.router import Router
from intent_lsp.models.transport.health import RouterTimeouts
from intent_lsp.remote_store.shared import SharedCache


def create_models(
    config: Config,
    *,
    workspace: Path,
    synthesiser: SynthesiserProcess | None = None,
    pace: RouterTimeouts | None = None,
    places: Sequence[ServerPlace] | None = None,
    shared: SharedCache | None = None,
) -> Router:
    """The cached router for a workspace folder.

    ``synthesiser`` replaces the built-in provider's own child process. Never raises: a provider with wrong settings
    is one that always fails and says why. ``places`` replaces the usual ports, for what is not configured. ``shared``:
    a team's replies.
    """
    pace = pace or RouterTimeouts()
    cache = cache_of(workspace, config)
    machine = None if config.together or config.hedge else Machine()
    builder = Builder(config.allow_hosts, pace, synthesiser, workspace, machine)
    notebook = learnt_file.LearntWriter(learnt_file.learnt_folder()) if config.learn else None
    finder = None if config.providers else LocalFinder(builder, places, offline=config.offline, notebook=notebook)
    providers = [builder.provider(entry) for entry in config.providers]
    return Router(config, providers, cache=cache, finder=finder, pace=pace, notebook=notebook, shared=shared)
