"""What stands beside a generated file of JavaScript: its declarations for TypeScript."""

from __future__ import annotations

import logging

from intent_lsp.decoration.declaration_file import declarations
from intent_lsp.errors import OutputError
from intent_lsp.output import names
from intent_lsp.status import GOOD
from intent_lsp.transpile.plan import IntentPlan
from intent_lsp.transpile.target_state import TargetState, Tools

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
        await tools.writer.write(place, declarations(state.code, plan.intent), made, force=False)
    except OutputError as error:
        _log.info("%s is not written: %s", place.name, error)
