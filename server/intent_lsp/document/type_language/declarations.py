"""The ``types`` and ``signature`` sections: read, resolved, and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from intent_lsp.document.graph import components
from intent_lsp.document.model import ANY, Named, Related, Signature, TypeExpr, UnionOf
from intent_lsp.document.report import Report
from intent_lsp.document.structure.keys import Suggestions
from intent_lsp.document.structure.names import is_identifier, reserved_in, suggest_name
from intent_lsp.document.structure.sections import Part, unwrap, value_range
from intent_lsp.document.type_language.borrowing import (
    Borrowing,
    Lender,
    Lenders,
    brought_along,
    in_sections,
    without_borrowings,
)
from intent_lsp.document.type_language.signature import move_to, parse_signature, parse_types
from intent_lsp.document.type_language.typelang import KNOWN, Reference
from intent_lsp.text.source import Source
from intent_lsp.text.span import Span
from intent_lsp.values import JsonValue, Target


class DeclaredSignature(NamedTuple):
    """A signature whose spans count in its own text, and where that text stands in the intent."""

    signature: Signature
    line: int
    column: int

    def placed(self) -> Signature:
        """The signature with spans of the intent."""
        return move_to(self.signature, self.line, self.column)


def read_types(sections: Sequence[Part], source: Source, report: Report, lenders: Lenders) -> dict[str, TypeExpr]:
    """All types, declared or borrowed. Problems: ``type-syntax``, ``unknown-type``, ``duplicate-name``,
    ``reserved-name``.

    ``source`` is the readable text; the report's own has the same places.
    """
    types: dict[str, TypeExpr] = {}
    places: dict[str, tuple[int, int]] = {}
    references: list[Reference] = []
    for part in sections:
        start, end = unwrap(source, *value_range(source, part))
        declarations, used, errors = parse_types(without_borrowings(source.text[start:end]))
        references += [Reference(name, start + a, start + b) for name, a, b in used]
        for error in errors:
            report.add("type-syntax", start + error.start, start + error.end, error.message)
        for declaration in declarations:
            place = (start + declaration.start, start + declaration.end)
            if declaration.name in KNOWN:
                report.add("reserved-name", *place, f"{declaration.name} is a built-in type: choose another name")
            elif declaration.name in types:
                report.add(
                    "duplicate-name",
                    *place,
                    f"the type {declaration.name} is declared twice: remove one",
                    related=(Related(report.source.span(*places[declaration.name]), "the first declaration"),),
                )
            else:
                types[declaration.name], places[declaration.name] = declaration.type, place
    for name in _circular(types) if types else ():
        report.add("type-syntax", *places[name], f"the type {name} refers only to itself: define it")
        del types[name]
    borrowed = list(in_sections(sections, source))
    _resolve(references, types, report, known={*places, *(one.name for one in borrowed)})
    for one in borrowed:
        _borrow(one, lenders.get(one.path), types, places, report)
    return types


def _borrow(
    one: Borrowing,
    lender: Lender | None,
    types: dict[str, TypeExpr],
    declared: Mapping[str, tuple[int, int]],
    report: Report,
) -> None:
    """Take one type, with all that it is made of. What cannot be had is ``any``, so that it is told once."""
    if one.name in declared:
        related = (Related(report.source.span(*declared[one.name]), "the declaration"),)
        message = f"the type {one.name} is declared here, too: remove one"
        report.add("duplicate-name", one.start, one.end, message, related=related)
    elif lender is not None and lender.problem:
        report.add("unknown-type", one.path_start, one.path_end, lender.problem)
        types.setdefault(one.name, ANY)
    elif lender is None:
        types.setdefault(one.name, ANY)
    elif not (brought := brought_along(one.name, lender.types)) or not lender.unclear.isdisjoint(brought):
        _not_lent(one, min(lender.unclear.intersection(brought), default=""), lender, report)
        types.setdefault(one.name, ANY)
    else:
        for name, kind in brought.items():
            if types.setdefault(name, kind) != kind:
                message = f"{one.name} is made of {name}, which is another type here: rename one of them"
                report.add("duplicate-name", one.start, one.end, message)


def _not_lent(one: Borrowing, unclear: str, lender: Lender, report: Report) -> None:
    """``unclear``: the name that the other document declares in several ways; empty: it has no such type."""
    if unclear:
        message = f"{one.path[:80]} declares the type {unclear} in different ways: let its intents agree"
        report.add("unknown-type", one.start, one.end, message)
        return
    near = Suggestions().nearest(one.name, islice(lender.types, 150))
    hint = f"did you mean {near}?" if near else f"it has {', '.join(islice(lender.types, 8)) or 'none'}"
    data: dict[str, JsonValue] = {"nearest": near, "name": one.name} if near else {"name": one.name}
    report.add("unknown-type", one.start, one.end, f"{one.path[:80]} has no type {one.name[:40]}: {hint}", data=data)


def read_signature(
    sections: Sequence[Part], types: dict[str, TypeExpr], targets: tuple[Target, ...], report: Report
) -> DeclaredSignature | None:
    """The signature, or ``None`` when the intent states none.

    Problems: ``signature-syntax``, ``unknown-type``, ``duplicate-name``, ``invalid-name``, ``reserved-name``.
    """
    found: DeclaredSignature | None = None
    for part in sections:
        start, end = unwrap(report.source, *value_range(report.source, part))
        if start == end:
            continue
        if found is not None:
            report.add(
                "signature-syntax",
                part.word_start,
                part.word_start + len(part.word),
                "there is a second signature: keep one of them",
                related=(Related(found.placed().span, "the first signature"),),
            )
            continue
        signature, references, error = parse_signature(report.source.text[start:end])
        found = DeclaredSignature(signature, *report.source.place(start))
        if error is not None:
            report.add("signature-syntax", start + error.start, start + error.end, error.message)
        _resolve([Reference(name, start + a, start + b) for name, a, b in references], types, report, known=types)
        _check_parameters(found, targets, report)
    return found


def _check_parameters(stated: DeclaredSignature, targets: tuple[Target, ...], report: Report) -> None:
    seen: dict[str, int] = {}
    spans: list[Span] = []
    for index, parameter in enumerate(stated.signature.parameters):
        name = parameter.name
        if not spans and (name in seen or not is_identifier(name, targets) or reserved_in(name, targets)):
            spans = [placed.span for placed in stated.placed().parameters]
        if name in seen:
            report.add_at(
                "duplicate-name",
                spans[index],
                f"the parameter {name} occurs twice: rename one",
                related=(Related(spans[seen[name]], "the first one"),),
            )
        elif not is_identifier(name, targets):
            better = suggest_name(name + " value")
            report.add_at(
                "invalid-name",
                spans[index],
                f"{name} is not a valid name in every target: try {better}",
                data={"suggestion": better},
            )
        elif languages := reserved_in(name, targets):
            better = suggest_name(name + " value")
            report.add_at(
                "reserved-name",
                spans[index],
                f"{name} is a reserved word in {languages}: try {better}",
                data={"suggestion": better},
            )
        seen.setdefault(name, index)


def _resolve(
    references: Sequence[Reference], types: dict[str, TypeExpr], report: Report, known: Container[str]
) -> None:
    suggestions = Suggestions()
    for reference in references:
        if reference.name in known:
            continue
        near = suggestions.nearest(reference.name, chain(islice(types, 150), KNOWN))
        hint = f"did you mean {near}?" if near else f"declare it: # types: {reference.name} = …"
        report.add(
            "unknown-type",
            reference.start,
            reference.end,
            f"there is no type {reference.name[:40]}: {hint}",
            data={"nearest": near, "name": reference.name} if near else {"name": reference.name},
        )


def _circular(types: Mapping[str, TypeExpr]) -> list[str]:
    """The names that, following names and unions only, lead back to themselves: such types have no values."""
    graph: dict[str, list[str]] = {}
    for name, kind in types.items():
        options = kind.options if isinstance(kind, UnionOf) else (kind,)
        graph[name] = [option.name for option in options if isinstance(option, Named)]
    group = components(graph)
    sizes = Counter(group.values())
    return [name for name in graph if sizes[group[name]] > 1 or name in graph[name]]
