"""Examples bound to parameters: by name or position, checked against the types, compared with each other."""

from __future__ import annotations

from collections.abc import Mapping

from intent_lsp.document import json5
from intent_lsp.document.canonical import same_input_key
from intent_lsp.document.keys import nearest
from intent_lsp.document.model import ArrayOf, Example, Related, Signature, TypeExpr
from intent_lsp.document.raw import Range, Raw
from intent_lsp.document.report import Report
from intent_lsp.document.signature import infer_signature
from intent_lsp.document.types import Mismatch, fits, signature_text
from intent_lsp.equality import differs
from intent_lsp.values import JsonValue

_Steps = tuple[str | int, ...]


def signature_from(raws: list[Raw]) -> Signature:
    """The signature that the examples imply: their keys, in order of first appearance, all of type ``any``."""
    keys: dict[str, int] = {}
    counts: list[int] = []
    by_name = 0
    for raw in raws:
        if raw.named is not None:
            by_name += 1
            for key in raw.named:
                keys[key] = keys.get(key, 0) + 1
        else:
            counts.append(len(raw.positional))
    positional = (min(counts), max(counts)) if counts else None
    return infer_signature(((key, count < by_name) for key, count in keys.items()), positional)


def bind_examples(
    raws: list[Raw], signature: Signature, types: Mapping[str, TypeExpr], tolerance: float, report: Report
) -> tuple[Example, ...]:
    """The valid examples, shown ones first, numbered from 1. Problems: arity, type, duplicate, contradiction."""
    binder = _Binder(signature, types, report)
    examples: list[Example] = []
    seen: dict[str, Example] = {}
    span = report.source.span
    for raw in (*(r for r in raws if not r.hidden), *(r for r in raws if r.hidden)):
        args = binder.bind(raw)
        if args is None:
            continue
        example = Example(
            len(examples) + 1, args, raw.expected, raw.hidden, raw.raises, _one_line(report.source.text, raw.whole),
            span(*raw.whole), span(*raw.into), span(*raw.out), raw.form,
        )
        examples.append(example)
        first = seen.setdefault(same_input_key(args), example)
        if first is not example:
            _compare(first, example, tolerance, report)
    return tuple(examples)


def _one_line(text: str, whole: Range) -> str:
    piece = text[whole[0] : whole[1]].strip()
    return " ".join([line.strip() for line in piece.split("\n")]) if "\n" in piece else piece


def _compare(first: Example, example: Example, tolerance: float, report: Report) -> None:
    there = (Related(first.span, f"example {first.number} has the same input"),)
    if first.raises == example.raises and differs(first.expected, example.expected, tolerance) is None:
        report.add_at(
            "duplicate-example", example.span, f"this says the same as example {first.number}: remove one of them",
            severity="warning", related=there, data={"first": first.number},
        )
    elif not (first.raises and example.raises):  # two texts can both be in one message
        report.add_at(
            "contradictory-examples", example.span,
            f"same input as example {first.number}, but another outcome: change or remove one of them",
            related=there, data={"first": first.number},
        )


class _Binder:
    def __init__(self, signature: Signature, types: Mapping[str, TypeExpr], report: Report) -> None:
        self.signature = signature
        self.types = types
        self.report = report
        parameters = signature.parameters
        self.by_name = {p.name: p for p in parameters}
        self.rest = parameters[-1] if parameters and parameters[-1].rest else None
        self.fixed = parameters[:-1] if self.rest else parameters
        self.least = sum(not p.optional for p in self.fixed)

    def bind(self, raw: Raw) -> tuple[JsonValue, ...] | None:
        """The arguments to call with, or ``None`` and a problem."""
        values = self._values(raw)
        if values is None or not self._check_types(raw, values):
            return None
        last = max((i for i, p in enumerate(self.fixed) if p.name in values), default=-1)
        extra = values[self.rest.name][0] if self.rest and self.rest.name in values else []
        if extra:
            last = len(self.fixed) - 1
        args = [values[p.name][0] if p.name in values else p.default for p in self.fixed[: last + 1]]
        return (*args, *extra)

    def _values(self, raw: Raw) -> dict[str, tuple[JsonValue, _Steps]] | None:
        """Per parameter its value and the way to its place in the input."""
        if raw.single and len(self.signature.parameters) != 1:
            self._arity(raw.into, "write the input as an object, by name, or as a list, by position")
            return None
        if raw.named is None and raw.form == "in-out" and len(raw.positional) > len(self.fixed) and not self.rest:
            only = self.signature.parameters[0] if len(self.signature.parameters) == 1 else None
            if only is not None and isinstance(only.type, ArrayOf) and not raw.single:
                self._arity(
                    raw.into, f"a list binds by position: for the one parameter {only.name} add a pair of brackets",
                    {"replacement": f"[{self.report.source.text[raw.into[0] : raw.into[1]]}]"},
                )
                return None
        values: dict[str, tuple[JsonValue, _Steps]] = {}
        for index, value in enumerate(raw.positional):
            if index < len(self.fixed):
                values[self.fixed[index].name] = (value, () if raw.single else (index,))
        if len(raw.positional) > len(self.fixed):
            if self.rest is None:
                place = self._place(raw, (len(self.fixed),)) or raw.into
                self._arity((place[0], max(raw.into[1], place[1])), self._wants(len(raw.positional)))
                return None
            values[self.rest.name] = (raw.positional[len(self.fixed) :], ())
        for name, value in (raw.named or {}).items():
            if name not in self.by_name:
                self._unknown(raw, name)
                return None
            if name in values:
                self._arity(key_place(raw, name, self.report.source.text), f"{name} is given twice")
                return None
            values[name] = (value, (name,))
        missing = [p.name for p in self.fixed if not p.optional and p.name not in values]
        if missing:
            self._arity(
                raw.into, f"no value for {', '.join(missing)}: the signature is {self._text()}", {"missing": missing}
            )
            return None
        return values

    def _check_types(self, raw: Raw, values: Mapping[str, tuple[JsonValue, _Steps]]) -> bool:
        good = True
        for name, (value, steps) in values.items():
            parameter = self.by_name[name]
            found = fits(parameter.type, value, self.types)
            if found is not None:
                good = False
                path = found.path
                if parameter.rest and not steps and path:  # by position: the rest's values stand one by one
                    path = (len(self.fixed) + int(path[0]), *path[1:])
                place = self._place(raw, (*steps, *path), found.extra_key) or raw.into
                self._type(place, f"{self._where(name, found)}: {found.message}")
        if not raw.raises:
            found = fits(self.signature.returns, raw.expected, self.types)
            if found is not None:
                good = False
                place = _locate(self.report.source.text, raw.out[0], found.path, found.extra_key) or raw.out
                self._type(place, f"{self._where('the result', found)}: {found.message}")
        return good

    def _where(self, name: str, found: Mismatch) -> str:
        steps = found.path[:-1] if found.extra_key else found.path
        return name + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)[:80]

    def _place(self, raw: Raw, path: _Steps, key: bool = False) -> Range | None:
        text = self.report.source.text
        if raw.ranges is None:
            return _locate(text, raw.into[0], path, key)
        if not path or path[0] not in raw.ranges:
            return None
        start, end = raw.ranges[path[0]]
        return _locate(text, start, path[1:], key) or (start, end)

    def _unknown(self, raw: Raw, name: str) -> None:
        near = nearest(name, self.by_name)
        hint = f"; did you mean {near}?" if near else f": the signature is {self._text()}"
        data = {"nearest": near} if near else {"name": name}
        self._arity(key_place(raw, name, self.report.source.text), f"there is no parameter {name[:40]}{hint}", data)

    def _wants(self, given: int) -> str:
        most = len(self.fixed)
        count = f"{most}" if self.least == most else f"{self.least} to {most}"
        return f"{given} values for {count} parameter{'' if most == 1 else 's'}: the signature is {self._text()}"

    def _text(self) -> str:
        return signature_text(self.signature)[:160]

    def _arity(self, place: Range, message: str, data: Mapping[str, JsonValue] | None = None) -> None:
        self.report.add("example-arity", *place, message, data=data)

    def _type(self, place: Range, message: str) -> None:
        self.report.add("example-type", *place, message)


def key_place(raw: Raw, name: str, text: str) -> Range:
    """Where an example names a parameter."""
    if raw.keys is not None:
        return raw.keys.get(name, raw.into)
    return _locate(text, raw.into[0], (name,), True) or raw.into


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

