"""``intent check``: the documents' own problems, and whether every generated file is fresh and verified."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intent_lsp.cli.documents import by_workspace, find_documents
from intent_lsp.cli.freshness import Freshness, State, inspect
from intent_lsp.cli.lint import Found, Lint, findings
from intent_lsp.cli.lost_work import lost_work
from intent_lsp.cli.orphans import orphans
from intent_lsp.cli.rerun import Told, rerun_all
from intent_lsp.cli.say import complain, json_text, say, show
from intent_lsp.cli.selection import selected
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.status import FAILED, OK, UsageError
from intent_lsp.cli.troubles import shown
from intent_lsp.cluster.place import Place, believes
from intent_lsp.document.link import link, resolve_path
from intent_lsp.document.model import Document
from intent_lsp.output.workspace import Workspace
from intent_lsp.status import GOOD, NOT_CHECKED, STRICT, Phase, Status
from intent_lsp.text.inert import one_line
from intent_lsp.transpile.events import Event, Lost
from intent_lsp.transpile.plan import Planner

if TYPE_CHECKING:
    from intent_lsp.cli.console import CommandConsole


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError`` and ``ConfigError``."""
    here = Path.cwd()
    folders = [path.resolve() for path in options.paths if path.is_dir()]
    lints: list[Lint] = []
    states: list[State] = []
    groups = selected(by_workspace(find_documents(options.paths), options.root, here), options)
    configs = {root: config_of(root) for root in groups}
    planners = {root: Planner(Workspace(root).root, config) for root, config in configs.items()}
    told = {
        root: Told(configs[root], inspect(root, configs[root], documents, planners[root]))
        for root, documents in groups.items()
    }
    ran = {} if options.no_run else _rerun(told, options)
    for root, documents in groups.items():
        states += ran.get(root, told[root].states)
        states += orphans(root, configs[root], told[root].states, folders)
        lints += _lints(Workspace(root).root, planners[root], documents)
    if options.json:
        say(json_text(as_json(lints, states)))
    elif options.sarif is not None:
        _write_sarif(options.sarif, lints, states, here)
    if not options.json and options.sarif != Path("-"):
        found = findings(lints, states)
        (_annotate if options.github else _print)(found, here)
        _sum_up(found, states, quiet=options.quiet)
    enough = STRICT if options.strict else GOOD | {Status.UNCHECKED}
    bad = any(lint.problem.severity == "error" for lint in lints) or any(state.status not in enough for state in states)
    return FAILED if bad else OK


def _rerun(told: Mapping[Path, Told], options: argparse.Namespace) -> dict[Path, list[State]]:
    """What is not checked here is run; what was lost on a cluster is told."""
    place: Place | None = options.on
    if place is not None and not all(believes(place, one.config) for one in told.values()):
        complain("other machines are not believed (see trustWorkers): the examples run on this one")
        place = None
    lost: list[Lost] = []

    def hear(event: Event) -> None:
        if isinstance(event, Lost):
            lost.append(event)

    found = asyncio.run(rerun_all(told, place, _progress(options), hear))
    for line in lost_work(lost):
        complain(line)
    return found


def _lints(root: Path, planner: Planner, documents: Sequence[Path]) -> list[Lint]:
    """The documents' own problems, and those that only several documents together show."""
    parsed: dict[str, Document | None] = {}
    names = {path.relative_to(root).as_posix(): path for path in documents}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        read = planner.document(root / name)
        parsed[name] = document = read if isinstance(read, Document) else None
        used = {use.path for intent in document.intents for use in intent.uses if use.path} if document else set()
        there = {resolve_path(name, path) for path in used} - {None}
        waiting += [path for path in sorted(filter(None, there)) if path not in parsed and path not in waiting]
    readable = {name: document for name, document in parsed.items() if document is not None}
    crossing = link(readable)
    return [
        Lint(path, problem)
        for name, path in names.items()
        if name in readable  # else a state already says so
        for problem in (*readable[name].problems(), *crossing[name])
    ]


def _progress(options: argparse.Namespace) -> Callable[[str, float], None]:
    """Tells people, once, of work that is done once per user."""
    told: set[str] = set()

    def progress(what: str, share: float) -> None:
        if share < 1 and what not in told and not options.json:
            told.add(what)
            complain(f"setup     {what}")

    return progress


def as_json(lints: Sequence[Lint], states: Sequence[State]) -> dict[str, Any]:
    """What ``--json`` prints: results shaped as those of ``transpile``, and the documents' problems."""
    return {
        "event": "finished",
        "results": [
            {
                "document": str(state.document),
                "intent": state.intent,
                "target": state.target,
                "status": state.status,
                "rounds": 0,
                "provider": state.entry.provider if state.entry else "",
                "model": state.entry.model if state.entry else "",
                "cached": True,
                "file": str(state.file) if state.file else None,
                "examples": _tally(state),
                "problems": [asdict(finding) for finding in state.findings],
                "doubts": list(state.doubts),
            }
            for state in states
        ],
        "problems": [
            {
                "document": str(lint.document),
                "code": lint.problem.code,
                "severity": lint.problem.severity,
                "message": lint.problem.message,
                "line": lint.problem.span.line + 1,
                "column": lint.problem.span.column + 1,
            }
            for lint in lints
        ],
    }


def _tally(state: State) -> dict[str, int]:
    verdict = state.entry.verdict if state.entry else None
    return {"passed": verdict.passed_examples, "total": len(verdict.examples)} if verdict else {"passed": 0, "total": 0}


def _write_sarif(path: Path, lints: Sequence[Lint], states: Sequence[State], here: Path) -> None:
    from intent_lsp.cli.sarif import sarif

    text = json_text(sarif(lints, states, here), indent=2)
    if path == Path("-"):
        say(text)
        return
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}", hint="Choose another file.") from error


def _annotate(found: Sequence[Found], here: Path) -> None:
    from intent_lsp.cli.github import workflow_commands

    for line in workflow_commands(found, here):
        say(line)


def _print(found: Sequence[Found], here: Path) -> None:
    """``file:line:column: severity: message [code]``, as compilers write it."""
    from rich.text import Text

    console = _console()
    styles = {"error": "bold red", "warning": "yellow", "information": "cyan", "hint": "dim"}
    for one in found:
        text = Text(f"{one_line(shown(one.document, here))}:{one.line}:{one.column}: ", "cyan")
        text.append(f"{one.severity}: ", styles[one.severity])
        show(console, text.append(one.message, "default").append(f" [{one.code}]", "dim"))


def _sum_up(found: Sequence[Found], states: Sequence[State], *, quiet: bool) -> None:
    """One line: how many generated files are in which state."""
    from rich.text import Text

    order: tuple[Freshness, ...] = (
        Phase.FRESH, Status.UNCERTAIN, Status.UNCHECKED, Status.STALE, Status.MISSING, Status.DISAGREE, Status.FAILED,
        Phase.CONFLICT, Phase.ERROR, "orphan",
    )  # fmt: skip
    words: dict[Freshness, str] = {
        Status.UNCHECKED: NOT_CHECKED,
        Phase.CONFLICT: "edited by hand",
        Phase.ERROR: "with errors",
        "orphan": "not asked for any more",
    }
    counts = {status: sum(state.status == status for state in states) for status in order}
    told = ", ".join(f"{count} {words.get(status, status)}" for status, count in counts.items() if count)
    good = counts[Phase.FRESH] == len(states) and not any(one.severity == "error" for one in found)
    if not (quiet and good):
        show(_console(), Text(told or "no intent for any target", "bold green" if good else "bold red"))


def _console() -> CommandConsole:
    from intent_lsp.cli.console import CommandConsole

    return CommandConsole(highlight=False, soft_wrap=True)
