"""What stands beside generated files: declarations for TypeScript, tests, and the index of a folder."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.decoration.declaration_file import declarations
from intent_lsp.decoration.project_tests import javascript_file, pytest_file
from intent_lsp.document.model import Intent
from intent_lsp.errors import FormatterFailed, OutputError
from intent_lsp.output import names
from intent_lsp.output.index_file import indexes, is_current, present_text, write_index
from intent_lsp.status import GOOD, Phase
from intent_lsp.syntax.equivalence import same_program, same_words
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.publishing.target_state import TargetState, Tools
from intent_lsp.transpile.results import Result
from intent_lsp.values import TARGETS, JsonValue, Target

_log = logging.getLogger(__name__)


async def write_companions(plan: IntentPlan, tools: Tools, state: TargetState) -> None:
    """Write what belongs beside a file that is verified or uncertain, where it is missing or differs.

    A file that a person wrote or edited is left alone, and so is one that cannot be written: the code is what counts.
    """
    result, path = state.result, state.path
    header = state.file.header if state.fresh is not None and state.file is not None else None
    made = state.made or (header.provenance if header else None)
    if made is None or result is None or path is None or result.status not in GOOD or plan.mode in ("check", "keep"):
        return
    for place, text in _companions(plan.intent, tools, state, path):
        try:
            there = tools.writer.inspect(place)
            old = there.code if there.kind == "generated" else ""
            text = await _in_format(text, old, tools, place, state.work.target)
            await tools.writer.write(place, text, made, force=False)
        except OutputError as error:
            _log.info("%s is not written: %s", place.name, error)


def _companions(intent: Intent, tools: Tools, state: TargetState, path: Path) -> Iterator[tuple[Path, str]]:
    config, target = tools.config, state.work.target
    name = names.function_name(intent.name, target, config)
    if target == "py":
        if config.py_tests == "pytest":
            yield names.test_of(path), pytest_file(state.code, intent, name, path.stem, _inputs(intent))
        return
    if config.declarations:
        yield names.declarations_of(path), declarations(state.code, intent, name)
    if config.js_tests != "none":
        place = names.test_of(path)
        commonjs = tools.workspace.is_commonjs(path)
        yield place, javascript_file(intent, name, path.name, config.js_tests, _inputs(intent), commonjs=commonjs)


def _inputs(intent: Intent) -> list[tuple[JsonValue, ...]]:
    """Inputs for the properties: of the examples, and of those near them for which the properties were checked."""
    if not intent.properties:
        return []
    return [example.args for example in intent.examples if not example.raises] + nearby_inputs(intent)[::2]


async def _in_format(text: str, old: str, tools: Tools, place: Path, target: Target) -> str:
    """The text in the project's format; the old one if it says the same: whoever wrote that had a formatter."""
    if old and same_words(old, text, target):
        return old
    try:
        made = await tools.formatter.format(text, place, target)
    except FormatterFailed as error:
        _log.info("%s is not formatted: %s", place.name, error)
        return text
    return made if same_program(text, made, target) else text


async def write_index_files(tools: Tools, results: Iterable[Result]) -> None:
    """Bring the index of each folder that holds a result up to date (:mod:`intent_lsp.output.index_file`), if there is
    to be one: tests for pytest import from the package that it makes of a folder.

    Where nothing was written since, only a quick look is taken. One that cannot be written is left.
    """
    wanted = TARGETS if tools.config.index else ("py",) if tools.config.py_tests == "pytest" else ()
    folders: dict[tuple[Path, Target], bool] = {}
    for result in results:
        for target in wanted:
            if result.file is not None and result.target == target and result.status in GOOD:
                key = result.file.parent, target
                folders[key] = folders.get(key, False) or result.status is not Phase.FRESH
    for (folder, target), written in folders.items():
        try:
            if written or not is_current(tools.workspace, folder, target, tools.config):
                for path, body in indexes(tools.workspace, folder, target, tools.config).items():
                    old = present_text(tools.workspace, path, target)
                    write_index(tools.workspace, path, target, await _in_format(body, old, tools, path, target))
        except (OutputError, OSError) as error:
            _log.info("the index of %s is not written: %s", folder, error)
