"""An adopted function as the text of a document."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.adoption.choose_examples import message
from intent_lsp.adoption.contract import ExistingFunction, Tried
from intent_lsp.adoption.contradictions import contradicts
from intent_lsp.document.examples import add_example
from intent_lsp.document.model import Parameter, Signature, TypeExpr
from intent_lsp.document.type_language.types import signature_text
from intent_lsp.sandbox.contract import Returned

_FROM = {"docstring": "from the documentation of {name}", "test": "from {file}", "made": "from runs of {name}"}


def document(
    existing: ExistingFunction, parameters: Sequence[Parameter], returns: TypeExpr, examples: Sequence[Tried]
) -> str:
    """The whole text; the examples under remarks that say where they come from."""
    lines = [f"# name: {existing.name}", f"# target: {existing.target}"]
    if existing.description:
        lines += ["# description:", existing.description]
    lines += ["# signature:", signature_text(Signature(tuple(parameters), returns)), "# examples:"]
    above = ""
    for one in examples:
        remark = _remark(existing.name, one)
        if remark != above:
            lines.append(f"// {remark}")
            above = remark
        lines.append(example(existing.name, one))
    return "\n".join(lines) + "\n"


def _remark(name: str, one: Tried) -> str:
    """Where an example comes from. One that contradicts what is written there comes from a run."""
    if not contradicts(one) or one.call.claimed is None:
        return _FROM[one.call.origin].format(name=name, file=one.call.place.message)
    who = one.call.place.message if one.call.origin == "test" else "its documentation"
    return f"from a run of {name}; {who} says {add_example.uncut(one.call.claimed[0])}"


def example(name: str, one: Tried) -> str:
    """The line of one example: the call with its result, or with its error."""
    called = f"{name}({', '.join(add_example.uncut(value) for value in one.call.args)})"
    if isinstance(one.outcome, Returned):
        return f"- {called} -> {add_example.uncut(one.outcome.value)}"
    said = message(one.outcome)
    return f"- {called} -> error: {add_example.uncut(said) if said else 'true'}"
