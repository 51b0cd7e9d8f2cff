"""Examples bound to parameters: by name or position, checked against the types, compared with each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TypeAlias

from intent_lsp.document.canonical import same_input_key
from intent_lsp.document.examples.unbound_examples import Bound, Finding, Placed, Range, UnboundExample, span_of
from intent_lsp.document.model import ArrayOf, Example, Related, Signature, TypeExpr
from intent_lsp.document.report import Report
from intent_lsp.document.type_language.signature import infer_signature
from intent_lsp.document.type_language.types import Mismatch, find_mismatch, has_type, kinds_of, signature_text
from intent_lsp.equality import difference
from intent_lsp.text import json5
from intent_lsp.text.nearest import nearest
from intent_lsp.values import JsonValue

_Steps = tuple[str | int, ...]
_Values = dict[str, tuple[JsonValue, _Steps]]

MOST_INFERRED = 200
"""Parameters that examples imply; a function of more states its signature."""
FEW_PARAMETERS = 50
"""Of so many, one that was mistyped is looked for."""

BoundExample: TypeAlias = tuple[Placed, tuple[JsonValue, ...], bool]
"""A valid example: where it stands, its arguments, whether it is hidden."""


def signature_from(shown: Sequence[Placed], hidden: Sequence[Placed]) -> Signature:
    """The signature that the examples imply: their keys, in order of first appearance, all of type ``any``."""
    keys: dict[str, int] = {}
    counts: set[int] = set()
    by_name = 0
    for placed in (*shown, *hidden):
        named = placed[0].named
        if named is not None:
            by_name += 1
            for key in named:
                keys[key] = keys.get(key, 0) + 1
        else:
            counts.add(len(placed[0].positional))
    positional = (min(counts), max(counts)) if counts else None
    names = islice(keys.items(), MOST_INFERRED)
    return infer_signature(((key, count < by_name) for key, count in names), positional)


def bind_examples(
    shown: Sequence[Placed], hidden: Sequence[Placed], binder: Binder, tolerance: float, report: Report
) -> list[BoundExample]:
    """The valid examples in the order of their numbers, from 1. Problems: arity, type, duplicate, contradiction."""
    found: list[BoundExample] = []
    seen: dict[str, int] = {}
    for placed_ones, secret in ((shown, False), (hidden, True)):
        for placed in placed_ones:
            unbound = placed[0]
            bound = unbound.bound
            if bound is None or bound.binder is not binder:
                bound = unbound.bound = binder.bind(unbound)
            if bound.findings:
                for code, start, end, message, data, in_header in bound.findings:
                    report.add_at(code, span_of(placed, start, end, in_header), message, data=data)
            if not bound.key:
                continue
            count = len(found)
            found.append((placed, bound.args, secret))
            first = seen.setdefault(bound.key, count)
            if first != count:
                _compare(first + 1, found[first][0], placed, tolerance, report)
    return found


def examples_of(found: Sequence[BoundExample]) -> tuple[Example, ...]:
    """The examples as the model shows them."""
    # By position: with keywords, a document of many examples takes 4 % longer.
    return tuple(
        [
            Example(
                number,
                args,
                (unbound := placed[0]).expected,
                hidden,
                unbound.raises,
                _one_line(unbound.text, unbound.full_range),
                span_of(placed, *unbound.full_range),
                span_of(placed, *unbound.input_range),
                span_of(placed, *unbound.out),
                unbound.form,
            )
            for number, (placed, args, hidden) in enumerate(found, 1)
        ]
    )


def _one_line(text: str, full_range: Range) -> str:
    piece = text[full_range[0] : full_range[1]].strip()
    return " ".join([line.strip() for line in piece.split("\n")]) if "\n" in piece else piece


def _compare(number: int, first: Placed, second: Placed, tolerance: float, report: Report) -> None:
    one, other = first[0], second[0]
    if one.raises == other.raises and difference(one.expected, other.expected, tolerance) is None:
        report.add_at(
            "duplicate-example",
            span_of(second, *other.full_range),
            f"this repeats example {number}: remove one of them",
            severity="warning",
            related=_same_input(number, first),
            data={"first": number},
        )
    elif not (one.raises and other.raises):  # two texts can both be in one message
        report.add_at(
            "contradictory-examples",
            span_of(second, *other.full_range),
            f"same input as example {number}, but another outcome: change or remove one of them",
            related=_same_input(number, first),
            data={"first": number},
        )


def _same_input(number: int, first: Placed) -> tuple[Related, ...]:
    return (Related(span_of(first, *first[0].full_range), f"example {number} has the same input"),)


class Binder:
    """What examples are bound to: a signature with the types it names. Where these stand does not matter."""

    def __init__(self, signature: Signature, types: Mapping[str, TypeExpr]) -> None:
        self.signature = signature
        self.types = types
        parameters = signature.parameters
        self.by_name = {p.name: p for p in parameters}
        self.rest = parameters[-1] if parameters and parameters[-1].rest else None
        self.fixed = parameters[:-1] if self.rest else parameters
        self.least = sum(not p.optional for p in self.fixed)

        self.names = [p.name for p in self.fixed]
        self.takes_each_parameter = self.rest is None and len(self.by_name) == len(parameters)
        self.kinds = [(kinds_of(p.type), p.type) for p in self.fixed]
        self.result = kinds_of(signature.returns)

    def same(self, signature: Signature, types: Mapping[str, TypeExpr]) -> bool:
        """Whether binding to these would come to the same."""
        return _form(signature, types) == _form(self.signature, self.types)

    def bind(self, example: UnboundExample) -> Bound:
        """The arguments to call with, or problems."""
        if self.takes_each_parameter:
            args = self._usual_arguments(example)
            if args is not None and (
                example.raises
                or example.expected.__class__ in self.result
                or has_type(self.signature.returns, example.expected, self.types)
            ):
                return Bound(self, args, same_input_key(args), ())
        case = _Case(self)
        args = case.bind(example)
        return (
            Bound(self, (), "", tuple(case.findings)) if args is None else Bound(self, args, same_input_key(args), ())
        )

    def _usual_arguments(self, example: UnboundExample) -> tuple[JsonValue, ...] | None:
        """The arguments of the usual example: every parameter has a value, and it fits; ``None`` otherwise."""
        if example.named is None:
            args = tuple(example.positional)
            if example.single and len(args) != len(self.signature.parameters):
                return None
        elif example.positional or len(example.named) != len(self.names):
            return None
        else:
            try:
                args = tuple([example.named[name] for name in self.names])
            except KeyError:
                return None
        if len(args) != len(self.kinds):
            return None
        for value, (kinds, kind) in zip(args, self.kinds, strict=True):
            if value.__class__ not in kinds and not has_type(kind, value, self.types):
                return None
        return args


class _Case:
    """One example bound with a look at everything that can be wrong."""

    def __init__(self, binder: Binder) -> None:
        self.signature, self.types = binder.signature, binder.types
        self.by_name, self.rest, self.fixed, self.least = binder.by_name, binder.rest, binder.fixed, binder.least
        self.findings: list[Finding] = []

    def bind(self, example: UnboundExample) -> tuple[JsonValue, ...] | None:
        """The arguments to call with, or ``None`` and a problem."""
        values = self._values(example)
        if values is None or not self._check_types(example, values):
            return None
        last = max((i for i, p in enumerate(self.fixed) if p.name in values), default=-1)
        extra = values[self.rest.name][0] if self.rest and self.rest.name in values else []
        if extra:
            last = len(self.fixed) - 1
        args = [values[p.name][0] if p.name in values else p.default for p in self.fixed[: last + 1]]
        return (*args, *extra)

    def _values(self, example: UnboundExample) -> _Values | None:
        """Per parameter its value and the way to its place in the input."""
        if example.single and len(self.signature.parameters) != 1:
            self._arity(example.input_range, "write the input as an object, by name, or as a list, by position")
            return None
        if (
            example.named is None
            and example.form == "in-out"
            and len(example.positional) > len(self.fixed)
            and not self.rest
        ):
            only = self.signature.parameters[0] if len(self.signature.parameters) == 1 else None
            if only is not None and isinstance(only.type, ArrayOf) and not example.single:
                self._arity(
                    example.input_range,
                    f"a list binds by position: for the one parameter {only.name} add a pair of brackets",
                    {"replacement": f"[{example.text[example.input_range[0] : example.input_range[1]]}]"},
                )
                return None
        values: _Values = {}
        for index, value in enumerate(example.positional):
            if index < len(self.fixed):
                values[self.fixed[index].name] = (value, () if example.single else (index,))
        if len(example.positional) > len(self.fixed):
            if self.rest is None:
                place = self._place(example, (len(self.fixed),)) or example.input_range
                self._arity((place[0], max(example.input_range[1], place[1])), self._wants(len(example.positional)))
                return None
            values[self.rest.name] = (example.positional[len(self.fixed) :], ())
        for name, value in (example.named or {}).items():
            if name not in self.by_name:
                self._unknown(example, name)
                return None
            if name in values:
                self._add("example-arity", key_place(example, name), f"{name} is given twice")
                return None
            values[name] = (value, (name,))
        missing = [p.name for p in self.fixed if not p.optional and p.name not in values]
        if missing:
            if any(parameter.made_up for parameter in self.signature.parameters):
                message = "other examples give more values, by position: add a signature, or write all in the same way"
                self._arity(example.input_range, message)
            else:
                message = f"no value for {', '.join(missing)}: the signature is {self._text()}"
                self._arity(example.input_range, message, {"missing": missing})
            return None
        return values

    def _check_types(self, example: UnboundExample, values: _Values) -> bool:
        good = True
        for name, (value, steps) in values.items():
            parameter = self.by_name[name]
            found = find_mismatch(parameter.type, value, self.types)
            if found is not None:
                good = False
                path = found.path
                if parameter.rest and not steps and path:  # by position: the rest's values stand one by one
                    path = (len(self.fixed) + int(path[0]), *path[1:])
                place = self._place(example, (*steps, *path), found.extra_key) or example.input_range
                self._type(place, f"{self._where(name, found)}: {found.message}")
        if not example.raises:
            found = find_mismatch(self.signature.returns, example.expected, self.types)
            if found is not None:
                good = False
                place = _locate(example.text, example.out[0], found.path, found.extra_key) or example.out
                self._type(place, f"{self._where('the result', found)}: {found.message}")
        return good

    def _where(self, name: str, found: Mismatch) -> str:
        steps = found.path[:-1] if found.extra_key else found.path
        return name + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)[:80]

    def _place(self, example: UnboundExample, path: _Steps, key: bool = False) -> Range | None:
        text = example.text
        if example.ranges is None:
            return _locate(text, example.input_range[0], path, key)
        if not path or path[0] not in example.ranges:
            return None
        start, end = example.ranges[path[0]]
        return _locate(text, start, path[1:], key) or (start, end)

    def _unknown(self, example: UnboundExample, name: str) -> None:
        near = nearest(name, self.by_name) if len(self.by_name) <= FEW_PARAMETERS else None
        hint = f"; did you mean {near}?" if near else f": the signature is {self._text()}"
        data = {"nearest": near} if near else {"name": name}
        self._add("example-arity", key_place(example, name), f"there is no parameter {name[:40]}{hint}", data)

    def _wants(self, given: int) -> str:
        most = len(self.fixed)
        count = f"{most}" if self.least == most else f"{self.least} to {most}"
        return f"{given} values for {count} parameter{'' if most == 1 else 's'}: the signature is {self._text()}"

    def _text(self) -> str:
        return signature_text(self.signature)[:160]

    def _arity(self, place: Range, message: str, data: Mapping[str, JsonValue] | None = None) -> None:
        self._add("example-arity", (*place, False), message, data)

    def _type(self, place: Range, message: str) -> None:
        self._add("example-type", (*place, False), message)

    def _add(
        self, code: str, place: tuple[int, int, bool], message: str, data: Mapping[str, JsonValue] | None = None
    ) -> None:
        start, end, in_header = place
        self.findings.append(Finding(code, start, end, message, data or {}, in_header))


def _form(signature: Signature, types: Mapping[str, TypeExpr]) -> str:
    """All of a signature but where it stands. By repr, because ``1 == True`` in Python."""
    parameters = [(p.name, p.type, p.optional, p.has_default, p.default, p.rest) for p in signature.parameters]
    return repr((parameters, signature.returns, types))


def key_place(example: UnboundExample, name: str) -> tuple[int, int, bool]:
    """Where an example names a parameter, and whether that is in the header of its table."""
    if example.keys is not None:
        return (*example.keys[name], bool(example.header)) if name in example.keys else (*example.input_range, False)
    return (*(_locate(example.text, example.input_range[0], (name,), True) or example.input_range), False)


def _locate(text: str, start: int, path: _Steps, key: bool) -> Range | None:
    """Where the part of the JSON5 value at ``start`` stands that the path leads to (or the path's last key)."""
    try:
        node: json5.Node | None = json5.read_tree(text, start)
    except json5.Json5Error:
        return None
    for step in path[:-1] if key else path:
        if node is None:
            return None
        node = node.child(step)
    if node is None:
        return None
    if key:
        found = node.key(str(path[-1]))
        return None if found is None else (found.start, found.end)
    return node.start, node.end
