"""A file of code whose functions are adopted or ported, with its workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.adoption import sources
from intent_lsp.adoption.contract import MOVE_IT, ExistingFunction
from intent_lsp.cli.documents.typed_paths import root_of
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import UsageError
from intent_lsp.cli.terminal.terminal_text import complain
from intent_lsp.config import Config
from intent_lsp.document.model import Intent
from intent_lsp.existing_code.modules import module_text
from intent_lsp.files import single_file
from intent_lsp.output.workspace import Workspace
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.text.listing import some
from intent_lsp.text.nearest import nearest
from intent_lsp.transpile.planning.document_reader import MAX_BYTES
from intent_lsp.transpile.planning.plan import IntentKey, Request
from intent_lsp.transpile.planning.planner import Planner
from intent_lsp.transpile.publishing.used_code import used_code
from intent_lsp.values import Target
from intent_lsp.workbench import Workbench, open_workbench

MOST_NAMES = 8
"""Functions of a file that a message names."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of code in a workspace."""

    path: Path
    text: str
    workspace: Workspace
    config: Config
    here: Path
    """The folder in which the command runs."""

    @property
    def shown(self) -> str:
        """As messages name it."""
        return display_path(self.path, self.here)

    @property
    def name(self) -> str:
        """POSIX path in the workspace."""
        return self.workspace.relative(self.path)

    def load(self, path: str) -> str | None:
        """The text of another file of the workspace; ``None`` where there is none that can be read."""
        return module_text(self.workspace, path)


def parse_file_and_function(text: str) -> tuple[Path, str]:
    """``FILE[:FUNCTION]`` as the file and the function, which may be missing."""
    file, colon, name = text.rpartition(":")  # the colon may also be that of a drive
    is_function = colon and file and all(part.replace("$", "_").isidentifier() for part in name.split("."))
    return (Path(file), name) if is_function and not Path(text).exists() else (Path(text), "")


def source_of(file: Path, root: Path | None) -> Source:
    """Read it. Raises ``UsageError``, ``ConfigError`` and ``OutsideWorkspace``."""
    here = Path.cwd()
    path = file.parent.resolve() / file.name
    if file.suffix not in sources.TARGET_OF:
        raise UsageError(f"{file} is neither Python nor JavaScript", hint="name a .py, .js, .mjs, .cjs or .ts file")
    root = root or root_of(path, here)
    if not path.is_relative_to(root):
        raise UsageError(f"{file} is not inside the workspace {root}", hint="name a folder above it with --root")
    return Source(path, _text(path, root, display_path(path, here)), Workspace(root), config_of(root), here)


def _text(path: Path, root: Path, name: str) -> str:
    try:
        data = single_file.read_linked(path, MAX_BYTES + 1, within=root)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}", hint="name a file of code") from error
    if data is None:
        raise UsageError(f"{name} does not exist", hint="write FILE:FUNCTION, such as shop.py:total")
    if len(data) > MAX_BYTES:
        raise UsageError(f"{name} is larger than {MAX_BYTES >> 20} MB", hint="name a file that a person wrote")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8", hint="save it as UTF-8") from error


def function_of(source: Source, name: str, known: Collection[str]) -> ExistingFunction:
    """The function of that name. ``known``: those that others call. Raises ``UsageError`` where there is none."""
    found = sources.read(source.name, source.text, name, source.load)
    if found is None:
        _check(source)
        close = nearest(name, known)
        has = f"it has {some([*known], MOST_NAMES)}" if known else "name a file that defines it"
        hint = f"did you mean {close}?" if close else has
        raise UsageError(f"{source.shown} has no function named {name}", hint=hint)
    return found


def public_functions(source: Source) -> Mapping[str, Set[str]]:
    """The functions that others call, with the names that each uses. Raises ``UsageError`` where there are none."""
    found = sources.public_functions(source.name, source.text)
    if not found:
        _check(source)
        raise _nothing_offered(source)
    return found


def _nothing_offered(source: Source) -> UsageError:
    message = f"{source.shown} defines no function that others call"
    if methods := sources.methods(source.name, source.text):
        return UsageError(f"{message}, only methods of {some([*methods], MOST_NAMES)}", hint=MOVE_IT)
    private = sources.functions(source.name, source.text)
    hint = f"name one: {source.shown}:{private[0]}" if private else "name a file that defines one"
    return UsageError(message, hint=hint)


def _check(source: Source) -> None:
    if problem := sources.parse_problem(source.name, source.text):
        raise UsageError(f"{source.shown} {problem}", hint="fix it first")


async def in_sandbox(source: Source, action: Callable[[Sandbox], Awaitable[int]]) -> int:
    """What the work answers in a sandbox for the source's workspace."""
    return await at_workbench(source, lambda bench: action(bench.sandbox), offline=True)


async def at_workbench(source: Source, action: Callable[[Workbench], Awaitable[int]], *, offline: bool | None) -> int:
    """What the work answers with all that the source's workspace is transpiled with.

    ``offline``: overrides the configuration.
    """

    def progress(what: str, share: float) -> None:
        if not share:
            complain(what)

    async with open_workbench(source.workspace.root, source.config, offline=offline, on_progress=progress) as bench:
        return await action(bench)


def used_by(source: Source, document: Path, intent: Intent, target: Target) -> dict[str, str]:
    """The generated functions that the generated code of an intent may import. Raises ``OutputError``."""
    plan = Planner(source.workspace.root, source.config).plan([Request(document)])
    item = plan.intents.get(IntentKey(document, intent.name))
    return used_code(source.workspace, source.config, plan, item, target) if item is not None else {}
