"""``intent transpile``: documents in, verified files out, with live progress."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from intent_lsp.cli.documents import by_workspace, find_documents
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.status import INTERRUPTED, UsageError, of_results
from intent_lsp.cli.view import View, choose_view
from intent_lsp.config import Config
from intent_lsp.workbench import Request, Result, open_workbench


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError`` and ``ConfigError`` before anything is done."""
    here = Path.cwd()
    groups = by_workspace(find_documents(options.paths), options.root, here)
    configs = {root: with_options(config_of(root), options) for root in groups}
    view = choose_view(as_json=options.json, here=here)
    try:
        with view:
            results = asyncio.run(_transpile(groups, configs, options, view))
            if options.intent:
                _demand_intents(options.intent, results)
            view.finish(results)
    except (KeyboardInterrupt, asyncio.CancelledError):
        view.interrupted()
        return INTERRUPTED
    return of_results(results)


def with_options(config: Config, options: argparse.Namespace) -> Config:
    """The configuration with the command line's own settings."""
    return replace(config, jobs=options.jobs or config.jobs, offline=options.offline or config.offline)


def request(document: Path, options: argparse.Namespace) -> Request:
    """What the options ask of one document."""
    return Request(
        document,
        intents=frozenset(options.intent) if options.intent else None,
        targets=frozenset(options.target) if options.target else None,
        rounds=options.rounds,
        regenerate=options.regenerate,
        force=options.force,
    )


def stop_on_terminate() -> None:
    """Let SIGTERM cancel the running task as Ctrl-C does, so that workers and sockets are given back."""
    task = asyncio.current_task()
    if task is not None:
        with suppress(NotImplementedError):  # Windows has no such signal
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


async def _transpile(
    groups: Mapping[Path, Sequence[Path]], configs: Mapping[Path, Config], options: argparse.Namespace, view: View
) -> list[Result]:
    stop_on_terminate()
    results: list[Result] = []
    for root, documents in groups.items():
        async with open_workbench(root, configs[root], on_progress=view.progress) as bench:
            results += await bench.transpile([request(document, options) for document in documents], view.emit)
    return results


def _demand_intents(names: Sequence[str], results: Sequence[Result]) -> None:
    missing = sorted(set(names) - {result.intent for result in results})
    if missing:
        raise UsageError(f"no document holds an intent named {', '.join(missing)}", hint="Check the spelling.")
