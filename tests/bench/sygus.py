"""Tasks of the SyGuS competition's strings track (programming by example) as specs of the synthesiser.

A task is an SMT-LIB file: ``(synth-fun f ((name Sort) …) Sort grammar)`` and one ``(constraint (= (f "in" …) "out"))``
per example. Only the types and the examples are taken: no grammar, no constants, and there is no prose.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from intent_lsp.values import JsonValue
from tests.synthesis.specs import Spec, to_spec

LEARNED = 5
_FEWEST = 4
_SORTS = {"String": "string", "Int": "integer", "Bool": "boolean"}
_TOKEN = re.compile(r'\s+|;[^\n]*|("(?:[^"]|"")*")|([()])|([^\s()";]+)')


class Text(str):
    """A string literal, as opposed to a symbol."""

    __slots__ = ()


def expressions(source: str) -> list[Any]:
    """The S-expressions of a file: lists, :class:`Text` and symbols (``str``)."""
    stack: list[list[Any]] = [[]]
    for string, bracket, symbol in _TOKEN.findall(source):
        if string:
            stack[-1].append(Text(string[1:-1].replace('""', '"')))
        elif symbol:
            stack[-1].append(symbol)
        elif bracket == "(":
            stack.append([])
        elif bracket == ")":
            done = stack.pop()
            stack[-1].append(done)
    return stack[0]


def literal(expression: Any) -> JsonValue:
    """The value of a literal. Raises :class:`ValueError` for anything else."""
    match expression:
        case Text():
            return str(expression)
        case "true" | "false":
            return bool(expression == "true")
        case ["-", str(digits)]:
            return -int(digits)
        case str():
            return int(expression)
        case _:
            raise ValueError("not a literal")


def read_task(path: Path, learned: int = LEARNED) -> Spec | None:
    """The spec of one file: the first ``learned`` distinct examples, but never all, the others held out.

    ``None`` for files of another kind and for fewer than four examples.
    """
    name, params, returns = "", [], ""
    rows: dict[tuple[JsonValue, ...], JsonValue] = {}
    try:
        for expression in expressions(path.read_text("utf-8")):
            match expression:
                case ["synth-fun", str(name), arguments, str(sort), *_]:
                    params = [{"name": argument, "type": _SORTS[kind]} for argument, kind in arguments]
                    returns = _SORTS[sort]
                case ["constraint", ["=", [str(called), *given], wanted]] if called == name:
                    rows.setdefault(tuple(map(literal, given)), literal(wanted))
                case ["constraint", _]:
                    return None
    except (ValueError, KeyError):
        return None
    if len(rows) < _FEWEST or not name:
        return None
    examples = [
        {"in": {param["name"]: value for param, value in zip(params, given, strict=True)}, "out": wanted}
        for given, wanted in rows.items()
    ]
    count = min(learned, len(examples) - 1)
    raw = {"name": name, "description": "", "params": params, "returns": returns}
    return to_spec(raw | {"examples": examples[:count], "held": examples[count:]})


def read_tasks(folder: Path, learned: int = LEARNED) -> list[tuple[str, Spec]]:
    """All tasks of a folder and what is below it, by name."""
    found = [(path.stem, read_task(path, learned)) for path in sorted(folder.rglob("*.sl"))]
    return [(name, spec) for name, spec in found if spec is not None]
