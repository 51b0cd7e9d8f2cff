"""An intent at a glance: what it says of itself, where it is beyond doubt that nothing is wrong with it.

Most intents of a document are in order and written as most people write them. To publish problems, nothing but that
has to be known; everything else is worked out when somebody looks at the intent. What is found here is what
:func:`~intent_lsp.document.analysis.analyse` finds; whatever is out of the ordinary in the least is left to it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from intent_lsp.document.analysis import Context
from intent_lsp.document.bounded_cache import LONGEST
from intent_lsp.document.empty_rules import may_be_there
from intent_lsp.document.examples.binding import Binder
from intent_lsp.document.examples.example_items import may_hold_example
from intent_lsp.document.examples.placeholders import is_placeholder
from intent_lsp.document.fast_path import glance_examples
from intent_lsp.document.model import Section, Signature, TypeExpr, Use
from intent_lsp.document.properties import PropertyChecker
from intent_lsp.document.report import Report
from intent_lsp.document.structure.keys import KEYS
from intent_lsp.document.structure.module_names import MODULES
from intent_lsp.document.structure.names import RESERVED
from intent_lsp.document.structure.sections import DIVIDED, split_sections
from intent_lsp.document.structure.settings import read_targets
from intent_lsp.document.type_language.borrowing import NO_LENDERS, borrowings
from intent_lsp.document.type_language.declarations import read_types
from intent_lsp.document.type_language.signature import move_to, parse_signature
from intent_lsp.text.nearest import nearest
from intent_lsp.text.source import Source
from intent_lsp.text.span import Span
from intent_lsp.values import JsonValue, Target


class Glance(NamedTuple):
    """What the rest of the document has to know of an intent without problems."""

    name: str
    name_span: Span
    targets: tuple[Target, ...] | None
    uses: tuple[Use, ...]
    counts: tuple[int, int]
    """How many examples there are, shown and hidden."""


_Section: TypeAlias = tuple[str, str]
"""The value on the heading's line, and what stands below."""

_UNDERLINE = re.compile(r"\n {0,3}(?:=|--)[=-]*+[ \t]*+(?=\n|\Z)")
_HEADING = re.compile(r"\n( {0,3}#{1,6}(?![^ \t\n])[^\n]*+)")
_GLUED = re.compile(r"\n {0,3}#{1,6}[A-Za-z*_`]")
"""Perhaps a heading without its blank."""
_NAME = re.compile(r"( {0,3}#{1,6} name: ?)([A-Za-z_][A-Za-z0-9_]*+)[ \t]*+")
_PROPERTY = re.compile(r"[-*+] ([^`\s\[][^`\n]*+|`[^`\n]++`)[ \t]*+")
_USE = re.compile(r"([-*+] )([A-Za-z_][A-Za-z0-9_]*+)[ \t]*+")
_EXAMPLES = ("examples", "hidden examples")
_CLOSER = frozenset(("name", "tolerance", "rounds", "pure"))
"""What is not looked at here."""


def glance(text: str, context: Context) -> Glance | None:
    """Look at the text of one intent (``\\n`` line ends); ``None`` when it takes a closer look."""
    if _UNDERLINE.search(text) is not None or _GLUED.search(text) is not None:
        return None  # there may be headings of another kind
    pieces = _HEADING.split("\n" + text)
    title = _NAME.fullmatch(pieces[1]) if len(pieces) > 1 and not pieces[0] else None
    if title is None or pieces[2].strip() or title[2] in RESERVED or title[2] in MODULES:
        return None
    name = title[2]
    found = _sections(pieces, name, "```" in text or "~~~" in text or "<!--" in text)
    if found is None or not _CLOSER.isdisjoint(found):
        return None
    described = found.get("description")
    if described is None or not (described[0] or described[1].strip()) or is_placeholder(" ".join(described)):
        return None
    targets = _targets(_value(found.get("target")))
    binder = _binder(_value(found.get("types")), _value(found.get("signature")))
    counts = _examples(found, name, binder) if targets is not None and binder is not None else None
    if targets is None or binder is None or counts is None:
        return None
    if "properties" in found and not _properties(found["properties"], binder):
        return None
    if "constraints" in found and may_be_there(found["constraints"][1]):
        return None
    uses = _uses(pieces) if "uses" in found else ()
    if uses is None:
        return None
    width = len(title[1])
    return Glance(name, Span(0, width, 0, width + len(name)), targets or context.defaults.targets, uses, counts)


def _sections(pieces: list[str], name: str, marked: bool) -> dict[str, _Section] | None:
    """The known sections by key, each there once. ``marked``: fences or comments stand somewhere."""
    found: dict[str, _Section] = {}
    level = 7
    for index in range(3, len(pieces), 2):
        known = _heading(pieces[index])
        if known is None:
            return None
        key, _, inline = known
        body = pieces[index + 1]
        if marked and key not in _EXAMPLES and ("```" in body or "~~~" in body or "<!--" in body):
            return None  # what looks like a heading may be none
        depth = pieces[index].count("#", 0, 10)
        if not key and (depth > level or may_hold_example(body, name) or may_hold_example(pieces[index], name)):
            return None  # it may belong to the section above, or should
        level = depth if key in DIVIDED else 7
        if key:
            if key in found:
                return None
            found[key] = inline, body
    return found


@lru_cache(512)
def _heading(line: str) -> tuple[str, str, str] | None:
    """The key that a heading says, as written, and the value; the key is empty for a section like any other."""
    if len(line) > LONGEST:
        return None
    part = split_sections("\n" + line)[0]
    if not part.key and (part.colon or nearest(part.word, KEYS) is not None):
        return None  # there may be something to say about it
    return part.key, part.word, line[part.value : part.inline_end].strip()


def _value(section: _Section | None) -> str | None:
    """A value that stands either on the heading's line or below; ``None`` when it stands on both."""
    if section is None:
        return ""
    inline, body = section
    body = body.strip()
    return None if inline and body else inline or body


@lru_cache(256)
def _targets(value: str | None) -> tuple[Target, ...] | None:
    if value is None or len(value) > LONGEST:
        return None
    report = Report(Source(value))
    found = read_targets(report.source, 0, len(value), report)
    return None if report.problems else tuple(found)


def _bare(text: str) -> str:
    """A value without backticks around it."""
    while len(text) > 1 and text[0] == "`" == text[-1]:
        text = text[1:-1].strip()
    return text


@lru_cache(256)
def _binder(types_text: str | None, signature_text: str | None) -> Binder | None:
    """What the examples are bound to, if types and signature are in order."""
    if types_text is None or not signature_text or len(types_text) + len(signature_text) > LONGEST:
        return None
    signature, references, error = parse_signature(_bare(signature_text))
    if error is not None:
        return None
    types: dict[str, TypeExpr] = {}
    if types_text:
        text = "\n# types:\n" + types_text
        report = Report(Source(text[1:]))
        if borrowings(types_text):
            return None
        types = read_types(split_sections(text), report.source, report, NO_LENDERS)
        if report.problems:
            return None
    names = [parameter.name for parameter in signature.parameters]
    plain = all(name.isascii() and name.isidentifier() and name not in RESERVED for name in names)
    known = all(reference.name in types for reference in references)
    return Binder(signature, types) if plain and known and len({*names}) == len(names) else None


def _examples(found: dict[str, _Section], name: str, binder: Binder) -> tuple[int, int] | None:
    into: list[JsonValue] = []
    out: list[JsonValue] = []
    counts = [0, 0]
    for index, key in enumerate(_EXAMPLES):
        if key not in found:
            continue
        inline, body = found[key]
        read = glance_examples.read(body, name) if not inline else None
        if read is None:
            return None
        into += read[0]
        out += read[1]
        counts[index] = len(read[1])
    return (counts[0], counts[1]) if out and glance_examples.in_order(binder, into, out) else None


def _properties(section: _Section, binder: Binder) -> bool:
    inline, body = section
    if inline:
        return False
    checker = PropertyChecker(binder.signature)
    for line in body.split("\n"):
        if not line or line.isspace():
            continue
        item = _PROPERTY.fullmatch(line)
        if item is None:
            return False
        text = item[1].strip("`").strip()
        if not text or not checker.check(text, 0, len(text), Report(Source(text))):
            return False
    return True


def _uses(pieces: list[str]) -> tuple[Use, ...] | None:
    """Intents of the same document, one per line."""
    found: list[Use] = []
    line = 0
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        known = _heading(heading) if line else None
        if known is not None and known[0] == "uses":
            for number, item in enumerate(body.split("\n"), line):
                if match := _USE.fullmatch(item):
                    start = len(match[1])
                    found.append(Use(match[2], "", Span(number, start, number, start + len(match[2]))))
                elif item.strip():
                    return None
            return tuple(found) if not known[2] else None
        line += 1 + body.count("\n")
    return None


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a text of which :func:`glance` has said that it is in order."""
    pieces = _HEADING.split("\n" + text)
    found: list[Section] = []
    line = 0
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        known = _heading(heading) if line else ("name", "name", "")
        assert known is not None  # noqa: S101 - it would not have been in order
        content = body.rstrip()
        last = Span(line, 0, line + content.count("\n"), len(content) - content.rfind("\n") - 1)
        whole = last if content else Span(line, 0, line, len(heading.rstrip()))
        found.append(Section(known[0] or known[1], bool(known[0]), Span(line, 0, line, len(heading)), whole))
        line += 1 + body.count("\n")
    return tuple(found)


def signature(text: str) -> Signature:
    """The signature of such a text."""
    pieces = _HEADING.split("\n" + text)
    line = 0
    for heading, body in zip(pieces[1::2], pieces[2::2], strict=True):
        known = _heading(heading) if line else None
        if known is not None and known[0] == "signature":
            value = _bare(known[2] or body.strip())
            before = heading[: heading.rfind(value)] if known[2] else heading + body[: body.find(value)]
            return move_to(parse_signature(value)[0], line + before.count("\n"), len(before) - before.rfind("\n") - 1)
        line += 1 + body.count("\n")
    raise LookupError("no signature")  # it would not have been in order
