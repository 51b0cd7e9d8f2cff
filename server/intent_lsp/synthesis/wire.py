"""Tasks and results as JSON, for the pipe between the server and the process that searches.

Only what a search looks at crosses the pipe: no hidden examples, no source positions.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from intent_lsp.document import model
from intent_lsp.document.model import Example, Intent, Parameter, Signature, Text, TypeExpr
from intent_lsp.synthesis.contract import Synthesis, Task
from intent_lsp.text.span import NOWHERE
from intent_lsp.values import Counterexample, JsonValue, Question

_TYPES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        model.Primitive,
        model.ArrayOf,
        model.TupleOf,
        model.Field,
        model.RecordOf,
        model.MapOf,
        model.UnionOf,
        model.LiteralOf,
        model.Named,
    )
}


def task_to_json(task: Task) -> JsonValue:
    """A task as JSON. NaN and infinities stay what they are: both ends are Python."""
    intent = task.intent
    return {
        "name": intent.name,
        "description": intent.description,
        "signature": {
            "parameters": [
                {
                    "name": p.name,
                    "type": _type_to_json(p.type),
                    "optional": p.optional,
                    "has_default": p.has_default,
                    "default": p.default,
                    "rest": p.rest,
                }
                for p in intent.signature.parameters
            ],
            "returns": _type_to_json(intent.signature.returns),
            "inferred": intent.signature.inferred,
        },
        "types": [[name, _type_to_json(kind)] for name, kind in intent.types.items()],
        "constraints": [rule.text for rule in intent.constraints],
        "examples": [{"args": list(e.args), "expected": e.expected, "raises": e.raises} for e in intent.shown],
        "counterexamples": [{"args": list(c.args), "expected": c.expected, "got": c.got} for c in task.counterexamples],
        "budget": task.budget,
    }


def task_from_json(data: dict[str, Any]) -> Task:
    """The inverse of :func:`task_to_json`, as far as a search can tell."""
    signature = data["signature"]
    parameters = tuple(Parameter(**{**raw, "type": _type_from_json(raw["type"])}) for raw in signature["parameters"])
    intent = Intent(
        name=data["name"],
        name_span=NOWHERE,
        line=0,
        lines=0,
        targets=None,
        description=data["description"],
        signature=Signature(parameters, _type_from_json(signature["returns"]), signature["inferred"]),
        types={name: _type_from_json(kind) for name, kind in data["types"]},
        constraints=tuple(Text(rule, NOWHERE) for rule in data["constraints"]),
        examples=tuple(
            Example(number, tuple(raw["args"]), raw["expected"], raises=raw["raises"])
            for number, raw in enumerate(data["examples"], 1)
        ),
        properties=(),
        uses=(),
        tolerance=1e-9,
        rounds=None,
        out_dir=None,
        sections=(),
        problems=(),
        digest="",
        contract_digest="",
    )
    counterexamples = tuple(
        Counterexample(tuple(raw["args"]), raw["expected"], raw["got"]) for raw in data["counterexamples"]
    )
    return Task(intent, counterexamples, data["budget"])


def _type_to_json(kind: Any) -> JsonValue:
    if is_dataclass(kind):
        values = {field.name: _type_to_json(getattr(kind, field.name)) for field in fields(kind)}
        return {"type": type(kind).__name__, "with": values}
    if isinstance(kind, tuple):
        return [_type_to_json(item) for item in kind]
    return kind


def _type_from_json(data: Any) -> TypeExpr:
    return _from_json(data)  # type: ignore[no-any-return]


def _from_json(data: Any) -> Any:
    if isinstance(data, dict):
        return _TYPES[data["type"]](**{key: _from_json(value) for key, value in data["with"].items()})
    if isinstance(data, list):
        return tuple(_from_json(item) for item in data)
    return data


def synthesis_to_json(result: Synthesis) -> JsonValue:
    """A result as JSON."""
    question = result.question
    return {
        "outcome": result.outcome,
        "code": dict(result.code),
        "explanation": result.explanation,
        "question": question and {"args": list(question.args), "answers": list(question.answers)},
        "evaluations": result.evaluations,
        "doubt": result.doubt,
    }


def synthesis_from_json(data: dict[str, Any]) -> Synthesis:
    """The inverse of :func:`synthesis_to_json`."""
    raw = data["question"]
    question = Question(tuple(raw["args"]), tuple(raw["answers"])) if raw else None
    return Synthesis(data["outcome"], data["code"], data["explanation"], question, data["evaluations"], data["doubt"])
