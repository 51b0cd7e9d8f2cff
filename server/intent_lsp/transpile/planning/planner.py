"""From requests to a plan: read the documents, follow ``uses``, and order the intents. Reads files, writes nothing."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.document.model import Document, Intent, Use
from intent_lsp.errors import DocumentError
from intent_lsp.transpile.planning.plan import (
    Dependencies,
    IntentKey,
    Intents,
    Mode,
    Plan,
    PlanIndex,
    PlanProblem,
    Ref,
    Request,
    Requests,
    chosen_targets,
)
from intent_lsp.transpile.planning.planned_documents import PlannedDocuments
from intent_lsp.values import Target

MANY = 1000
"""So many documents are open at once where each is worked on in its turn."""


class Planner:
    """Builds plans; reads each document once."""

    def __init__(self, root: Path, config: Config, most: int | None = MANY) -> None:
        """``most``: so many documents stay open; others are parsed again when they are asked for. ``None``: all."""
        self._root = root
        self._config = config
        self._documents = PlannedDocuments(root, config, most)

    def plan(self, requests: Sequence[Request]) -> Plan:
        """Plan every requested intent, and those that they use.

        A used intent that was not asked for is planned for the same targets, without ``regenerate`` or ``force``.
        """
        with _without_collector(len(requests)):
            return _Planning(self._root, self._documents, PlanIndex(self._documents, self._config, requests)).plan()

    def read_so_far(self) -> Mapping[Path, Document | DocumentError]:
        """The documents that are open, and those that cannot be read."""
        return self._documents.so_far()

    def document(self, path: Path) -> Document | DocumentError:
        """A document as it was when it was first asked for, or why it cannot be read."""
        return self._documents.document(self._documents.numbers.of(path))


class _Planning:
    """One plan in the making."""

    def __init__(self, root: Path, documents: PlannedDocuments, index: PlanIndex) -> None:
        self._root = root
        self._documents = documents
        self._index = index
        self._uses: dict[Ref, tuple[Use, ...]] = {}
        """As they are written, of those that are asked for and use others."""
        self._order: dict[Ref, None] = {}

    def plan(self) -> Plan:
        index = self._index
        numbers = self._numbers(index.requests)
        unreadable: list[tuple[Path, DocumentError]] = []
        for at, (number, request) in enumerate(zip(numbers, index.requests, strict=True)):
            document = self._documents.document(number)
            if isinstance(document, DocumentError):
                unreadable.append((request.path, document))
                continue
            for intent in document.functions:
                if request.intents is None or intent.name in request.intents:
                    self._want(f"{number} {intent.name}", at, intent, chosen_targets(intent, request, index.config))
        if self._uses:
            for ref in list(index.request_numbers):
                self._visit(ref, ())
            index.order = self._order
        return Plan(Intents(index), unreadable)

    def _numbers(self, requests: Sequence[Request]) -> Iterator[int]:
        """The documents' numbers; what editors hold is known before the first of them is read."""
        if isinstance(requests, Requests):
            return self._documents.numbers.all_of(requests.paths)
        numbers = []
        for request in requests:
            numbers.append(self._documents.numbers.of(request.path))
            self._documents.set_editor_text(numbers[-1], request.text, request.document)
        return iter(numbers)

    def _want(self, ref: Ref, request: int, intent: Intent, targets: tuple[Target, ...]) -> None:
        if targets:
            self._index.ask(ref, request, targets)
            if intent.uses:
                self._uses[ref] = intent.uses
            else:
                self._uses.pop(ref, None)  # of an intent before, of the same name

    def _visit(self, ref: Ref, path: tuple[Ref, ...]) -> None:
        """Depth first, so that used intents come first; the depth is bounded by the number of intents."""
        if ref in self._order:
            return
        written = self._uses.get(ref)
        if written:
            self._index.dependencies[ref] = self._dependencies(ref, written, path)
        self._order[ref] = None

    def _dependencies(self, ref: Ref, written: Sequence[Use], path: tuple[Ref, ...]) -> Dependencies:
        """Visits what is used. The first problem counts."""
        key, found, why = self._index.key(ref), list[Ref](), None
        for use in written:
            used = self._resolve(key, use.name, use.path)
            if isinstance(used, str):
                why = why or PlanProblem(used, "unresolved-use", use.span)
                continue
            other = self._index.ref(used)
            if other in path or other == ref:
                problem = f"`{use.name}` and `{key.intent}` use each other: remove one"
                why = why or PlanProblem(problem, "cyclic-use", use.span)
                continue
            self._include(used, other, ref)
            self._visit(other, (*path, ref))
            found.append(other)
        return Dependencies(tuple(found), why)

    def _resolve(self, user: IntentKey, name: str, path: str) -> IntentKey | str:
        """The used intent, or why there is none."""
        document = user.document
        if path:
            document = Path(os.path.normpath(user.document.parent / path))
            if not document.is_relative_to(self._root):
                return f"`{name}` is used, but {path} is outside of the workspace"
        loaded = self._documents.document(self._documents.numbers.of(document))
        if isinstance(loaded, DocumentError):
            return f"`{name}` is used, but {loaded}"
        if loaded.intent(name) is None:
            return f"`{name}` is used, but {document.name} has no such intent: check the name, or add the path"
        return IntentKey(document, name)

    def _include(self, key: IntentKey, ref: Ref, user: Ref) -> None:
        index = self._index
        targets = index.targets_of(user)
        if ref in index.request_numbers:
            index.widen(ref, targets)
            return
        document = self._documents.document(self._documents.numbers.of(key.document))
        intent = document.intent(key.intent) if isinstance(document, Document) else None
        if intent is not None:
            mode: Mode = "check" if index.request_of(user)[0].mode in ("check", "keep") else "transpile"
            index.included.append(Request(key.document, mode=mode))
            index.ask(ref, len(index.requests) + len(index.included) - 1, targets)
            if intent.uses:
                self._uses[ref] = intent.uses


@contextmanager
def _without_collector(documents: int) -> Iterator[None]:
    """Many documents make millions of objects that all stay: looking for garbage among them takes a fifth of the time,
    and finds none."""
    pause = documents >= MANY and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()
