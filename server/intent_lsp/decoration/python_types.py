"""Types of the signature as annotations of Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from intent_lsp.document.model import (
    ArrayOf,
    LiteralOf,
    MapOf,
    Named,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)

Sequence: TypeAlias = Literal["list", "tuple", "Sequence"]
"""What the code makes of a list of JSON: the third where that is not plain to see."""

_NAMES = {"number": "float", "integer": "int", "string": "str", "boolean": "bool", "null": "None", "any": "Any"}
_IMPORTS = {"Any": "typing", "Literal": "typing", "Sequence": "collections.abc"}
_DEEPEST = 8


@dataclass(slots=True)
class Annotations:
    """Writes annotations, and remembers which names they need. Types are written out: the module declares none."""

    named: Mapping[str, TypeExpr]
    names: set[str] = field(default_factory=set)
    """Every name that the annotations mention."""

    @property
    def imports(self) -> dict[str, list[str]]:
        """What has to be imported: names by module, both in order."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.names & _IMPORTS.keys()):
            found.setdefault(_IMPORTS[name], []).append(name)
        return dict(sorted(found.items()))

    def text(self, type: TypeExpr, sequence: Sequence = "list", *, optional: bool = False) -> str:
        """The annotation. ``sequence`` is what a list is at the outermost level; within, it is a ``list``.

        ``optional``: it may also be ``None``.
        """
        return self._joined([*self._options(type, sequence, 0), *(["None"] if optional else [])])

    def any(self) -> str:
        """The annotation that says nothing."""
        return self._name("Any")

    def _name(self, name: str) -> str:
        self.names.add(name)
        return name

    def _joined(self, options: list[str]) -> str:
        """A union, ``None`` last; a ``float`` may be an ``int`` as well (PEP 484)."""
        if "Any" in options:
            return "Any"
        if "float" in options:
            options = [option for option in options if option != "int"]
        return " | ".join(sorted(dict.fromkeys(options), key=lambda option: option == "None"))

    def _options(self, type: TypeExpr, sequence: Sequence, depth: int) -> list[str]:
        """What a value may be, one annotation each."""
        if depth > _DEEPEST:
            return [self._name("Any")]
        match type:
            case Primitive(kind):
                return [self._name(_NAMES[kind])]
            case LiteralOf(value):
                return [self._literal([value])] if not isinstance(value, float) else [self._name("float")]
            case Named(name):
                return self._options(self.named.get(name, Primitive("any")), sequence, depth + 1)
            case ArrayOf(item):
                return [self._list([item], sequence, depth)]
            case TupleOf(items):
                if sequence != "tuple":
                    return [self._list(items, sequence, depth)]
                return [f"{self._name('tuple')}[{', '.join(self._inner(item, depth) for item in items) or '()'}]"]
            case MapOf(item):
                return [self._dict([self._inner(item, depth)])]
            case RecordOf(fields):
                return [self._dict(list(dict.fromkeys(self._inner(field.type, depth) for field in fields)))]
            case UnionOf(options):
                return self._union(options, sequence, depth)

    def _inner(self, type: TypeExpr, depth: int) -> str:
        return self._joined(self._options(type, "list", depth + 1))

    def _list(self, items: Iterable[TypeExpr], sequence: Sequence, depth: int) -> str:
        options = [option for item in items for option in self._options(item, "list", depth + 1)]
        inner = self._joined(options) if options else self._name("Any")
        return f"{self._name(sequence)}[{inner}{', ...' if sequence == 'tuple' else ''}]"

    def _dict(self, values: list[str]) -> str:
        """Where the values have several types it says nothing of them: who reads one knows which it is."""
        if set(values) == {"int", "float"}:
            values = ["float"]
        value = values[0] if len(values) == 1 else self._name("Any")
        return f"{self._name('dict')}[{self._name('str')}, {value}]"

    def _union(self, options: tuple[TypeExpr, ...], sequence: Sequence, depth: int) -> list[str]:
        """Values of their own share one ``Literal``."""
        values = [o.value for o in options if isinstance(o, LiteralOf) and not isinstance(o.value, float)]
        rest = [o for o in options if not isinstance(o, LiteralOf) or isinstance(o.value, float)]
        texts = [text for option in rest for text in self._options(option, sequence, depth + 1)]
        return [self._literal(values), *texts] if values else texts

    def _literal(self, values: list[str | int | bool]) -> str:
        return f"{self._name('Literal')}[{', '.join(dict.fromkeys(map(_quoted, values)))}]"


def _quoted(value: str | int | bool) -> str:
    """With double quotes where that needs no escape, as formatters write it."""
    text = ascii(value)
    return f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text else text
