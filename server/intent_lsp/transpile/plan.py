"""From requests to work: read the documents, follow ``uses``, and order the intents. Reads files, writes nothing."""

from __future__ import annotations

import errno
import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

from intent_lsp.config import Config
from intent_lsp.document import parse
from intent_lsp.document.borrowing import NO_LENDERS, Lenders
from intent_lsp.document.model import Document, Intent, Use
from intent_lsp.document.names import stem
from intent_lsp.errors import DocumentError
from intent_lsp.files import single
from intent_lsp.text.span import Span
from intent_lsp.values import Target

Mode: TypeAlias = Literal["transpile", "repair", "check", "keep"]
"""``repair``: go on from the kept candidate, with the repair route. ``check``: run the examples on the code that is
there, and ask and write nothing. ``keep``: the same, and code that passes becomes the generated code."""

_MANY = 1000
MAX_BYTES = 8 << 20
"""A document larger than this is refused: no person wrote it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a front asks for: one document, and which of its intents and targets."""

    path: Path
    """Absolute path of the document."""
    text: str | None = None
    """The editor's text; ``None``: read the file."""
    intents: frozenset[str] | None = None
    """Names; ``None``: all."""
    targets: frozenset[Target] | None = None
    """``None``: the intents' own."""
    rounds: int | None = None
    """Overrides the configuration and the intent."""
    regenerate: bool = False
    """Ask anew, past the cache and past what is verified already."""
    force: bool = False
    """Replace files that were edited by hand."""
    mode: Mode = "transpile"
    provider: str = ""
    """Ask only the provider of this name; empty: the routes as configured."""
    document: Document | None = None
    """The text, parsed already. Parsed again where the configuration has other default targets."""


@dataclass(frozen=True, slots=True)
class Key:
    """Identifies an intent within a run."""

    document: Path
    intent: str


@dataclass(slots=True)
class IntentPlan:
    """One intent with everything that was asked for it."""

    key: Key
    intent: Intent
    targets: tuple[Target, ...]
    rounds: int
    regenerate: bool = False
    force: bool = False
    uses: tuple[Key, ...] = ()
    problem: str = ""
    """Why it cannot be transpiled at all; empty: it can."""
    problem_code: str = "no-examples"
    """The stable code of ``problem``, where the intent's own problems do not say it."""
    problem_span: Span | None = None
    """Where ``problem`` is, relative to the intent; ``None``: at its name."""
    mode: Mode = "transpile"
    provider: str = ""
    text: str = field(default="", repr=False)
    """The whole document's, as it was when this was planned."""


@dataclass(slots=True)
class Plan:
    """Intents in an order in which every intent comes after those it uses."""

    intents: dict[Key, IntentPlan] = field(default_factory=dict)
    unreadable: list[tuple[Path, DocumentError]] = field(default_factory=list)


def read_document(path: Path, root: Path | None = None) -> str:
    """Read a document's text. ``root``: the workspace, out of which no symlink may lead.

    Raises :class:`~intent_lsp.errors.DocumentError` when it is missing, no file, too large, elsewhere, or not UTF-8.
    """
    return decoded_document(path, read_document_bytes(path, root))


def read_document_bytes(path: Path, root: Path | None = None) -> bytes:
    """A document's bytes, as :func:`read_document` reads them. Raises :class:`~intent_lsp.errors.DocumentError`."""
    try:
        data = single.read_linked(path, MAX_BYTES + 1, within=root)
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise DocumentError(
                f"{path.name} is not a file", hint="name a document (*.intent.md) or a folder"
            ) from None
        raise DocumentError(
            f"{path.name} cannot be read: {error.strerror or error}", hint="check the path and its permissions"
        ) from error
    if data is None:
        raise DocumentError(
            f"{path.name} cannot be read: {os.strerror(errno.ENOENT)}", hint="check the path and its permissions"
        )
    if len(data) > MAX_BYTES:
        raise DocumentError(
            f"{path.name} has more than {MAX_BYTES >> 20} MB", hint="no person wrote that: divide it, or remove it"
        )
    return data


def decoded_document(path: Path, data: bytes) -> str:
    """The text of a document's bytes. Raises :class:`~intent_lsp.errors.DocumentError` when they are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path.name} is not UTF-8: byte {error.start} cannot be decoded", hint="save the document as UTF-8"
        ) from error


def parsed_document(
    path: Path, text: str, root: Path, config: Config, texts: Mapping[Path, str] = MappingProxyType({})
) -> Document:
    """A document of the workspace ``root``, with the types that others lend it.

    ``texts`` stand for the files of documents that an editor holds.
    """

    def text_of(name: str) -> str | None:
        other = root / name
        try:
            return texts[other] if other in texts else read_document(other, root)
        except DocumentError:
            return None

    lent: Lenders = NO_LENDERS
    if "from" in text and path.is_relative_to(root):
        from intent_lsp.document.lending import lenders  # for those who take types from others

        lent = lenders(path.relative_to(root).as_posix(), text, text_of)
    return parse(text, stem=stem(path.name), default_targets=config.default_targets, lenders=lent)


class Planner:
    """Builds a plan; parses each document once."""

    def __init__(self, root: Path, config: Config) -> None:
        self._root = root
        self._config = config
        self._documents: dict[Path, Document | DocumentError] = {}
        self._texts: dict[Path, str] = {}

    def _know(self, request: Request) -> None:
        document = request.document
        if request.text is not None:
            self._texts[request.path] = request.text
        if document is not None and document.default_targets == self._config.default_targets:
            self._documents.setdefault(request.path, document)

    def plan(self, requests: Sequence[Request]) -> Plan:
        """Plan every requested intent, and those that they use.

        A used intent that was not asked for is planned for the same targets, without ``regenerate`` or ``force``.
        """
        with _without_collector(len(requests)):
            return self._plan(requests)

    def _plan(self, requests: Sequence[Request]) -> Plan:
        plan = Plan()
        for request in requests:
            self._know(request)
        wanted: list[IntentPlan] = []
        for request in requests:
            document = self.document(request.path)
            if isinstance(document, DocumentError):
                plan.unreadable.append((request.path, document))
                continue
            wanted += [
                self._intent_plan(request, intent, document.text)
                for intent in document.functions
                if request.intents is None or intent.name in request.intents
            ]
        by_key = {item.key: item for item in wanted if item.targets}
        for key in list(by_key):
            self._visit(key, by_key, plan, ())
        return plan

    def _intent_plan(self, request: Request, intent: Intent, text: str) -> IntentPlan:
        targets = intent.targets if intent.targets is not None else self._config.default_targets
        problem, code, span = _why_not(intent)
        return IntentPlan(
            Key(request.path, intent.name),
            intent,
            tuple(t for t in targets if request.targets is None or t in request.targets),
            request.rounds or intent.rounds or self._config.rounds,
            request.regenerate,
            request.force or request.mode == "keep",
            problem=problem,
            problem_code=code,
            problem_span=span,
            mode=request.mode,
            provider=request.provider,
            text=text,
        )

    def _visit(self, key: Key, wanted: dict[Key, IntentPlan], plan: Plan, path: tuple[Key, ...]) -> None:
        """Depth first, so that used intents come first; the depth is bounded by the number of intents."""
        if key in plan.intents:
            return
        item = wanted[key]
        uses: list[Key] = []
        for use in item.intent.uses:
            used = self._resolve(key, use.name, use.path)
            if isinstance(used, str):
                _blame(item, "unresolved-use", used, use)
                continue
            if used in path or used == key:
                _blame(item, "cyclic-use", f"`{use.name}` and `{key.intent}` use each other: remove one", use)
                continue
            self._include(used, item, wanted)
            self._visit(used, wanted, plan, (*path, key))
            uses.append(used)
        item.uses = tuple(uses)
        plan.intents[key] = item

    def _resolve(self, user: Key, name: str, path: str) -> Key | str:
        """The used intent, or why there is none."""
        document = user.document
        if path:
            document = Path(os.path.normpath(user.document.parent / path))
            if not document.is_relative_to(self._root):
                return f"`{name}` is used, but {path} is outside of the workspace"
        loaded = self.document(document)
        if isinstance(loaded, DocumentError):
            return f"`{name}` is used, but {loaded}"
        if loaded.intent(name) is None:
            return f"`{name}` is used, but {document.name} has no such intent: check the name, or add the path"
        return Key(document, name)

    def _include(self, key: Key, user: IntentPlan, wanted: dict[Key, IntentPlan]) -> None:
        targets = user.targets
        document = self.document(key.document)
        intent = document.intent(key.intent) if isinstance(document, Document) else None
        if intent is None or not isinstance(document, Document):
            return
        if key in wanted:
            have = wanted[key]
            have.targets = (*have.targets, *(t for t in targets if t not in have.targets))
        else:
            rounds = intent.rounds or self._config.rounds
            mode: Mode = "check" if user.mode in ("check", "keep") else "transpile"
            problem, code, span = _why_not(intent)
            wanted[key] = IntentPlan(
                key,
                intent,
                targets,
                rounds,
                problem=problem,
                problem_code=code,
                problem_span=span,
                mode=mode,
                text=document.text,
            )

    def read_so_far(self) -> Mapping[Path, Document | DocumentError]:
        """Every document that was asked for, or that one of those uses."""
        return self._documents

    def document(self, path: Path) -> Document | DocumentError:
        """A document as it was when it was first asked for, or why it cannot be read."""
        if path not in self._documents:
            try:
                text = self._texts[path] if path in self._texts else read_document(path, self._root)
                self._documents[path] = parsed_document(path, text, self._root, self._config, self._texts)
            except DocumentError as error:
                self._documents[path] = error
        return self._documents[path]


@contextmanager
def _without_collector(documents: int) -> Iterator[None]:
    """Many documents make millions of objects that all stay: looking for garbage among them takes a fifth of the time,
    and finds none."""
    pause = documents >= _MANY and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def _blame(item: IntentPlan, code: str, problem: str, use: Use) -> None:
    """The first problem counts."""
    if not item.problem:
        item.problem, item.problem_code, item.problem_span = problem, code, use.span


def _why_not(intent: Intent) -> tuple[str, str, Span | None]:
    """Why it cannot be transpiled, with the code and the place; an empty reason when it can."""
    errors = [problem for problem in intent.problems if problem.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return f"{errors[0].message}{more}", "no-examples", None  # the findings are the errors themselves
    if any(intent.examples_per_section):  # told without reading them again
        return "", "no-examples", None
    for problem in intent.problems:
        misspelt = problem.data.get("nearest") in ("examples", "hidden examples")
        if misspelt or problem.code == "not-read":
            return problem.message, problem.code, problem.span
    return "there is no example, so nothing could be verified", "no-examples", None
