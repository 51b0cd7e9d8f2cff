"""One intent's text analysed; nothing outside that text matters but its :class:`Context`."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from intent_lsp.document.empty_rules import empty_rules
from intent_lsp.document.examples.binding import Binder, BoundExample, bind_examples, key_place, signature_from
from intent_lsp.document.examples.example_items import may_hold_example
from intent_lsp.document.examples.example_section import ExampleReader, Units
from intent_lsp.document.examples.placeholders import is_placeholder
from intent_lsp.document.examples.unbound_examples import Placed, span_of
from intent_lsp.document.model import Borrowed, Problem, Signature, TypeExpr, Use
from intent_lsp.document.properties import PropertyChecker
from intent_lsp.document.report import Report
from intent_lsp.document.structure import settings
from intent_lsp.document.structure.keys import KEYS
from intent_lsp.document.structure.names import is_identifier, reserved_in, suggest_name
from intent_lsp.document.structure.naming import check_name, read_name
from intent_lsp.document.structure.sections import Part, items, readable_text, split_sections, unwrap, value_range
from intent_lsp.document.type_language.borrowing import NO_LENDERS, Lenders, in_sections
from intent_lsp.document.type_language.declarations import DeclaredSignature, read_signature, read_types
from intent_lsp.document.unread_lines import (
    EXAMPLES,
    report_headings,
    report_misplaced,
    report_open_comment,
    report_repeated,
    report_second_title,
)
from intent_lsp.text.nearest import nearest
from intent_lsp.text.source import Source
from intent_lsp.values import Target


class Context(NamedTuple):
    """What all intents of a document take from their surroundings."""

    stem: str
    default_targets: tuple[Target, ...]
    defaults: settings.Defaults
    lenders: Lenders = NO_LENDERS


class EarlierParses(Protocol):
    """What earlier parses know."""

    def of(self, name: str) -> tuple[Units, Binder | None]:
        """What was read of the intent of that name, and what its examples were bound to."""


class Analysis(NamedTuple):
    """All there is to know about an intent. Numbers are offsets, spans count from the intent's own line."""

    source: Source
    readable_source: Source
    """The readable text, of the same length."""
    parts: list[Part]
    name: str
    where: tuple[int, int]
    """Where the name stands, or would."""
    targets: tuple[Target, ...] | None
    description: str
    stated: DeclaredSignature | None
    signature: Signature
    """Stated or inferred; a stated one counts in its own text."""
    types: dict[str, TypeExpr]
    borrowed: tuple[Borrowed, ...]
    examples: list[BoundExample]
    properties: list[tuple[int, int]]
    uses: tuple[Use, ...]
    tolerance: float
    rounds: int | None
    pure: bool
    problems: tuple[Problem, ...]
    units: Units
    binder: Binder


DEFAULT_TOLERANCE = 1e-9
"""Relative; docs/format.md, "Equality"."""
_ONE_VALUE = ("tolerance", "rounds", "pure")
_SETTINGS = frozenset(("target", "tolerance", "rounds", "pure"))
"""Directives whose value is a word or two, so that prose below them is none of it."""


def analyse(text: str, context: Context, titled: bool, known: EarlierParses) -> Analysis:
    """Analyse the text of one intent (``\\n`` line ends). Never raises.

    ``titled``: the first heading may give the name (docs/format.md, "Sloppy is fine").
    """
    return _Parser(text, context, titled).parse(known)


class _Parser:
    def __init__(self, text: str, context: Context, titled: bool) -> None:
        self.titled = titled
        self.source = Source(text)
        self.padded = "\n" + text
        self.context = context
        self.report = Report(self.source)
        self.parts = split_sections(self.padded)
        self.readable = readable_text(self.padded, self.parts)
        self.plain = self.source if self.readable is self.padded else Source(self.readable[1:])

    def parse(self, known: EarlierParses) -> Analysis:
        source, context, report = self.source, self.context, self.report
        name, where, naming = read_name(source, self.parts, context.stem, titled=self.titled)
        prose = self._prose(naming)
        named: dict[str, list[Part]] = {}
        unread: list[tuple[Part | None, Part]] = []
        for above, part in zip([None, *self.parts], self.parts, strict=False):
            if part.key:
                named.setdefault(part.key, []).append(part)
            elif part is not naming:
                self._unknown(part)
                unread.append((above, part))
        chosen: list[Target] = []
        for part in named.get("target", ()):
            chosen += settings.read_targets(source, part.value, self._end_of_setting(part), report)
        targets = tuple(dict.fromkeys(chosen)) or context.defaults.targets
        all_targets = targets or context.default_targets
        check_name(name, where, all_targets, report)
        tolerance, rounds = self._numbers(named)
        descriptions = [self._value(part) for part in named.get("description", ())]
        types = read_types(named.get("types", ()), self.plain, report, context.lenders)
        borrowed = in_sections(named.get("types", ()), self.plain)
        stated = read_signature(named.get("signature", ()), types, all_targets, report)
        units, binder = known.of(name)
        reader = ExampleReader(source, self.readable, name, report, units)
        shown, hidden = (
            [one for part in named.get(key, ()) for one in self._examples(part, reader)] for key in EXAMPLES
        )
        signature = stated.signature if stated is not None else signature_from(shown, hidden)
        if stated is None:
            self._check_inferred(signature, [*shown, *hidden], all_targets)
        if binder is None or not binder.same(signature, types):
            binder = Binder(signature, types)
        parameters = [parameter.name for parameter in signature.parameters]
        for above, part in unread:
            report_misplaced(source, part, above, name, parameters, report)
        examples = bind_examples(shown, hidden, binder, tolerance, report)
        properties = self._properties(named, signature)
        self._check_rules(named)
        uses: list[Use] = []
        for part in named.get("uses", ()):
            from intent_lsp.document.structure.uses import read_uses  # for those who use others

            uses += read_uses(self.plain, items(self.readable, self.plain, part), report)
        description = "\n\n".join(filter(None, descriptions)) or prose
        report_open_comment(self.padded, report)
        report_headings(source, self.parts, name, report)
        report_second_title(source, self.parts, naming, report)
        for key in _ONE_VALUE:
            report_repeated(source, named.get(key, ()), report)
        if named.keys() != {"types"}:  # which are for other documents
            self._hints(named, where, description, bool(shown or hidden))
        if not shown and not hidden and may_hold_example(description, name):
            # For those who have put one there.
            from intent_lsp.document.examples.prose_examples import report_prose_examples

            report_prose_examples(source, self.parts, naming, name, parameters, report)
        return Analysis(
            source=source,
            readable_source=self.plain,
            parts=self.parts,
            name=name,
            where=where,
            targets=targets,
            description=description,
            stated=stated,
            signature=signature,
            types=types,
            borrowed=tuple([Borrowed(one.name, one.path, source.span(one.start, one.end)) for one in borrowed]),
            examples=examples,
            properties=properties,
            uses=tuple(uses),
            tolerance=tolerance,
            rounds=rounds,
            pure=self._pure(named),
            problems=tuple(report.problems),
            units=reader.units,
            binder=binder,
        )

    def _numbers(self, named: dict[str, list[Part]]) -> tuple[float, int | None]:
        """The tolerance and the rounds; the last that is said counts, even where it is wrong."""
        source, defaults = self.source, self.context.defaults
        tolerance: float | None = None
        rounds: int | None = None
        for part in named.get("tolerance", ()):
            tolerance = settings.read_number(source, *value_range(source, part), self.report)
        for part in named.get("rounds", ()):
            rounds = settings.read_rounds(source, *value_range(source, part), self.report)
        tolerance = defaults.tolerance if tolerance is None else tolerance
        return DEFAULT_TOLERANCE if tolerance is None else tolerance, defaults.rounds if rounds is None else rounds

    def _pure(self, named: dict[str, list[Part]]) -> bool:
        """Whether nothing but the arguments may decide a result; the last that is said counts."""
        said = [
            settings.read_truth(self.source, *value_range(self.source, part), self.report)
            for part in named.get("pure", ())
        ]
        return next((value for value in reversed(said) if value is not None), True)

    # --- prose -----------------------------------------------------------------------------------------------------

    def _prose(self, naming: Part | None) -> str:
        """What stands before the first section, below title, name and a short setting: the description, relaxed."""
        source = self.source
        first = self.parts[0].start if self.parts else len(source.text)
        texts = [source.text[slice(*source.trim(0, first))]]
        title = self._title()
        if title is not None and title is not naming:
            texts.append(source.text[slice(*source.trim(min(title.line_end, title.end), title.end))])
        if naming is not None:
            below = source.text[slice(*source.trim(min(naming.line_end, naming.end), naming.end))]
            if naming.key and not source.text[naming.value : naming.inline_end].strip():
                below = below.partition("\n")[2].strip()  # the first line is the name
            texts.append(below)
        texts.extend(
            source.text[slice(*source.trim(end, part.end))]
            for part in self.parts
            if part.key in _SETTINGS and (end := self._end_of_setting(part)) < part.end
        )
        return "\n\n".join(filter(None, texts))

    def _title(self) -> Part | None:
        """The first section, if it is one of plain text, with nothing above it."""
        first = self.parts[0] if self.parts else None
        if first is None or first.key or first.colon or self.source.text[: first.start].strip():
            return None
        return first if nearest(first.word, KEYS) is None else None

    def _end_of_setting(self, part: Part) -> int:
        """Where the value of a short directive ends: with its line, if prose stands below that line."""
        text = self.source.text
        inline = text[part.value : part.inline_end].strip()
        start, end = self.source.trim(min(part.line_end, part.end), part.end)
        if not inline or start == end or (part.key == "target" and not settings.prose(inline, text[start:end])):
            return part.end
        return part.line_end

    def _value(self, part: Part) -> str:
        inline = self.source.text[part.value : part.inline_end].strip()
        below = self.source.text[slice(*self.source.trim(min(part.line_end, part.end), part.end))]
        return "\n".join(filter(None, (inline, below)))

    # --- sections --------------------------------------------------------------------------------------------------

    def _examples(self, part: Part, reader: ExampleReader) -> list[Placed]:
        inline = self.source.text[part.value : part.inline_end].strip()
        return reader.read(part.value if inline else min(part.line_end, part.end), part.end)

    def _properties(self, named: dict[str, list[Part]], signature: Signature) -> list[tuple[int, int]]:
        source = self.plain
        checker = PropertyChecker(signature)
        found: list[tuple[int, int]] = []
        for part in named.get("properties", ()):
            for item in items(self.readable, source, part):
                start, end = unwrap(source, *item)
                if start < end and checker.check(source.text, start, end, self.report):
                    found.append((start, end))
        return found

    def _check_rules(self, named: dict[str, list[Part]]) -> None:
        for part in named.get("constraints", ()):
            for start, end in empty_rules(self.readable, self.plain, part):
                line = self.plain.text[start:end].partition("\n")[0].rstrip()
                message = f"`{line[:60]}` is a rule with no text: write what must hold, or remove the line"
                self.report.add("empty-rule", start, end, message, severity="warning")

    def _check_inferred(self, signature: Signature, examples: list[Placed], targets: tuple[Target, ...]) -> None:
        for parameter in signature.parameters:
            if is_identifier(parameter.name, targets) and not reserved_in(parameter.name, targets):
                continue
            first = next(e for e in examples if e[0].named is not None and parameter.name in e[0].named)
            self.report.add_at(
                "reserved-name" if is_identifier(parameter.name, targets) else "invalid-name",
                span_of(first, *key_place(first[0], parameter.name)),
                f"{parameter.name[:60]} cannot be a parameter's name: try {suggest_name(parameter.name)}",
                data={"suggestion": suggest_name(parameter.name)},
            )

    def _unknown(self, part: Part) -> None:
        near = nearest(part.word, KEYS)
        words = len(part.word.split())
        if near is None and (not part.colon or words > 3):
            return  # a plain section
        start, end = part.word_start, part.word_start + len(part.word)
        if near is not None:
            self.report.add(
                "unknown-section",
                start,
                end,
                f"there is no section {part.word}: did you mean {near}?",
                severity="warning",
                data={"nearest": near},
            )
        else:
            self.report.add(
                "unknown-section",
                start,
                end,
                f"there is no section {part.word}: its text is ignored",
                severity="hint",
                data={"keys": list(KEYS)},
            )

    def _hints(self, named: dict[str, list[Part]], where: tuple[int, int], description: str, any_raw: bool) -> None:
        def place(key: str) -> tuple[int, int]:
            first = named.get(key, [None])[0]
            return where if first is None else (first.start, first.line_end)

        if not description:
            self.report.add(
                "empty-description",
                *place("description"),
                "say in a sentence what the function does: models work from it",
                severity="hint",
            )
        elif is_placeholder(description):
            self.report.add(
                "placeholder",
                *place("description"),
                "this is still the text of the template: say what the function does",
            )
        tried = any_raw or any(problem.code == "example-syntax" for problem in self.report.problems)
        if not tried:
            self.report.add(
                "no-examples",
                *place("examples"),
                "add examples: they are what the generated code is checked against",
                severity="warning",
            )
