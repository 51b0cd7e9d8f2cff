"""What commands, code actions and saving ask for, turned into orders for the runner."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intent_lsp.document.model import Intent
from intent_lsp.errors import sentence
from intent_lsp.lsp.client.editor import Editor
from intent_lsp.lsp.client.progress import Progress
from intent_lsp.lsp.client.settings import UNTRUSTED
from intent_lsp.lsp.client.settings_store import SettingsStore
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments, documents_in
from intent_lsp.lsp.runs.pending_requests import PendingRequests
from intent_lsp.lsp.runs.runner import JobOutcome, Order, Runner
from intent_lsp.lsp.scope import Scope
from intent_lsp.lsp.wire.errors import JsonRpcException, JsonRpcInvalidParams
from intent_lsp.lsp.wire.refusal import refused
from intent_lsp.lsp.wire.uris import path_of
from intent_lsp.status import Phase, Status
from intent_lsp.transpile.events import DocumentFailed
from intent_lsp.values import Target

if TYPE_CHECKING:
    from intent_lsp.transpile.planning.plan import Mode

logger = logging.getLogger(__name__)

_VERBS: dict[Mode, str] = {
    "transpile": "Transpiling", "repair": "Repairing", "check": "Running the examples of", "keep": "Checking",
}  # fmt: skip
_DONE: dict[Mode, str] = {"transpile": "transpiled", "repair": "repaired", "keep": "checked and kept"}


_HOPELESS = ("no-provider", "sandbox", "engine", "write")
"""Codes of failures that say nothing about any code: nothing could be done at all."""
_NAMED = 3
"""So many names stand in a message."""


class Orders:
    """The ways in."""

    def __init__(
        self, editor: Editor, settings: SettingsStore, scope: Scope, documents: OpenDocuments, runner: Runner
    ) -> None:
        self._editor = editor
        self._settings = settings
        self._scope = scope
        self._documents = documents
        self._runner = runner
        self._saves: set[asyncio.Task[None]] = set()
        self._waiting = PendingRequests()

    def cancel(self, path: Path | None = None, intent: str | None = None) -> int:
        """Cancel everything, a document's work, or an intent's, begun or not; returns how many there were."""
        return self._waiting.withdraw(path, intent) + self._runner.cancel(path, intent)

    async def document(
        self,
        uri: str,
        *,
        intent: str | None = None,
        targets: frozenset[Target] | None = None,
        regenerate: bool = False,
        force: bool = False,
        mode: Mode = "transpile",
        provider: str = "",
        token: str | int | None = None,
    ) -> dict[str, Any]:
        """Transpile a document or one of its intents, as it stands in the editor, else as it is on disk.

        Raises ``JsonRpcException`` when that cannot be begun, with the reason.
        """
        self.need_trust()
        path = file_of_uri(uri)
        with self._waiting.register(path, intent=intent) as pending:
            view = await self._view(uri)
        if pending.withdrawn:
            return _nothing_done()
        self._documents.front = path
        intents = view.document.functions
        if intent is not None:
            intents = tuple(item for item in intents if item.name == intent)
            if not intents:
                names = ", ".join(item.name for item in view.document.functions) or "none"
                raise JsonRpcInvalidParams(f"{path.name} has no intent {intent!r}; it has {names}.")
        if not intents:
            raise refused(f"{path.name} holds no intent. Start one with a line `# name: <identifier>`.")
        intents = pending.still_wanted(path, intents)
        if not intents:
            return _nothing_done()
        if mode in ("check", "keep"):
            self._need_code_at_rest(path, intents)
        if provider:
            self._need_provider(path, provider)
        order = self._order(path, view, intents, targets, regenerate=regenerate, force=force)
        order = replace(order, mode=mode, provider=provider)
        what = intents[0].name if len(intents) == 1 else path.name
        return await self._job([order], what, token, eager=True, verb=_VERBS[mode])

    async def workspace(
        self,
        uri: str | None,
        *,
        targets: frozenset[Target] | None = None,
        regenerate: bool = False,
        force: bool = False,
        token: str | int | None = None,
    ) -> dict[str, Any]:
        """Transpile every document of a folder, or of every folder. Raises ``JsonRpcException``."""
        self.need_trust()
        folders = [file_of_uri(uri)] if uri else list(self._scope.folders)
        if not folders:
            raise refused("No folder is open. Open one, or transpile a single document.")
        views: list[tuple[Path, View]] = []
        with self._waiting.register(*folders) as pending:
            for folder in folders:
                for path in await documents_in(folder):
                    try:
                        views.append((path, await self._view(path.as_uri())))
                    except JsonRpcException as error:
                        logger.warning("%s", error)
        if pending.withdrawn:
            return _nothing_done()
        orders = [
            self._order(path, view, intents, targets, regenerate=regenerate, force=force)
            for path, view in views
            if (intents := pending.still_wanted(path, view.document.functions))
        ]
        title = folders[0].name if len(folders) == 1 else f"{len(folders)} folders"
        return await self._job(orders, title, token, eager=True)

    def saved(self, view: View) -> None:
        """A document was saved: end what runs for older texts, and transpile what it says now."""
        path = view.path
        if path is None or not self._scope.trusted:
            return
        self._runner.supersede(path, view.document.intents)
        intents = tuple(item for item in view.document.intents if not item.broken and item.examples)
        if intents:
            order = self._order(path, view, intents, None)
            task = asyncio.create_task(self._save(order), name=f"save {path.name}")
            self._saves.add(task)
            task.add_done_callback(self._saves.discard)

    async def _save(self, order: Order) -> None:
        try:
            with self._waiting.register(order.path) as pending:
                await self._settings.until_answered()
            intents = pending.still_wanted(order.path, order.intents)
            if pending.withdrawn or not intents:
                return
            if not self._scope.settings_of(order.path).transpile_on_save:
                return
            order = replace(order, config=self._scope.config_of(order.path), intents=intents)
            await self._job([order], order.path.name, None, eager=False)
        except Exception:
            logger.exception("transpiling %s on save failed", order.path.name)

    async def _job(
        self,
        orders: Sequence[Order],
        title: str,
        token: str | int | None,
        *,
        eager: bool,
        verb: str = "Transpiling",
    ) -> dict[str, Any]:
        """``eager``: show the progress at once, not only when a model is asked."""
        with Progress(
            self._editor.client, f"{verb} {title}", supported=self._editor.flags.work_done_progress, token=token
        ) as progress:
            outcome = await self._runner.job(orders, progress, eager=eager)
            progress.outcome = _sentence(outcome)
        self._tell(outcome)
        return {"results": outcome.results, "cancelled": outcome.cancelled}

    def _tell(self, outcome: JobOutcome) -> None:
        """Say in one message what no diagnostic says: why nothing could be done for documents that are not open."""
        reasons: dict[str, list[str]] = {}
        for failure in outcome.failures:
            if isinstance(failure, DocumentFailed):
                name = failure.document.name
            elif failure.code in _HOPELESS and self._documents.view(failure.work.document.as_uri()) is None:
                name = failure.work.intent
            else:
                continue
            names = reasons.setdefault(sentence(failure.error, failure.hint), [])
            if name not in names:
                names.append(name)
        if reasons:
            self._editor.show("error", _message(reasons))

    def _order(
        self,
        path: Path,
        view: View,
        intents: Sequence[Intent],
        targets: frozenset[Target] | None,
        *,
        regenerate: bool = False,
        force: bool = False,
    ) -> Order:
        root = self._scope.root_of(path)
        config = self._scope.config_of(path)
        return Order(root, config, path, view.document, tuple(intents), targets, regenerate, force)

    async def _view(self, uri: str) -> View:
        view = self._documents.view(uri)
        if view is not None:
            return view
        path = file_of_uri(uri)
        try:
            return await self._documents.read(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise refused(f"{path.name} cannot be read: {reason}.") from error

    def _need_provider(self, path: Path, name: str) -> None:
        known = [provider.name for provider in self._scope.config_of(path).providers]
        if known and name not in known:
            raise JsonRpcInvalidParams(f"There is no provider {name!r}; there are {', '.join(known)}.")

    def _need_code_at_rest(self, path: Path, intents: Sequence[Intent]) -> None:
        """Refuse to check code that is just being made; what is only being checked is checked anew."""
        for run in (run for intent in intents for run in self._runner.running(path, intent.name)):
            if run.order.mode != "check" and run.reason is None:
                raise refused(f"{run.key[1]} is being {_DONE[run.order.mode]}. Wait for it, or cancel it first.")

    def need_trust(self) -> None:
        """Raises ``JsonRpcException`` where code may not run."""
        if not self._scope.trusted:
            raise refused(UNTRUSTED)

    async def close(self) -> None:
        """Wait for the saves; the runner has cancelled their work."""
        if self._saves:
            await asyncio.wait(set(self._saves))


def file_of_uri(uri: str) -> Path:
    """The file of a document. Raises ``JsonRpcException`` for one that was never saved, or lies elsewhere."""
    path = path_of(uri)
    if path is None:
        raise refused("Save the document to a file first: its generated code lies beside it.")
    return path


def _nothing_done() -> dict[str, Any]:
    """The answer to a command that was cancelled before anything had begun."""
    return {"results": [], "cancelled": True}


def _message(reasons: Mapping[str, Sequence[str]]) -> str:
    """``clamp, half and 4 others: no model server answers. …``; of several reasons, the one that most have."""
    reason, names = max(reasons.items(), key=lambda found: len(found[1]))
    more = len(names) - _NAMED
    named = ", ".join(names[:_NAMED]) + (f" and {more} other{'s' * (more > 1)}" if more > 0 else "")
    rest = sum(map(len, reasons.values())) - len(names)
    also = f" {rest} other{'s' * (rest > 1)} failed for another reason: open the document to see it." if rest else ""
    return f"{named}: {reason}{also}"


def _sentence(outcome: JobOutcome) -> str:
    words: dict[str, str] = {
        Status.VERIFIED: "verified",
        Status.UNCERTAIN: "uncertain",
        Status.DISAGREE: "with targets that disagree",
        Phase.FRESH: "up to date",
        Status.FAILED: "failed",
        Phase.CONFLICT: "edited by hand",
        Phase.ERROR: "not possible",
        Phase.CANCELLED: "cancelled",
        "superseded": "superseded",
    }
    counts = {word: sum(result["status"] == status for result in outcome.results) for status, word in words.items()}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "nothing to do"
