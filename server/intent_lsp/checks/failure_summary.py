"""What failed, in a few words that can stand beside a sign. A count of examples says nothing where all of them pass."""

from __future__ import annotations

from intent_lsp.checks.verdict import Failure, Gate, Verdict
from intent_lsp.values import LANGUAGES, Target, show

_WORDS = {
    "depends-on-state": "depends on earlier calls",
    "depends-on-time": "depends on time",
    "depends-on-chance": "depends on chance",
    "changes-its-input": "changes its input",
}
_MOST = 40
"""Characters of an input, a property or a message."""


def shortfall(verdict: Verdict, target: Target) -> str:
    """``2/5`` where examples fail, else what does: ``differs from JavaScript on `" "```, ``differs on Node 20``.

    Empty for a verdict that passed.
    """
    passed, total = verdict.passed_examples, len(verdict.examples)
    if verdict.gate in (Gate.EXAMPLES, Gate.HIDDEN):
        return f"{passed}/{total}"
    return _sentence(verdict.failures[0], target) if verdict.failures else ""


def _sentence(failure: Failure, target: Target) -> str:
    if failure.code in _WORDS:
        return _WORDS[failure.code]
    if failure.gate is Gate.AGREEMENT:
        others = " and ".join(name for other, name in LANGUAGES.items() if other != target)
        return f"differs from {others} on `{', '.join(show(value, _MOST) for value in failure.args)}`"
    if failure.gate is Gate.RUNTIMES and failure.runtime:
        name, _, version = failure.runtime.partition(" ")
        return f"differs on {name} {_release(name, version)}".rstrip()
    if failure.gate is Gate.PROPERTIES and failure.property:
        return f"breaks `{_cut(failure.property)}`"
    return _cut(failure.message.splitlines()[0]) if failure.message else ""


def _release(name: str, version: str) -> str:
    """The part of a version that people name: Node's first number, Python's first two."""
    return ".".join(version.split(".")[: 1 if name == "Node" else 2])


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"
