"""The work of ``intent transpile``, where there is any: runs, questions, and runs with the answers."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from intent_lsp.cli.commands.skip_unchanged import Finished
from intent_lsp.cli.executors import executors
from intent_lsp.cli.questions import Questions, may_ask, requests_to_repeat
from intent_lsp.cli.terminal.standard_output import give_up
from intent_lsp.cli.terminal.status import INTERRUPTED, UsageError, of_results
from intent_lsp.cli.views.view import View, choose_view
from intent_lsp.cluster.on_option import ClusterTarget
from intent_lsp.config import Config
from intent_lsp.files.paths import Paths
from intent_lsp.output.workspace import Workspace
from intent_lsp.text.nearest import nearest
from intent_lsp.transpile.events import Event
from intent_lsp.transpile.planning.plan import IntentKey, Requests
from intent_lsp.transpile.planning.planner import Planner
from intent_lsp.workbench import Request, Result, open_workbench


def run(
    options: argparse.Namespace,
    here: Path,
    groups: Mapping[Path, Paths],
    configs: Mapping[Path, Config],
    done: Mapping[Path, Finished],
) -> int:
    """Transpile documents, by workspace. ``done``: what is finished already. Raises ``UsageError``."""
    configs = {root: with_options(config, options) for root, config in configs.items()}
    for one in done.values():
        one.reinspect_what_is_used()
    open_ = {root: done[root].remaining if root in done else documents for root, documents in groups.items()}
    jobs: Mapping[Path, Sequence[Request]]
    jobs = {root: Requests(request(root, options), documents) for root, documents in open_.items()}
    if options.intent:
        _demand_intents(open_, configs, options)
    asks = may_ask(options)
    results: dict[tuple[Path, str, str], Result] = {}
    while True:
        questions = Questions()
        view = choose_view(as_json=options.json, here=here, asks=asks, quiet=options.quiet, verbose=options.verbose > 0)
        try:
            with view:
                for one in done.values():
                    view.finished(one.lines(here), one.count())
                new = asyncio.run(_transpile(jobs, configs, view, questions, options.on))
                view.finish(new)
        except (KeyboardInterrupt, asyncio.CancelledError):
            view.interrupted()
            return INTERRUPTED
        results.update({(item.document, item.intent, item.target): item for item in new})
        for one in done.values():
            one.save(new)
        answered = _ask(here, configs, questions) if asks else frozenset()
        if not answered:
            return of_results(results.values(), strict=options.strict)
        jobs, done = requests_to_repeat(jobs, configs, answered), {}


def _ask(here: Path, configs: Mapping[Path, Config], questions: Questions) -> frozenset[IntentKey]:
    """Ask what is open; answers the intents that have a new example."""
    from intent_lsp.cli.commands.question_prompts import Asker
    from intent_lsp.cli.views.console import CommandConsole  # imported late: only people at a terminal need it

    return Asker(here, configs, CommandConsole(highlight=False)).ask(questions.take())


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
    jobs: Mapping[Path, Sequence[Request]],
    configs: Mapping[Path, Config],
    view: View,
    questions: Questions,
    place: ClusterTarget | None,
) -> list[Result]:
    stop_on_terminate()

    def emit(event: Event) -> None:
        questions.on_event(event)
        try:
            view.emit(event)
        except OSError as error:  # the terminal is gone
            give_up(sys.stdout, error)

    results: list[Result] = []
    async with executors(place, configs) as elsewhere:
        for root, requests in jobs.items():
            if not requests:
                continue
            config = configs[root]
            async with (
                elsewhere(root) as workers,
                open_workbench(root, config, on_progress=view.progress, elsewhere=workers) as bench,
            ):
                results += await bench.transpile(requests, emit)
    return results


def _demand_intents(groups: Mapping[Path, Paths], configs: Mapping[Path, Config], options: argparse.Namespace) -> None:
    """Raise ``UsageError`` for a name that no document has: before anything is done."""
    known: set[str] = set()
    for root, documents in groups.items():
        everything = Requests(replace(request(root, options), intents=None), documents)
        plan = Planner(Workspace(root).root, configs[root]).plan(everything)
        paths = set(documents)
        known.update(key.intent for key in plan.intents if key.document in paths)
    missing = sorted(set(options.intent) - known)
    if missing:
        close = nearest(missing[0], known)
        hint = f"did you mean {close}?" if close else "check the spelling"
        raise UsageError(f"no document holds an intent named {', '.join(missing)}", hint=hint)
