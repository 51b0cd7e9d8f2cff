"""Generated files that no intent asks for: it was renamed, removed, or writes somewhere else by now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.config import Config
from intent_lsp.errors import OutputError
from intent_lsp.output import names
from intent_lsp.output.provenance import Provenance
from intent_lsp.output.workspace import Workspace

if TYPE_CHECKING:
    from intent_lsp.cli.inspection.freshness import State


def orphans(
    root: Path,
    config: Config,
    states: Sequence[State],
    folders: Iterable[Path],
    files: Iterable[Path] | None = None,
    foreign: list[Path] | None = None,
) -> list[State]:
    """What the headers of the generated files tell against ``states``, which are those of the documents looked at.

    Of documents that are gone only those below ``folders`` count. Files are looked for where the configuration puts
    them, and beside those of ``states``; ``files``: only these. ``foreign`` takes those without a header. Reads only.
    """
    workspace = Workspace(root)
    wanted = {(state.document, state.intent, state.target): state.file for state in states}
    looked_at = {state.document for state in states}
    unreadable = {state.document for state in states if not state.intent}
    below = list(folders)
    found: list[State] = []
    if files is None:
        files = named_as_generated(generated_folders(workspace, config, states))
    for path, made in headers(workspace, files):
        if made is None:
            if foreign is not None:
                foreign.append(path)
            continue
        document = workspace.root / made.document
        there = document.is_file()
        key = (document, made.intent, made.target)
        if document in unreadable or (key in wanted and wanted[key] in (None, path, names.described(path))):
            continue
        if document in looked_at if there else any(document.is_relative_to(folder) for folder in below):
            held = {intent for where, intent, _ in wanted if where == document}
            why = _why(workspace, made, wanted.get(key), there=there, held=held)
            from intent_lsp.cli.inspection.freshness import State  # most of the time there is none
            from intent_lsp.transpile.results import Finding

            text = f"{workspace.relative(path)} was generated from {made.document}, {why}: delete it"
            place = document if there else path
            found.append(
                State(place, made.intent, made.target, "orphan", path, findings=(Finding("orphan", text, 1, 1),))
            )
    return found


def _why(workspace: Workspace, made: Provenance, now: Path | None, *, there: bool, held: set[str]) -> str:
    if not there:
        return "which no longer exists"
    if now is not None:
        return f"which now writes {made.intent} to {workspace.relative(now)}"
    if made.intent in held:
        return f"which no longer asks for {made.intent} in {made.target}"
    return f"which no longer holds {made.intent}"


def generated_folders(workspace: Workspace, config: Config, states: Iterable[State]) -> set[Path]:
    """The folders where generated files may be; some may be symlinks, or not be there."""
    found = {workspace.root / config.js_dir, workspace.root / config.py_dir}
    return found | {state.file.parent for state in states if state.file}


def named_as_generated(folders: Iterable[Path]) -> list[Path]:
    """The files that are called as generated ones are, by resolved path."""
    seen: dict[Path, None] = {}
    for folder in folders:
        try:
            seen |= dict.fromkeys(path for path in folder.resolve().iterdir() if path.name.endswith(names.ENDINGS))
        except OSError:
            continue
    return sorted(seen)


def headers(workspace: Workspace, files: Iterable[Path]) -> Iterator[tuple[Path, Provenance | None]]:
    """What the files' headers say of them; ``None`` for one that has none, or cannot be read."""
    for path in files:
        try:
            state = workspace.inspect(path)
        except OutputError:
            yield path, None
            continue
        yield path, state.header.provenance if state.header else None
