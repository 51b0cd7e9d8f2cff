"""Puts an engine together from one configuration: what the command line and the language server open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.models import create_models
from intent_lsp.models.router import Router
from intent_lsp.output.oldest_runtimes import promised_runtimes
from intent_lsp.output.workspace import Workspace
from intent_lsp.remote_store import create_shared
from intent_lsp.sandbox import create_sandbox
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.sandbox.runtimes.node_fallback import NodeFallback
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.transpile.engine import Engine
from intent_lsp.transpile.events import Emit
from intent_lsp.transpile.loop.prompts import SYSTEM
from intent_lsp.transpile.loop.remote_rounds import RemoteRounds
from intent_lsp.transpile.planning.plan import Request
from intent_lsp.transpile.publishing.writer import Writer
from intent_lsp.transpile.results import Finding, Result, Tally
from intent_lsp.values import Target

__all__ = ["Finding", "Request", "Result", "Tally", "Workbench", "open_workbench"]


class Workbench:
    """One workspace with everything that is needed to transpile in it."""

    def __init__(self, engine: Engine, models: Router, sandbox: Sandbox, workspace: Workspace, config: Config) -> None:
        self.engine = engine
        self.models = models
        self.sandbox = sandbox
        self.workspace = workspace
        self.config = config

    async def transpile(self, requests: Sequence[Request], emit: Emit) -> tuple[Result, ...]:
        """See :meth:`intent_lsp.transpile.engine.Engine.transpile`."""
        return await self.engine.transpile(requests, emit)

    async def warm(self) -> None:
        """Load the models that the first calls will need; see :meth:`intent_lsp.models.router.Router.warm`."""
        await self.models.warm(SYSTEM)


def named_programs(config: Config) -> dict[Target, str]:
    """The interpreters that the user's own settings name, by target."""
    return {"js": config.node_path, "py": config.python_path}


@asynccontextmanager
async def open_workbench(
    root: Path,
    config: Config,
    *,
    offline: bool | None = None,
    writer: Writer | None = None,
    on_progress: Callable[[str, float], None] | None = None,
    elsewhere: RemoteRounds | None = None,
) -> AsyncIterator[Workbench]:
    """Open a workspace folder; on leaving, every socket and process is given back.

    ``offline`` overrides the configuration. ``on_progress`` hears of work that is done once per user, such as compiling
    the sandbox's guests: (what, share from 0 to 1). Sandbox and models start on first use.
    ``elsewhere`` does the rounds in the place of this process.
    """
    if offline is not None:
        config = replace(config, offline=offline)
    workspace = Workspace(root)
    shared = create_shared(config)
    models = create_models(config, workspace=workspace.root, shared=shared)
    oldest = promised_runtimes(workspace, config)
    runtimes = Runtimes(workspace.root, named_programs(config), oldest)
    sandbox = NodeFallback(create_sandbox(on_progress=on_progress), runtimes)
    sweeping = asyncio.create_task(asyncio.to_thread(workspace.sweep, (config.js_dir, config.py_dir)))
    try:
        engine = Engine(
            config,
            models=models,
            sandbox=sandbox,
            workspace=workspace,
            writer=writer,
            runtimes=runtimes,
            oldest=oldest,
            elsewhere=elsewhere,
            shared=shared,
        )
        yield Workbench(engine, models, sandbox, workspace, config)
    finally:
        await sweeping
        if shared is not None:
            await shared.close()
        await models.close()
        await runtimes.close()
        await sandbox.close()
