"""Specs as data turned into intents, through the document parser like everything that people write."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.synthesis.contract import Synthesis, Task
from intent_lsp.synthesis.search import solve
from intent_lsp.values import JsonValue

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Spec:
    """An intent, and further examples that only the evaluation looks at: arguments and the right result."""

    intent: Intent
    held: tuple[tuple[tuple[JsonValue, ...], JsonValue], ...]


_SOLVED: dict[tuple[str, str], Synthesis] = {}


def solved(intent: Intent) -> Synthesis:
    """What the search finds for an intent: it always finds the same, and looks for it once per process."""
    key = (intent.name, intent.digest)
    if key not in _SOLVED:
        _SOLVED[key] = solve(Task(intent))
    return _SOLVED[key]


def load(path: Path) -> list[Spec]:
    """Read a list of specs (see everyday-specs.json for the form)."""
    return [to_spec(raw) for raw in json.loads(path.read_text("utf-8"))]


def everyday() -> list[Spec]:
    return load(HERE / "everyday-specs.json")


def unseen() -> list[Spec]:
    return load(HERE / "unseen-specs.json")


def further() -> list[Spec]:
    """Everyday specs with references written down before the rules of doubt were tried on them; known by now."""
    return load(HERE / "further-specs.json")


def blind() -> list[Spec]:
    """Written after the synthesiser was finished, run once, and never tuned for."""
    return load(HERE / "blind-specs.json")


def to_spec(raw: dict[str, Any]) -> Spec:
    names = [param["name"] for param in raw["params"]]
    held = tuple((tuple(row["in"][name] for name in names), row["out"]) for row in raw["held"])
    return Spec(to_intent(raw), held)


def to_intent(raw: dict[str, Any]) -> Intent:
    """The only intent of the document that a person would have written for the spec."""
    params = ", ".join(f"{param['name']}: {param['type']}" for param in raw["params"])
    lines = [f"# name: {raw['name']}", "# description:", raw["description"], "# signature:"]
    lines += [f"({params}) -> {raw['returns']}", "# examples:"]
    lines += [f"- in: {json.dumps(row['in'])} out: {json.dumps(row['out'])}" for row in raw["examples"]]
    document = parse("\n".join(lines) + "\n")
    (intent,) = document.intents
    assert not intent.broken, (raw["name"], intent.problems)
    assert len(intent.shown) == len(raw["examples"])
    return intent


HOPELESS = to_intent(
    {
        "name": "hopeless",
        "description": "Nothing that a program could guess.",
        "params": [{"name": "a", "type": "string"}, {"name": "b", "type": "number"}],
        "returns": "string",
        "examples": [
            {"in": {"a": "qwe rty", "b": 5}, "out": "zxK9w"},
            {"in": {"a": "uio pas", "b": 2}, "out": "77vQm"},
            {"in": {"a": "dfg hjk", "b": 9}, "out": "aP0xx"},
        ],
        "held": [],
    }
)
"""A search for this ends with its budget, or when it is stopped."""
