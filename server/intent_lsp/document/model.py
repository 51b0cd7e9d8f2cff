"""What parsing a document yields: intents, signatures, examples, and problems, each with its place in the source.

Everything here is immutable and free of I/O. Positions are 0-based lines and code points within a line. Spans inside an
:class:`Intent` count lines from the intent's own first line, so that an intent parsed once stays valid wherever edits
above move it; :meth:`Intent.place` turns such a span into a span of the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

from intent_lsp.text.positions import split_lines
from intent_lsp.text.span import NOWHERE, Span
from intent_lsp.values import JsonValue, Target

Severity: TypeAlias = Literal["error", "warning", "information", "hint"]


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a problem."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the parser. ``code`` is stable (docs/format.md lists them); ``data`` feeds quick fixes."""

    code: str
    severity: Severity
    message: str
    span: Span
    related: tuple[Related, ...] = ()
    data: Mapping[str, JsonValue] = field(default_factory=dict)


# --- types of the signature language -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Primitive:
    """One of the six simple types."""

    kind: Literal["number", "integer", "string", "boolean", "null", "any"]


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """Any number of values of one type."""

    item: TypeExpr


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A fixed number of values, each of its type."""

    items: tuple[TypeExpr, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a record."""

    name: str
    type: TypeExpr
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RecordOf:
    """Known keys, each with its type."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """String keys to values of one type."""

    value: TypeExpr


@dataclass(frozen=True, slots=True)
class UnionOf:
    """One of several types."""

    options: tuple[TypeExpr, ...]


@dataclass(frozen=True, slots=True)
class LiteralOf:
    """One value and no other."""

    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class Named:
    """A reference to one of the intent's own types."""

    name: str


TypeExpr: TypeAlias = Primitive | ArrayOf | TupleOf | RecordOf | MapOf | UnionOf | LiteralOf | Named

ANY = Primitive("any")


@dataclass(frozen=True, slots=True)
class Parameter:
    """``name?: type = default`` or ``...name: type[]`` (then ``type`` is the array type)."""

    name: str
    type: TypeExpr
    optional: bool = False
    has_default: bool = False
    default: JsonValue = None
    rest: bool = False
    span: Span = NOWHERE
    made_up: bool = False
    """Whether nobody wrote the name: the examples give values by position, and there is no signature."""


@dataclass(frozen=True, slots=True)
class Signature:
    """``(parameters) -> returns``. ``inferred``: there was none; the examples' keys are the parameters."""

    parameters: tuple[Parameter, ...]
    returns: TypeExpr
    inferred: bool = False
    span: Span = NOWHERE


# --- examples and the rest of an intent ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """One input with what must come back.

    ``args`` are bound to the parameters by position, ready to call with: a missing optional parameter at the end is
    left out, one in the middle is its default or ``None``; a rest parameter's values are spread at the end.
    """

    number: int
    """From 1, in document order, hidden examples after the shown ones."""
    args: tuple[JsonValue, ...]
    expected: JsonValue
    hidden: bool = False
    raises: bool = False
    """An ``error:`` example; ``expected`` is then the text the message must contain, or ``True`` for any error."""
    source: str = ""
    """The example as written (one line, trimmed)."""
    span: Span = NOWHERE
    in_span: Span = NOWHERE
    out_span: Span = NOWHERE
    form: Literal["in-out", "call", "table", "fenced"] = "in-out"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of prose or an expression with its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Use:
    """``clamp`` or ``clamp from ./math.intent.md``; ``path`` is empty for the same document."""

    name: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Borrowed:
    """``Vec from ./geometry.intent.md``: a type of another document. The span is the name's."""

    name: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """One directive with its value, for folding, symbols, hover and completion."""

    key: str
    """The canonical key (``examples``), or the heading's own text for a plain section."""
    known: bool
    heading: Span
    span: Span
    """The heading and its value, to the last non-blank line."""


class LazyParts(Protocol):
    """What makes the parts of an intent that are only made when somebody looks at them."""

    def part(self, name: str) -> Any:
        """The value of the field of that name."""


LATER = frozenset(
    (
        "description",
        "signature",
        "types",
        "borrowed",
        "constraints",
        "examples",
        "properties",
        "sections",
        "digest",
        "contract_digest",
        "pure",
    )
)
"""The fields of a parsed intent that are made on first use: its problems are known without them."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One intent. Spans are relative to ``line``; see :meth:`place`."""

    name: str
    name_span: Span
    line: int
    """The document's line (0-based) on which the intent starts."""
    lines: int
    """How many lines it covers."""
    targets: tuple[Target, ...] | None
    """As declared by the intent or the front matter; ``None``: the configuration's default."""
    description: str
    signature: Signature
    types: Mapping[str, TypeExpr]
    """Declared and borrowed ones, those that a borrowed one is made of included."""
    constraints: tuple[Text, ...]
    examples: tuple[Example, ...]
    """Valid ones only, hidden ones included; what does not parse is a problem and no example."""
    properties: tuple[Text, ...]
    uses: tuple[Use, ...]
    tolerance: float
    rounds: int | None
    out_dir: str | None
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]
    """Problems of this intent (relative spans), those that need the whole document included."""
    digest: str
    """Hash of everything that decides the code, prose included: hex SHA-256 of a canonical form, layout excluded."""
    contract_digest: str
    """The same without prose (description, constraints): equal contracts can be met by the same code."""
    pure: bool = True
    """Whether nothing but the arguments may decide a result: no clock, no chance, no call before."""
    borrowed: tuple[Borrowed, ...] = ()
    """The types that are taken from other documents."""
    memory: LazyParts | None = field(default=None, repr=False, compare=False)
    """What makes the fields that the parser left out (:data:`LATER`). Private to the parser."""

    if not TYPE_CHECKING:  # for mypy, an unknown attribute stays an error

        def __getattr__(self, name: str) -> Any:
            """A field that the parser left out."""
            if name in LATER and self.memory is not None:
                return self.memory.part(name)
            raise AttributeError(f"an intent has no attribute {name!r}")

    def place(self, span: Span) -> Span:
        """Turn a span of this intent into a span of the document."""
        line, first, end, last = span  # a call less than ``down``: this is done for every example and name
        return Span(line + self.line, first, end + self.line, last)

    @property
    def span(self) -> Span:
        """The whole intent as a span of the document."""
        return Span(self.line, 0, self.line + self.lines, 0)

    @property
    def broken(self) -> bool:
        """Whether a problem of severity error forbids transpiling."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def only_types(self) -> bool:
        """Whether it is not a function: it declares types, for other documents, and says nothing else."""
        return {section.key for section in self.sections if section.known} == {"types"}

    @property
    def examples_per_section(self) -> tuple[int, ...]:
        """How many examples each of the sections holds; known without making the examples."""
        if self.memory is not None:
            counts: tuple[int, ...] = self.memory.part("examples_per_section")
            return counts
        lines = [section.heading.line for section in self.sections]
        found = Counter(bisect_right(lines, example.span.line) - 1 for example in self.examples)
        return tuple(found[index] for index in range(len(lines)))

    @property
    def shown(self) -> tuple[Example, ...]:
        """The examples a model may see."""
        return tuple(example for example in self.examples if not example.hidden)

    @property
    def hidden(self) -> tuple[Example, ...]:
        """The examples no model ever sees."""
        return tuple(example for example in self.examples if example.hidden)


_PROBLEM = attrgetter("code", "severity", "message", "span", "related", "data")
_SPAN = attrgetter("span")
_LINE = attrgetter("line")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document: its intents in order, and the problems that belong to none of them (document spans)."""

    text: str
    lines: tuple[str, ...]
    """The text's lines without their ends, split at ``\\n``, ``\\r\\n`` and ``\\r`` only."""
    intents: tuple[Intent, ...]
    own_problems: tuple[Problem, ...] = ()
    """Front matter and what stands before the first intent."""
    default_targets: tuple[Target, ...] = ("js",)
    """What an intent that declares no target is generated for."""
    memory: object = field(default=None, repr=False, compare=False)
    """What the next parse re-uses. Private to the parser."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """The lines, which the parser leaves to be split on first use."""
            if name != "lines":
                raise AttributeError(f"a document has no attribute {name!r}")
            lines = split_lines(self.text)
            object.__setattr__(self, "lines", lines)
            return lines

    def targets(self, intent: Intent) -> tuple[Target, ...]:
        """The targets of one of this document's intents, defaults applied."""
        return self.default_targets if intent.targets is None else intent.targets

    @property
    def functions(self) -> tuple[Intent, ...]:
        """The intents that can be transpiled."""
        return tuple(intent for intent in self.intents if not intent.only_types)

    def problems(self) -> tuple[Problem, ...]:
        """Every problem with spans of the document, in order of their place."""
        found = list(self.own_problems)
        for intent in self.intents:
            line = intent.line
            for code, severity, message, span, related, data in map(_PROBLEM, intent.problems):
                there = tuple([Related(r.span.down(line), r.message) for r in related]) if related else ()
                found.append(Problem(code, severity, message, span.down(line), there, data))
        found.sort(key=_SPAN)
        return tuple(found)

    def intent(self, name: str) -> Intent | None:
        """The first intent of that name."""
        return next((intent for intent in self.intents if intent.name == name), None)

    def intent_at(self, line: int) -> Intent | None:
        """The intent that covers the document's line (0-based)."""
        index = bisect_right(self.intents, line, key=_LINE) - 1
        intent = self.intents[index] if index >= 0 else None
        return intent if intent is not None and line < intent.line + intent.lines else None
