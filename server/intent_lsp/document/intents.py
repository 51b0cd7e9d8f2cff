"""One intent's text parsed into an :class:`Intent`; nothing outside that text matters but its :class:`Context`."""

from __future__ import annotations

from dataclasses import dataclass, field

from intent_lsp.document import settings
from intent_lsp.document.binding import bind_examples, key_place, signature_from
from intent_lsp.document.canonical import digests
from intent_lsp.document.cel import tokens_text
from intent_lsp.document.declarations import read_signature, read_types
from intent_lsp.document.examples import read_examples
from intent_lsp.document.keys import KEYS, nearest
from intent_lsp.document.model import Intent, Section, Signature, Text, Use
from intent_lsp.document.names import is_identifier, reserved_in, suggest_name
from intent_lsp.document.properties import check_property
from intent_lsp.document.raw import Raw
from intent_lsp.document.report import Report
from intent_lsp.document.sections import Part, items, parts, section, unwrap, value_range
from intent_lsp.document.source import Source
from intent_lsp.document.uses import read_uses
from intent_lsp.values import Target


@dataclass(frozen=True, slots=True)
class Context:
    """What all intents of a document take from their surroundings."""

    stem: str
    default_targets: tuple[Target, ...]
    defaults: settings.Defaults


def parse_intent(text: str, context: Context, titled: bool) -> Intent:
    """Parse the text of one intent (``\\n`` line ends). The result starts at line 0. Never raises.

    ``titled``: the first heading may give the name (FORMAT.md, "The relaxed form").
    """
    return _Parser(text, context, titled).parse()


@dataclass(slots=True)
class _Found:
    """What the sections hold, as read so far."""

    targets: list[Target] | None = None
    description: list[str] = field(default_factory=list)
    constraints: list[Text] = field(default_factory=list)
    properties: list[tuple[int, int]] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    tolerance: float | None = None
    rounds: int | None = None


class _Parser:
    def __init__(self, text: str, context: Context, titled: bool) -> None:
        self.titled = titled
        self.source = Source(text)
        self.padded = "\n" + text
        self.context = context
        self.report = Report(self.source)
        self.parts = parts(self.padded)
        self.found = _Found()

    def parse(self) -> Intent:
        source, context, report, found = self.source, self.context, self.report, self.found
        name, where, naming = self._name()
        prose = self._prose(naming)
        named: dict[str, list[Part]] = {}
        for part in self.parts:
            if part.key:
                named.setdefault(part.key, []).append(part)
            elif part is not naming:
                self._unknown(part)
        for part in named.get("target", ()):
            chosen = settings.read_targets(source, part.value, part.end, report)
            found.targets = list(dict.fromkeys((found.targets or []) + chosen)) or None
        targets = tuple(found.targets) if found.targets else context.defaults.targets
        self._check_name(name, where, targets or context.default_targets)
        for part in named.get("tolerance", ()):
            found.tolerance = settings.read_number(source, *value_range(source, part), report)
        for part in named.get("rounds", ()):
            found.rounds = settings.read_rounds(source, *value_range(source, part), report)
        for part in named.get("description", ()):
            found.description.append(self._value(part))
        for part in named.get("constraints", ()):
            found.constraints += [
                Text(" ".join(source.text[a:b].split()), source.span(a, b)) for a, b in items(self.padded, source, part)
            ]
        types = read_types(named.get("types", []), report)
        signature = read_signature(named.get("signature", []), types, targets or context.default_targets, report)
        raws = self._examples(named, name)
        if signature is None:
            signature = signature_from(raws)
            self._check_inferred(signature, raws, targets or context.default_targets)
        tolerance = found.tolerance if found.tolerance is not None else context.defaults.tolerance
        tolerance = 1e-9 if tolerance is None else tolerance
        examples = bind_examples(raws, signature, types, tolerance, report)
        properties = self._properties(named, signature)
        for part in named.get("uses", ()):
            found.uses += read_uses(source, items(self.padded, source, part), report)
        description = "\n\n".join(filter(None, found.description)) or prose
        self._hints(named, where, description, bool(raws))
        digest, contract = digests(
            name=name, signature=signature, types=types, examples=examples,
            properties=[tokens_text(p.text) for p in properties],
            uses=found.uses, tolerance=tolerance, description=description,
            constraints=[c.text for c in found.constraints],
        )
        return Intent(
            name=name, name_span=source.span(*where), line=0, lines=source.text.count("\n") + 1, targets=targets,
            description=description, signature=signature, types=types, constraints=tuple(found.constraints),
            examples=examples, properties=properties, uses=tuple(found.uses), tolerance=tolerance,
            rounds=found.rounds if found.rounds is not None else context.defaults.rounds,
            out_dir=context.defaults.out_dir, sections=self._sections(), problems=tuple(report.problems),
            digest=digest, contract_digest=contract,
        )

    # --- name and prose --------------------------------------------------------------------------------------------

    def _name(self) -> tuple[str, tuple[int, int], Part | None]:
        """The name, where it stands (or would), and the section that holds it."""
        source = self.source
        for part in self.parts:
            if part.key == "name":
                where = source.trim(part.value, part.inline_end)
                if where[0] == where[1]:
                    line = source.trim(min(part.line_end, part.end), part.end)
                    stop = source.text.find("\n", line[0], line[1])
                    where = (line[0], line[1] if stop < 0 else stop) if line[0] < line[1] else where
                return *self._plain_name(where), part
        if self.titled and self.parts:
            first = self.parts[0]
            if not first.key and not first.colon and is_identifier(first.word, ("js",)):
                return first.word, (first.word_start, first.word_start + len(first.word)), first
        start, end = source.trim(0, len(source.text))
        stop = source.text.find("\n", start, end)
        return self.context.stem, (start, end if stop < 0 else stop), None

    def _plain_name(self, where: tuple[int, int]) -> tuple[str, tuple[int, int]]:
        """The name without backticks, emphasis and a call's parentheses around it."""
        start, end = where
        text = self.source.text
        while start < end and text[start] in "*`":
            start += 1
        while end > start and text[end - 1] in "*`":
            end -= 1
        if text.endswith("()", start, end):
            end -= 2
        return text[start:end], (start, end)

    def _check_name(self, name: str, where: tuple[int, int], targets: tuple[Target, ...]) -> None:
        add = self.report.add
        if not name:
            add("invalid-name", *where, "the intent has no name: write `# name: yourFunction`")
        elif not is_identifier(name, targets):
            better = suggest_name(name)
            add("invalid-name", *where, f"{name[:60]} is no valid name in every target: try {better}",
                data={"suggestion": better})
        elif languages := reserved_in(name, targets):
            better = suggest_name(name + " value")
            add("reserved-name", *where, f"{name} is a reserved word in {languages}: try {better}",
                data={"suggestion": better})

    def _prose(self, naming: Part | None) -> str:
        """What stands before the first section and below the name: the description of the relaxed form."""
        source = self.source
        first = self.parts[0].start if self.parts else len(source.text)
        texts = [source.text[slice(*source.trim(0, first))]]
        if naming is not None:
            below = source.text[slice(*source.trim(min(naming.line_end, naming.end), naming.end))]
            if naming.key and not source.text[naming.value : naming.inline_end].strip():
                below = below.partition("\n")[2].strip()  # the first line is the name
            texts.append(below)
        return "\n\n".join(filter(None, texts))

    def _value(self, part: Part) -> str:
        inline = self.source.text[part.value : part.inline_end].strip()
        below = self.source.text[slice(*self.source.trim(min(part.line_end, part.end), part.end))]
        return "\n".join(filter(None, (inline, below)))

    # --- sections --------------------------------------------------------------------------------------------------

    def _examples(self, named: dict[str, list[Part]], name: str) -> list[Raw]:
        raws: list[Raw] = []
        for key, hidden in (("examples", False), ("hidden examples", True)):
            for part in named.get(key, ()):
                raws += read_examples(self.padded, part.value, part.end, name, hidden, self.report)
        return raws

    def _properties(self, named: dict[str, list[Part]], signature: Signature) -> tuple[Text, ...]:
        source = self.source
        found: list[Text] = []
        for part in named.get("properties", ()):
            for item in items(self.padded, source, part):
                start, end = unwrap(source, *item)
                if start < end and check_property(source.text, start, end, signature, self.report):
                    found.append(Text(source.text[start:end], source.span(start, end)))
        return tuple(found)

    def _check_inferred(self, signature: Signature, raws: list[Raw], targets: tuple[Target, ...]) -> None:
        for parameter in signature.parameters:
            if is_identifier(parameter.name, targets) and not reserved_in(parameter.name, targets):
                continue
            raw = next(r for r in raws if r.named is not None and parameter.name in r.named)
            place = key_place(raw, parameter.name, self.source.text)
            self.report.add(
                "reserved-name" if is_identifier(parameter.name, targets) else "invalid-name", *place,
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
            self.report.add("unknown-section", start, end, f"there is no section {part.word}: did you mean {near}?",
                            severity="warning", data={"nearest": near})
        else:
            self.report.add("unknown-section", start, end,
                            f"there is no section {part.word}: its text is ignored", severity="hint",
                            data={"keys": list(KEYS)})

    def _sections(self) -> tuple[Section, ...]:
        return tuple(section(self.source, part) for part in self.parts)

    def _hints(self, named: dict[str, list[Part]], where: tuple[int, int], description: str, any_raw: bool) -> None:
        def place(key: str) -> tuple[int, int]:
            first = named.get(key, [None])[0]
            return where if first is None else (first.start, first.line_end)

        if not description:
            self.report.add("empty-description", *place("description"),
                            "say in a sentence what the function does: models work from it", severity="hint")
        tried = any_raw or any(problem.code == "example-syntax" for problem in self.report.problems)
        if not tried:
            self.report.add("no-examples", *place("examples"),
                            "add examples: they are what the generated code is checked against", severity="warning")
