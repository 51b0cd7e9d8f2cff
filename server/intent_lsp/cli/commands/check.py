"""``intent check``: the documents' own problems, and whether every generated file is fresh and verified."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.cli.documents.selection import select_documents
from intent_lsp.cli.documents.typed_paths import by_workspace, find_documents
from intent_lsp.cli.inspection.checked import CheckReport, as_json
from intent_lsp.cli.inspection.inspect_workspace import inspect_workspace, save_findings
from intent_lsp.cli.inspection.lint import Lint, LintFinding, findings
from intent_lsp.cli.inspection.workspace_findings import WorkspaceFindings
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import FAILED, OK, UsageError
from intent_lsp.cli.terminal.terminal_text import complain, json_text, say, say_parts, show
from intent_lsp.status import GOOD, NOT_CHECKED, STRICT, Phase, Status
from intent_lsp.text.inert import one_line

if TYPE_CHECKING:  # what runs documents is imported when there is one to run
    from intent_lsp.cli.inspection.freshness import Freshness, State
    from intent_lsp.cluster.on_option import ClusterTarget


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError`` and ``ConfigError``."""
    began_ns = time.time_ns()
    here = Path.cwd()
    folders = [path.resolve() for path in options.paths if path.is_dir()]
    groups = select_documents(by_workspace(find_documents(options.paths), options.root, here), options)
    configs = {root: config_of(root) for root in groups}
    workspaces = {
        root: inspect_workspace(root, configs[root], documents, began_ns) for root, documents in groups.items()
    }
    ran = {} if options.no_run else _rerun(workspaces, options)
    checked = CheckReport()
    for root, found in workspaces.items():
        states = ran.get(root, found.states)
        checked.add(found, states, found.orphans(folders))
        save_findings(found, states)
    if options.json:
        say_parts(as_json(checked))
    elif options.sarif is not None:
        _write_sarif(options.sarif, checked.lints, checked.states, here)
    if not options.json and options.sarif != Path("-"):
        found_all = findings(checked.lints, checked.states)
        (_annotate if options.github else _print)(found_all, here)
        _sum_up(found_all, checked, quiet=options.quiet)
    enough = STRICT if options.strict else GOOD | {Status.UNCHECKED}
    bad = any(lint.problem.severity == "error" for lint in checked.lints)
    return FAILED if bad or any(state.status not in enough for state in checked.states) else OK


def _rerun(workspaces: Mapping[Path, WorkspaceFindings], options: argparse.Namespace) -> dict[Path, list[State]]:
    """What is not checked here is run; what was lost on a cluster is told."""
    if not any(state.status is Status.UNCHECKED for found in workspaces.values() for state in found.states):
        return {}
    import asyncio

    from intent_lsp.cli.inspection.rerun import RerunFindings, rerun_all
    from intent_lsp.cli.views.cluster_losses import lost_work
    from intent_lsp.cluster.on_option import trusts_workers
    from intent_lsp.transpile.events import Event, Lost

    place: ClusterTarget | None = options.on
    if place is not None and not all(trusts_workers(place, found.config) for found in workspaces.values()):
        complain("results from other machines are not trusted (see trustWorkers): the examples run on this one")
        place = None
    lost: list[Lost] = []

    def hear(event: Event) -> None:
        if isinstance(event, Lost):
            lost.append(event)

    by_root = {root: RerunFindings(found.config, found.states) for root, found in workspaces.items()}
    ran = asyncio.run(rerun_all(by_root, place, _progress(options), hear))
    for line in lost_work(lost):
        complain(line)
    return ran


def _progress(options: argparse.Namespace) -> Callable[[str, float], None]:
    """Tells people, once, of work that is done once per user."""
    announced: set[str] = set()

    def progress(what: str, share: float) -> None:
        if share < 1 and what not in announced and not options.json:
            announced.add(what)
            complain(f"setup     {what}")

    return progress


def _write_sarif(path: Path, lints: Sequence[Lint], states: Sequence[State], here: Path) -> None:
    from intent_lsp.cli.views.sarif import sarif

    text = json_text(sarif(lints, states, here), indent=2)
    if path == Path("-"):
        say(text)
        return
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}", hint="choose another file") from error


def _annotate(found: Sequence[LintFinding], here: Path) -> None:
    from intent_lsp.cli.views.github import workflow_commands

    for line in workflow_commands(found, here):
        say(line)


def _print(found: Sequence[LintFinding], here: Path) -> None:
    """``file:line:column: severity: message [code]``, as compilers write it."""
    from rich.text import Text

    from intent_lsp.cli.views.console import plain_console

    console = plain_console()
    styles = {"error": "bold red", "warning": "yellow", "information": "cyan", "hint": "dim"}
    for one in found:
        text = Text(f"{one_line(display_path(one.document, here))}:{one.line}:{one.column}: ", "cyan")
        text.append(f"{one.severity}: ", styles[one.severity])
        show(console, text.append(one.message, "default").append(f" [{one.code}]", "dim"))


def _sum_up(found: Sequence[LintFinding], checked: CheckReport, *, quiet: bool) -> None:
    """One line: how many generated files are in which state."""
    from rich.text import Text

    from intent_lsp.cli.views.console import plain_console

    order: tuple[Freshness, ...] = (
        Phase.FRESH, Status.UNCERTAIN, Status.UNCHECKED, Status.STALE, Status.MISSING, Status.DISAGREE, Status.FAILED,
        Phase.CONFLICT, Phase.ERROR, "orphan",
    )  # fmt: skip
    words: dict[Freshness, str] = {
        Status.UNCHECKED: NOT_CHECKED,
        Phase.CONFLICT: "edited by hand",
        Phase.ERROR: "with errors",
        "orphan": "orphaned",
    }
    tally = Counter(state.status for state in checked.states)
    tally[Phase.FRESH] += checked.settled
    counts = {status: tally[status] for status in order}
    counted = ", ".join(f"{count} {words.get(status, status)}" for status, count in counts.items() if count)
    good = counts[Phase.FRESH] == tally.total() and not any(one.severity == "error" for one in found)
    if not (quiet and good):
        show(plain_console(), Text(counted or "no intent for any target", "bold green" if good else "bold red"))
