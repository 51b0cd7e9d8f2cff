"""From an intent to a problem of the search: typed parameters, distinct examples, probes."""

from __future__ import annotations

from dataclasses import dataclass

from intent_lsp.document.model import Intent, Parameter
from intent_lsp.synthesis.contract import Task
from intent_lsp.synthesis.inputs import Inputs, Variable, Vector
from intent_lsp.synthesis.probes import Input, probes
from intent_lsp.synthesis.prose_hints import Words
from intent_lsp.synthesis.search_values import Undefined, Value, freeze
from intent_lsp.synthesis.types import Type, Untypable, list_of, optional, resolve

MOST_EXAMPLES = 24
PROBES = 5
_PROBE_SEED = 7


@dataclass(frozen=True, slots=True)
class FailingExample:
    """An input on which the function must raise an error; ``message`` is what the error must contain."""

    input: Input
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything a search needs to know."""

    params: tuple[tuple[str, Type], ...]
    returns: Type
    examples: tuple[Input, ...]
    target: Vector
    failing: tuple[FailingExample, ...]
    probes: tuple[Input, ...]
    words: Words

    @property
    def inputs(self) -> Inputs:
        """The parameters over examples and probes."""
        return make_inputs(self.params, (*self.examples, *self.probes), len(self.examples))


def make_inputs(params: tuple[tuple[str, Type], ...], rows: tuple[Input, ...], examples: int) -> Inputs:
    """Parameters over some inputs, of which the first ``examples`` have a known result."""
    variables = tuple(Variable(name, kind, tuple(row[name] for row in rows)) for name, kind in params)
    return Inputs(variables, rows, examples)


def pose(task: Task) -> Problem:
    """The problem of a task: its shown examples and its counterexamples, and nothing else.

    Raises :class:`Untypable` with a message for people when there is no example or no common type.
    """
    intent = task.intent
    rows: list[tuple[Input, Value]] = []
    failing: list[FailingExample] = []
    known: set[tuple[Value, ...]] = set()
    labelled = [(e.args, e.expected, e.raises) for e in intent.shown]
    labelled += [(c.args, c.expected, False) for c in task.counterexamples]
    for args, expected, raises in labelled:
        try:
            row = _bind(intent.signature.parameters, args)
            key = tuple(row.values())
            if key in known:
                continue
            if raises:
                failing.append(FailingExample(row, expected if isinstance(expected, str) else ""))
            else:
                rows.append((row, freeze(expected)))
        except Undefined:
            raise Untypable("an example holds a number that is not finite or not exact in both languages") from None
        known.add(key)
    if not rows:
        raise Untypable("there is no example to learn from")
    rows, failing = rows[:MOST_EXAMPLES], failing[:MOST_EXAMPLES]
    inputs = [row for row, _ in rows]
    params = tuple(
        (p.name, _parameter_type(intent, p, inputs + [f.input for f in failing])) for p in intent.signature.parameters
    )
    target = tuple(wanted for _, wanted in rows)
    returns = resolve(intent.signature.returns, intent.types, target)
    if None in target:
        returns = optional(returns)
    prose = " ".join([intent.description, *(rule.text for rule in intent.constraints)])
    return Problem(
        params,
        returns,
        tuple(inputs),
        target,
        tuple(failing),
        tuple(probes(params, inputs, PROBES, _PROBE_SEED)),
        Words(intent.name, prose),
    )


def _bind(parameters: tuple[Parameter, ...], args: tuple[Value, ...]) -> Input:
    """Arguments by name: a rest parameter gathers what is left, a missing argument is its default or null."""
    row: Input = {}
    for position, parameter in enumerate(parameters):
        if parameter.rest:
            row[parameter.name] = freeze(list(args[position:]))
        elif position < len(args) and not (parameter.has_default and args[position] is None):
            row[parameter.name] = freeze(args[position])
        else:
            row[parameter.name] = freeze(parameter.default) if parameter.has_default else None
    return row


def _parameter_type(intent: Intent, parameter: Parameter, rows: list[Input]) -> Type:
    values = [row[parameter.name] for row in rows]
    kind = resolve(parameter.type, intent.types, [value for value in values if value is not None] or values)
    if parameter.rest and kind.kind not in ("list", "tuple"):
        kind = list_of(kind)
    return optional(kind) if None in values else kind
