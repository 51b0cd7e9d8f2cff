"""What a run is to do: what was asked for, and the intents in the order in which they are worked on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, overload

from intent_lsp.config import Config
from intent_lsp.document.model import Document, Intent
from intent_lsp.errors import DocumentError
from intent_lsp.files.paths import Paths
from intent_lsp.text.span import Span
from intent_lsp.transpile.planning.planned_documents import PlannedDocuments
from intent_lsp.values import Target

Mode: TypeAlias = Literal["transpile", "repair", "check", "keep"]
"""``repair``: go on from the kept candidate, with the repair route. ``check``: run the examples on the code that is
there, and ask and write nothing. ``keep``: the same, and code that passes becomes the generated code."""


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
class IntentKey:
    """Identifies an intent within a run."""

    document: Path
    intent: str


@dataclass(slots=True)
class IntentPlan:
    """One intent with everything that was asked for it."""

    key: IntentKey
    intent: Intent
    targets: tuple[Target, ...]
    rounds: int
    regenerate: bool = False
    force: bool = False
    uses: tuple[IntentKey, ...] = ()
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


class Requests(Sequence[Request]):
    """The same request for each of many documents, each of them named once; made when it is asked for."""

    def __init__(self, like: Request, paths: Paths) -> None:
        self.paths = paths
        self._like = like

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[Request]:
        return (replace(self._like, path=path) for path in self.paths)

    @overload
    def __getitem__(self, index: int) -> Request: ...

    @overload
    def __getitem__(self, index: slice) -> Requests: ...

    def __getitem__(self, index: int | slice) -> Request | Requests:
        if isinstance(index, slice):
            return Requests(self._like, self.paths[index])
        return replace(self._like, path=self.paths[index])


Ref: TypeAlias = str
"""An intent of a plan: the number of its document, a blank, its name. Dozens of bytes, where a key has
hundreds."""


class PlanProblem(NamedTuple):
    """Why an intent cannot be transpiled: the fields ``problem``, ``problem_code`` and ``problem_span`` of a plan."""

    problem: str = ""
    code: str = "no-examples"
    span: Span | None = None


@dataclass(slots=True)
class Dependencies:
    """The intents that an intent uses."""

    uses: tuple[Ref, ...] = ()
    why: PlanProblem | None = None
    """What is wrong with its uses."""


@dataclass(slots=True)
class PlanIndex:
    """What is kept of the intents of a plan; everything else is read off their documents when it is asked for."""

    documents: PlannedDocuments
    config: Config
    requests: Sequence[Request]
    included: list[Request] = field(default_factory=list)
    """For intents that nobody asked for, and others use."""
    request_numbers: dict[Ref, int] = field(default_factory=dict)
    """The number of the request, above that of the targets. ``included`` are counted on behind ``requests``."""
    targets: list[tuple[Target, ...]] = field(default_factory=list)
    """Those that occur, a few."""
    dependencies: dict[Ref, Dependencies] = field(default_factory=dict)
    """Of those that use others."""
    order: dict[Ref, None] | None = None
    """Every intent after those that it uses; ``None``: as in ``request_numbers``."""

    def ref(self, key: IntentKey) -> Ref:
        return f"{self.documents.numbers.of(key.document)} {key.intent}"

    def key(self, ref: Ref) -> IntentKey:
        number, _, name = ref.partition(" ")
        return IntentKey(self.documents.numbers.path(int(number)), name)

    def ask(self, ref: Ref, request: int, targets: tuple[Target, ...]) -> None:
        """Note which request is about the intent, and for which targets."""
        if targets not in self.targets:
            self.targets.append(targets)
        self.request_numbers[ref] = request << _BITS | self.targets.index(targets)

    def targets_of(self, ref: Ref) -> tuple[Target, ...]:
        return self.targets[self.request_numbers[ref] & (1 << _BITS) - 1]

    def widen(self, ref: Ref, targets: tuple[Target, ...]) -> None:
        """The intent is needed for these targets too."""
        have = self.targets_of(ref)
        self.ask(
            ref, self.request_numbers[ref] >> _BITS, (*have, *(target for target in targets if target not in have))
        )

    def request_of(self, ref: Ref) -> tuple[Request, bool]:
        """The request that the intent belongs to, and whether that was for the intent's users only."""
        number = self.request_numbers[ref] >> _BITS
        behind = number - len(self.requests)
        return (self.requests[number], False) if behind < 0 else (self.included[behind], True)


_BITS = 8
"""For the number of an intent's targets, of which there are two, in any order."""


class Intents(Mapping[IntentKey, IntentPlan]):
    """The intents of a plan in order. Each is made when it is asked for, as often as that is."""

    def __init__(self, index: PlanIndex) -> None:
        self._index = index
        self._order: Mapping[Ref, object] = index.request_numbers if index.order is None else index.order

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[IntentKey]:
        return map(self._index.key, self._order)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, IntentKey) and self._index.ref(key) in self._order

    def __getitem__(self, key: IntentKey) -> IntentPlan:
        index, ref = self._index, self._index.ref(key)
        if ref not in self._order:
            raise KeyError(key)
        request, included = index.request_of(ref)
        document = index.documents.document(index.documents.numbers.of(key.document))
        if isinstance(document, DocumentError):  # it was read once, so that it is known
            raise document
        named = (intent for intent in document.intents if intent.name == key.intent)
        if included:
            intent = next(named)
        else:  # the last one counts, should there be several
            *_, intent = (one for one in named if not one.only_types and chosen_targets(one, request, index.config))
        dependencies = index.dependencies.get(ref, _NO_DEPENDENCIES)
        why = why_not(intent)
        if not why.problem and dependencies.why is not None:
            why = dependencies.why
        return IntentPlan(
            key,
            intent,
            index.targets_of(ref),
            request.rounds or intent.rounds or index.config.rounds,
            request.regenerate,
            request.force or request.mode == "keep",
            tuple(map(index.key, dependencies.uses)),
            *why,
            mode=request.mode,
            provider=request.provider,
            text=document.text,
        )

    def targets(self) -> Iterator[tuple[IntentKey, tuple[Target, ...]]]:
        """The targets of each, without a look at any document."""
        return ((self._index.key(ref), self._index.targets_of(ref)) for ref in self._order)

    def uses(self) -> Iterator[tuple[IntentKey, tuple[IntentKey, ...]]]:
        """Of each that uses others, in order, what it uses; without a look at any document."""
        key, dependencies = self._index.key, self._index.dependencies
        return ((key(ref), tuple(map(key, dependencies[ref].uses))) for ref in self._order if ref in dependencies)


_NO_DEPENDENCIES = Dependencies()


@dataclass(slots=True)
class Plan:
    """Intents in an order in which every intent comes after those it uses."""

    intents: Intents
    unreadable: list[tuple[Path, DocumentError]] = field(default_factory=list)


def chosen_targets(intent: Intent, request: Request, config: Config) -> tuple[Target, ...]:
    """Those of an intent's targets that a request asks for."""
    own = intent.targets if intent.targets is not None else config.default_targets
    return tuple(target for target in own if request.targets is None or target in request.targets)


def why_not(intent: Intent) -> PlanProblem:
    """Why it cannot be transpiled, with the code and the place; an empty reason when it can."""
    errors = [problem for problem in intent.problems if problem.severity == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        return PlanProblem(f"{errors[0].message}{more}")  # the findings are the errors themselves
    if any(intent.examples_per_section):  # told without reading them again
        return PlanProblem()
    for problem in intent.problems:
        misspelt = problem.data.get("nearest") in ("examples", "hidden examples")
        if misspelt or problem.code == "not-read":
            return PlanProblem(problem.message, problem.code, problem.span)
    return PlanProblem("there is no example, so nothing could be verified")
