"""Mends and changes never raise, whatever code comes: real replies with pieces cut out, and every gate's verdict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.mending.all_mends import all_mends
from intent_lsp.mending.contract import BrokenCode
from intent_lsp.nearmiss.contract import Hints
from intent_lsp.nearmiss.languages import LANGUAGES
from intent_lsp.sandbox.contract import CodeError
from intent_lsp.syntax.edits import apply_edits
from tests.support.fuzzing import fuzzed
from tests.support.recorded import Recorded, recorded

HINTS = Hints((2, 0.5, -3), ("é", "a b"), (("<", ">"),), 1.5)
ERRORS = ("NameError: `re` is not defined", "TypeError: 'x' is read-only", "ReferenceError: i is not defined")


@st.composite
def broken_code(draw: st.DrawFn) -> tuple[Recorded, str]:
    """A reply without one piece of it, or with one piece twice."""
    reply = draw(st.sampled_from(recorded()))
    start = draw(st.integers(0, len(reply.text)))
    end = draw(st.integers(start, len(reply.text)))
    middle = draw(st.sampled_from(["", reply.text[start:end] * 2, "é", "\ud800", "const i", "def "]))
    whole = reply.text.replace("```python\n", "").replace("```js\n", "").replace("```", "")
    return reply, whole[:start] + middle + whole[end:]


def _verdict(gate: Gate, reply: Recorded) -> Verdict:
    errors = [CodeError(kind, said) for kind, _, said in (text.partition(": ") for text in ERRORS)]
    failures = tuple(Failure(gate, str(error), error=error, code="changes-its-input") for error in errors)
    results = tuple(ExampleResult(e.number, False, "x", "set {1}") for e in reply.intent.examples)
    return Verdict(gate, results, failures, "printed")


@fuzzed(300)
@given(broken_code(), st.sampled_from(list(Gate)))
def test_every_mend_takes_every_code(made: tuple[Recorded, str], gate: Gate) -> None:
    reply, code = made
    for candidate in all_mends(BrokenCode(code, reply.target, reply.intent, _verdict(gate, reply))):
        assert candidate.code != code
        assert candidate.mend


@fuzzed(150)
@given(broken_code())
def test_every_change_takes_every_code(made: tuple[Recorded, str]) -> None:
    reply, code = made
    for change in LANGUAGES[reply.target].changes(code, reply.intent.name, HINTS, [None, 1, "a", [1], {"a": 2}]):
        assert change.edits
        if len(change.edits) == 1:
            apply_edits(code, change.edits)
