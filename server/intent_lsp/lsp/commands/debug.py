"""``intent.debug {uri, intent, target, example}``: what a debugger needs to follow one example through the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from intent_lsp.document.model import Example, Intent
from intent_lsp.lsp.commands import arguments, code_file
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.target_status import target_status
from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.errors import JsonRpcInvalidParams
from intent_lsp.lsp.wire.refusal import refused
from intent_lsp.text.inert import label
from intent_lsp.values import Target, show


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"target", "title", "file", "entry", "driver", "candidate"}``.

    ``driver``: the source of a program that calls the function with the example's arguments; ``entry``: the position
    in ``file`` where the function begins, or ``null``. Code that failed is taken if there is any (``candidate``: nobody
    has vouched for it), else the written file. The client starts the debugger, outside the sandbox. Raises
    ``JsonRpcException`` with the reason where that cannot be.
    """
    session.orders.need_trust()
    view, path, intent = await arguments.intent(argument, session.documents)
    target = arguments.one_target(argument)
    example = _example(intent, argument)
    file, name = _code(session, view, intent, target)
    written = session.files.place(view, intent, target)
    if intent.uses and target == "js" and file != written:
        raise refused(f"The best js candidate of {intent.name} uses other intents, which do not lie beside it.")
    from intent_lsp.decoration import debug_driver

    code = await code_file.text(session.scope.root_of(path), file)
    begins = debug_driver.entry(target, code, name)
    folders = dict.fromkeys(str(each.parent) for each in (file, written) if each is not None)
    place = debug_driver.CodeLocation(str(file), file.as_uri(), tuple(folders))
    call = f"{intent.name}({', '.join(show(value) for value in example.args)})"
    return {
        "target": target,
        "title": label(call),
        "file": file.as_uri(),
        "entry": None if begins is None else {"line": begins[0], "character": begins[1]},
        "driver": debug_driver.driver(target, place, name, example.args),
        "candidate": file != written,
    }


def _example(intent: Intent, argument: dict[str, Any]) -> Example:
    number = argument.get("example")
    found = next((example for example in intent.examples if example.number == number), None)
    if found is None or isinstance(number, bool):
        raise JsonRpcInvalidParams(f"`example` is required: a number from 1 to {len(intent.examples)}.")
    return found


def _code(session: Session, view: View, intent: Intent, target: Target) -> tuple[Path, str]:
    """The file to debug, and the name of the function in it. Raises ``JsonRpcException`` where there is none."""
    from intent_lsp.output.names import function_name

    at = target_status(session.context, view, intent, target)
    file = session.files.place(view, intent, target)
    if at.file is not None and at.file != file:
        return at.file, intent.name
    if file is None or view.path is None or not session.files.kind(view, file):
        raise refused(f"There is no {target} code of {intent.name} yet: transpile it first.")
    return file, function_name(intent.name, target, session.scope.config_of(view.path))
