"""``intent run NAME ARG…``: call a generated function with arguments of your own, in the sandbox."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from intent_lsp.cli.documents.named_intent import LocatedIntent, find_intent
from intent_lsp.cli.inspection.freshness import State, inspect
from intent_lsp.cli.terminal.shown_path import display_path, shell_argument
from intent_lsp.cli.terminal.status import FAILED, OK, UsageError
from intent_lsp.cli.terminal.terminal_text import complain, say
from intent_lsp.document.model import Intent, Parameter
from intent_lsp.document.type_language.types import has_type, parameter_text, signature_text
from intent_lsp.output.workspace import Workspace
from intent_lsp.sandbox.contract import Job, Raised, Returned, Run
from intent_lsp.status import GOOD, NOT_CHECKED, Status
from intent_lsp.text import json5
from intent_lsp.text.json5 import Json5Error
from intent_lsp.transpile.publishing.decorating import canonical
from intent_lsp.transpile.publishing.used_code import used_code
from intent_lsp.values import LANGUAGES, TARGETS, JsonValue, Target, show
from intent_lsp.workbench import open_workbench

_MOST_SHOWN = 100_000
"""Characters of a result."""


def run(options: argparse.Namespace) -> int:
    """Print what each target's function returns. Raises ``UsageError``, ``ConfigError`` and ``SandboxError``."""
    here = Path.cwd()
    found = find_intent(options.name, options.paths, options.root, here)
    values = arguments(options.arguments, found.item.intent)
    targets = [options.target] if options.target else [t for t in TARGETS if t in found.item.targets]
    states = inspect(found.root, found.config, [found.item.key.document])
    ready = [_ready(found, target, values, states, here) for target in targets]
    jobs = [job for job in ready if job is not None]
    if not jobs:
        return FAILED
    runs = asyncio.run(_call(found, jobs))
    passed = [_tell(job.target, run, named=len(jobs) > 1) for job, run in zip(jobs, runs, strict=True)]
    return OK if all(passed) and len(jobs) == len(targets) else FAILED


def arguments(texts: Sequence[str], intent: Intent) -> tuple[JsonValue, ...]:
    """The values of what was typed. Raises ``UsageError`` for one that does not fit its parameter, or too many."""
    parameters = list(intent.signature.parameters)
    rest = parameters[-1] if parameters and parameters[-1].rest else None
    least = sum(not (item.optional or item.has_default or item.rest) for item in parameters)
    if len(texts) < least or (rest is None and len(texts) > len(parameters)):
        raise UsageError(
            f"{intent.name} takes {_number(least, len(parameters), rest)}, not {len(texts)}",
            hint=f"its signature is {signature_text(intent.signature)}",
        )
    return tuple(_value(text, parameters[min(i, len(parameters) - 1)], intent) for i, text in enumerate(texts))


def _number(least: int, most: int, rest: Parameter | None) -> str:
    if rest is not None:
        return f"at least {least} argument{'s' * (least != 1)}"
    return f"{least} argument{'s' * (least != 1)}" if least == most else f"{least} to {most} arguments"


def _value(text: str, parameter: Parameter, intent: Intent) -> JsonValue:
    """JSON where it fits the parameter, else the text itself where that does."""
    if parameter.rest:
        parameter = replace(parameter, type=getattr(parameter.type, "item", parameter.type))
    try:
        value = json5.read_all(text).value
    except Json5Error:
        value = text
    for candidate in (value, text):
        if has_type(parameter.type, candidate, intent.types):
            return candidate
    raise UsageError(f"{text} does not fit {parameter_text(parameter)}", hint="write it as JSON, such as '[1, 2]'")


def _ready(
    found: LocatedIntent, target: Target, values: tuple[JsonValue, ...], states: Sequence[State], here: Path
) -> Job | None:
    """What to run; ``None`` where the file is missing. A file that is not as verified is run, and said to be so."""
    item = found.item
    workspace = Workspace(found.root)
    path = workspace.target_path(item.key.document, item.intent, target, found.config)
    file = workspace.inspect(path)
    if file.kind == "absent":
        _note(f"{display_path(path, here)} does not exist: intent transpile {shell_argument(item.key.document, here)}")
        return None
    state = next((s for s in states if (s.intent, s.target) == (item.intent.name, target)), None)
    if state is None or state.status not in GOOD:
        _note(f"{display_path(path, here)} is not verified as it is{f': {_word(state)}' if state else ''}")
    modules = used_code(workspace, found.config, found.plan, item, target)
    code = canonical(file.code, item.intent, target, found.config)
    return Job(target, code, item.intent.name, (values,), modules)


def _word(state: State) -> str:
    return NOT_CHECKED if state.status is Status.UNCHECKED else state.status


async def _call(found: LocatedIntent, jobs: Sequence[Job]) -> list[Run]:
    def progress(what: str, share: float) -> None:
        if not share:
            _note(what)

    async with open_workbench(found.root, found.config, offline=True, on_progress=progress) as bench:
        return list(await asyncio.gather(*(bench.sandbox.run(job) for job in jobs)))


def _tell(target: Target, run: Run, *, named: bool) -> bool:
    """Print the result on stdout, what was printed and what went wrong on stderr; whether a value came."""
    if run.printed:
        _note(run.printed.rstrip("\n"))
    outcome = run.outcomes[0] if run.outcomes else None
    lead = f"{LANGUAGES[target] + ':':<12}" if named else ""
    if isinstance(outcome, Returned):
        say(lead + show(outcome.value, _MOST_SHOWN))
        return True
    problem = run.load_error if outcome is None else outcome.error if isinstance(outcome, Raised) else outcome.message
    complain(f"{lead}{problem}")
    return False


def _note(text: str) -> None:
    complain(text)
