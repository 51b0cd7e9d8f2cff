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
    Intents,
    Key,
    Mode,
    Notes,
    Plan,
    PlanProblem,
    Ref,
    Request,
    Requests,
    Ties,
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
        self._shelf = PlannedDocuments(root, config, most)

    def plan(self, requests: Sequence[Request]) -> Plan:
        """Plan every requested intent, and those that they use.

        A used intent that was not asked for is planned for the same targets, without ``regenerate`` or ``force``.
        """
        with _without_collector(len(requests)):
            return _Planning(self._root, self._shelf, Notes(self._shelf, self._config, requests)).plan()

    def read_so_far(self) -> Mapping[Path, Document | DocumentError]:
        """The documents that are open, and those that cannot be read."""
        return self._shelf.so_far()

    def document(self, path: Path) -> Document | DocumentError:
        """A document as it was when it was first asked for, or why it cannot be read."""
        return self._shelf.document(self._shelf.numbers.of(path))


class _Planning:
    """One plan in the making."""

    def __init__(self, root: Path, shelf: PlannedDocuments, notes: Notes) -> None:
        self._root = root
        self._shelf = shelf
        self._notes = notes
        self._uses: dict[Ref, tuple[Use, ...]] = {}
        """As they are written, of those that are asked for and use others."""
        self._order: dict[Ref, None] = {}

    def plan(self) -> Plan:
        notes = self._notes
        numbers = self._numbers(notes.requests)
        unreadable: list[tuple[Path, DocumentError]] = []
        for at, (number, request) in enumerate(zip(numbers, notes.requests, strict=True)):
            document = self._shelf.document(number)
            if isinstance(document, DocumentError):
                unreadable.append((request.path, document))
                continue
            for intent in document.functions:
                if request.intents is None or intent.name in request.intents:
                    self._want(f"{number} {intent.name}", at, intent, chosen_targets(intent, request, notes.config))
        if self._uses:
            for code in list(notes.asked):
                self._visit(code, ())
            notes.order = self._order
        return Plan(Intents(notes), unreadable)

    def _numbers(self, requests: Sequence[Request]) -> Iterator[int]:
        """The documents' numbers; what editors hold is known before the first of them is read."""
        if isinstance(requests, Requests):
            return self._shelf.numbers.all_of(requests.paths)
        numbers = []
        for request in requests:
            numbers.append(self._shelf.numbers.of(request.path))
            self._shelf.give(numbers[-1], request.text, request.document)
        return iter(numbers)

    def _want(self, code: Ref, request: int, intent: Intent, targets: tuple[Target, ...]) -> None:
        if targets:
            self._notes.ask(code, request, targets)
            if intent.uses:
                self._uses[code] = intent.uses
            else:
                self._uses.pop(code, None)  # of an intent before, of the same name

    def _visit(self, code: Ref, path: tuple[Ref, ...]) -> None:
        """Depth first, so that used intents come first; the depth is bounded by the number of intents."""
        if code in self._order:
            return
        written = self._uses.get(code)
        if written:
            self._notes.ties[code] = self._ties(code, written, path)
        self._order[code] = None

    def _ties(self, code: Ref, written: Sequence[Use], path: tuple[Ref, ...]) -> Ties:
        """Visits what is used. The first problem counts."""
        key, found, why = self._notes.key(code), list[Ref](), None
        for use in written:
            used = self._resolve(key, use.name, use.path)
            if isinstance(used, str):
                why = why or PlanProblem(used, "unresolved-use", use.span)
                continue
            other = self._notes.code(used)
            if other in path or other == code:
                problem = f"`{use.name}` and `{key.intent}` use each other: remove one"
                why = why or PlanProblem(problem, "cyclic-use", use.span)
                continue
            self._include(used, other, code)
            self._visit(other, (*path, code))
            found.append(other)
        return Ties(tuple(found), why)

    def _resolve(self, user: Key, name: str, path: str) -> Key | str:
        """The used intent, or why there is none."""
        document = user.document
        if path:
            document = Path(os.path.normpath(user.document.parent / path))
            if not document.is_relative_to(self._root):
                return f"`{name}` is used, but {path} is outside of the workspace"
        loaded = self._shelf.document(self._shelf.numbers.of(document))
        if isinstance(loaded, DocumentError):
            return f"`{name}` is used, but {loaded}"
        if loaded.intent(name) is None:
            return f"`{name}` is used, but {document.name} has no such intent: check the name, or add the path"
        return Key(document, name)

    def _include(self, key: Key, code: Ref, user: Ref) -> None:
        notes = self._notes
        targets = notes.targets_of(user)
        if code in notes.asked:
            notes.widen(code, targets)
            return
        document = self._shelf.document(self._shelf.numbers.of(key.document))
        intent = document.intent(key.intent) if isinstance(document, Document) else None
        if intent is not None:
            mode: Mode = "check" if notes.request_of(user)[0].mode in ("check", "keep") else "transpile"
            notes.included.append(Request(key.document, mode=mode))
            notes.ask(code, len(notes.requests) + len(notes.included) - 1, targets)
            if intent.uses:
                self._uses[code] = intent.uses


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
