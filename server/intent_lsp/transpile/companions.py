"""What stands beside generated files: declarations for TypeScript, and the index of a folder."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from intent_lsp.decoration.declaration_file import declarations
from intent_lsp.errors import OutputError
from intent_lsp.output import names
from intent_lsp.output.index_file import is_current, write_indexes
from intent_lsp.status import GOOD, Phase
from intent_lsp.transpile.plan import IntentPlan
from intent_lsp.transpile.results import Result
from intent_lsp.transpile.target_state import TargetState, Tools
from intent_lsp.values import TARGETS, Target

_log = logging.getLogger(__name__)


async def write_declarations(plan: IntentPlan, tools: Tools, state: TargetState) -> None:
    """Write the ``.d.ts`` beside a file that is verified or uncertain, if it is not there as it should be.

    A file that a person wrote or edited is left alone, and so is one that cannot be written: the code is what counts.
    """
    result, path = state.result, state.path
    header = state.file.header if state.fresh is not None and state.file is not None else None
    made = state.made or (header.provenance if header else None)
    wanted = tools.config.declarations and state.work.target == "js" and plan.mode in ("transpile", "repair")
    if not wanted or made is None or result is None or path is None or result.status not in GOOD:
        return
    place = names.declarations_of(path)
    try:
        name = names.function_name(plan.intent.name, state.work.target, tools.config)
        await tools.writer.write(place, declarations(state.code, plan.intent, name), made, force=False)
    except OutputError as error:
        _log.info("%s is not written: %s", place.name, error)


def write_index_files(tools: Tools, results: Iterable[Result]) -> None:
    """Bring the index of each folder that holds a result up to date (:mod:`intent_lsp.output.index_file`).

    Where nothing was written since, only a quick look is taken. One that cannot be written is left.
    """
    folders: dict[tuple[Path, Target], bool] = {}
    for result in results:
        for target in TARGETS:
            if result.file is not None and result.target == target and result.status in GOOD:
                key = result.file.parent, target
                folders[key] = folders.get(key, False) or result.status is not Phase.FRESH
    for (folder, target), written in folders.items():
        try:
            if written or not is_current(folder, target, tools.config):
                write_indexes(tools.workspace, folder, target, tools.config)
        except (OutputError, OSError) as error:
            _log.info("the index of %s is not written: %s", folder, error)
