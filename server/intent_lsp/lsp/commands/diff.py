"""``intent.diff {uri, intent, target}``: what was edited by hand, or how the candidate differs from the file."""

from __future__ import annotations

import asyncio
import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intent_lsp.document.model import Intent
from intent_lsp.lsp.commands import arguments, code_file, shown_files
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.target_status import target_status
from intent_lsp.lsp.session import Session
from intent_lsp.lsp.wire.refusal import refused
from intent_lsp.status import Status
from intent_lsp.values import Json, Target

if TYPE_CHECKING:
    from intent_lsp.output.workspace import FileState


async def run(session: Session, argument: dict[str, Any], token: str | int | None) -> Any:
    """Answer ``{"left": {uri, title, text}, "right": …, "unified"}``.

    LSP has no request to show a difference. Clients that say ``experimental.intentDiff`` show it themselves; in others
    the unified difference is opened as a file, where they can open files. Raises ``JsonRpcException`` with the reason
    where there is nothing to compare.
    """
    view, path, intent = await arguments.intent(argument, session.documents)
    target = arguments.one_target(argument)
    left, right = await _sides(session, view, intent, target)
    unified = "".join(
        difflib.unified_diff(
            left["text"].splitlines(keepends=True), right["text"].splitlines(keepends=True), left["title"],
            right["title"],
        )
    )  # fmt: skip
    answer = {"left": left, "right": right, "unified": unified}
    if not session.scope.flags.shows_differences:
        root, name = session.scope.root_of(path), f"{intent.name}.{target}.diff"
        file = await shown_files.write(root, "differences", name, unified)
        if file is not None:
            await session.editor.show_file(file)
            answer["uri"] = file.as_uri()
    return answer


async def _sides(session: Session, view: View, intent: Intent, target: Target) -> tuple[Json, Json]:
    at = target_status(session.context, view, intent, target)
    path = session.files.place(view, intent, target)
    if path is None or view.path is None:
        raise refused(f"There is no {target} file of {intent.name}.")
    root = session.scope.root_of(view.path)
    file = session.files.state(root, path)
    here = {"uri": path.as_uri(), "title": path.name, "text": file.code}
    if at.kind is Status.FAILED and at.file is not None:
        text = await code_file.text(root, at.file)
        return here, {"uri": at.file.as_uri(), "title": f"{path.name} (best candidate)", "text": text}
    if file.kind not in ("edited", "foreign"):
        raise refused(f"{path.name} is as it was generated.")
    code = await asyncio.to_thread(generated_code, root, file, target)
    if code is None and at.state is not None:
        code = at.state.code if at.state.status in (Status.VERIFIED, Status.UNCERTAIN) else None
    if code is None:
        raise refused(f"What was generated for {path.name} is no longer stored: take the generated code instead.")
    stored = await shown_files.write(root, "differences", path.name, code)
    uri = stored.as_uri() if stored is not None else ""
    return {"uri": uri, "title": f"{path.name} (generated)", "text": code}, here


def generated_code(root: Path, file: FileState, target: Target) -> str | None:
    """The code that a file's header speaks of, from the proofs."""
    from intent_lsp.output.workspace import Workspace
    from intent_lsp.transpile.proofs import proved_code

    digest = file.header.code_digest if file.header else ""
    return proved_code(Workspace(root), digest, target) if digest else None
